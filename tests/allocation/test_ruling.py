"""Rules and pins: kept once, only of one's own event, and gone when taken back."""

import pytest

from eventreg.allocation import queries, ruling
from eventreg.allocation.models import RuleKind
from eventreg.allocation.rules import RuleThere
from eventreg.allocation.ruling import Settings
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event

LEAST = {"group": "first_timer", "count": 8}


@pytest.fixture
def fair(app):
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION)
        make_floor(event.id, drawn(*row("A", 2)))
        return event.id


def add(event_id, values, kind=RuleKind.GROUP_MIN):
    return ruling.add(event_id, kind, values, actor=SYSTEM, now=clock.now()).key


def pin(event_id, application_id, uid="a-01", **more):
    given = {"forbids": False, "reason": "Dekat pintu"} | more
    return ruling.pin(event_id, application_id, uid, actor=SYSTEM, now=clock.now(), **given)


def test_rules_are_named_on_and_no_name_is_given_to_another_while_it_is_used(app, fair):
    with app.app_context(), unit_of_work():
        assert [add(fair, LEAST), add(fair, LEAST | {"count": 9})] == ["r1", "r2"]
        ruling.remove(fair, "r1", actor=SYSTEM, now=clock.now())
        assert add(fair, LEAST) == "r3"
        assert [rule.key for rule in ruling.rules_of(fair)] == ["r2", "r3"]


def test_the_same_rule_twice_is_refused(app, fair):
    with app.app_context(), unit_of_work():
        add(fair, LEAST)
        with pytest.raises(RuleThere):
            add(fair, dict(LEAST))
        add(fair, LEAST, RuleKind.GROUP_MAX)


def test_what_is_said_last_of_a_business_and_a_booth_counts(app, fair):
    with app.app_context(), unit_of_work():
        application = make_application(fair)
        pin(fair, application.id)
        pin(fair, application.id, forbids=True, reason="Terlalu ramai")
        [kept] = ruling.pins_of(fair)
        assert (kept.forbids, kept.reason) == (True, "Terlalu ramai")
        ruling.unpin(fair, kept.id, actor=SYSTEM, now=clock.now())
        assert ruling.pins_of(fair) == []


def test_nothing_of_another_event_is_pinned_or_taken_back(app, fair):
    with app.app_context(), unit_of_work():
        other = make_event(kind=EventKind.EXHIBITION)
        stranger, own = make_application(other.id), make_application(fair)
        kept, key = pin(fair, own.id), add(fair, LEAST)
        for attempt in (
            lambda: pin(fair, stranger.id),
            lambda: pin(fair, own.id, "z-99"),
            lambda: ruling.unpin(other.id, kept.id, actor=SYSTEM, now=clock.now()),
            lambda: ruling.remove(other.id, key, actor=SYSTEM, now=clock.now()),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert (len(ruling.pins_of(fair)), len(ruling.rules_of(fair))) == (1, 1)


@pytest.mark.databases("sqlite", "postgresql")
def test_settings_are_stored_and_what_changed_is_in_the_trail(app, fair):
    with app.app_context():
        given = Settings(None, approvals_needed=3, time_limit_s=120, days_to_answer=7)
        for _ in range(2):
            with unit_of_work():
                ruling.settle(fair, given, actor=SYSTEM, now=clock.now())
        assert queries.settings_of(fair).time_limit_s == 120
        query = db.select(AuditEntry).where(AuditEntry.action == "allocating.settled")
        [entry] = db.session.scalars(query)
        assert entry.fields == ["approvals_needed", "time_limit_s"]
        assert entry.event_id == fair
