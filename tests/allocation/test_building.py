"""The problem of an event: booths, applicants, wishes, merit, rules and pins as they are there."""

from datetime import timedelta
from fractions import Fraction

import pytest

from eventreg.allocation import building, queries, ruling
from eventreg.allocation.models import BoothOffer, BoothWish, RuleKind, Stage
from eventreg.allocation.problem import GroupMin
from eventreg.allocation.problem_file import read_problem
from eventreg.applications.rules import Status
from eventreg.booths.drawing import Link
from eventreg.businesses.models import Category
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.curation import ranking
from eventreg.curation.models import Candidate
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.booths import booth, drawn, make_floor, row
from tests.factories.curation import make_curation, make_curators, make_review
from tests.factories.events import make_event


@pytest.fixture
def fair(app):
    """An exhibition with a floor: three booths in a row, one of them held back, and one far away."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        shared = booth("B-01", x=20, w=2.5, h=2.5, power_w=900, capacity=2, categories=("batik",), zone="B")
        made = [*row("A", 2, zone="A"), booth("A-03", x=6, zone="A", held=True), shared]
        make_floor(event.id, drawn(*made, zones=("A", "B"), links=(Link(("a-01", "b-01"), True),)))
        return event.id


def build(event_id, **how):
    return building.problem_of_event(db.session.get_one(Event, event_id), now=clock.now(), **how)


def wish(application, *wishes, **more):
    db.session.add(BoothWish(application_id=application.id, wishes=[*wishes], at=clock.now(), **more))


@pytest.mark.parametrize(
    ("result", "merit"),
    [
        (None, 0),
        (Fraction(0), 0),
        (Fraction(100), 1000),
        (Fraction(-5), 0),
        (Fraction(12345, 200), 617),
        (Fraction(8005, 100), 801),
        (Fraction(80049, 1000), 800),
        (Fraction(200, 3), 667),
    ],
)
def test_merit_is_the_result_in_tenths_half_up(result, merit):
    assert ranking.merit(result) == merit


@pytest.mark.databases("sqlite", "postgresql")
def test_the_problem_is_what_the_event_has(app, fair):
    with app.app_context(), unit_of_work():
        one, two = make_application(fair), make_application(fair)
        one.groups = ["fostered"]
        wish(one, "a-03", "b-01", "gone", "zone:A", "zone:Z", booths=1, min_area=6, power_w=450)
        db.session.flush()
        problem, codes = read_problem(build(fair)), (one.code, two.code)

    assert set(problem.booths) == {"a-01", "a-02", "b-01"}
    shared = problem.booths["b-01"]
    assert (str(shared.area_m2), shared.power_w, shared.capacity, shared.zone) == ("6.25", 900, 2, "B")
    assert shared.categories == {"batik"}
    assert problem.booths["a-01"].categories is None
    assert problem.adjacent == {frozenset({"a-01", "a-02"}), frozenset({"a-01", "b-01"})}
    first, second = (problem.applicants[code] for code in codes)
    assert first.wishes == ("b-01", "zone:A")
    assert (first.min_area_m2, first.power_w, first.booths, first.merit) == (6, 450, 1, 500)
    assert first.groups == {"fostered"}
    assert (second.min_area_m2, second.power_w, second.booths, second.wishes) == (0, 0, 1, ())


def test_only_those_in_question_are_applicants(app, fair):
    with app.app_context(), unit_of_work():
        made = {status: make_application(fair) for status in Status}
        for status, application in made.items():
            application.status = status
        barred = make_application(fair)
        db.session.add(Candidate(application_id=barred.id, eligible=False, reason="Terlambat", at=clock.now()))
        db.session.flush()
        codes = {one["id"] for one in build(fair)["applicants"]}
        expected = {made[status].code for status in building.IN_QUESTION}

    assert codes == expected
    assert len(codes) == 5


def test_merit_follows_the_review_and_who_has_none_counts_for_nothing(app, fair):
    with app.app_context(), unit_of_work():
        event = db.session.get_one(Event, fair)
        make_curation(event)
        good, unread = make_application(fair), make_application(fair)
        make_review(good, make_curators(1)[0], 4)
        db.session.flush()
        merits = {one["id"]: one["merit"] for one in build(fair)["applicants"]}
        outlook = building.outlook(event, now=clock.now())

        assert merits == {good.code: 800, unread.code: 0}
    assert (outlook.applicants, outlook.unreviewed, outlook.places, outlook.booths) == (2, 1, 4, 3)


def test_who_must_have_a_place_is_a_group_with_a_minimum(app, fair):
    with app.app_context(), unit_of_work():
        must, may = make_application(fair), make_application(fair)
        db.session.add(Candidate(application_id=must.id, must_place=True, reason="Tuan rumah", at=clock.now()))
        db.session.flush()
        problem, codes = read_problem(build(fair)), (must.code, may.code)

    assert problem.rules == (GroupMin("must-place", "must-place", 1),)
    assert ["must-place" in problem.applicants[code].groups for code in codes] == [True, False]


def test_rules_and_pins_are_the_problems(app, fair):
    with app.app_context():
        with unit_of_work():
            one, two = make_application(fair), make_application(fair)
            gone = make_application(fair)
            now = clock.now()
            share = {"category": "batik", "share_percent": 40}
            ruling.add(fair, RuleKind.CATEGORY_SHARE_MAX, share, actor=SYSTEM, now=now)
            ruling.add(fair, RuleKind.APART, {"applicants": [one.code, two.code]}, actor=SYSTEM, now=now)
            for who, uid, forbids in ((one, "a-01", False), (two, "a-02", True), (gone, "b-01", False)):
                ruling.pin(fair, who.id, uid, forbids=forbids, reason="Panggung", actor=SYSTEM, now=now)
            gone.status = Status.WITHDRAWN
            db.session.flush()
            rules = {one["id"]: one for one in build(fair)["rules"]}

        assert rules["r1"] == {"id": "r1", "kind": "category_share_max", **share}
        assert rules["r2"]["applicants"] == [one.code, two.code]
        pins = [rule for key, rule in rules.items() if key.startswith("pin-")]
        assert [(pin["kind"], pin["applicant"], pin["booth"]) for pin in pins] == [
            ("pin", one.code, "a-01"),
            ("forbid", two.code, "a-02"),
        ]


def test_a_repair_leaves_where_they_are_those_who_confirmed_and_did_not_agree_to_move(app, fair):
    with app.app_context(), unit_of_work():
        stays, moves, offered = (make_application(fair) for _ in range(3))
        plan = {stays.code: ["a-01"], moves.code: ["a-02"], offered.code: ["b-01"]}
        version = make_version(fair, [stays, moves, offered], plan=plan, stage=Stage.PUBLISHED)
        stays.status = moves.status = Status.CONFIRMED
        offered.status = Status.OFFERED
        now = clock.now()
        for one, agreed in ((stays, None), (moves, now), (offered, None)):
            db.session.add(
                BoothOffer(
                    application_id=one.id, allocation_id=version.id, fee=0, offered_at=now, moves_at=agreed, why={}
                )
            )
        wish(stays, "a-02", booths=2, min_area=50)  # what it asks for later doesn't push it out of its booth
        db.session.flush()
        usual, repair = build(fair), build(fair, repair=True)

        assert usual["standing"] == repair["standing"] == plan
        assert usual["rules"] == []
        assert [(rule["kind"], rule["applicant"], rule["booth"]) for rule in repair["rules"]] == [
            ("pin", stays.code, "a-01")
        ]
        held = next(one for one in repair["applicants"] if one["id"] == stays.code)
        assert (held["booths"], held["min_area_m2"]) == (1, 0)
        assert queries.published(fair) is version


def test_the_district_is_the_first_three_parts_of_the_region(app, fair):
    with app.app_context(), unit_of_work():
        business = make_application(fair).business
        business.region_code = "33.75.03.1001"
        found = building.district_of(business)
        business.region_code = None
        nowhere = building.district_of(business)
        db.session.expire(business)

    assert (found, nowhere) == ("33.75.03", "-")


def test_the_craft_is_the_business_own(app, fair):
    with app.app_context(), unit_of_work():
        application = make_application(fair)
        code = db.session.get_one(Category, application.business.category_id).code
        assert [one["category"] for one in build(fair)["applicants"]] == [code]


def test_wishes_beyond_the_tenth_are_left_out(app, fair):
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, now=clock.now() - timedelta(hours=1))
        make_floor(event.id, drawn(*row("A", 12)))
        application = make_application(event.id)
        wish(application, *(f"a-{number:02}" for number in range(1, 13)))
        db.session.flush()
        assert len(build(event.id)["applicants"][0]["wishes"]) == 10
