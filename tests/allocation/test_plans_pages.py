"""The pages of the booth plan: what is told before, during and after a run, and the rules in plain words."""

from datetime import timedelta

import pytest

from eventreg.allocation import queries, ruling, telling
from eventreg.allocation.models import Allocation, Method, RuleKind, Run
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import queries as events
from eventreg.events.rules import EventKind
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
SLUG = "pekan-batik"
PLANS = f"/staff/events/{SLUG}/booth-plan/"


@pytest.fixture
def fair(app):
    """Two booths, three applicants whose codes are given."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        make_floor(event.id, drawn(*row("A", 2, zone="A"), zones=("A",)))
        made = [make_application(event.id, name=name) for name in ("Batik Ayu", "Kopi Pak Budi", "Tenun Citra")]
        return [one.code for one in made]


@pytest.fixture
def organiser(fair, visitor):
    return sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)


@pytest.fixture
def version(app, fair):
    """Makes version 1 with these values."""

    def make(**values):
        with app.app_context(), unit_of_work():
            event_id = events.find_id(SLUG)
            problem = make_version(event_id, of_event(event_id)).problem
            made = queries.get_version(event_id, 1)
            made.problem = {**problem, **values.pop("problem", {})}
            for name, value in values.items():
                setattr(made, name, value)

    return make


def of_event(event_id):
    from eventreg.allocation import building

    return building.candidates(event_id)


def words(page):
    return " ".join(soup(page).select_one("main").get_text(" ").split())


def test_before_the_start_the_page_counts_who_wants_how_much(organiser):
    said = words(organiser.get(PLANS))

    assert "3 usaha meminta 3 stan" in said
    assert "Ada 2 tempat di 2 stan" in said
    assert "Kegiatan ini tidak dikurasi" in said
    assert "Cari rencana terbaik" in said


def test_without_a_floor_plan_nothing_can_be_started(app, visitor):
    with app.app_context(), unit_of_work():
        make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
    page = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER).get(PLANS)

    assert "belum punya denah" in words(page)
    assert not soup(page).select("[name=method]")


def test_a_plan_is_started_once_and_followed(app, organiser):
    page = organiser.post(PLANS, method="optimal", follow=True)
    assert "Menunggu giliran" in words(page)
    assert soup(page).select_one("noscript meta[http-equiv=refresh]")

    again = organiser.post(PLANS, method="optimal", follow=True)
    assert "sedang dibuat" in words(again)
    assert [one["value"] for one in soup(again).select("[name=method]")] == ["by_score"]
    with app.app_context():
        assert len(queries.versions(events.find_id(SLUG))) == 1


def test_whoever_only_reads_starts_and_changes_nothing(fair, visitor, version):
    version(run=Run.RUNNING, progress={}, digest="")
    auditor = sign_in(visitor(), "auditor@contoh.id", Role.AUDITOR)

    for path in (PLANS, f"{PLANS}1/run", f"{PLANS}rules"):
        page = soup(auditor.get(path))
        assert not page.select("main form")
        assert not page.select(f"main a[href^='{PLANS}rules/new']")
    assert auditor.client.post(PLANS, data={"method": "optimal"}).status_code in (400, 403)


def test_the_progress_is_told_in_words_and_numbers(organiser, version):
    told = {"merit": 2000, "merit_bound": 2005, "wish_points": 15, "wish_points_bound": 20, "seconds": 12.4}
    version(run=Run.RUNNING, progress=told, time_limit_s=60, digest="")

    page = organiser.get(f"{PLANS}1/run")
    now = organiser.get(f"{PLANS}1/progress").json

    for said in (
        "Nilai sejauh ini: 2.000",
        "Paling banyak 0,3% lebih baik masih mungkin",
        "12 dari paling lama 60 detik",
    ):
        assert said in words(page)
        assert said in (now["best"], now["gap"], now["time"])
    assert now["share"] == 20.7
    assert not now["is_over"]


def test_stopping_is_asked_once(app, organiser, version):
    version(run=Run.RUNNING, progress={}, digest="")
    page = organiser.post(f"{PLANS}1/stop", follow=True)

    assert "sedang dihentikan" in words(page)
    with app.app_context():
        assert queries.get_version(events.find_id(SLUG), 1).stop_asked_at


def test_a_clash_is_told_in_words(app, fair, organiser, version):
    rules = [
        {"id": "must-place", "kind": "group_min", "group": "must-place", "count": 3},
        {"id": "r1", "kind": "group_min", "group": "first_timer", "count": 8},
        {"id": "pin-7", "kind": "pin", "applicant": fair[1], "booth": "a-02"},
    ]
    clash = ["must-place", "pin-7"]
    nothing = {"status": "infeasible", "plan": None, "digest": "", "clash": clash, "is_clash_irreducible": True}
    version(problem={"rules": rules}, **nothing)

    page = organiser.get(f"{PLANS}1/run")
    said = [" ".join(one.get_text().split()) for one in soup(page).select(".note li")]

    assert len(said) == 2
    assert "Kopi Pak Budi" in said[1]
    assert "A-02" in said[1]
    assert "pin-7" not in words(page)
    assert "must-place" not in words(page)
    assert "Tidak mungkin" in words(page)


def test_what_died_is_started_again_by_one_press(app, organiser, version):
    version(run=Run.FAILED, status="unknown", plan=None, digest="", progress={"why": "died"})
    page = organiser.get(f"{PLANS}1/run")

    assert "Mulai lagi" in words(page)
    button = soup(page).select_one("[name=method]")
    organiser.post(PLANS, method=button["value"])
    with app.app_context():
        assert [one.run for one in queries.versions(events.find_id(SLUG))] == [Run.WAITING, Run.FAILED]


RULES = [
    (RuleKind.CATEGORY_SHARE_MAX, {"share_percent": 40, "category": "batik-cap"}, "40%"),
    (RuleKind.GROUP_MIN, {"count": 8, "group": "first_timer"}, "8"),
    (RuleKind.NEIGHBOURS_MAX, {"count": 1, "category": "batik-cap"}, "1"),
]


@pytest.mark.parametrize(("kind", "values", "figure"), RULES)
def test_a_rule_is_added_read_in_words_and_removed(app, organiser, kind, values, figure):
    path = f"{PLANS}rules/new/{kind.value}"
    options = {one["name"]: one.select("option")[1]["value"] for one in soup(organiser.get(path)).select("select")}
    page = organiser.post(path, follow=True, **{**values, **options})

    assert figure in soup(page).select_one("[aria-labelledby=rules] li").get_text()
    with app.app_context():
        [rule] = ruling.rules_of(events.find_id(SLUG))
        assert rule.values == {**values, **options}
    organiser.post(f"{PLANS}rules/r1/removal")
    assert "Belum ada aturan" in words(organiser.get(f"{PLANS}rules"))


def test_two_who_stand_apart_are_two(app, fair, organiser):
    path = f"{PLANS}rules/new/apart"
    page = organiser.post(path, one=fair[0], other=fair[0])
    assert page.status_code == 422
    assert "Pilih usaha lain" in words(page)
    page = organiser.post(path, follow=True, one=fair[2], other=fair[0])
    assert "Batik Ayu" in words(page)
    with app.app_context():
        assert ruling.rules_of(events.find_id(SLUG))[0].values == {"applicants": sorted((fair[0], fair[2]))}


def test_a_pin_is_read_with_its_reason_and_removed(app, fair, organiser):
    with app.app_context(), unit_of_work():
        event_id = events.find_id(SLUG)
        application = next(one for one in of_event(event_id) if one.code == fair[0])
        given = {"forbids": False, "reason": "Dekat panggung", "actor": SYSTEM, "now": clock.now()}
        number = ruling.pin(event_id, application.id, "a-02", **given).id
    page = words(organiser.get(f"{PLANS}rules"))
    assert "Batik Ayu · A-02 Dekat panggung" in page
    organiser.post(f"{PLANS}pins/{number}/removal")
    assert "Batik Ayu" not in words(organiser.get(f"{PLANS}rules"))


def test_settings_are_kept_in_the_events_own_time(app, organiser):
    path = f"{PLANS}settings"
    given = {"approvals_needed": "3", "time_limit_s": "120", "days_to_answer": "5"}
    organiser.post(path, wishes_close_at="2026-12-01T18:00", **given)
    with app.app_context():
        settings = queries.settings_of(events.find_id(SLUG))
        assert settings.wishes_close_at.isoformat() == "2026-12-01T11:00:00+00:00"
        assert (settings.approvals_needed, settings.time_limit_s, settings.days_to_answer) == (3, 120, 5)
    refused = organiser.post(path, **{**given, "time_limit_s": "901"})
    assert refused.status_code == 422
    assert soup(refused).select_one("[name=time_limit_s]")["value"] == "901"


@pytest.mark.parametrize(
    ("run", "status", "method", "said"),
    [
        (Run.DONE, "optimal", Method.OPTIMAL, "Proven best"),
        (Run.STOPPED, "feasible", Method.OPTIMAL, "Keeps every rule"),
        (Run.DONE, "infeasible", Method.OPTIMAL, "Impossible"),
        (Run.DONE, "unknown", Method.OPTIMAL, "Time ran out"),
        (Run.DONE, "unknown", Method.BY_SCORE, "No plan found this way"),
        (Run.STOPPED, "unknown", Method.OPTIMAL, "Stopped without a plan"),
        (Run.FAILED, "unknown", Method.OPTIMAL, "Broken off"),
        (Run.RUNNING, "", Method.OPTIMAL, "Being made"),
    ],
)
def test_every_end_has_its_words(run, status, method, said):
    label, _, shape = telling.look_of(Allocation(run=run, status=status, method=method))
    assert label._args[0] == said
    assert shape


def test_the_list_takes_as_many_queries_with_one_version_as_with_many(app, organiser, version):
    version()
    with app.app_context(), unit_of_work():
        event_id = events.find_id(SLUG)
        for number in range(2, 25):
            made = clock.now() + timedelta(minutes=number)
            db.session.add(
                Allocation(event_id=event_id, number=number, method=Method.BY_HAND, made_at=made, run=Run.DONE)
            )
    page = soup(organiser.get(PLANS))
    assert len(page.select("tbody tr")) == 20
    assert "Versi 24" in page.select_one("tbody tr").get_text()
