"""What the floor plan keeps: numbers, revisions, who is placed; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import placing, queries, reading, service
from eventreg.booths.drawing import BoothState, Link
from eventreg.booths.models import BoothPlacement
from eventreg.booths.rules import (
    AlreadyPlaced,
    BoothFull,
    BoothTaken,
    LabelTaken,
    NotPlaceable,
    OnHold,
    OwnBooth,
    PlanIsNewer,
)
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import copying
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.booths import booth, drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person
from tests.support.queries import asked

BY = {"actor": SYSTEM}


@pytest.fixture
def floor(app):
    """An exhibition with a row of four booths; its number."""
    with app.app_context():
        with unit_of_work():
            event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
            make_floor(event.id, drawn(*row("A", 4, zone="A"), zones=("A",)))
            number = event.id
        yield number


def act(deed, *args, **given):
    """One deed in a unit of work of its own."""
    with unit_of_work():
        return deed(*args, **BY, now=clock.now(), **given)


def accepted(event_id, name):
    with unit_of_work():
        application = make_application(event_id, name=name)
        application.status = Status.ACCEPTED
        db.session.flush()
        return application.id


def labels(event_id):
    return {one.uid: one.label for one in queries.booths_of(queries.get(event_id).id)}


def states(event_id):
    return {one.label: one.state.value for one in queries.booths_of(queries.get(event_id).id)}


def saved(event_id):
    return queries.drawing_of(queries.get(event_id))


def test_two_booths_swap_their_numbers(floor):
    drawing = saved(floor)
    one, other, *rest = drawing.booths
    swapped = replace(drawing, booths=(replace(one, label=other.label), replace(other, label=one.label), *rest))

    act(service.save, floor, swapped, revision=1)

    assert labels(floor) == {"a-01": "A-02", "a-02": "A-01", "a-03": "A-03", "a-04": "A-04"}


def test_who_saves_on_an_older_plan_is_told_and_changes_nothing(floor):
    drawing = saved(floor)
    act(service.save, floor, replace(drawing, booths=drawing.booths[:3]), revision=1)

    with pytest.raises(PlanIsNewer):
        act(service.save, floor, replace(drawing, booths=drawing.booths[:1]), revision=1)

    assert len(saved(floor).booths) == 3
    assert queries.get(floor).revision == 2


def test_the_same_once_more_is_no_new_revision(floor):
    act(service.save, floor, saved(floor), revision=1)

    assert queries.get(floor).revision == 1


def test_a_number_is_given_once(floor):
    with pytest.raises(LabelTaken):
        act(service.put_booth, floor, booth("A-02", x=20, id="another"))


def test_zones_go_and_leave_their_booths(floor):
    act(service.change, floor, {"zones": ()})

    assert next((one.label, one.zone) for one in saved(floor).booths) == ("A-01", "")
    assert queries.get(floor).zones == []


def test_neighbours_are_those_side_by_side_and_those_set_by_hand(floor):
    assert queries.adjacent_booths(queries.get(floor)) == [("a-01", "a-02"), ("a-02", "a-03"), ("a-03", "a-04")]
    links = (Link(("a-01", "a-02"), False), Link(("a-01", "a-04"), True))

    act(service.save, floor, replace(saved(floor), links=links), revision=1)

    assert queries.adjacent_booths(queries.get(floor)) == [("a-01", "a-04"), ("a-02", "a-03"), ("a-03", "a-04")]
    act(service.remove_booth, floor, "a-04")
    assert queries.adjacent_booths(queries.get(floor)) == [("a-02", "a-03")]


def test_what_one_saves_within_minutes_is_told_once(floor):
    drawing = saved(floor)
    now = clock.now()
    for minute, x in ((1, 10), (2, 20), (30, 40)):
        first = replace(drawing.booths[0], rect=replace(drawing.booths[0].rect, x=1000 + x))
        moved = replace(drawing, booths=(first, *drawing.booths[1:]))
        with unit_of_work():
            service.save(floor, moved, revision=None, actor=SYSTEM, now=now + timedelta(minutes=minute))

    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "floor_plan.changed")).all()
    assert [entry.fields for entry in told][1:] == [["booth_rect"], ["booth_rect"]]


# ---- Who is where --------------------------------------------------------------------------------


def test_a_booth_takes_as_many_as_share_it(floor):
    act(service.put_booth, floor, booth("A-01", capacity=2, zone="A"))
    first, second, third = (accepted(floor, name) for name in ("Batik Tini", "Batik Wati", "Batik Yuni"))
    act(placing.place, floor, first, "a-01", state=BoothState.CONFIRMED)
    act(placing.place, floor, second, "a-01")

    with pytest.raises(BoothFull):
        act(placing.place, floor, third, "a-01")

    assert states(floor)["A-01"] == "confirmed"
    with pytest.raises(BoothTaken):
        act(service.put_booth, floor, booth("A-01", capacity=1, zone="A"))
    with pytest.raises(BoothTaken):
        act(service.remove_booth, floor, "a-01")


def test_nobody_is_placed_twice_who_asked_for_one(floor):
    one = accepted(floor, "Batik Tini")
    act(placing.place, floor, one, "a-01")

    with pytest.raises(AlreadyPlaced):
        act(placing.place, floor, one, "a-02")

    act(placing.place, floor, one, "a-02", booths=2)
    assert states(floor) == {"A-01": "on_hold", "A-02": "on_hold", "A-03": "available", "A-04": "available"}


def test_the_database_itself_refuses_a_second_in_the_same_place(floor):
    one, other = accepted(floor, "Batik Tini"), accepted(floor, "Batik Wati")
    act(placing.place, floor, one, "a-01")
    booth_id = db.session.scalars(select(BoothPlacement.booth_id)).one()

    def put(**given):
        with unit_of_work():
            db.session.add(BoothPlacement(placed_at=clock.now(), **given))

    for given in (
        {"booth_id": booth_id, "application_id": other, "place": 1},
        {"booth_id": booth_id + 1, "application_id": one, "part": 1},
        {"booth_id": booth_id, "application_id": one, "place": 2, "part": 2},
        {"booth_id": booth_id + 1, "application_id": other, "part": 3},
    ):
        with pytest.raises(IntegrityError):
            put(**given)


def test_moving_is_one_step(floor):
    one, other = accepted(floor, "Batik Tini"), accepted(floor, "Batik Wati")
    act(placing.place, floor, one, "a-01", state=BoothState.RESERVED)
    act(placing.place, floor, other, "a-02")
    with pytest.raises(BoothFull):
        act(placing.move, floor, one, "a-01", "a-02")

    act(placing.move, floor, one, "a-01", "a-03")

    assert states(floor) == {"A-01": "available", "A-02": "on_hold", "A-03": "reserved", "A-04": "available"}
    act(placing.set_state, floor, one, "a-03", BoothState.CONFIRMED)
    act(placing.release, floor, other, "a-02")
    assert states(floor) == {"A-01": "available", "A-02": "available", "A-03": "confirmed", "A-04": "available"}


def test_only_who_is_accepted_gets_a_booth_that_is_free(floor):
    with unit_of_work():
        waiting = make_application(floor).id
    with pytest.raises(NotPlaceable):
        act(placing.place, floor, waiting, "a-01")
    act(service.put_booth, floor, booth("A-01", zone="A", held=True))

    with pytest.raises(OnHold):
        act(placing.place, floor, accepted(floor, "Batik Tini"), "a-01")


def test_everybody_reads_names_once_they_are_public_and_not_of_who_is_on_hold(floor):
    one, other = accepted(floor, "Batik Tini"), accepted(floor, "Batik Wati")
    act(placing.place, floor, one, "a-01", state=BoothState.CONFIRMED)
    act(placing.place, floor, other, "a-02")

    def told():
        rows = reading.for_everybody(queries.get(floor))
        return [(row.booth.label, row.state and row.state.value, row.names) for row in rows[:2]]

    assert told() == [("A-01", None, ()), ("A-02", None, ())]
    act(service.show_occupants, floor, True)
    assert told() == [("A-01", "confirmed", ("Batik Tini",)), ("A-02", "on_hold", ())]
    assert [row.found for row in reading.for_everybody(queries.get(floor), "tini")] == [True, False, False, False]
    assert not any(row.found for row in reading.for_everybody(queries.get(floor), "wati"))


def test_nobody_places_a_business_that_they_act_for(floor):
    number = accepted(floor, "Batik Tini")
    with unit_of_work():
        own = actor_of(db.session.get_one(Application, number).applicant)
        other = actor_of(make_person("panitia@contoh.id", "Ratna", Role.ORGANISER))
    now = clock.now()

    with pytest.raises(OwnBooth), unit_of_work():
        placing.place(floor, number, "a-01", actor=own, now=now)
    with unit_of_work():
        placing.place(floor, number, "a-01", actor=other, now=now)
    with pytest.raises(OwnBooth), unit_of_work():
        placing.move(floor, number, "a-01", "a-02", actor=own, now=now)

    assert states(floor)["A-01"] == "on_hold"


def test_only_the_public_plan_asks_who_agreed_to_be_named(app, floor):
    act(placing.place, floor, accepted(floor, "Batik Tini"), "a-01", state=BoothState.CONFIRMED)
    act(service.show_occupants, floor, True)

    with asked(app) as statements:
        staff = reading.for_staff(queries.get(floor), with_names=True)
    assert staff[0].names == ("Batik Tini",)
    assert not any("consent" in one for one in statements)
    with asked(app) as statements:
        reading.for_everybody(queries.get(floor))
    assert any("consent" in one for one in statements)


def test_a_copied_event_has_the_plan_without_who_was_there(floor):
    act(placing.place, floor, accepted(floor, "Batik Tini"), "a-01")
    act(service.publish, floor)

    with unit_of_work():
        now = clock.now()
        first_day = (now + timedelta(days=365)).date()
        made = copying.copy(floor, title="Tahun depan", first_day=first_day, batch="", actor=SYSTEM, now=now).id

    assert saved(made) == replace(saved(floor), booths=tuple(replace(one, held=False) for one in saved(floor).booths))
    assert states(made)["A-01"] == "available"
    assert queries.get(made).published_at is None
    assert queries.placements_of(queries.get(made).id) == []
