"""Reminders by themselves: to whom, once, and not to those whom they don't concern."""

import re
from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from eventreg.applications import service as applications
from eventreg.applications.answering import Details
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Paper
from eventreg.core import clock, outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import ANONYMOUS, SYSTEM, Role
from eventreg.door import pairing
from eventreg.door.models import Attendance, Scan
from eventreg.door.rules import Direction, Verdict
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.messaging import reminding, unsubscribing
from eventreg.messaging.timing import Reminder
from eventreg.tickets.models import Ticket
from eventreg.visitors import service as visitors
from eventreg.visitors.models import Visit
from eventreg.visitors.service import VisitDetails
from tests.factories.applications import make_application
from tests.factories.businesses import make_business, make_paper
from tests.factories.consents import agree
from tests.factories.events import days, make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.messaging import announced

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


class Fair:
    """A fair of two days in ten days, with exhibitors who have tickets and a visitor."""

    def __init__(self, app):
        self.app, now = app, clock.now()
        with app.app_context(), unit_of_work():
            start = now + 10 * DAY
            event = make_event(
                kind=EventKind.EXHIBITION,
                title="Pekan Batik",
                sessions=days(start, start + DAY),
                closes_at=now + 5 * DAY,
            )
            event.visitors_open = True
            for session in event.sessions:
                session.visitor_quota = 100
            self.event_id, self.slug = event.id, event.slug
            committee = actor_of(make_person("komite@demo.test", "Hartono", Role.COMMITTEE))
            made = [make_application(event.id, email=f"pelaku{number}@contoh.id", public=False) for number in range(3)]
            ids = [application.id for application in made]
            applications.decide(event.id, ids[:2], Status.ACCEPTED, actor=committee, reason="", now=now)
            last = event.sessions[-1].id
            details = VisitDetails(name="Bu Ratmi", party=2, phone="", email="ratmi@contoh.id")
            visitors.register(event.id, last, details, actor=ANONYMOUS, now=now)
        self.forget()

    def forget(self):
        """What was told so far is not looked at."""
        with self.app.app_context():
            self.seen = db.session.scalar(select(db.func.max(OutboxMessage.id))) or 0

    def remind(self, moment):
        with self.app.app_context():
            return reminding.remind(moment)

    def told(self):
        """kind → how often, of what was queued since."""
        with self.app.app_context():
            return Counter(db.session.scalars(select(OutboxMessage.kind).where(OutboxMessage.id > self.seen)))

    def addresses(self, kind):
        with self.app.app_context():
            return sorted(db.session.scalars(select(OutboxMessage.address).where(OutboxMessage.kind == kind)))

    def moment(self, reminder, session=0):
        """When a reminder (of a session) is due."""
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            about = event.sessions[session].id if reminder in {Reminder.DAY_BEFORE, Reminder.MORNING} else None
            plan = [due for due in reminding.plan_of(event, with_those_off=True) if due.session_id == about]
            return next(due.window.due_at for due in plan if due.window.reminder is reminder)


def let_in(event, ticket):
    """Somebody came by this ticket."""
    session, at = event.sessions[0], event.sessions[0].starts_at
    gate = pairing.add_gate(event, "Utara", actor=SYSTEM, now=at)
    device = pairing.pair(event, gate, by_id=None, now=at).device
    scan = Scan(
        event_id=event.id,
        device_id=device.id,
        scan_id="11111111-1111-4111-8111-111111111111",
        raw=b"",
        typed=False,
        ticket_id=ticket.id,
        session_id=session.id,
        gate="Utara",
        direction=Direction.IN,
        at=at,
        received_at=at,
        moment=at,
        verdict=Verdict.ADMITTED,
        counts=True,
        answer={},
    )
    db.session.add(scan)
    db.session.flush()
    db.session.add(
        Attendance(ticket_id=ticket.id, session_id=session.id, entry=1, scan_pk=scan.id, gate="Utara", at=at)
    )


@pytest.fixture
def fair(app):
    return Fair(app)


@pytest.mark.databases("sqlite", "postgresql")
def test_who_has_a_ticket_is_told_the_day_before_once(fair):
    moment = fair.moment(Reminder.DAY_BEFORE)

    assert fair.remind(moment - SECOND) == 0
    assert fair.remind(moment) == 2
    assert fair.remind(moment + HOUR) == 0

    assert fair.addresses("reminder_day_before") == ["pelaku0@contoh.id", "pelaku1@contoh.id"]


@pytest.mark.sqlite_only
def test_a_visitor_is_told_of_the_own_day_and_exhibitors_not_of_the_second(fair):
    fair.remind(fair.moment(Reminder.DAY_BEFORE, session=1))
    assert fair.addresses("reminder_day_before") == ["ratmi@contoh.id"]


@pytest.mark.databases("sqlite", "postgresql")
def test_many_workers_at_once_remind_once(fair):
    moment = fair.moment(Reminder.DAY_BEFORE)
    workers = [Thread(target=fair.remind, args=[moment]) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert fair.told() == {"reminder_day_before": 2}


@pytest.mark.sqlite_only
def test_the_morning_brings_the_ticket_again(fair):
    fair.remind(fair.moment(Reminder.MORNING))
    assert fair.told() == {"reminder_morning": 2}
    with fair.app.app_context():
        message = db.session.scalars(select(OutboxMessage).filter_by(kind="reminder_morning")).first()
        rendered = outbox.render(message)
    assert rendered.subject == "Hari ini: Pekan Batik, tiket Anda"
    assert [one.media_type for one in rendered.attachments] == ["application/pdf", "text/calendar"]
    assert "/t/" in rendered.text
    assert "{%" not in rendered.text


@pytest.mark.sqlite_only
def test_whoever_got_the_ticket_after_the_moment_has_it_fresh(fair, app):
    moment = fair.moment(Reminder.DAY_BEFORE)
    with app.app_context(), unit_of_work():
        for ticket in db.session.scalars(select(Ticket).filter_by(event_id=fair.event_id)):
            ticket.issued_at = moment + SECOND
    assert fair.remind(moment + HOUR) == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize("end", ["postpone", "cancel"])
def test_nobody_is_reminded_of_what_does_not_take_place(fair, app, end):
    moment = fair.moment(Reminder.MORNING)
    with app.app_context(), unit_of_work():
        getattr(events, end)(fair.event_id, reason="Banjir", actor=SYSTEM, now=clock.now())
    fair.forget()
    assert fair.remind(moment) == 0


@pytest.mark.sqlite_only
def test_what_the_organisers_do_without_is_not_sent(fair, app, visitor):
    panitia = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)
    page = panitia.get(f"/staff/events/{fair.slug}/reminders")
    assert page.status_code == 200
    answer = panitia.post(f"/staff/events/{fair.slug}/reminders", closing="y", thanks="y")
    assert answer.status_code == 302

    assert fair.remind(fair.moment(Reminder.DAY_BEFORE)) == 0
    fair.remind(fair.moment(Reminder.MORNING))
    assert fair.told() == {}


@pytest.mark.sqlite_only
def test_a_survey_that_is_no_address_is_refused_and_kept(fair, visitor):
    panitia = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)
    typed = {"thanks": "y", "survey_url": "javascript:alert(1)", "words": "Sampai jumpa"}
    address = f"/staff/events/{fair.slug}/reminders"
    panitia.get(address)
    page = panitia.post(address, **typed)
    assert page.status_code == 422
    assert "Alamat diawali https://." in page.text
    assert "Sampai jumpa" in page.text


def test_thanks_go_to_those_who_came_with_the_survey(fair, app):
    moment = fair.moment(Reminder.THANKS)
    with app.app_context(), unit_of_work():
        reminding.settle(
            fair.event_id,
            off=[],
            survey_url="https://survei.example/x",
            thanks="Sampai tahun depan!",
            actor=SYSTEM,
            now=clock.now(),
        )
        event = db.session.get_one(Event, fair.event_id)
        came = db.session.scalars(select(Ticket).filter_by(event_id=event.id)).first()
        let_in(event, came)
    fair.remind(moment)
    assert fair.told() == {"reminder_thanks": 1}
    with app.app_context():
        text = outbox.render(db.session.scalars(select(OutboxMessage).filter_by(kind="reminder_thanks")).one()).text
    assert "Sampai tahun depan!" in text
    assert "https://survei.example/x" in text


def test_who_began_to_apply_is_told_before_the_end(fair, app):
    moment = fair.moment(Reminder.CLOSING)
    with app.app_context(), unit_of_work():
        person = make_person("ragu@contoh.id", "Ragu")
        business = make_business(person)
        agree(person.id, "registration")
        applications.save_draft(fair.event_id, business.id, Details({}), actor=actor_of(person), now=clock.now())
    fair.forget()
    assert fair.remind(moment) == 1
    assert fair.addresses("reminder_closing") == ["ragu@contoh.id"]


def test_a_paper_that_ends_is_remembered_at_a_month_and_at_a_week(app):
    today = clock.now().date()
    with app.app_context(), unit_of_work():
        owner = make_person("sri@contoh.id", "Sri")
        business = make_business(owner)
        paper = make_paper(business, owner)
        paper.expires_on = today + 20 * DAY
        paper_id = paper.id

    def remind(day):
        with app.app_context():
            return reminding.remind_of_papers(day, clock.now())

    assert remind(today - 11 * DAY) == 0
    assert remind(today) == 1
    assert remind(today + DAY) == 0
    assert remind(today + 13 * DAY) == 1
    with app.app_context(), unit_of_work():
        db.session.get_one(Paper, paper_id).archived_at = clock.now()
    assert remind(today + 19 * DAY) == 0
    with app.app_context():
        messages = db.session.scalars(select(OutboxMessage).filter_by(kind="reminder_paper")).all()
        assert {message.address for message in messages} == {"sri@contoh.id"}
        assert "berlaku sampai" in outbox.render(messages[0]).subject


@pytest.mark.sqlite_only
def test_a_copied_event_does_without_the_same(fair, app):
    with app.app_context(), unit_of_work():
        words = {"survey_url": "https://survei.example/x", "thanks": "Sampai jumpa"}
        reminding.settle(fair.event_id, off=["morning"], **words, actor=SYSTEM, now=clock.now())
        copy = make_event(title="Pekan Batik lagi")
        reminding.copy(db.session.get_one(Event, fair.event_id), copy)
        db.session.flush()
        settings = reminding.settings_of(copy.id)
        assert (settings.off, settings.survey_url, settings.thanks) == (["morning"], "", "")


@pytest.mark.sqlite_only
def test_a_clock_that_ran_ahead_and_was_set_right_keeps_no_reminder_back(fair, app):
    moment, chore = fair.moment(Reminder.DAY_BEFORE), reminding.Reminding()
    with app.app_context():
        chore(moment + 400 * DAY)
        chore(moment)
    assert fair.told() == {"reminder_day_before": 2}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("change", ["event", "application", "visit"])
def test_a_reminder_that_waited_until_it_is_no_longer_true_is_not_sent(fair, app, change):
    fair.remind(fair.moment(Reminder.MORNING))
    fair.remind(fair.moment(Reminder.MORNING, session=1))
    with app.app_context(), unit_of_work():
        messages = db.session.scalars(select(OutboxMessage).filter_by(kind="reminder_morning")).all()
        assert not any(outbox.why_unwanted(message) for message in messages)
        if change == "event":
            events.cancel(fair.event_id, reason="Banjir", actor=SYSTEM, now=clock.now())
        elif change == "visit":
            db.session.scalars(select(Visit)).one().cancelled_at = clock.now()
        else:
            for application in db.session.scalars(select(Application).filter_by(status=Status.CONFIRMED)):
                application.status = Status.WITHDRAWN
        db.session.flush()
        unwanted = {message.address: reason for message in messages if (reason := outbox.why_unwanted(message))}
    exhibitors = {"pelaku0@contoh.id", "pelaku1@contoh.id"}
    meant = {"event": exhibitors | {"ratmi@contoh.id"}, "application": exhibitors, "visit": {"ratmi@contoh.id"}}
    assert unwanted == dict.fromkeys(meant[change], "called_off" if change == "event" else "overtaken")


@pytest.mark.sqlite_only
def test_thanks_can_be_declined_by_a_link_in_their_text(fair, app):
    with app.app_context(), unit_of_work():
        application = db.session.scalars(select(Application).filter_by(status=Status.CONFIRMED)).first()
        announced.let_in(application.event, application, db.session.scalars(select(Visit)).one())
    fair.remind(fair.moment(Reminder.THANKS))
    with app.app_context():
        messages = db.session.scalars(select(OutboxMessage).filter_by(kind="reminder_thanks")).all()
        assert len(messages) == 2
        for message in messages:
            address = re.search(r"http\S+/unsubscribe/(\S+)", outbox.render(message).text)
            assert unsubscribing.address_of(address[1]) == message.address
            assert "List-Unsubscribe" in outbox.headers_of(message)
