"""What the place of a booth costs."""

from hypothesis import given
from hypothesis import strategies as st

from eventreg.booths.drawing import HIGHEST_FEE, MOST_SHARERS
from eventreg.booths.rules import fee_of_place


@given(st.integers(0, HIGHEST_FEE), st.integers(1, MOST_SHARERS))
def test_all_places_of_a_booth_together_cost_its_fee(fee, capacity):
    fees = [fee_of_place(fee, capacity, place) for place in range(1, capacity + 1)]
    assert sum(fees) == fee
    assert max(fees) - min(fees) <= 1
    assert fees == sorted(fees, reverse=True)


def test_a_place_of_a_shared_booth():
    assert [fee_of_place(750_000, 1, 1), fee_of_place(750_000, 2, 2)] == [750_000, 375_000]
    assert [fee_of_place(1_000_000, 3, place) for place in (1, 2, 3)] == [333_334, 333_333, 333_333]
