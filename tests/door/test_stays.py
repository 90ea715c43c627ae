"""Which entry counts: what holds of all histories. tests/vectors/admission.json has them one by one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventreg.door.rules import Direction
from eventreg.door.stays import Passing, entry_of, exits_of, reckon
from eventreg.events.rules import Entries

START = datetime(2026, 12, 1, 2, tzinfo=UTC)

moments = st.integers(0, 9).map(lambda minutes: START + timedelta(minutes=minutes))
policies = st.sampled_from(Entries)


@st.composite
def histories(draw: st.DrawFn) -> list[Passing]:
    """Ways in and out that were all decided offline, in some order of arrival."""
    directions = draw(st.lists(st.sampled_from([Direction.IN, Direction.OUT]), max_size=7))
    return [
        Passing(order, f"{draw(st.integers(0, 3))}-{order}", draw(moments), offline=True, direction=direction)
        for order, direction in enumerate(directions)
    ]


@given(histories(), policies, st.randoms())
def test_what_stands_does_not_depend_on_the_order_of_arrival(history, entries, random):
    numbers = list(range(len(history)))
    random.shuffle(numbers)
    again = [
        Passing(numbers[p.order], p.scan_id, p.moment, offline=True, direction=p.direction) for p in reversed(history)
    ]

    def told(passings):
        found = reckon(passings, entries)
        names = {p.order: p.scan_id for p in passings if p.direction is Direction.IN}
        stays = {entry: (stay.passing.scan_id, stay.left_at) for entry, stay in found.attendances.items()}
        return stays, {names[order] for order in found.conflicts if order in names}, len(found.conflicts)

    assert told(history) == told(again)


@given(histories(), policies)
def test_each_entry_has_the_smallest_of_its_admissions(history, entries):
    found = reckon(history, entries)

    for admission in (passing for passing in history if passing.direction is Direction.IN):
        stands = found.attendances[entry_of(admission, exits_of(history), entries)].passing
        assert (stands.moment, stands.scan_id) <= (admission.moment, admission.scan_id)


@given(histories(), policies, moments)
def test_an_online_admission_is_never_pushed_aside(history, entries, moment):
    online = Passing(99, "z", moment, offline=False)

    found = reckon([*history, online], entries)

    assert found.attendances[entry_of(online, exits_of(history), entries)].passing == online


@given(histories(), policies)
def test_everybody_is_in_order_or_in_conflict_and_stays_end_after_they_began(history, entries):
    found = reckon(history, entries)

    ended = sum(stay.left_at is not None for stay in found.attendances.values())
    assert len(found.attendances) + ended + len(found.conflicts) == len(history)
    for stay in found.attendances.values():
        assert stay.left_at is None or stay.left_at >= stay.passing.moment
    if entries is Entries.ONCE:
        assert len(found.attendances) <= 1
