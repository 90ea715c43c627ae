"""Times of loading: chosen by exhibitors, changed by organisers, followed by everything they depend on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.applications import service as applications
from eventreg.booths import placing
from eventreg.core import clock, outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM
from eventreg.events import copying
from eventreg.onsite import arriving, loading, rules, timetable
from eventreg.onsite.models import LoadingBooking
from eventreg.onsite.rules import Standing, Way, slots_of
from tests.allocation.test_publishing import at_once
from tests.factories.applications import make_application
from tests.factories.onsite import make_fair_at_work, make_slot
from tests.factories.people import actor_of

HALF = timedelta(minutes=30)
TOMORROW = timedelta(days=1)


class Fair:
    """A fair with two slots for two vehicles each, and three exhibitors."""

    def __init__(self, app, exhibitors=3, capacity=2):
        self.app, self.now = app, clock.now()
        with app.app_context(), unit_of_work():
            event, made = make_fair_at_work(exhibitors)
            self.event_id = event.id
            first = make_slot(event.id, self.now + TOMORROW, capacity=capacity)
            second = make_slot(event.id, self.now + TOMORROW + HALF, capacity=capacity)
            self.first, self.second = first.id, second.id
            self.codes = [one.code for one in made]
            self.ids = [one.id for one in made]
            self.actors = [actor_of(one.applicant) for one in made]

    def choose(self, number, slot_id, *, now=None, vehicle=""):
        with self.app.app_context(), unit_of_work():
            about = {"vehicle": vehicle, "actor": self.actors[number], "now": now or self.now}
            return loading.choose(self.codes[number], slot_id, Way.IN, **about).slot_id

    def do(self, deed, *arguments, **options):
        with self.app.app_context(), unit_of_work():
            return deed(self.event_id, *arguments, actor=SYSTEM, now=self.now, **options)

    def at_gate(self, deed, number, now, **options):
        with self.app.app_context(), unit_of_work():
            application = timetable.get_exhibitor(self.event_id, self.codes[number])
            deed(application, Way.IN, actor=SYSTEM, now=now, **options)

    def standings(self, now):
        with self.app.app_context():
            return {one.application.code: one.standing for one in timetable.expected(self.event_id, Way.IN, now)}

    def booked(self):
        """Number of the exhibitor → slot's id."""
        with self.app.app_context():
            rows = db.session.scalars(select(LoadingBooking))
            return {self.ids.index(row.application_id): row.slot_id for row in rows}

    def told(self):
        """What is said in messages about loading, in the order of the exhibitors."""
        with self.app.app_context():
            rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "loading_changed"))
            return [outbox.render(row).text for row in sorted(rows, key=lambda row: row.id)]


@pytest.fixture
def fair(app):
    return Fair(app)


@pytest.mark.databases("sqlite", "postgresql")
def test_the_last_place_wanted_by_two_at_once_is_given_once(app):
    fair = Fair(app, capacity=1)

    outcomes = at_once(*[lambda number=number: fair.choose(number, fair.first) for number in range(3)])

    assert sorted(map(str, outcomes)) == sorted(map(str, [fair.first, rules.SlotFull, rules.SlotFull]))
    assert list(fair.booked().values()) == [fair.first]


@pytest.mark.sqlite_only
def test_another_time_makes_room_in_the_first_and_none_is_lost_when_it_is_full(app):
    fair = Fair(app, capacity=1)
    fair.choose(0, fair.first)
    fair.choose(1, fair.second)
    with pytest.raises(rules.SlotFull):
        fair.choose(0, fair.second)
    assert fair.booked() == {0: fair.first, 1: fair.second}

    with app.app_context(), unit_of_work():
        loading.give_back(fair.codes[1], Way.IN, actor=fair.actors[1], now=fair.now)
    fair.choose(0, fair.second)
    fair.choose(2, fair.first)
    assert fair.booked() == {0: fair.second, 2: fair.first}


@pytest.mark.sqlite_only
def test_a_time_that_has_begun_is_neither_chosen_nor_given_back(fair):
    fair.choose(0, fair.first)
    begun = fair.now + TOMORROW
    with pytest.raises(rules.SlotBegun):
        fair.choose(1, fair.first, now=begun)
    with pytest.raises(rules.SlotBegun):
        fair.choose(0, fair.second, now=begun)
    with fair.app.app_context(), unit_of_work(), pytest.raises(rules.SlotBegun):
        loading.give_back(fair.codes[0], Way.IN, actor=fair.actors[0], now=begun)


@pytest.mark.sqlite_only
def test_neither_others_nor_those_without_a_booth_nor_for_another_way_or_fair(fair):
    with fair.app.app_context(), unit_of_work():
        without = make_application(fair.event_id)
        elsewhere, _made = make_fair_at_work(1, title="Lain")
        other = make_slot(elsewhere.id, fair.now + TOMORROW).id
        out = make_slot(fair.event_id, fair.now + TOMORROW, way=Way.OUT).id
        code, actor = without.code, actor_of(without.applicant)
    for whose, who, slot_id in (
        (code, actor, fair.first),
        (fair.codes[0], fair.actors[1], fair.first),
        (fair.codes[0], fair.actors[0], other),
        (fair.codes[0], fair.actors[0], out),
    ):
        with fair.app.app_context(), unit_of_work(), pytest.raises(NotFound):
            loading.choose(whose, slot_id, Way.IN, vehicle="", actor=who, now=fair.now)


@pytest.mark.sqlite_only
def test_who_withdraws_leaves_the_time_to_others(fair):
    fair.choose(0, fair.first)
    fair.choose(1, fair.first)
    fair.at_gate(arriving.arrive, 1, fair.now, gate=None)
    with fair.app.app_context(), unit_of_work():
        for number in (0, 1):
            applications.withdraw(fair.ids[number], actor=fair.actors[number], reason="Sakit", now=fair.now)

    assert fair.booked() == {1: fair.first}, "that the second came stays written down"
    assert fair.standings(fair.now)[fair.codes[1]] is Standing.INSIDE


@pytest.mark.sqlite_only
def test_who_is_moved_to_another_booth_is_expected_there(fair):
    fair.choose(0, fair.first)
    with fair.app.app_context(), unit_of_work():
        placing.release(fair.event_id, fair.ids[2], "a-03", actor=SYSTEM, now=fair.now)
        placing.move(fair.event_id, fair.ids[0], "a-01", "a-03", actor=SYSTEM, now=fair.now)

    with fair.app.app_context():
        [one] = [one for one in timetable.expected(fair.event_id, Way.IN, fair.now) if one.booking]
        assert one.labels == ["A-03"]


@pytest.mark.sqlite_only
def test_a_slot_that_is_removed_tells_those_who_had_it(fair):
    fair.choose(0, fair.first)
    fair.choose(1, fair.first)
    fair.choose(2, fair.second)
    with pytest.raises(rules.NoRoomThere):
        fair.do(loading.remove_slot, fair.first, target_id=fair.second, note="")
    assert fair.told() == []

    with fair.app.app_context(), unit_of_work():
        loading.give_back(fair.codes[1], Way.IN, actor=fair.actors[1], now=fair.now)
    fair.do(loading.remove_slot, fair.first, target_id=fair.second, note="Jalan ditutup")
    assert fair.booked() == {0: fair.second, 2: fair.second}
    [told] = fair.told()
    assert "Sekarang:" in told
    assert "Jalan ditutup" in told
    assert "A-01" in told

    fair.do(loading.remove_slot, fair.second, target_id=None, note="")
    assert fair.booked() == {}
    assert [text.count("Pilih waktu lain") for text in fair.told()] == [0, 1, 1]


@pytest.mark.sqlite_only
def test_another_gate_is_told_and_room_is_not_taken_from_those_who_have_it(fair):
    fair.choose(0, fair.first)
    fair.choose(1, fair.first)
    with pytest.raises(rules.SlotBooked):
        fair.do(loading.change_slot, fair.first, gate="Utara", capacity=1, note="")
    fair.do(loading.change_slot, fair.first, gate="Utara", capacity=5, note="")
    assert fair.told() == []

    fair.do(loading.change_slot, fair.first, gate="Timur", capacity=5, note="")
    assert len(fair.told()) == 2
    assert all("Timur" in text for text in fair.told())
    planned = slots_of(fair.now + TOMORROW, fair.now + TOMORROW + HALF, 30, ["Timur"])
    with pytest.raises(rules.SlotExists):
        fair.do(loading.make, Way.IN, planned, 2)


@pytest.mark.sqlite_only
def test_at_the_gate_nobody_is_sent_home(fair):
    fair.choose(0, fair.first)
    fair.choose(1, fair.first)
    late = fair.now + TOMORROW + HALF
    assert fair.standings(late) == dict(zip(fair.codes, [Standing.LATE, Standing.LATE, Standing.UNCHOSEN], strict=True))

    for number in range(3):
        fair.at_gate(arriving.arrive, number, late, gate="Utara")
        fair.at_gate(arriving.arrive, number, late + HALF, gate="Utara")
    assert set(fair.standings(late).values()) == {Standing.INSIDE}
    fair.at_gate(arriving.leave, 2, late)
    assert fair.standings(late)[fair.codes[2]] is Standing.GONE

    for _touch in range(2):
        fair.at_gate(arriving.undo, 2, late)
        fair.at_gate(arriving.undo, 0, late)
    assert list(fair.standings(late).values()) == [Standing.LATE, Standing.INSIDE, Standing.UNCHOSEN]


@pytest.mark.sqlite_only
def test_a_copied_fair_has_the_same_times_on_its_days_and_nobody_in_them(fair):
    fair.choose(0, fair.first)
    with fair.app.app_context(), unit_of_work():
        original = timetable.get_slot(fair.event_id, fair.first).event
        first_day = original.starts_at.astimezone(original.zone.info).date() + timedelta(days=364)
        made = copying.copy(fair.event_id, title="Lagi", first_day=first_day, batch="", actor=SYSTEM, now=fair.now)
        slots = timetable.slots(made.id)
        assert [one.starts_at - fair.now for one in slots] == [TOMORROW * 365, TOMORROW * 365 + HALF]
        assert [(one.gate, one.capacity, list(one.bookings)) for one in slots] == [("Utara", 2, [])] * 2
