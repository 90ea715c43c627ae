"""Certificates: for who was present enough, once for each, the same bytes each time, replaced when a name was wrong."""

import hashlib
from io import BytesIO

import pypdf
import pytest
from PIL import Image
from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM, Role
from eventreg.documents.models import IssuedDocument
from eventreg.door import attending
from eventreg.events import queries as events
from eventreg.office import awarding, certifying, rules
from eventreg.office.orders import Order
from eventreg.tickets import service as tickets
from tests.factories.events import DAY, days, make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only


class Course:
    """A training that is over: two days, those who hold tickets, and who was there."""

    def __init__(self, app):
        self.app = app
        now = clock.now()
        with app.app_context(), unit_of_work():
            past = days(now - 3 * DAY, now - 2 * DAY)
            event = make_event(title="Pewarna Alam", sessions=past, now=now - 10 * DAY)
            self.id, self.slug = event.id, event.slug
        self.page = f"/staff/events/{self.slug}/papers/certificates"

    def participant(self, holder, sessions=2):
        """The id of their ticket, and its token."""
        with self.app.app_context(), unit_of_work():
            event, now = events.get_public(self.slug), clock.now()
            ticket = tickets.issue(
                event,
                holder=holder,
                person_id=None,
                business_id=None,
                business_name="Batik Lintang",
                category="",
                actor=SYSTEM,
                now=now - 5 * DAY,
            )
            for session in event.sessions[:sessions]:
                attending.correct(ticket, session, present=True, reason="Daftar hadir", actor=SYSTEM, now=now)
            return ticket.id, tickets.token_of(ticket).lower()

    def order(self):
        return Order(self.id, "certificates", Language.ID)

    def documents(self):
        with self.app.app_context():
            return list(db.session.scalars(select(IssuedDocument).order_by(IssuedDocument.id)))


@pytest.fixture
def course(app):
    return Course(app)


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


def text_of(data):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages).split())


def issue(course, ticket_id):
    with course.app.app_context(), unit_of_work():
        certifying.issue(ticket_id, Language.ID, actor=SYSTEM, now=clock.now())


def test_only_who_was_present_enough_gets_one(course, organiser):
    (there, _), (short, _) = course.participant("Dewi Lestari"), course.participant("Slamet", sessions=1)

    page = soup(organiser.get(f"{course.page}/"))
    refused = organiser.post(f"{course.page}/{short}", language="id", follow=True)
    issued = organiser.post(f"{course.page}/{there}", language="id", follow=True)

    assert [row.select_one(".status").text.strip() for row in page.select("tbody tr")] == [
        "To be issued",
        "Not present enough",
    ]
    assert "not present enough for a certificate" in refused.text
    assert "Issued." in issued.text
    assert [one.subject for one in course.documents()] == [f"ticket:{there}"]
    with course.app.app_context(), pytest.raises(rules.AlreadyCertified), unit_of_work():
        certifying.issue(there, Language.ID, actor=SYSTEM, now=clock.now())


def test_all_at_once_are_the_same_files_that_holders_fetch_and_a_changed_one_is_not(course, visitor):
    (first, token), (_other, _) = course.participant("Dewi Lestari"), course.participant("Ahmad Fauzi")
    course.participant("Slamet", sessions=0)
    with course.app.app_context():
        made = dict(awarding.one_by_one(course.order()))
        again = dict(awarding.one_by_one(course.order()))

    fetched = visitor().get(f"/t/{token}/certificate")

    assert [name.rsplit(" ", 1)[0] for name in made] == ["Ahmad Fauzi", "Dewi Lestari"]
    assert again == made
    assert fetched.mimetype == "application/pdf"
    assert fetched.data in made.values()
    documents = {one.subject: one for one in course.documents()}
    assert len(documents) == 2
    mine = documents[f"ticket:{first}"]
    assert mine.digests == [hashlib.sha256(fetched.data).hexdigest()]
    left = {digest for one in documents.values() for digest in one.digests}
    assert left == {hashlib.sha256(data).hexdigest() for data in made.values()}
    changed = fetched.data.replace(b"%%EOF", b"%%EOF ")
    assert hashlib.sha256(changed).hexdigest() not in mine.digests
    assert ["Diberikan kepada", "Dewi Lestari"] in mine.facts
    told = text_of(fetched.data)
    assert all(part in told for part in ("SERTIFIKAT", "Dewi Lestari", "Batik Lintang", "Pewarna Alam", mine.number))


def test_one_that_was_issued_stays_as_it_was_whatever_is_set_later(course, organiser):
    ticket, _token = course.participant("Dewi Lestari")
    issue(course, ticket)
    before = organiser.get(f"{course.page}/{ticket}.pdf").data

    saved = organiser.post(
        f"{course.page}/look", hours="24", materials="Mordan | 8", first="0", second="0", signed_at_place="Batang"
    )

    assert saved.status_code == 302
    assert organiser.get(f"{course.page}/{ticket}.pdf").data == before
    (document,) = course.documents()
    assert organiser.get(f"/staff/documents/{document.id}/file.pdf").data == before
    assert len(document.digests) == 1
    assert "24 lessons" in text_of(organiser.get(f"{course.page}/preview.pdf", language="en").data)
    assert "Mordan" in text_of(organiser.get(f"{course.page}/preview.pdf").data)


def test_a_wrong_name_is_replaced_and_the_old_paper_no_longer_holds(course, organiser, visitor):
    ticket, token = course.participant("Dewi Lestri")
    issue(course, ticket)
    address = f"{course.page}/{ticket}/replacement"

    empty = organiser.post(address, holder="Hj. Dewi Lestari", reason=" ")
    done = organiser.post(address, holder="Hj. Dewi Lestari", reason="Nama keliru", follow=True)

    assert empty.status_code == 422
    assert soup(empty).select_one("#holder")["value"] == "Hj. Dewi Lestari"
    assert "Nama keliru" in done.text
    old, new = course.documents()
    assert (old.withdrawn_reason, old.successor_id) == ("Nama keliru", new.id)
    assert new.withdrawn_at is None
    assert new.sequence == old.sequence + 1
    fetched = text_of(visitor().get(f"/t/{token}/certificate").data)
    assert "Hj. Dewi Lestari" in fetched
    assert new.number in fetched


def test_a_large_background_is_kept_small_and_what_is_none_is_said_beside_the_field(course, organiser):
    ticket, _token = course.participant("Dewi Lestari")
    photo = BytesIO()
    Image.effect_noise((3508, 2480), 60).convert("RGB").save(photo, "JPEG", quality=92)
    assert photo.tell() > 3_000_000
    fields = {"hours": "", "first": "0", "second": "0"}

    wrong = organiser.post(f"{course.page}/look", background=(BytesIO(b"words"), "latar.jpg"), **fields)
    photo.seek(0)
    saved = organiser.post(f"{course.page}/look", background=(photo, "latar.jpg"), **fields)
    issue(course, ticket)
    made = organiser.get(f"{course.page}/{ticket}.pdf").data

    assert wrong.status_code == 422
    assert soup(wrong).select_one("#background-error")
    assert saved.status_code == 302
    assert len(made) < 1_500_000
    assert course.documents()[0].content["ground"]["panel"] is True
    assert organiser.get(f"{course.page}/background").mimetype == "image/webp"


def test_the_holder_finds_it_where_the_presence_is_told(course, client):
    ticket, token = course.participant("Dewi Lestari")
    before = soup(client.get(f"/t/{token}"))
    missing = client.get(f"/t/{token}/certificate")

    issue(course, ticket)

    assert missing.status_code == 404
    assert before.select_one(f'a[href="/t/{token}/certificate"]') is None
    assert soup(client.get(f"/t/{token}")).select_one(f'a[href="/t/{token}/certificate"]')
