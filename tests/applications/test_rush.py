"""The last place, wanted by fifty at the same moment: with real threads and real processes it is given once."""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BoundedSemaphore
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventreg.app import create_app
from eventreg.applications import line, queries, service
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.rules import AlreadyApplied, CapacityReached, Status
from eventreg.applications.service import Details
from eventreg.core import clock
from eventreg.core.config import Settings
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Actor, Role
from eventreg.events.rules import Admission
from eventreg.tickets.models import Ticket
from tests.factories.applications import answers_for, make_shown_product
from tests.factories.businesses import make_business
from tests.factories.consents import agree
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person
from tests.support.server import FORKS

pytestmark = pytest.mark.databases("sqlite", "postgresql")

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
    gate, out = FORKS.Barrier(PROCESSES), FORKS.Queue()
    share = RUSH // PROCESSES
    processes = [
        FORKS.Process(
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


# ---- The first come ------------------------------------------------------------------------------------

SERVER_THREADS = 8  # as many requests as one process of the app server handles at once; the others wait at its door


def apply_at_once(app: Flask, event_id: int, clients: list[tuple[int, int]], wait: Callable[[], Any]) -> list[str]:
    """What becomes of each of these (business, person) when they all send at the same moment."""
    ready, door = Barrier(len(clients)), BoundedSemaphore(SERVER_THREADS)

    def send(client: tuple[int, int]) -> str:
        business_id, person_id = client
        actor = Actor(person_id=person_id, business_ids=frozenset({business_id}))
        if ready.wait() == 0:
            wait()
        ready.wait()
        details = Details({"motivation": "Ingin ikut", "experience": "some"})
        with door, app.app_context(), unit_of_work():
            return service.submit(event_id, business_id, details, actor=actor, now=clock.now()).status.value

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(send, clients))


def apply_in_a_process(environ: Mapping[str, str], event_id: int, clients: Any, gate: Any, out: Any) -> None:
    """Run by a process of its own: one app process behind the same address."""
    app = create_app(Settings.from_environ(environ))
    out.put(apply_at_once(app, event_id, clients, gate.wait))


def rush_for(app: Flask, environ: Mapping[str, str], places: int, clients: int, processes: int) -> None:
    """So many clients in so many app processes fight for the places; then everything is looked at."""
    with app.app_context(), unit_of_work():
        event = make_event(quota=places)
        event.admission = Admission.FIRST_COME
        event_id, rivals = event.id, []
        for _number in range(clients):
            person = make_person()
            agree(person.id)
            rivals.append((make_business(person).id, person.id))
    gate, out = FORKS.Barrier(processes), FORKS.Queue()
    shares = [rivals[number::processes] for number in range(processes)]
    started = [
        FORKS.Process(target=apply_in_a_process, args=(dict(environ), event_id, share, gate, out)) for share in shares
    ]
    for process in started:
        process.start()
    outcomes = Counter(outcome for _ in started for outcome in out.get(timeout=600))
    for process in started:
        process.join(timeout=60)

    assert outcomes == {"confirmed": places, "waitlisted": clients - places}
    with app.app_context():
        sent = select(ApplicationMove.application_id).where(ApplicationMove.status == Status.SUBMITTED)
        in_order_of_the_lock = list(db.session.scalars(sent.order_by(ApplicationMove.id)))
        everybody = db.session.scalars(select(Application).order_by(Application.submitted_at)).all()
        times = [application.submitted_at for application in everybody]
        assert [application.id for application in everybody] == in_order_of_the_lock
        assert len(set(times)) == clients, "each has a recorded time of its own"
        assert [application.status for application in everybody[:places]] == [Status.CONFIRMED] * places
        assert [one.id for one in line.next_in_line(event_id)] == in_order_of_the_lock[places:]
        assert [queries.waiting_place(one) for one in everybody[places : places + 3]] == [1, 2, 3]
        assert queries.places_taken([event_id]) == {event_id: places}
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == places


def test_the_first_come_get_the_places_and_the_others_wait_in_their_order(app, environ, database_kind):
    rush_for(app, environ, places=7, clients=60, processes=2 if database_kind == "postgresql" else 1)


@pytest.mark.long
def test_five_hundred_fight_for_fifty_places(app, environ, database_kind):
    rush_for(app, environ, places=50, clients=500, processes=2 if database_kind == "postgresql" else 1)
