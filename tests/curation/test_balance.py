"""Who would be in, by category, district and group, for any line through the ranking."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from eventreg.curation import balance
from eventreg.curation.balance import Aspect, Traits

TULIS_NEW = Traits("batik-tulis", "33.75.02", frozenset({"first_timer", "women_owned"}))
TULIS_OURS = Traits("batik-tulis", "33.75.01", frozenset({"fostered"}))
ANYAMAN = Traits("anyaman", "", frozenset({"first_timer"}))
RANKED = [TULIS_OURS, TULIS_NEW, ANYAMAN, TULIS_OURS]
USUAL = ("fostered", "first_timer")
traits = st.builds(
    Traits,
    st.sampled_from(["batik-tulis", "batik-cap", "anyaman"]),
    st.sampled_from(["", "33.75.01", "33.75.02"]),
    st.frozensets(st.sampled_from(["fostered", "first_timer", "women_owned"])),
)


def found(line, groups=USUAL):
    return {(one.aspect, one.key): one for one in balance.shares(RANKED[:line], RANKED, groups)}


def test_each_kind_is_counted_above_the_line_and_among_all():
    above_two = found(2)

    assert [above_two[Aspect.CATEGORY, key].chosen for key in ("batik-tulis", "anyaman")] == [2, 0]
    assert [above_two[Aspect.CATEGORY, key].all for key in ("batik-tulis", "anyaman")] == [3, 1]
    assert above_two[Aspect.CATEGORY, "batik-tulis"].share == 1
    assert above_two[Aspect.CATEGORY, "batik-tulis"].usual == Fraction(3, 4)
    assert above_two[Aspect.GROUP, "first_timer"].share == Fraction(1, 2)
    assert above_two[Aspect.DISTRICT, ""].all == 1


def test_the_most_frequent_come_first_and_groups_in_their_own_order():
    order = [(one.aspect, one.key) for one in balance.shares(RANKED[:1], RANKED, USUAL)]

    assert order == [
        (Aspect.CATEGORY, "batik-tulis"),
        (Aspect.CATEGORY, "anyaman"),
        (Aspect.DISTRICT, "33.75.01"),
        (Aspect.DISTRICT, ""),
        (Aspect.DISTRICT, "33.75.02"),
        (Aspect.GROUP, "fostered"),
        (Aspect.GROUP, "first_timer"),
    ]


def test_sensitive_groups_are_counted_only_where_places_are_reserved_for_them():
    assert balance.groups_counted([]) == USUAL
    assert balance.groups_counted(["women_owned"]) == (*USUAL, "women_owned")
    assert (Aspect.GROUP, "women_owned") not in found(4)
    assert found(4, balance.groups_counted(["women_owned"]))[Aspect.GROUP, "women_owned"].chosen == 1


def test_nobody_chosen_of_nobody_is_no_division_by_zero():
    assert [one.share + one.usual for one in balance.shares([], [], USUAL)] == [0, 0]


@given(st.lists(traits, max_size=12), st.integers(0, 12))
def test_what_a_moving_line_counts_is_what_a_page_for_that_line_shows(ranked, line):
    at = balance.places(ranked, USUAL)

    for one in balance.shares(ranked[:line], ranked, USUAL):
        standing = at[one.aspect].get(one.key, [])
        assert sum(place <= line for place in standing) == one.chosen
        assert len(standing) == one.all
