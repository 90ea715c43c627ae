"""Announcements on their way: nobody twice, nobody who left, nothing that was called off, whatever dies."""

from datetime import timedelta

import pytest

from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock, outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import SYSTEM
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.messaging import announcing, rules, writing
from eventreg.messaging.audience import Audience
from eventreg.messaging.chores import carry_on
from eventreg.messaging.models import Announcement, AnnouncementState
from eventreg.messaging.rules import Nature
from eventreg.messaging.writing import Draft
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import actor_of
from tests.messaging.announced import make_visit, open_to_visitors

HOUR = timedelta(hours=1)


class News:
    """An announcement of an event, and what a worker makes of it."""

    def __init__(self, app):
        self.app, self.now = app, clock.now()
        with app.app_context(), unit_of_work():
            event = make_event()
            open_to_visitors(event)
            self.event_id = event.id
        self.id = None

    def apply(self, *emails, **given):
        with self.app.app_context(), unit_of_work():
            return [make_application(self.event_id, email=email, **given).id for email in emails]

    def visit(self, email):
        with self.app.app_context(), unit_of_work():
            make_visit(db.session.get_one(Event, self.event_id), email)

    def write(self, nature=Nature.EVENT, *, at=None):
        draft = Draft(
            "Parkir", "Halo {{ name }}", "", "", Audience(frozenset({Status.SUBMITTED}), visitors=True), nature
        )
        with self.app.app_context(), unit_of_work():
            self.id = writing.write(self.event_id, draft, actor=SYSTEM, now=self.now).id
            announcing.schedule(self.id, at, actor=SYSTEM, now=self.now)

    def withdraw(self, application_id):
        with self.app.app_context(), unit_of_work():
            who = actor_of(db.session.get_one(Application, application_id).applicant)
            applications.withdraw(application_id, actor=who, reason="", now=self.now)

    def pass_time(self, moment=None):
        with self.app.app_context():
            carry_on(moment or self.now)

    @property
    def state(self):
        with self.app.app_context():
            return db.session.get_one(Announcement, self.id).state

    @property
    def sent_to(self):
        with self.app.app_context():
            kinds = OutboxMessage.kind.in_(announcing.KINDS)
            return list(db.session.scalars(db.select(OutboxMessage.address).where(kinds).order_by(OutboxMessage.id)))

    def message(self, address):
        kinds = OutboxMessage.kind.in_(announcing.KINDS)
        return db.session.scalar(db.select(OutboxMessage).filter_by(address=address).where(kinds))


@pytest.fixture
def news(app):
    return News(app)


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(announcing, "PART", 2)


@pytest.mark.usefixtures("small_parts")
def test_each_gets_it_once_in_parts_and_then_it_is_sent(news):
    news.apply("satu@contoh.id", "dua@contoh.id", "satu@contoh.id", "tiga@contoh.id")
    news.visit("DUA@contoh.id")
    news.visit("tamu@contoh.id")
    news.write()

    news.pass_time()
    assert news.sent_to == ["satu@contoh.id", "dua@contoh.id"]
    assert news.state is AnnouncementState.SENDING
    for _ in range(4):
        news.pass_time()

    assert news.sent_to == ["satu@contoh.id", "dua@contoh.id", "tiga@contoh.id", "tamu@contoh.id"]
    assert news.state is AnnouncementState.SENT


@pytest.mark.usefixtures("small_parts")
def test_a_worker_killed_in_the_middle_of_a_part_leaves_nothing_twice_and_nobody_out(news, monkeypatch):
    news.apply("satu@contoh.id", "dua@contoh.id", "tiga@contoh.id", "empat@contoh.id")
    news.write()
    news.pass_time()
    queue, calls = outbox.queue, []

    def dies(*args, **kwargs):
        if calls:
            raise KeyboardInterrupt  # as SIGKILL: nothing of the unit of work is kept
        calls.append(1)
        return queue(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "queue", dies)
        with pytest.raises(KeyboardInterrupt):
            news.pass_time()
    assert len(news.sent_to) == 2
    for _ in range(3):
        news.pass_time()

    assert sorted(news.sent_to) == ["dua@contoh.id", "empat@contoh.id", "satu@contoh.id", "tiga@contoh.id"]


def test_a_part_that_is_done_again_from_an_older_place_queues_nothing_twice(news):
    news.apply("satu@contoh.id", "dua@contoh.id")
    news.visit("tamu@contoh.id")
    news.write()
    news.pass_time()
    with news.app.app_context(), unit_of_work():
        announcement = db.session.get_one(Announcement, news.id)
        announcement.state, announcement.cursor = AnnouncementState.SENDING, {}

    news.pass_time()

    assert news.sent_to == ["satu@contoh.id", "dua@contoh.id", "tamu@contoh.id"]


def test_who_left_between_scheduling_and_its_time_gets_nothing_and_who_came_does(news):
    stays, leaves = news.apply("tinggal@contoh.id", "pergi@contoh.id")
    news.write(at=news.now + HOUR)
    news.withdraw(leaves)
    news.apply("baru@contoh.id")

    news.pass_time()
    assert news.sent_to == []
    news.pass_time(news.now + HOUR)

    assert news.sent_to == ["tinggal@contoh.id", "baru@contoh.id"]
    assert stays


def test_who_leaves_while_the_message_waits_does_not_want_it_any_more(news):
    _, leaves = news.apply("tinggal@contoh.id", "pergi@contoh.id")
    news.write()
    news.pass_time()
    news.withdraw(leaves)

    with news.app.app_context():
        assert announcing.why_unwanted(news.message("tinggal@contoh.id")) == ""
        assert announcing.why_unwanted(news.message("pergi@contoh.id")) == "not_meant"


def test_what_still_waits_when_the_event_is_called_off_does_not_leave_and_says_why(news):
    news.apply("sri@contoh.id")
    news.write()
    news.pass_time()
    with news.app.app_context(), unit_of_work():
        db.session.get_one(Event, news.event_id).state = EventState.POSTPONED

    with news.app.app_context():
        assert announcing.why_unwanted(news.message("sri@contoh.id")) == "called_off"


@pytest.mark.usefixtures("small_parts")
def test_what_was_queued_of_one_that_its_event_took_along_says_so(news):
    news.apply("satu@contoh.id", "dua@contoh.id", "tiga@contoh.id")
    news.write()
    news.pass_time()
    with news.app.app_context(), unit_of_work():
        db.session.get_one(Event, news.event_id).state = EventState.CANCELLED

    news.pass_time()

    with news.app.app_context():
        found = {news.message(address).problem for address in news.sent_to}
    assert (news.state, found) == (AnnouncementState.STOPPED, {"called_off"})


@pytest.mark.parametrize("called_off", [events.cancel, events.postpone])
def test_an_event_called_off_takes_its_scheduled_announcements_with_it(news, called_off):
    news.visit("tamu@contoh.id")
    news.write(at=news.now + HOUR)
    with news.app.app_context(), unit_of_work():
        called_off(news.event_id, actor=SYSTEM, reason="Banjir", now=news.now)

    news.pass_time(news.now + HOUR)

    assert news.sent_to == []
    assert news.state is AnnouncementState.STOPPED


def test_what_is_written_after_the_event_was_called_off_goes_out(news):
    news.apply("sri@contoh.id")
    with news.app.app_context(), unit_of_work():
        db.session.get_one(Event, news.event_id).state = EventState.CANCELLED
    news.write()

    news.pass_time()

    assert news.sent_to == ["sri@contoh.id"]


@pytest.mark.usefixtures("small_parts")
def test_stopped_in_the_middle_nobody_more_is_written_to(news):
    news.apply("satu@contoh.id", "dua@contoh.id", "tiga@contoh.id")
    news.write()
    news.pass_time()
    with news.app.app_context(), unit_of_work():
        news.message("satu@contoh.id").state = MessageState.SENT
        announcing.stop(news.id, actor=SYSTEM, now=news.now)

    news.pass_time()

    with news.app.app_context():
        states = {address: news.message(address).state for address in ("satu@contoh.id", "dua@contoh.id")}
    assert states == {"satu@contoh.id": MessageState.SENT, "dua@contoh.id": MessageState.STOPPED}
    assert news.sent_to == ["satu@contoh.id", "dua@contoh.id"]
    assert news.state is AnnouncementState.STOPPED


@pytest.mark.usefixtures("small_parts")
def test_stopped_in_the_outbox_nobody_more_is_written_to(news):
    news.apply("satu@contoh.id", "dua@contoh.id", "tiga@contoh.id")
    news.write()
    news.pass_time()
    with news.app.app_context(), unit_of_work():
        outbox.stop_bulk(news.message("satu@contoh.id").bulk_id, SYSTEM, news.now)

    news.pass_time()

    assert news.state is AnnouncementState.STOPPED
    assert news.sent_to == ["satu@contoh.id", "dua@contoh.id"]


def test_a_schedule_taken_back_is_a_draft_again(news):
    news.apply("sri@contoh.id")
    news.write(at=news.now + HOUR)
    with news.app.app_context(), unit_of_work():
        announcing.unschedule(news.id, actor=SYSTEM, now=news.now)

    news.pass_time(news.now + 2 * HOUR)

    assert news.sent_to == []
    assert news.state is AnnouncementState.DRAFT


def test_what_is_on_its_way_is_not_changed_and_cannot_be_taken_back(news):
    news.apply("sri@contoh.id")
    news.write()
    news.pass_time()
    with news.app.app_context(), unit_of_work():
        with pytest.raises(rules.NotADraft):
            writing.remove(news.id, actor=SYSTEM, now=news.now)
        with pytest.raises(rules.NotADraft):
            announcing.schedule(news.id, None, actor=SYSTEM, now=news.now)
        with pytest.raises(rules.NotScheduled):
            announcing.unschedule(news.id, actor=SYSTEM, now=news.now)
        made = writing.copy(news.id, actor=SYSTEM, now=news.now)
        assert (made.state, made.text_id, made.scheduled_at) == (AnnouncementState.DRAFT, "Halo {{ name }}", None)


def test_nothing_is_sent_to_nobody_nor_into_the_past(news):
    with pytest.raises(rules.NobodyMeant):
        news.write()
    news.apply("sri@contoh.id")
    with pytest.raises(rules.TimePassed):
        news.write(at=news.now - HOUR)
    with pytest.raises(rules.TooFarAhead):
        news.write(at=news.now + timedelta(days=400))
    assert news.sent_to == []
