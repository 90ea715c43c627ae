"""Rupiah as Indonesians write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core.money import rupiah


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(0, "Rp0"), (999, "Rp999"), (1_000, "Rp1.000"), (1_500_000, "Rp1.500.000"), (-45_000, "-Rp45.000")],
)
def test_written(amount, shown):
    assert rupiah(amount) == shown


@given(st.integers())
def test_no_rupiah_is_lost(amount):
    assert int(rupiah(amount).replace("Rp", "").replace(".", "")) == amount
