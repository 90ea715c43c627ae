"""A rejected applicant objects once, in time, and is answered in words."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from eventreg.applications import aftercare, objections, service
from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import OwnApplication, Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage, render
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import service as events
from eventreg.events.rules import Admission
from tests.factories.applications import make_application
from tests.factories.events import DAY, make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

NOON = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def test_the_time_for_objections_ends_with_its_days_and_at_the_latest_with_the_event():
    def until(status, days, ends_at=NOON + 30 * DAY):
        return aftercare.objection_until(status, rejected_at=NOON, days=days, ends_at=ends_at)

    assert until(Status.REJECTED, 3) == NOON + 3 * DAY
    assert until(Status.REJECTED, 3, NOON + DAY) == NOON + DAY
    assert until(Status.REJECTED, None) is None
    assert until(Status.WAITLISTED, 3) is None


class Rejection:
    """An application that was rejected, at an event that takes objections."""

    def __init__(self, app, **event):
        self.app = app
        with app.app_context(), unit_of_work():
            made = make_event(**{"objection_days": 3, "title": "Pewarna Alam", "quota": 1, **event})
            application = make_application(made.id, email="sri@contoh.id", name="Batik Sri")
            self.event_id, self.slug, self.id, self.code = made.id, made.slug, application.id, application.code
            self.committee = actor_of(make_person("komite@demo.test", "Hartono", Role.COMMITTEE))
            self.decide(self.id, Status.REJECTED)

    def decide(self, application_id, verdict):
        reason, now = "Foto kurang jelas.", clock.now()
        service.decide(self.event_id, [application_id], verdict, actor=self.committee, reason=reason, now=now)

    def fill(self):
        """Somebody else gets the only place."""
        with self.app.app_context(), unit_of_work():
            self.decide(make_application(self.event_id, name="Batik Lain").id, Status.ACCEPTED)

    def status(self):
        with self.app.app_context():
            return db.session.get_one(Application, self.id).status

    def objection(self):
        with self.app.app_context():
            return db.session.scalars(select(Objection)).one()

    def mails(self, kind):
        with self.app.app_context():
            return [render(message) for message in db.session.scalars(select(OutboxMessage).filter_by(kind=kind))]


@pytest.fixture
def rejection(app):
    return lambda **event: Rejection(app, **event)


@pytest.fixture
def sri(visitor):
    return lambda: sign_in(visitor(language="en"), "sri@contoh.id")


@pytest.fixture
def committee(visitor):
    return lambda: sign_in(visitor(language="en"), "komite@demo.test", Role.COMMITTEE)


def object_to(made, person, text="Foto saya kirim ulang."):
    return person.post(f"/me/applications/{made.code}/objection", text=text, sure="1", follow=True)


def answer(made, member, upheld, words="Fotonya sekarang jelas."):
    url = f"/staff/events/{made.slug}/objections/{made.objection().id}/answer"
    return member.post(url, upheld=upheld, words=words, follow=True)


def test_an_upheld_objection_gets_the_place_that_is_left(rejection, sri, committee):
    made, person = rejection(), sri()

    page = person.get(f"/me/applications/{made.code}")
    sent = object_to(made, person)
    queue = committee().get(f"/staff/events/{made.slug}/objections/")
    done = answer(made, committee(), "yes")

    assert soup(page).select_one(f"a[href='/me/applications/{made.code}/objection']")
    assert "Your objection was sent" in sent.text
    assert "Foto saya kirim ulang." in queue.text
    assert "The applicant is told" in done.text
    assert made.status() is Status.CONFIRMED
    assert "Batik Sri" in made.mails("objection_received")[0].text
    assert "Fotonya sekarang jelas." in made.mails("objection_answered")[0].text
    assert len(made.mails("application_confirmed")) == 1


@pytest.mark.sqlite_only
def test_the_only_objection_is_more_than_a_slip_and_is_looked_at_before_it_goes(rejection, sri):
    made, person = rejection(), sri()
    url, words = f"/me/applications/{made.code}/objection", "Foto nomor 2 saya jelas."

    slip = person.post(url, text=" x ", sure="1")
    look = person.post(url, text=words)
    back = person.post(url, text=words, change="1")

    assert slip.status_code == 422
    assert "at least 20 characters" in soup(slip).select_one(".field .error").get_text()
    assert "This is your only objection" in look.text
    assert soup(look).select_one("[name=text]")["value"] == words
    assert soup(look).select_one("button[name=sure]")
    assert soup(back).select_one("textarea[name=text]").get_text().strip() == words
    assert not soup(back).select(".errors")
    with made.app.app_context():
        assert db.session.scalars(select(Objection)).all() == []


def test_where_no_place_is_left_it_waits(rejection, sri, committee):
    made = rejection()
    object_to(made, sri())
    made.fill()

    answer(made, committee(), "yes")

    assert made.status() is Status.WAITLISTED


@pytest.mark.sqlite_only
def test_a_decision_that_stands_is_explained_and_not_objected_to_again(rejection, sri, committee):
    made, person = rejection(), sri()
    object_to(made, person)

    answer(made, committee(), "no", words="Foto tetap buram.")
    again = person.post(f"/me/applications/{made.code}/objection", text="Sekali lagi, foto saya jelas.", sure="1")
    page = person.get(f"/me/applications/{made.code}")

    assert made.status() is Status.REJECTED
    assert again.status_code == 422
    assert "Foto tetap buram." in page.text
    assert not soup(page).select_one(f"a[href='/me/applications/{made.code}/objection']")


@pytest.mark.sqlite_only
def test_only_in_time_and_only_where_the_event_takes_objections(rejection, app):
    made = rejection()

    def refused(later):
        with app.app_context(), unit_of_work():
            application = db.session.get_one(Application, made.id)
            now = application.moves[-1].at + later
            with pytest.raises(aftercare.ObjectionsClosed):
                objections.make(made.id, "Foto saya kirim ulang.", actor=actor_of(application.applicant), now=now)
        return True

    assert refused(timedelta(days=3))
    with app.app_context(), unit_of_work():
        db.session.get_one(Application, made.id).event.objection_days = None
    assert refused(timedelta(hours=1))


@pytest.mark.sqlite_only
def test_nobody_answers_the_objection_of_their_own_business(rejection, sri, app, visitor):
    made = rejection()
    object_to(made, sri())
    member = sign_in(visitor(language="en"), "sri@contoh.id", Role.COMMITTEE)

    number = made.objection().id
    page = member.get(f"/staff/events/{made.slug}/objections/")
    refused = answer(made, member, "yes")

    assert "You act for this business" in page.text
    assert "Answer it: Batik Sri" not in page.text
    assert refused.status_code == 422
    assert made.status() is Status.REJECTED
    with app.app_context(), unit_of_work():
        applicant = actor_of(db.session.get_one(Application, made.id).applicant)
        with pytest.raises(OwnApplication):
            objections.answer(number, upheld=True, words="Ya", actor=applicant, now=clock.now())


@pytest.mark.sqlite_only
def test_strangers_neither_object_nor_read(rejection, visitor):
    made = rejection()
    stranger = sign_in(visitor(), "eko@contoh.id")

    assert stranger.post(f"/me/applications/{made.code}/objection", text="Saya").status_code == 404
    assert stranger.get(f"/staff/events/{made.slug}/objections/").status_code == 403


@pytest.mark.sqlite_only
def test_nobody_gets_a_place_at_a_cancelled_event(rejection, sri, committee, app):
    made, late = rejection(), rejection(title="Canting")
    object_to(made, sri())
    with app.app_context(), unit_of_work():
        for event_id in (made.event_id, late.event_id):
            events.cancel(event_id, reason="Banjir", actor=SYSTEM, now=clock.now())
            service.cancel_all(event_id, reason="Banjir", actor=SYSTEM, now=clock.now())

    refused = answer(made, committee(), "yes")

    assert "nobody can be given a place any more" in refused.text
    assert made.status() is Status.REJECTED
    assert made.objection().upheld is None
    assert "The applicant is told" in answer(made, committee(), "no").text
    assert sri().get(f"/me/applications/{late.code}/objection").status_code == 404


@pytest.mark.sqlite_only
def test_nobody_gets_a_place_before_the_draw_by_objecting(rejection, sri, committee):
    made = rejection(admission=Admission.DRAW)
    object_to(made, sri())

    refused = answer(made, committee(), "yes")

    assert "Nobody is given one before the draw" in refused.text
    assert made.status() is Status.REJECTED


@pytest.mark.sqlite_only
def test_the_reason_of_a_rejection_stands_once_on_the_page(rejection, sri):
    made = rejection()

    assert sri().get(f"/me/applications/{made.code}").text.count("Foto kurang jelas.") == 1
