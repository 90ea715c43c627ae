"""The open draw without the app: its text, what it commits to, and the order."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.applications import ballot

VECTORS = Path(__file__).parents[1] / "vectors"
EVENING = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TERMS = ballot.Terms(
    event="Pelatihan Pewarna Alam",
    slug="pelatihan-pewarna-alam",
    source="Nilai penutupan IHSG, 1 Desember 2026, menurut Bursa Efek Indonesia",
    source_url="https://www.idx.co.id/",
    at=EVENING,
    local="2026-12-01 16:00 WIB",
    places=["40 pendaftaran/applications"],
)
NUMBERS = [f"PPA1-{number:04d}" for number in range(1, 13)]
numbers = st.lists(st.from_regex(r"[A-Z]{1,3}[0-9]{1,3}-[0-9]{4}", fullmatch=True), unique=True, min_size=1)
values = st.text(min_size=1).filter(lambda text: text.strip())


def test_the_text_commitment_and_order_are_those_of_the_published_example():
    """A change of format would break what others wrote by docs/draw.md."""
    example = json.loads((VECTORS / "draw.json").read_text())
    text = (VECTORS / "draw.txt").read_bytes()

    assert ballot.document(TERMS, reversed(NUMBERS)).encode() == text
    assert example["commitment"] == ballot.commitment_of(text.decode()) == sha256(text).hexdigest()
    assert ballot.order_of(example["commitment"], example["value"], NUMBERS) == example["order"]
    words = (Path(__file__).parents[2] / "docs/draw.md").read_text()
    assert example["commitment"] in words
    assert ", ".join(example["order"]) in " ".join(words.split())


def test_a_key_is_the_hash_of_three_lines():
    commitment = "0" * 64
    expected = sha256(b"0" * 64 + b"\n7.234,56\nPPA1-0001").hexdigest()

    assert ballot.key_of(commitment, "7.234,56", "PPA1-0001") == expected


@given(numbers, values, st.data())
def test_whoever_leaves_changes_nobody_elses_order(entrants, value, data):
    commitment = ballot.commitment_of(ballot.document(TERMS, entrants))
    leaver = data.draw(st.sampled_from(entrants))

    order = ballot.order_of(commitment, value, entrants)
    without = ballot.order_of(commitment, value, [number for number in entrants if number != leaver])

    assert sorted(order) == sorted(entrants)
    assert [number for number in order if number != leaver] == without


@given(numbers, st.data())
def test_an_entrant_more_or_less_is_another_commitment(entrants, data):
    text = ballot.document(TERMS, entrants)
    leaver = data.draw(st.sampled_from(entrants))

    assert ballot.numbers_of(text) == sorted(entrants)
    for others in ([number for number in entrants if number != leaver], [*entrants, "ZZZZ1-0001"]):
        assert ballot.commitment_of(ballot.document(TERMS, others)) != ballot.commitment_of(text)


@given(st.text(), st.text(), numbers)
def test_no_words_of_an_organiser_add_a_line(title, source, entrants):
    """A title with line breaks could smuggle a number into the text."""
    terms = ballot.Terms(title, "acara", source, "", EVENING, "16.00", ["40"])

    text = ballot.document(terms, entrants)

    assert ballot.numbers_of(text) == sorted(entrants)
    assert len(text.split("\n")) == len(ballot.document(TERMS, entrants).split("\n"))


def test_a_value_counts_without_the_space_around_it():
    assert ballot.normalised("  7.234,56 \n") == "7.234,56"
    assert ballot.normalised("e\u0301") == "\u00e9"
    with pytest.raises(ballot.ValueMissing):
        ballot.normalised("  \n ")


NOW = EVENING - timedelta(days=1)
START = EVENING + timedelta(days=3)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"is_draw": False}, ballot.NotADraw),
        ({"is_open": True}, ballot.StillOpen),
        ({"draws_at": NOW}, ballot.SourceKnown),
        ({"draws_at": NOW - timedelta(days=30)}, ballot.SourceKnown),
        ({"draws_at": START}, ballot.DrawTooLate),
    ],
)
def test_a_draw_is_locked_in_time_and_with_a_source_that_nobody_knows(given, refusal):
    right = {"is_draw": True, "is_open": False, "draws_at": EVENING, "starts_at": START, "now": NOW}
    ballot.check_lock(**right)

    with pytest.raises(refusal):
        ballot.check_lock(**right | given)


def test_numbers_are_drawn_once_and_not_before_the_source_has_spoken():
    ballot.check_draw(draws_at=EVENING, is_drawn=False, now=EVENING)
    with pytest.raises(ballot.TooEarlyToDraw):
        ballot.check_draw(draws_at=EVENING, is_drawn=False, now=EVENING - timedelta(seconds=1))
    with pytest.raises(ballot.AlreadyDrawn):
        ballot.check_draw(draws_at=EVENING, is_drawn=True, now=EVENING)
