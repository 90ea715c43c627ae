"""Who took part before, who did not come, and whose turn it is."""

from datetime import UTC, datetime

import pytest

from eventreg.applications import history
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.door import pairing
from eventreg.door.models import Attendance, Scan
from eventreg.door.rules import Direction, Verdict
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from tests.door.conftest import make_ticket
from tests.factories.applications import make_application
from tests.factories.events import DAY, days, make_event
from tests.factories.people import sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

YEAR = 365 * DAY


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        ((2026, 5, 31), 3, (2026, 2, 28)),
        ((2028, 5, 31), 3, (2028, 2, 29)),
        ((2026, 1, 15), 1, (2025, 12, 15)),
        ((2026, 11, 26), 24, (2024, 11, 26)),
        ((2028, 2, 29), 12, (2027, 2, 28)),
    ],
)
def test_months_are_counted_by_the_calendar(moment, months, expected):
    assert history.months_before(datetime(*moment, tzinfo=UTC), months) == datetime(*expected, tzinfo=UTC)


def past_event(ago, *business_ids, came=(), kind=EventKind.TRAINING):
    """An event so long ago with confirmed places; for those of `came` somebody was admitted."""
    begins = clock.now() - ago
    event = make_event(now=begins - 20 * DAY, sessions=days(begins), kind=kind)
    for number, business_id in enumerate(business_ids):
        db.session.add(
            Application(
                code=f"L{event.id}-{number:04d}",
                event_id=event.id,
                business_id=business_id,
                applicant_id=1,
                status=Status.CONFIRMED,
                created_at=begins - 15 * DAY,
            )
        )
    db.session.flush()
    for business_id in came:
        admit(event, business_id)
    return event.id


def admit(event, business_id):
    """As the door writes it down."""
    now, session = clock.now(), event.sessions[0]
    ticket = make_ticket(event, business_id=business_id)
    gate = pairing.add_gate(event, f"Pintu {business_id}", actor=SYSTEM, now=now)
    device = pairing.pair(event, gate, by_id=None, now=now).device
    db.session.flush()
    scan = Scan(
        event_id=event.id,
        device_id=device.id,
        scan_id=f"{business_id}",
        raw=b"",
        typed=False,
        ticket_id=ticket.id,
        session_id=session.id,
        gate=gate.name,
        direction=Direction.IN,
        at=session.starts_at,
        received_at=now,
        moment=session.starts_at,
        verdict=Verdict.ADMITTED,
        counts=True,
        answer={},
    )
    db.session.add(scan)
    db.session.flush()
    attendance = Attendance(
        ticket_id=ticket.id, session_id=session.id, entry=1, scan_pk=scan.id, gate=gate.name, at=session.starts_at
    )
    db.session.add(attendance)


@pytest.fixture
def rush(app):
    """An event with two applicants: its id, and theirs."""
    with app.app_context(), unit_of_work():
        event = make_event()
        ids = [make_application(event.id, name=f"Batik ke-{number}").business_id for number in range(2)]
        return event.id, *ids


def record_of(app, event_id, business_id, **rule):
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        for name, value in rule.items():
            setattr(event, name, value)
        with db.session.no_autoflush:
            found = history.records([business_id], event, now=clock.now())[business_id]
        db.session.rollback()
        return found


def test_who_had_a_place_and_did_not_come_is_counted(app, rush):
    event_id, came, missed = rush
    with app.app_context(), unit_of_work():
        past_event(30 * DAY, came, missed, came=[came])
        past_event(60 * DAY, came, missed, came=[came])

    faithful = record_of(app, event_id, came, no_show_limit=2)
    absent = record_of(app, event_id, missed, no_show_limit=2)

    assert (faithful.missed, faithful.warns) == (0, False)
    assert [one.came for one in faithful.past] == [True, True]
    assert (absent.missed, absent.warns) == (2, True)
    assert not record_of(app, event_id, missed, no_show_limit=3).warns
    assert not record_of(app, event_id, missed, no_show_limit=None).warns


def test_an_event_without_a_door_accuses_nobody(app, rush):
    event_id, one, _ = rush
    with app.app_context(), unit_of_work():
        past_event(30 * DAY, one)

    record = record_of(app, event_id, one, no_show_limit=1)

    assert (record.missed, record.past[0].came) == (0, None)


def test_what_is_long_ago_is_forgiven(app, rush):
    event_id, came, missed = rush
    with app.app_context(), unit_of_work():
        past_event(400 * DAY, came, missed, came=[came])

    assert record_of(app, event_id, missed, no_show_limit=1, no_show_months=12).missed == 0
    assert record_of(app, event_id, missed, no_show_limit=1, no_show_months=24).missed == 1


def test_whoever_went_lately_lets_the_others_go_first(app, rush):
    """Rotation looks at events of the same kind, and only at those where they were."""
    event_id, went, other = rush
    with app.app_context(), unit_of_work():
        past_event(YEAR, went, other, came=[went], kind=EventKind.DELEGATION)
        past_event(YEAR, other, came=[other], kind=EventKind.EXHIBITION)

    rule = {"kind": EventKind.DELEGATION, "rotation_years": 2}
    assert record_of(app, event_id, went, **rule).rests
    assert not record_of(app, event_id, other, **rule).rests
    assert not record_of(app, event_id, went, kind=EventKind.DELEGATION, rotation_years=None).rests
    assert not record_of(app, event_id, went, kind=EventKind.DELEGATION, rotation_years=1).rests


@pytest.mark.sqlite_only
def test_a_long_list_asks_no_more_than_a_short_one(app, rush):
    event_id, *ids = rush
    with app.app_context(), unit_of_work():
        past_event(30 * DAY, *ids, came=ids)
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        with asked(app) as few:
            history.records(ids[:1], event, now=clock.now())
        with asked(app) as many:
            history.records(ids, event, now=clock.now())

    assert len(few) == len(many)


@pytest.fixture
def committee(visitor):
    return sign_in(visitor(language="en"), "komite@demo.test", Role.COMMITTEE)


def ruled(app, event_id, **rule):
    with app.app_context(), unit_of_work():
        event = db.session.get_one(Event, event_id)
        for name, value in rule.items():
            setattr(event, name, value)
        return event.slug


def rows(page):
    return [row.get_text(" ", strip=True) for row in soup(page).select("table .who")]


def test_the_committee_sees_and_filters_who_did_not_come(app, rush, committee):
    event_id, came, missed = rush
    with app.app_context(), unit_of_work():
        past_event(30 * DAY, came, missed, came=[came])
        past_event(60 * DAY, came, missed, came=[came])
    slug = ruled(app, event_id, no_show_limit=2)

    everybody = committee.get(f"/staff/events/{slug}/applications/")
    absent = committee.get(f"/staff/events/{slug}/applications/?missed=1")

    assert everybody.text.count("2× did not come") == 1
    assert "Marked from 2 missed events within 24 months." in everybody.text
    assert rows(absent) == ["Batik ke-1"]
    assert "did not come" in committee.get(soup(absent).select_one("table .who")["href"]).text


def test_a_delegation_is_sorted_by_who_has_waited_longest(app, rush, committee):
    event_id, went, never = rush
    with app.app_context(), unit_of_work():
        past_event(YEAR, went, kind=EventKind.DELEGATION)
        past_event(30 * DAY, never, kind=EventKind.TRAINING)
    slug = ruled(app, event_id, kind=EventKind.DELEGATION, rotation_years=2)

    by_arrival = committee.get(f"/staff/events/{slug}/applications/")
    rested = committee.get(f"/staff/events/{slug}/applications/?sort=rested")

    assert rows(by_arrival) == ["Batik ke-0", "Batik ke-1"]
    assert rows(rested) == ["Batik ke-1", "Batik ke-0"]
    assert by_arrival.text.count("last took part") == 1
