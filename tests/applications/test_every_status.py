"""Every status is reached, by every step that the table allows, and nobody is stuck in one."""

from datetime import timedelta

import pytest

from eventreg.applications import objections, service, waiting
from eventreg.applications.chores import pass_time
from eventreg.applications.models import Application
from eventreg.applications.rules import ALIVE, FINAL, MOVES, By, Status
from eventreg.applications.service import Details
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.events.service import SessionDetails
from tests.applications.members import Council
from tests.factories.applications import answers_for
from tests.factories.events import DAY, make_event

# an accepted application is confirmed or offered a place in the same moment: nobody meets it in between
NEVER_MET = {(Status.ACCEPTED, Status.WITHDRAWN), (Status.ACCEPTED, Status.CANCELLED)}
# who took a booth and never paid: see tests/allocation/test_offering.py
NEVER_MET |= {(Status.CONFIRMED, Status.LAPSED)}

ASKS = {"confirm_days": 2}
LIVES = [
    ({}, "save send accept withdraw", "withdrawn"),
    ({}, "save cancel", "cancelled"),
    ({}, "save wait", "lapsed"),
    ({}, "send withdraw", "withdrawn"),
    ({}, "send cancel", "cancelled"),
    ({}, "send ask_to_mend mend accept cancel", "cancelled"),
    ({}, "send ask_to_mend withdraw", "withdrawn"),
    ({}, "send ask_to_mend cancel", "cancelled"),
    ({}, "send ask_to_mend wait", "lapsed"),
    (ASKS, "send accept confirm find_a_new_date confirm", "confirmed"),
    (ASKS, "send accept decline", "declined"),
    (ASKS, "send accept withdraw", "withdrawn"),
    (ASKS, "send accept cancel", "cancelled"),
    (ASKS, "send accept wait", "lapsed"),
    ({}, "send put_on_the_list withdraw", "withdrawn"),
    ({}, "send put_on_the_list cancel", "cancelled"),
    ({}, "send put_on_the_list offer confirm", "confirmed"),
    ({}, "fill send put_on_the_list wait", "closed"),
    ({}, "send reject", "rejected"),
    ({}, "send reject object", "confirmed"),
    ({}, "fill send reject object", "waitlisted"),
]


class Life:
    """One business's application for an event with one place, and the time that it is."""

    def __init__(self, council, event):
        self.council, self.now = council, clock.now()
        self.business, self.actor = next(iter(council.actors.items()))
        with council.app.app_context(), unit_of_work():
            self.event_id = make_event(quota=1, objection_days=30, now=self.now, **event).id

    def do(self, deeds):
        for deed in deeds.split():
            with self.council.app.app_context(), unit_of_work():
                getattr(self, deed)()
        return self

    def application(self):
        return db.session.scalars(
            db.select(Application).filter_by(event_id=self.event_id, business_id=self.business)
        ).one()

    def status(self):
        with self.council.app.app_context():
            return self.application().status

    def steps(self):
        with self.council.app.app_context():
            return {(move.origin, move.status) for move in self.application().moves}

    def passes(self, *moments):
        """Time, and nothing else: nobody does anything more."""
        for moment in moments:
            with self.council.app.app_context():
                event = db.session.get_one(Event, self.event_id)
                self.now = max(self.now, getattr(event, moment))
                pass_time(self.now)
        return self

    def save(self, act=service.save_draft, business=None):
        business = business or self.business
        details = Details(answers_for(db.session.get_one(Event, self.event_id)))
        actor = self.council.actors[business]
        return act(self.event_id, business, details, actor=actor, now=self.now)

    def send(self):
        self.save(service.submit)

    def fill(self):
        other = self.save(service.submit, list(self.council.actors)[1])
        self._decide(Status.ACCEPTED, other.id)

    def mend(self):
        details = Details(answers_for(db.session.get_one(Event, self.event_id)))
        service.send_correction(self.application().id, details, actor=self.actor, now=self.now)

    def _decide(self, verdict, application_id=None):
        ids, actor = [application_id or self.application().id], self.council.committee
        service.decide(self.event_id, ids, verdict, actor=actor, reason="Sudah dibahas", now=self.now)

    def accept(self):
        self._decide(Status.ACCEPTED)

    def offer(self):
        self._decide(Status.OFFERED)

    def put_on_the_list(self):
        self._decide(Status.WAITLISTED)

    def ask_to_mend(self):
        self._decide(Status.NEEDS_REVISION)

    def reject(self):
        self._decide(Status.REJECTED)

    def object(self):
        said = objections.make(self.application().id, "Foto saya jelas, lihat lagi.", actor=self.actor, now=self.now)
        objections.answer(said.id, upheld=True, words="Benar", actor=self.council.committee, now=self.now)

    def confirm(self):
        service.confirm(self.application().id, actor=self.actor, now=self.now)

    def decline(self):
        service.decline(self.application().id, actor=self.actor, now=self.now)

    def withdraw(self):
        service.withdraw(self.application().id, actor=self.actor, reason="Sakit", now=self.now)

    def postpone(self):
        events.postpone(self.event_id, reason="Banjir", actor=SYSTEM, now=self.now)

    def find_a_new_date(self):
        self.postpone()
        begins = self.now + 20 * DAY
        sessions = [SessionDetails(begins, begins + timedelta(hours=8))]
        events.resume(self.event_id, {}, sessions, actor=SYSTEM, now=self.now)
        waiting.offer_again(self.event_id, actor=self.council.committee, now=self.now)

    def cancel(self):
        events.cancel(self.event_id, actor=SYSTEM, reason="Hujan", now=self.now)
        service.cancel_all(self.event_id, actor=SYSTEM, reason="Hujan", now=self.now)


@pytest.mark.parametrize("status", Status)
def test_a_way_leads_to_every_status_and_on_to_an_end(status):
    assert status in reached_from(Status.DRAFT)
    assert FINAL & reached_from(status)
    assert status in FINAL or any(origin is status and target is not status for origin, target in MOVES)


@pytest.mark.parametrize("status", sorted(ALIVE - {Status.SUBMITTED, Status.CONFIRMED}))
def test_who_waits_for_somebody_else_is_freed_without_them(status):
    """The app itself ends what nobody answers; what was sent, and a place that is held, are the applicant's to end."""
    ends = {target for (origin, target), by in MOVES.items() if origin is status and By.SYSTEM in by}
    assert ends - {Status.CANCELLED}


def reached_from(status):
    found, before = {status}, set()
    while found != before:
        before = set(found)
        found |= {target for origin, target in MOVES if origin in before}
    return found


@pytest.fixture
def council(app):
    return Council(app)


@pytest.mark.databases("sqlite", "postgresql")
def test_every_step_of_the_table_is_taken_by_somebody(council):
    taken = set()
    for event, deeds, end in LIVES:
        life = Life(council, event).do(deeds.removesuffix(" wait"))
        if deeds.endswith(" wait"):
            life.passes("closes_at", "starts_at", "ends_at")
        assert (deeds, life.status()) == (deeds, end)
        taken |= life.steps()

    assert taken == set(MOVES) - NEVER_MET
    assert {Status.DRAFT} | {target for _origin, target in taken} == set(Status)


LEFT = {
    "save": Status.DRAFT,
    "send": Status.SUBMITTED,
    "send ask_to_mend": Status.NEEDS_REVISION,
    "fill send put_on_the_list": Status.WAITLISTED,
    "send accept": Status.OFFERED,
    "send accept confirm": Status.CONFIRMED,
}


@pytest.mark.databases("sqlite", "postgresql")
def test_whenever_somebody_is_left_alone_a_step_leads_on(council):
    """At each moment that changes something: it ends by itself, or who applied can end it; so can the organiser."""
    assert set(LEFT.values()) | {Status.ACCEPTED} == ALIVE
    for deeds, status in LEFT.items():
        for moments in ("closes_at",), ("closes_at", "starts_at", "ends_at"):
            life = Life(council, ASKS).do(deeds)
            assert life.status() is status
            if life.passes(*moments).status() not in FINAL:
                life.do("withdraw")
            assert life.status() in FINAL, (deeds, moments)
        life = Life(council, ASKS).do(f"{deeds} postpone").passes("closes_at", "starts_at", "ends_at")
        assert life.status() is status, "the old dates of a postponed event bind nobody"
        assert life.do("cancel").status() is Status.CANCELLED
