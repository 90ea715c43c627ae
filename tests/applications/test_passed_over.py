"""Whoever sees a place go to somebody whose turn was later finds the reason kept, however the place was given."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from eventreg.applications import ballot, draws, places
from eventreg.applications.models import Application, PassedOver
from eventreg.applications.room import Full
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.events.models import Event, Quota
from eventreg.events.rules import Admission, QuotaKind
from tests.factories.applications import make_application

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def fair(council):
    """Places are counted by people; two apply alone, and a pair between them."""

    def make(admission, quota):
        fair = council(0, quota=quota, passes=2, counts_people=True, admission=admission)
        fair.ids = []
        for helpers in (), ("Budi",), ():
            with fair.app.app_context(), unit_of_work():
                fair.ids.append(make_application(fair.event_id, helpers=helpers).id)
        return fair

    return make


def passed_over(fair):
    with fair.app.app_context():
        return [(row.application_id, row.reason) for row in db.session.scalars(select(PassedOver))]


def test_by_one_who_came_later_and_needs_less(fair):
    fair = fair(Admission.FIRST_COME, 2)
    _first, pair, _later = fair.ids

    assert fair.statuses() == [Status.CONFIRMED, Status.WAITLISTED, Status.CONFIRMED]
    assert passed_over(fair) == [(pair, Full.EVENT.value)]


def test_by_one_to_whom_the_committee_offers_a_place(fair):
    fair = fair(Admission.CURATED, 2)
    first, pair, later = fair.ids
    fair.decide(first)
    for number in pair, later:
        fair.decide(number, verdict=Status.WAITLISTED)
    fair.decide(later, verdict=Status.OFFERED)

    assert fair.statuses() == [Status.CONFIRMED, Status.WAITLISTED, Status.OFFERED]
    assert passed_over(fair) == [(pair, Full.EVENT.value)]


def test_by_one_who_was_drawn_later(fair):
    fair = fair(Admission.DRAW, 1)
    _first, pair, _later = fair.ids
    now = clock.now() + 6 * DAY
    with fair.app.app_context(), unit_of_work():
        found = draws.lock_draw(fair.event_id, "Indeks", "", now + HOUR, actor=fair.committee, now=now)
        codes = ballot.numbers_of(found.document)
        number = db.session.get_one(Application, pair).code
        value = next(str(n) for n in count() if ballot.order_of(found.commitment, str(n), codes)[0] == number)
        draws.draw(fair.event_id, value, actor=fair.committee, now=now + HOUR)

    assert fair.statuses()[1] is Status.WAITLISTED
    assert passed_over(fair) == [(pair, Full.EVENT.value)]


def test_nobody_who_comes_later_takes_the_place_of_those_who_wait(council):
    """Even while staff hold the list, so that nobody is offered the place that is free."""
    fair = council(0, quota=1, admission=Admission.FIRST_COME)
    with fair.app.app_context(), unit_of_work():
        make_application(fair.event_id)
        make_application(fair.event_id)
        event = db.session.get_one(Event, fair.event_id)
        event.quota, event.waitlist_paused_at = 2, clock.now()
    with fair.app.app_context(), unit_of_work():
        make_application(fair.event_id)

    assert fair.statuses() == [Status.CONFIRMED, Status.WAITLISTED, Status.WAITLISTED]


def test_a_reserve_is_kept_until_its_moment_and_then_for_all(council):
    fair = council(0, quota=1, admission=Admission.FIRST_COME)
    ends = clock.now() + HOUR
    with fair.app.app_context(), unit_of_work():
        event = db.session.get_one(Event, fair.event_id)
        event.quotas = [Quota(kind=QuotaKind.RESERVE, group="fostered", places=1, falls_back_at=ends)]
        db.session.flush()
        other = make_application(fair.event_id)

        assert other.status is Status.WAITLISTED
        assert places.of(event, ends - HOUR / 60).lack_of(other)
        assert places.of(event, ends).lack_of(other) is None
