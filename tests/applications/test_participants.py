"""Who comes: replacements with new tickets, needs, one fewer, and the organiser's list."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.applications import answering, participants, service
from eventreg.applications.answering import Details, ParticipantDetails
from eventreg.applications.models import Application, Participant
from eventreg.applications.rules import ParticipantTooLong, Status
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.files import read_image, save_image
from eventreg.core.outbox import OutboxMessage, render
from eventreg.core.permissions import Role
from eventreg.events.models import Material
from eventreg.events.rules import Admission
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState
from tests.factories.applications import make_application
from tests.factories.businesses import make_business, picture
from tests.factories.events import DAY, make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup


class Stand:
    """A confirmed application for two people."""

    def __init__(self, app, **event):
        self.app = app
        with app.app_context(), unit_of_work():
            made = make_event(**{"passes": 3, "title": "Pewarna Alam", **event})
            application = make_application(made.id, email="sri@contoh.id", helpers=("Budi Santoso",), name="Batik Sri")
            committee = actor_of(make_person("komite@demo.test", "Hartono", Role.COMMITTEE))
            if made.admission is not Admission.FIRST_COME:
                service.decide(made.id, [application.id], Status.ACCEPTED, actor=committee, reason="", now=clock.now())
            self.slug, self.code, self.event_id = made.slug, application.code, made.id
            self.ids = [person.id for person in application.participants]
        self.url = f"/me/applications/{self.code}/participants"

    def states(self):
        with self.app.app_context():
            return {ticket.holder: ticket.state for ticket in ticket_queries.tickets_of_event(self.event_id)}

    def coming(self):
        with self.app.app_context():
            query = select(Participant.name).where(Participant.ended_at.is_(None)).order_by(Participant.position)
            return list(db.session.scalars(query))

    def places(self):
        with self.app.app_context():
            return db.session.scalars(select(Application.places)).one()

    def token(self, holder):
        with self.app.app_context():
            found = {ticket.holder: ticket for ticket in ticket_queries.tickets_of_event(self.event_id)}
            return tickets.token_of(found[holder])

    def last(self, model, column):
        with self.app.app_context():
            return db.session.scalars(select(column).order_by(model.id.desc()).limit(1)).one()


@pytest.fixture
def stand(app):
    return lambda **event: Stand(app, **event)


@pytest.fixture
def sri(visitor):
    return lambda: sign_in(visitor(language="en"), "sri@contoh.id")


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


def test_a_replacement_gets_a_ticket_and_the_old_one_no_longer_admits(stand, sri, visitor):
    made, person = stand(), sri()
    old = made.token("Budi Santoso")

    done = person.post(f"{made.url}/{made.ids[1]}/replacement", name=" Tini  Hartini ", phone="", follow=True)

    assert "Tini Hartini comes now." in done.text
    assert made.coming() == ["Sri", "Tini Hartini"]
    assert made.states()["Budi Santoso"] is TicketState.REPLACED
    assert made.states()["Tini Hartini"] is TicketState.VALID
    assert made.states()["Sri"] is TicketState.VALID
    assert "Another ticket was issued" in visitor(language="en").get(f"/t/{old}").text
    assert made.last(OutboxMessage, OutboxMessage.kind) == "participant_replaced"


@pytest.mark.sqlite_only
def test_the_new_ticket_is_in_the_mail(stand, sri, app):
    made, person = stand(), sri()
    person.post(f"{made.url}/{made.ids[1]}/replacement", name="Tini Hartini")
    with app.app_context():
        rendered = render(db.session.scalars(select(OutboxMessage).filter_by(kind="participant_replaced")).one())
    assert "Tini Hartini" in rendered.subject
    assert "Budi Santoso" in rendered.text
    assert f"/t/{made.token('Tini Hartini').lower()}" in rendered.text
    assert made.token("Sri").lower() not in rendered.text
    assert [attachment.media_type for attachment in rendered.attachments] == ["application/pdf", "text/calendar"]


@pytest.mark.sqlite_only
def test_a_ticket_without_a_name_is_refused_and_what_was_typed_stays(stand, sri):
    made = stand()

    refused = sri().post(f"{made.url}/{made.ids[1]}/replacement", name="  ", dietary="vegetarian", phone="12")

    assert refused.status_code == 422
    assert "Write the name for the ticket." in refused.text
    assert "vegetarian" in refused.text
    assert made.coming() == ["Sri", "Budi Santoso"]


@pytest.mark.sqlite_only
def test_nobody_is_replaced_after_the_event(stand, sri, app):
    made, person = stand(), sri()
    with app.app_context(), unit_of_work():
        event = db.session.scalars(select(Application)).one().event
        event.starts_at, event.ends_at = clock.now() - 2 * DAY, clock.now() - DAY

    refused = person.post(f"{made.url}/{made.ids[1]}/replacement", name="Tini")

    assert refused.status_code == 422
    assert made.coming() == ["Sri", "Budi Santoso"]
    assert "can't be changed any more" in person.get(made.url).text


def test_one_fewer_frees_a_place_where_people_are_counted(stand, sri):
    made, person = stand(counts_people=True), sri()
    assert made.places() == 2

    asked = person.get(f"{made.url}/{made.ids[1]}/withdrawal")
    done = person.post(f"{made.url}/{made.ids[1]}/withdrawal", follow=True)
    last = person.post(f"{made.url}/{made.ids[0]}/withdrawal")

    assert "The place goes to somebody else." in asked.text
    assert "Budi Santoso no longer comes." in done.text
    assert made.places() == 1
    assert made.states() == {"Sri": TicketState.VALID, "Budi Santoso": TicketState.REVOKED}
    assert last.status_code == 422
    assert made.coming() == ["Sri"]


def test_the_place_of_whoever_does_not_come_is_offered_to_the_next(stand, sri, app):
    made = stand(counts_people=True, quota=2, admission=Admission.FIRST_COME)
    with app.app_context(), unit_of_work():
        next_one = make_application(made.event_id, name="Batik Tunggu").id
    with app.app_context():
        assert db.session.get_one(Application, next_one).status is Status.WAITLISTED

    sri().post(f"{made.url}/{made.ids[1]}/withdrawal")

    with app.app_context():
        assert db.session.get_one(Application, next_one).status is Status.OFFERED


@pytest.mark.sqlite_only
def test_the_organiser_sees_what_is_to_be_prepared(stand, sri, organiser):
    made, person = stand(), sri()
    person.post(f"{made.url}/{made.ids[0]}", phone="0812 3456 7890", dietary="Vegetarian", access_needs="")
    person.post(f"{made.url}/{made.ids[1]}", dietary="vegetarian", access_needs="kursi roda")

    page = organiser.get(f"/staff/events/{made.slug}/participants")
    some = organiser.get(f"/staff/events/{made.slug}/participants?q=budi")
    needs = soup(page).select_one("#needs").parent.get_text(" ", strip=True)

    assert "2 Vegetarian" in needs
    assert "1 kursi roda" in needs
    assert "0812 3456 7890" in page.text
    assert "Budi Santoso" in some.text
    assert [cell.text for cell in soup(some).select("td .who")] == ["Budi Santoso"]


@pytest.mark.sqlite_only
def test_the_list_is_taken_along_as_a_file_and_that_is_written_down(stand, sri, organiser):
    made = stand()
    sri().post(f"{made.url}/{made.ids[1]}", dietary="=1+1")

    table = organiser.post(f"/staff/events/{made.slug}/participants/exports", format="csv")
    book = organiser.post(f"/staff/events/{made.slug}/participants/exports", format="xlsx")

    lines = table.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=1+1" in lines[2]
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        texts, sheet = parts.read("xl/sharedStrings.xml").decode(), parts.read("xl/worksheets/sheet1.xml").decode()
    assert "Budi Santoso" in texts
    assert ">=1+1<" in texts
    assert "<f>" not in sheet
    assert made.last(AuditEntry, AuditEntry.action) == "participants.exported"
    assert "dietary" in made.last(AuditEntry, AuditEntry.fields)


@pytest.mark.sqlite_only
def test_staff_who_replace_somebody_say_why(stand, organiser):
    made = stand()
    url = f"/staff/events/{made.slug}/participants/{made.ids[1]}/replacement"

    without = organiser.post(url, name="Tini")
    done = organiser.post(url, name="Tini", reason="Sakit, lewat telepon", follow=True)

    assert without.status_code == 422
    assert "it stays in the audit trail" in without.text
    assert "Tini comes now." in done.text
    assert made.states()["Budi Santoso"] is TicketState.REPLACED


@pytest.mark.sqlite_only
def test_others_neither_see_nor_replace_anybody(stand, visitor, app):
    made = stand()
    with app.app_context(), unit_of_work():
        other = make_event(title="Lain").id
    stranger = sign_in(visitor(), "eko@contoh.id")
    elsewhere = sign_in(visitor(), "lain@demo.test", Role.ORGANISER, event_id=other)

    for path in (made.url, f"{made.url}/{made.ids[0]}", f"{made.url}/{made.ids[0]}/replacement"):
        assert stranger.get(path).status_code == 404
    assert elsewhere.get(f"/staff/events/{made.slug}/participants").status_code == 404
    assert elsewhere.post(f"/staff/events/{made.slug}/participants/exports").status_code == 404
    assert made.coming() == ["Sri", "Budi Santoso"]


@pytest.mark.sqlite_only
def test_materials_are_for_the_confirmed_once_they_are_open(stand, sri, app):
    made, person = stand(), sri()
    with app.app_context(), unit_of_work():
        event, now = db.session.scalars(select(Application)).one().event, clock.now()
        picture_id = save_image(read_image(picture()), owner_id=None, now=now).id
        for title, opens_at in (("Salindia", None), ("Kunci jawaban", now + DAY)):
            given = {"title": title, "file_id": picture_id, "opens_at": opens_at}
            db.session.add(Material(event_id=event.id, created_at=now, **given))
        db.session.flush()
        open_one, later = [material.id for material in db.session.scalars(select(Material).order_by(Material.id))]

    page = person.get(f"/me/applications/{made.code}/materials")
    assert "Salindia" in page.text
    assert "Kunci jawaban" not in page.text
    assert person.get(f"/me/applications/{made.code}/materials/{open_one}").content_type == "image/webp"
    assert person.get(f"/me/applications/{made.code}/materials/{later}").status_code == 404
    assert "1 material for participants" in person.get(f"/me/applications/{made.code}").text
    person.post(f"/me/applications/{made.code}/withdrawal")
    assert person.get(f"/me/applications/{made.code}/materials").status_code == 404


@pytest.mark.databases("postgresql")
def test_a_draft_is_kept_even_where_somebody_writes_a_letter_into_a_line(app, visitor):
    with app.app_context(), unit_of_work():
        person = make_person("sri@contoh.id", "Sri")
        make_business(person, name="Batik Sri")
        slug = make_event(passes=3).slug
    letter = "Tidak makan udang. " * 40
    typed = {f"participants-1-{name}": letter for name in ("name", "dietary", "access_needs")}
    typed["participants-0-name"] = "Sri"

    saved = sign_in(visitor(), "sri@contoh.id").post(f"/events/{slug}/apply", save="1", step="1", **typed)

    assert saved.status_code == 302
    with app.app_context(), unit_of_work():
        second = db.session.scalars(select(Participant).filter_by(position=1)).one()
        kept = (second.name, second.dietary, second.access_needs)
        assert kept == (letter[:120], letter[:240], letter[:240])
        details = Details({}, [ParticipantDetails("Sri"), ParticipantDetails("Budi", dietary=letter)])
        with pytest.raises(ParticipantTooLong):
            answering.write(second.application, details, None, sends=True, now=clock.now())


@pytest.mark.sqlite_only
def test_a_replacement_can_be_named_until_the_last_session_that_was_chosen(app):
    with app.app_context(), unit_of_work():
        application = make_application(make_event().id)
        application.status, application.sessions = Status.CONFIRMED, application.event.sessions[:1]
        first, last = (row.ends_at for row in application.event.sessions)
        minute = timedelta(minutes=1)

        assert participants.may_change(application, first - minute)
        assert not participants.may_change(application, first + minute)
        application.sessions = list(application.event.sessions)
        assert participants.may_change(application, last - minute)
