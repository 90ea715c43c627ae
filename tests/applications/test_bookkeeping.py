"""The tests' own book and the app's counting agree on everything small: who fits, and what keeps somebody out."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from eventreg.applications import room
from eventreg.applications.room import Hall, Part, Seat
from tests.applications.bookkeeping import Book, Guest, Rope, Step, unexplained

GROUPS = ("fostered", "women_owned", "disability")
chairs = st.integers(0, 4)
seats = st.builds(
    Seat,
    places=st.integers(1, 3),
    crafts=st.frozensets(st.integers(1, 2), max_size=2),
    groups=st.frozensets(st.sampled_from(GROUPS)),
    sessions=st.frozensets(st.integers(1, 2)),
)
parts = st.builds(
    Part, id=st.just(1), places=chairs, craft=st.none() | st.integers(1, 2), group=st.sampled_from(GROUPS)
)


def rope(part):
    whom = part.group if part.craft is None else f"craft {part.craft}"
    return Rope(whom, part.places, "group_full" if part.craft is None else "craft_full")


def guest(number, seat):
    tags = seat.groups | {f"craft {craft}" for craft in seat.crafts} | {f"session {one}" for one in seat.sessions}
    return Guest(number, seat.places, frozenset(tags))


F, W, P = GROUPS
MOVED_ON = [Seat(groups=frozenset({F, W})), Seat(groups=frozenset({F, P}))]  # both make room for a third of P alone


@example(2, [], [Part(1, 1, group=F)], {}, [Seat()], Seat())  # the last place is kept for F
@example(3, [], [Part(1, 1, group=group) for group in GROUPS], {}, MOVED_ON, Seat(groups=frozenset({P})))
@given(
    st.integers(0, 8),
    st.lists(parts, max_size=2),
    st.lists(parts, max_size=3),
    st.dictionaries(st.integers(1, 2), chairs, max_size=2),
    st.lists(seats, max_size=8),
    seats,
)
def test_the_app_and_the_book_agree_on_who_fits(quota, limits, reserves, sessions, held, wanted):
    hall = Hall(quota, tuple(limits), tuple(reserves), tuple(sessions.items()))
    by_session = [Rope(f"session {number}", most, "session_full") for number, most in sessions.items()]
    book = Book(quota, (*map(rope, limits), *by_session), tuple(map(rope, reserves)))
    seated = [guest(number, seat) for number, seat in enumerate(held)]

    lack, full = room.lack_of(hall, held, wanted), book.full_for(guest(99, wanted), seated)
    assert (lack is None) is (not full)
    assert lack is None or lack.full.value in full


def test_the_book_notices_whoever_is_passed_over_in_silence():
    waits = Guest(1, status="waitlisted", since=1)
    before = Book(1, guests={1: waits, 2: replace(waits, id=2, since=2)})
    offer = Step(2, "waitlisted", "offered", None, "", 3)

    assert unexplained(before, before, [offer], []) == ["1 would have fitted when 2 got a chair"]
    first = replace(offer, guest=1)
    assert unexplained(before, before, [first], []) == []
    wide = replace(before, guests={1: replace(waits, heads=2), 2: before.guests[2]})
    assert unexplained(wide, wide, [offer], []) == ["1 isn't told what was full for it: ['event_full']"]
