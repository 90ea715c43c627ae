"""The last place, wanted by fifty at the same moment: with real threads and real processes it is given once."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from eventreg.app import create_app
from eventreg.applications import service
from eventreg.applications.rules import AlreadyApplied, CapacityReached, Status
from eventreg.applications.service import Details
from eventreg.core import clock
from eventreg.core.config import Settings
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Actor, Role
from tests.factories.applications import answers_for, make_shown_product
from tests.factories.businesses import make_business
from tests.factories.consents import agree
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person

RUSH = 50
PROCESSES = 5
COMMITTEE = Actor(person_id=None, roles=frozenset({(Role.COMMITTEE, None)}))


def accept_at_once(app: Flask, event_id: int, ids: list[int], wait: Callable[[], Any]) -> list[str]:
    """What happens when each of these applications is accepted by somebody else at the same moment."""
    ready = Barrier(len(ids))

    def accept(application_id: int) -> str:
        if ready.wait() == 0:
            wait()
        ready.wait()
        try:
            with app.app_context(), unit_of_work():
                service.decide(event_id, [application_id], Status.ACCEPTED, actor=COMMITTEE, reason="", now=clock.now())
        except CapacityReached:
            return "full"
        return "accepted"

    with ThreadPoolExecutor(len(ids)) as pool:
        return list(pool.map(accept, ids))


@pytest.mark.parametrize("places", [1, 7])
def test_fifty_threads_accept(council, places):
    fair = council(RUSH, quota=places)

    outcomes = accept_at_once(fair.app, fair.event_id, fair.ids, lambda: None)

    assert Counter(outcomes) == {"accepted": places, "full": RUSH - places}
    assert Counter(fair.statuses()) == {Status.CONFIRMED: places, Status.SUBMITTED: RUSH - places}
    assert len(fair.tickets()) == places
    assert fair.messages().count("application_confirmed") == places


def accept_in_a_process(environ: Mapping[str, str], event_id: int, ids: list[int], gate: Any, out: Any) -> None:
    """Run by a process of its own, which shares only the database with the others."""
    app = create_app(Settings.from_environ(environ))
    out.put(accept_at_once(app, event_id, ids, gate.wait))


def test_fifty_in_five_processes_accept_the_last_place(council, environ):
    fair = council(RUSH, quota=1)
    spawn = multiprocessing.get_context("spawn")
    gate, out = spawn.Barrier(PROCESSES), spawn.Queue()
    share = RUSH // PROCESSES
    processes = [
        spawn.Process(
            target=accept_in_a_process,
            args=(dict(environ), fair.event_id, fair.ids[number * share : (number + 1) * share], gate, out),
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    outcomes = [outcome for _ in processes for outcome in out.get(timeout=180)]
    for process in processes:
        process.join(timeout=60)

    assert Counter(outcomes) == {"accepted": 1, "full": RUSH - 1}
    assert fair.statuses().count(Status.CONFIRMED) == 1
    assert len(fair.tickets()) == 1


def test_one_application_sent_ten_times_at_once_is_one(app):
    with app.app_context(), unit_of_work():
        event, person = make_event(), make_person()
        business = make_business(person)
        agree(person.id)
        answers = answers_for(event, make_shown_product(business, person))
        actor, event_id, business_id = actor_of(person), event.id, business.id
    ready = Barrier(10)

    def send(_number: int) -> str:
        ready.wait()
        try:
            with app.app_context(), unit_of_work():
                service.submit(event_id, business_id, Details(answers), actor=actor, now=clock.now())
        except AlreadyApplied:
            return "already"
        return "sent"

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(send, range(10)))

    assert Counter(outcomes) == {"sent": 1, "already": 9}
