"""Admission without a database: sessions, precedence, entries."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.door import rules
from eventreg.door.rules import Choice, Direction, Passing, Presented, Span, Verdict
from eventreg.tickets.rules import TicketState, TokenVerdict

START = datetime(2026, 12, 1, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEAD = timedelta(minutes=30)


def span(number: int, begins: float, ends: float) -> Span:
    return Span(number, START + HOUR * begins, START + HOUR * ends, LEAD)


DAYS = [span(1, 0, 8), span(2, 24, 32)]


@pytest.mark.parametrize(
    ("hours", "choice"),
    [
        (-2, Choice(None, Verdict.TOO_EARLY)),
        (-0.5, Choice(1)),
        (7.99, Choice(1)),
        (8, Choice(None, Verdict.TOO_EARLY)),
        (23.5, Choice(2)),
        (32, Choice(None, Verdict.TOO_LATE)),
    ],
)
def test_the_session_that_is_open_is_meant(hours, choice):
    assert rules.choose_session(DAYS, None, START + HOUR * hours) == choice


@pytest.mark.parametrize(
    ("hours", "choice"),
    [
        (-0.51, Choice(1, Verdict.TOO_EARLY)),
        (0, Choice(1)),
        (8, Choice(1, Verdict.TOO_LATE)),
    ],
)
def test_a_session_that_is_named_has_its_time(hours, choice):
    assert rules.choose_session(DAYS, 1, START + HOUR * hours) == choice


def test_of_several_open_ones_the_tickets_own_then_the_earliest_begun():
    both = [span(2, 1, 9), span(1, 0, 8)]
    moment = START + 2 * HOUR

    assert rules.choose_session(both, None, moment) == Choice(1)
    assert rules.choose_session(both, None, moment, ticket_for={2}) == Choice(2)
    assert rules.choose_session(both, None, moment, ticket_for={3}) == Choice(1, Verdict.WRONG_SESSION)
    assert rules.choose_session(both, 1, moment, ticket_for={2}) == Choice(1, Verdict.WRONG_SESSION)
    assert rules.choose_session(both, 7, moment) == Choice(None, Verdict.WRONG_SESSION)


FAULTS: list[tuple[Verdict, dict[str, Any]]] = [
    (Verdict.UNREADABLE, {"readable": False}),
    (Verdict.FORGED, {"token": TokenVerdict.FORGED}),
    (Verdict.WRONG_EVENT, {"token": TokenVerdict.WRONG_EVENT}),
    (Verdict.UNKNOWN, {"state": None}),
    (Verdict.REVOKED, {"state": TicketState.REVOKED}),
    (Verdict.REVOKED, {"state": TicketState.REPLACED}),
    (Verdict.ON_HOLD, {"state": TicketState.ON_HOLD}),
    (Verdict.NOT_CONFIRMED, {"confirmed": False}),
    (Verdict.WRONG_SESSION, {"session": Verdict.WRONG_SESSION}),
    (Verdict.TOO_EARLY, {"session": Verdict.TOO_EARLY}),
    (Verdict.TOO_LATE, {"session": Verdict.TOO_LATE}),
    (Verdict.WRONG_GATE, {"gate_open": False}),
]


@given(st.lists(st.sampled_from(FAULTS), unique_by=lambda fault: str(list(fault[1]))))
def test_the_first_fault_in_order_of_precedence_is_told(faults):
    shown = {"state": TicketState.VALID}
    for _verdict, change in faults:
        shown |= change
    order = list(Verdict)

    told = rules.refusal(Presented(**shown))

    assert told == min((verdict for verdict, _change in faults), key=order.index, default=None)


@pytest.mark.parametrize("direction", [Direction.IN, Direction.OUT])
@pytest.mark.parametrize("occupied", [True, False])
def test_what_a_phone_without_signal_showed_is_a_fact(direction, occupied):
    for said in Verdict:
        assert rules.passage(direction, occupied=occupied, phone_said=said) is said


# ---- Entries --------------------------------------------------------------------------------------

moments = st.integers(0, 9).map(lambda minutes: START + timedelta(minutes=minutes))
ids = st.integers(0, 3).map(str)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Passing], list[Passing]]:
    """Ways in and out that were all decided offline, in some order of arrival."""
    size = draw(st.integers(0, 7))
    passings = [Passing(order, draw(ids) + f"-{order}", draw(moments), offline=True) for order in range(size)]
    split = draw(st.integers(0, size))
    return passings[:split], passings[split:]


@given(histories(), st.randoms())
def test_what_stands_does_not_depend_on_the_order_of_arrival(history, random):
    ways_in, ways_out = history
    numbers = list(range(len(ways_in) + len(ways_out)))
    random.shuffle(numbers)

    def arrived(passing: Passing) -> Passing:
        return Passing(numbers[passing.order], passing.scan_id, passing.moment, offline=True)

    now = rules.standing(ways_in, ways_out)
    later = rules.standing([arrived(p) for p in reversed(ways_in)], [arrived(p) for p in ways_out])

    assert {entry: p.scan_id for entry, p in now.items()} == {entry: p.scan_id for entry, p in later.items()}


@given(histories())
def test_each_entry_has_the_smallest_of_its_admissions(history):
    ways_in, ways_out = history

    found = rules.standing(ways_in, ways_out)

    for admission in ways_in:
        stands = found[rules.entry_of(admission, ways_out)]
        assert (stands.moment, stands.scan_id) <= (admission.moment, admission.scan_id)


@given(histories(), moments)
def test_an_online_admission_is_never_pushed_aside(history, moment):
    ways_in, ways_out = history
    online = Passing(99, "z", moment, offline=False)

    found = rules.standing([*ways_in, online], ways_out)

    assert found[rules.entry_of(online, ways_out)] == online


def test_an_online_entry_counts_what_had_arrived():
    out_ahead_of_time = Passing(1, "a", START + HOUR, offline=True)

    assert rules.entry_of(Passing(2, "b", START, offline=False), [out_ahead_of_time]) == 2
    assert rules.entry_of(Passing(2, "b", START, offline=True), [out_ahead_of_time]) == 1


def test_ways_out_end_entries_in_the_order_in_which_they_happened():
    outs = [Passing(number, str(number), START + HOUR * hours, offline=True) for number, hours in ((1, 3), (2, 1))]

    for order in permutations(outs):
        assert [out.order for out in rules.in_order(order)] == [2, 1]


# ---- Phones ---------------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.integers(0, 5))
def test_companions_are_counted_up_to_the_allowance(asked, allowed):
    assert rules.companions_counted(asked, allowed) == min(asked, allowed)


def test_a_revoked_phone_hands_in_for_seven_days():
    assert rules.may_hand_in(None, START)
    assert rules.may_hand_in(START, START + timedelta(days=6, hours=23))
    assert not rules.may_hand_in(START, START + timedelta(days=7))


@pytest.mark.parametrize(
    ("target", "elsewhere", "verdict"),
    [
        (Direction.IN, False, Verdict.UNDONE),
        (Direction.OUT, True, Verdict.UNDONE),
        (None, False, Verdict.UNDONE),
        (None, True, Verdict.UNREADABLE),
        (Direction.UNDO, False, Verdict.UNREADABLE),
    ],
)
def test_an_undo_names_a_scan_of_its_own_phone(target, elsewhere, verdict):
    assert rules.undo_verdict(target, elsewhere=elsewhere) is verdict
