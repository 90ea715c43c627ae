"""Anything in any order with time moving: no place is oversold, none is lost, nobody is passed over in silence."""

import pytest
from hypothesis import HealthCheck, settings, target
from hypothesis import event as note
from hypothesis.stateful import run_state_machine_as_test

from eventreg.applications import queries, rules
from eventreg.applications.rules import FINAL, Status
from eventreg.core.db import db
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from tests.applications import bookkeeping
from tests.applications.deeds import Deeds
from tests.applications.members import Council

pytestmark = pytest.mark.databases("sqlite", "postgresql")


class Admissions(Deeds):
    """What holds after each deed, whatever people do; it is held against a book that shares no code with the app."""

    reached: set

    def check(self, before, after, shapes):
        event = db.session.get_one(Event, self.event_id)
        steps = bookkeeping.steps_since(self.event_id, before.last_step)
        for step in steps:
            note(f"{step.origin} → {step.status}")
            self.reached.add((step.origin, step.status))
        self.nothing_is_oversold(before, after, shapes)
        assert not after.lost(), "a place is free, and whoever waits for it hasn't been offered it"
        rows = bookkeeping.reasons_kept(self.event_id)
        assert not bookkeeping.unexplained(before, after, steps, rows), "somebody was passed over in silence"
        for guest in after.guests.values():
            self.nobody_is_stuck(event, guest)
            assert guest.tickets == (guest.people if guest.status == Status.CONFIRMED else 0)

    def nothing_is_oversold(self, before, after, shapes):
        """Not a limit, not a session, and no reserve: whom an organiser left standing, by a change, are the most."""
        assert after.broken() == []
        seated = after.seated()
        assert queries.places_taken([self.event_id]).get(self.event_id, 0) == bookkeeping.heads(seated)
        standing = after.standing(seated)
        assert shapes or standing <= before.standing(before.seated()), "a reserve was given away"

    def nobody_is_stuck(self, event, guest):
        if guest.status in FINAL or event.state is EventState.POSTPONED:
            return
        assert [target for origin, target in rules.MOVES if origin == guest.status]
        assert guest.status != Status.ACCEPTED, "only on the way to confirmed or offered"
        if guest.status in (Status.OFFERED, Status.NEEDS_REVISION):
            assert guest.deadline_at > self.now
        if guest.status == Status.DRAFT:
            assert self.now < event.closes_at
        if guest.status == Status.WAITLISTED:
            assert self.now < event.starts_at
        assert event.state is not EventState.CANCELLED

    def teardown(self):
        if self.book:
            target(len({guest.status for guest in self.book.guests.values()}), label="statuses at once")


def drive(app, examples, steps):
    """Many lives of an event; the ways between statuses that they took."""
    Admissions.council, Admissions.reached = Council(app), set()
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Admissions, settings=quick)
    return Admissions.reached


def test_anything_in_any_order(app):
    drive(app, 8, 25)


@pytest.mark.long
def test_anything_in_any_order_for_long(app):
    taken = drive(app, 150, 50)

    assert {status for way in taken for status in way} == set(Status)
