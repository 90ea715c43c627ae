"""Places: whoever fits gets one, and no quota, limit, session or reserve is ever oversold."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from eventreg.applications import room
from eventreg.applications.room import Full, Hall, Lack, Part, Seat

GROUPS = ("fostered", "first_timer", "women_owned")
parts = st.builds(
    Part,
    id=st.integers(1, 99),
    places=st.integers(0, 4),
    craft=st.none() | st.integers(1, 2),
    group=st.sampled_from(GROUPS),
)
halls = st.builds(
    Hall,
    quota=st.integers(0, 8),
    limits=st.lists(parts, max_size=2).map(tuple),
    reserves=st.lists(parts, max_size=3).map(tuple),
    sessions=st.lists(st.tuples(st.integers(1, 2), st.integers(0, 4)), max_size=2, unique_by=lambda row: row[0]).map(
        tuple
    ),
)
seats = st.builds(
    Seat,
    places=st.integers(1, 3),
    crafts=st.frozensets(st.integers(1, 2), max_size=2),
    groups=st.frozensets(st.sampled_from(GROUPS)),
    sessions=st.frozensets(st.integers(1, 2)),
)


def fill(hall, wanting):
    held, refused = [], []
    for seat in wanting:
        lack = room.lack_of(hall, held, seat)
        if lack:
            refused.append((list(held), seat, lack))
        else:
            held.append(seat)
    return held, refused


def most_filled(hall, held):
    """The same as the flow, by trying everything: each place goes to one reserve of its own, or to none."""
    units = [
        [None, *(number for number, reserve in enumerate(hall.reserves) if reserve.touches(seat))]
        for seat in held
        for _ in range(seat.places)
    ]
    best = 0
    for choice in product(*units):
        counts = [choice.count(number) for number in range(len(hall.reserves))]
        if all(count <= reserve.places for count, reserve in zip(counts, hall.reserves, strict=True)):
            best = max(best, sum(counts))
    return best


@given(halls, st.lists(seats, max_size=12))
def test_nothing_is_ever_oversold(hall, wanting):
    held, _refused = fill(hall, wanting)

    assert sum(seat.places for seat in held) <= hall.quota
    for number, quota in hall.sessions:
        assert sum(seat.places for seat in held if number in seat.sessions) <= quota
    for limit in hall.limits:
        assert sum(seat.places for seat in held if limit.touches(seat)) <= limit.places


@given(halls, st.lists(seats, max_size=12))
def test_nothing_is_refused_while_it_fits(hall, wanting):
    """Every refusal names something that really has no room for this one."""
    for held, seat, lack in fill(hall, wanting)[1]:
        taken = sum(other.places for other in held)
        if lack.full is Full.EVENT:
            assert taken + seat.places > hall.quota
        elif lack.full is Full.SESSION:
            there = sum(other.places for other in held if lack.id in other.sessions)
            assert there + seat.places > dict(hall.sessions)[lack.id]
        elif lack.full is Full.KEPT:
            still_kept = sum(reserve.places for reserve in hall.reserves) - most_filled(hall, [*held, seat])
            assert taken + seat.places + still_kept > hall.quota
        else:
            limits = [limit for limit in hall.limits if limit.id == lack.id and limit.touches(seat)]
            assert any(room.held_by_part([limit], held)[limit.id] + seat.places > limit.places for limit in limits)


@given(halls, st.lists(seats, max_size=4))
def test_what_is_kept_is_what_nobody_of_the_groups_can_fill(hall, held):
    everything = sum(reserve.places for reserve in hall.reserves)

    assert room.kept(hall, held) == everything - most_filled(hall, held)


@given(st.integers(1, 6), st.integers(0, 6), st.lists(seats, max_size=10))
def test_a_reserve_stays_for_its_group_however_many_others_come(quota, reserved, others):
    reserved = min(reserved, quota)
    hall = Hall(quota, reserves=(Part(1, reserved, group="fostered"),))
    strangers = [Seat(seat.places) for seat in others]
    held, _refused = fill(hall, strangers)
    members, _refused = fill_on(hall, held, [Seat(groups=frozenset({"fostered"}))] * reserved)

    assert len(members) == reserved


def fill_on(hall, held, wanting):
    held, got = list(held), []
    for seat in wanting:
        if room.lack_of(hall, held, seat) is None:
            held.append(seat)
            got.append(seat)
    return got, held


def test_members_fill_their_reserve_first_and_then_the_common_places():
    hall = Hall(3, reserves=(Part(1, 2, group="fostered"),))
    member, stranger = Seat(groups=frozenset({"fostered"})), Seat()

    assert fill(hall, [member, member, member])[0] == [member] * 3
    assert fill(hall, [member, member, stranger])[0] == [member, member, stranger]
    assert fill(hall, [stranger, stranger])[1][0][2] == Lack(Full.KEPT)
    assert room.pool_of(hall, [], member) == hall.reserves[0]
    assert room.pool_of(hall, [member, member], member) is None


def test_someone_of_two_groups_counts_where_it_leaves_most_room():
    hall = Hall(2, reserves=(Part(1, 1, group="fostered"), Part(2, 1, group="women_owned")))
    both, one = Seat(groups=frozenset({"fostered", "women_owned"})), Seat(groups=frozenset({"fostered"}))

    assert fill(hall, [both, one])[0] == [both, one]
    assert fill(hall, [one, both])[0] == [one, both]


def test_a_reserve_that_came_later_keeps_nobody_of_its_group_out():
    hall = Hall(3, reserves=(Part(1, 2, group="fostered"),))
    held = [Seat(), Seat()]

    assert room.lack_of(hall, held, Seat(groups=frozenset({"fostered"}))) is None
    assert room.lack_of(hall, held, Seat()) == Lack(Full.KEPT)
