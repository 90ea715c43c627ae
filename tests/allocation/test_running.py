"""A plan is made by a process beside the worker: frozen, told of, stopped, and taken up again when one died."""

import os
import signal
import time
from datetime import timedelta

import pytest

from eventreg.allocation import queries, running
from eventreg.allocation.chores import PlanMaker
from eventreg.allocation.models import Allocating, Allocation, Method, Run, Stage
from eventreg.allocation.rules import AlreadyRunning, NothingToPlace
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.core.processes import Work
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.booths import booth, drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import sign_in

both = pytest.mark.databases("sqlite", "postgresql")
SLUG = "pekan-batik"
PLANS = f"/staff/events/{SLUG}/booth-plan/"


@pytest.fixture
def fair(app):
    """Three booths, four who would like one; the number of the event."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        make_floor(event.id, drawn(*row("A", 3)))
        for _ in range(4):
            make_application(event.id)
        return event.id


@pytest.fixture
def maker(app, environ, monkeypatch):
    """The worker's chore; its processes find the app of the test."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    made = PlanMaker()
    yield made
    with app.app_context():
        made.end()


def start(app, event_id, method=Method.OPTIMAL):
    with app.app_context(), unit_of_work():
        return running.start(event_id, method, actor=SYSTEM, now=clock.now()).id


def read(app, version_id):
    with app.app_context():
        version = db.session.get_one(Allocation, version_id)
        db.session.expunge(version)
        return version


def until(app, maker, version_id, wanted, *, patience=90):
    """Let the worker look again and again, as it does, until the version is as it should be."""
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        with app.app_context():
            maker(clock.now())
        version = read(app, version_id)
        if wanted(version):
            return version
        time.sleep(0.2)
    raise AssertionError((version.run, version.progress))


def hold(app, version_id, seconds=60):
    """The version becomes one that takes long: so many that have the same merit and wish for the same."""
    booths = [{"id": f"b{n}", "area_m2": 9, "power_w": 900, "capacity": 2} for n in range(120)]
    applicants = [
        {
            "id": f"a{n}",
            "merit": 400 + n * 37 % 300,
            "category": ("batik", "tenun", "keramik")[n % 3],
            "min_area_m2": n % 4,
            "power_w": 300 + n * 53 % 500,
            "wishes": [f"b{(n * 7 + k * 11) % 120}" for k in range(10)],
        }
        for n in range(500)
    ]
    near = [[f"b{n}", f"b{n + k}"] for n in range(117) for k in (1, 2, 3)]
    kinds = [{"id": f"r{c}", "kind": "neighbours_max", "category": c, "count": 1} for c in ("batik", "tenun")]
    with app.app_context(), unit_of_work():
        version = db.session.get_one(Allocation, version_id)
        version.problem = {"booths": booths, "applicants": applicants, "adjacent": near, "rules": kinds}
        version.time_limit_s = seconds


@both
@pytest.mark.parametrize("method", [Method.OPTIMAL, Method.BY_SCORE])
def test_a_process_of_the_worker_makes_the_plan(app, fair, maker, method):
    version_id = start(app, fair, method)

    version = until(app, maker, version_id, lambda one: one.run is Run.DONE)

    assert len(version.plan) == 3
    assert version.status == ("optimal" if method is Method.OPTIMAL else "feasible")
    assert version.merit == 1500
    assert version.digest == queries.digest_of(version.plan)
    assert version.stage is Stage.DRAFT
    assert version.begun_at <= version.ended_at
    assert version.progress["pid"] != os.getpid()


@both
def test_a_killed_process_is_told_and_starting_again_is_possible(app, fair, maker):
    version_id = start(app, fair)
    hold(app, version_id)
    version = until(app, maker, version_id, lambda one: "pid" in one.progress)

    os.kill(version.progress["pid"], signal.SIGKILL)

    version = until(app, maker, version_id, lambda one: one.run is Run.FAILED)
    assert (version.status, version.progress["why"]) == ("unknown", "died")
    assert start(app, fair) != version_id


@both
def test_what_a_killed_worker_left_is_taken_up_by_the_next_one_once(app, fair, maker):
    version_id = start(app, fair)
    hold(app, version_id)
    version = until(app, maker, version_id, lambda one: "pid" in one.progress)
    token = version.progress["token"]
    maker.process.kill()
    maker.process.wait()
    maker.process = None  # the worker that knew of it is gone, too
    maker.__init__()

    until(app, maker, version_id, lambda one: one.run is Run.RUNNING and one.progress["token"] != token)
    with app.app_context():
        assert db.session.get_one(Allocation, version_id).progress["tries"] == 2
    maker.process.kill()
    maker.process.wait()
    with app.app_context(), unit_of_work():
        running.rescue(clock.now() + timedelta(minutes=2), is_alive=lambda pid: True)
    assert read(app, version_id).run is Run.FAILED


def test_who_lost_the_version_writes_nothing_into_it(app, fair):
    version_id = start(app, fair)
    with app.app_context():
        with unit_of_work():
            first = running.claim(clock.now())
        with unit_of_work():
            running.rescue(clock.now() + timedelta(seconds=61), is_alive=lambda pid: True)
        with unit_of_work():
            second = running.claim(clock.now())
        assert first
        assert second
        running.work_on(first, app.app_context)
        assert read(app, version_id).run is Run.RUNNING
        running.work_on(second, app.app_context)
    assert read(app, version_id).run is Run.DONE


@both
def test_two_workers_take_a_version_each(app, fair):
    ids = {start(app, fair), start(app, fair, Method.BY_SCORE)}
    with app.app_context():
        with unit_of_work():
            first = running.claim(clock.now())
        with unit_of_work():
            second = running.claim(clock.now())
        with unit_of_work():
            third = running.claim(clock.now())

    assert {first.id, second.id} == ids
    assert third is None


def test_the_site_answers_while_a_plan_is_made_and_stopping_keeps_the_best(app, fair, maker, visitor):
    version_id = start(app, fair)
    hold(app, version_id, seconds=300)
    until(app, maker, version_id, lambda one: one.progress.get("merit"))
    organiser = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)

    began = time.monotonic()
    page = organiser.get(f"{PLANS}1/run")
    assert page.status_code == 200
    assert time.monotonic() - began < 10
    assert read(app, version_id).run is Run.RUNNING

    organiser.post(f"{PLANS}1/stop")
    version = until(app, maker, version_id, lambda one: one.run is not Run.RUNNING)
    assert version.run is Run.STOPPED
    assert version.plan
    assert version.merit <= version.merit_bound


def test_the_worker_that_ends_gives_its_version_back(app, fair, maker):
    version_id = start(app, fair)
    hold(app, version_id)
    until(app, maker, version_id, lambda one: "pid" in one.progress)

    with app.app_context():
        maker.end()

    version = read(app, version_id)
    assert (version.run, version.progress) == (Run.WAITING, {"tries": 0})


def test_one_of_each_method_is_made_at_a_time_and_numbers_count_on(app, fair):
    start(app, fair)
    with pytest.raises(AlreadyRunning):
        start(app, fair)
    assert read(app, start(app, fair, Method.BY_SCORE)).number == 2


def test_a_waiting_version_is_stopped_at_once(app, fair):
    version_id = start(app, fair)
    with app.app_context(), unit_of_work():
        running.stop(fair, 1, actor=SYSTEM, now=clock.now())

    version = read(app, version_id)
    assert (version.run, version.plan) == (Run.STOPPED, None)
    with app.app_context(), unit_of_work():
        assert running.claim(clock.now()) is None


def test_without_booths_that_may_be_given_nothing_is_started(app):
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        make_floor(event.id, drawn(booth("A-01", held=True)))
        make_application(event.id)
        with pytest.raises(NothingToPlace):
            running.start(event.id, Method.OPTIMAL, actor=SYSTEM, now=clock.now())


def test_the_time_is_what_the_event_allows_when_the_run_starts(app, fair):
    with app.app_context(), unit_of_work():
        db.session.add(
            Allocating(event_id=fair, time_limit_s=300, approvals_needed=2, days_to_answer=7, wishes_close_at=None)
        )
    assert read(app, start(app, fair)).time_limit_s == 300


def test_a_stranger_to_the_version_does_nothing(app, fair):
    version_id = start(app, fair)
    with app.app_context():
        running.work_on(Work(version_id, "0" * 16), app.app_context)
    assert read(app, version_id).run is Run.WAITING
