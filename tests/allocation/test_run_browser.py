"""The making of a plan, followed in a browser: how far it is, stopped with the best kept, and told when it is over."""

from playwright.sync_api import expect

from eventreg.allocation import queries, running, solver
from eventreg.allocation.models import Method, Run
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.rules import EventKind
from tests.browser.people import open_as
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import make_person

STAFF = "panitia@contoh.id"
TOLD = {"merit": 2000, "merit_bound": 2100, "wish_points": 15, "wish_points_bound": 20, "seconds": 12.4}


def test_a_run_is_followed_stopped_and_told_of_when_it_is_over(app, live_server, new_context):
    with app.app_context(), unit_of_work():
        event_id = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik").id
        make_floor(event_id, drawn(*row("A", 2)))
        for _ in range(3):
            make_application(event_id)
        make_person(STAFF, "Panitia", Role.ORGANISER)
        running.start(event_id, Method.OPTIMAL, actor=SYSTEM, now=clock.now())

    def works(**progress):
        """The worker's process writes how far it is."""
        with app.app_context(), unit_of_work():
            version = queries.get_version(event_id, 1)
            version.run, version.progress = Run.RUNNING, {**TOLD, **progress}

    works()
    page = open_as(app, new_context(), STAFF)
    page.clock.install()  # so that the seconds between two looks need not be waited for
    page.goto("/staff/events/pekan-batik/booth-plan/1/run")
    best, heard = page.locator("[data-part=best]"), page.locator("[data-part=said]")
    expect(best).to_have_text("Nilai sejauh ini: 2.000")
    expect(heard).to_be_empty()

    works(merit=2090, seconds=30)
    page.clock.fast_forward(20_000)

    expect(best).to_have_text("Nilai sejauh ini: 2.090")
    expect(page.locator("[data-part=gap]")).to_contain_text("0,5%")
    expect(page.locator("[data-part=time]")).to_contain_text("30 dari paling lama")
    expect(heard).to_contain_text("Nilai sejauh ini: 2.090.")

    page.get_by_role("button", name="Hentikan dan simpan yang terbaik").click()
    expect(page.get_by_text("Sedang dihentikan")).to_be_visible()

    with app.app_context(), unit_of_work():  # the worker's process is content with what it has
        version = queries.get_version(event_id, 1)
        assert version.stop_asked_at is not None
        problem = queries.problem_of(version)
        result = solver.by_score(problem)
        result.merit_bound = 1600
        running.keep(version, problem, result, 0, now=clock.now())
    page.clock.fast_forward(2_000)

    expect(page.get_by_role("link", name="Buka rencana")).to_be_visible()
    page.clock.fast_forward(1_000)
    expect(page.locator("[role=status][data-outcome]")).to_contain_text("Selesai:")
    expect(page.locator("[role=status][data-outcome]")).to_contain_text("1.000")
