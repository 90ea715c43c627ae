"""The last places of a day, wanted by many at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventreg.visitors.rules import DayFull

pytestmark = pytest.mark.databases("sqlite", "postgresql")

RUSH = 20


def at_once(act):
    ready = Barrier(RUSH)

    def run(number):
        ready.wait()
        try:
            return act(number)
        except DayFull:
            return "full"

    with ThreadPoolExecutor(RUSH) as pool:
        return list(pool.map(run, range(RUSH)))


def test_no_day_is_oversold(make_fair):
    fair = make_fair(quota=7)

    outcomes = at_once(lambda number: fair.register(name=f"Tamu {number}", party=2))

    assert Counter(outcomes)["full"] == RUSH - 3
    assert [visit.party for visit in fair.visits()] == [2, 2, 2]
    assert len(fair.tickets()) == 3


def test_one_form_sent_by_many_threads_is_one_visit(fair):
    keys = at_once(lambda number: fair.register(attempt="satu"))

    assert len(set(keys)) == 1
    assert len(fair.visits()) == len(fair.tickets()) == 1
