"""Which businesses may be one: the quick way finds what the slow way finds."""

from itertools import combinations
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from eventreg.imports.likeness import Entry, Likeness, likenesses, pairs

WORDS = ["Lintang", "Lintangg", "Kencana", "Mawar", "Bintang", "Batik", "Jaya"]
entries = st.lists(
    st.builds(
        Entry,
        id=st.integers(1, 40),
        name=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        phone=st.sampled_from(["", "+6281", "+6282"]),
        nib=st.sampled_from(["", "1", "2"]),
        place=st.sampled_from(["", "Kauman", "Desa Kauman", "Wiradesa, Kota Pekalongan"]),
        address=st.sampled_from(["", "Jl. Jetayu No. 1", "jalan jetayu 1"]),
        owners=st.frozensets(st.integers(1, 4), max_size=2),
        npwp=st.sampled_from(["", "a", "b"]),
        niks=st.frozensets(st.sampled_from("cd"), max_size=1),
    ),
    max_size=12,
    unique_by=lambda entry: entry.id,
)


@given(entries, st.randoms())
def test_the_quick_way_finds_all_in_whatever_order(made, shuffle):
    slow = {(a.id, b.id) for a, b in combinations(sorted(made, key=lambda one: one.id), 2) if likenesses(a, b)}
    mixed = list(made)
    shuffle.shuffle(mixed)

    found = pairs(mixed)

    assert {(pair.first_id, pair.second_id) for pair in found} == slow
    assert found == pairs(made)
    assert pairs(made, but=slow) == []


@given(entries)
def test_likeness_goes_both_ways(made):
    for one, other in combinations(made, 2):
        assert likenesses(one, other) == likenesses(other, one)


def test_what_counts():
    lintang = Entry(1, "Batik Lintang", "+6281", "9120103344556", "Kauman", owners=frozenset({1}))

    assert likenesses(lintang, Entry(2, "Lintang", place="Kauman", owners=frozenset({2}))) == (
        Likeness.NAME,
        Likeness.PLACE,
    )
    assert likenesses(lintang, Entry(2, "Lintang", place="Wiradesa", owners=frozenset({2}))) == ()
    assert Likeness.NIB in likenesses(lintang, Entry(2, "Toko Baru", nib="9120103344556"))
    assert likenesses(Entry(1, "Lintang", npwp="a"), Entry(2, "Toko Baru", npwp="a")) == (Likeness.NPWP,)
    assert likenesses(Entry(1, "Lintang", niks=frozenset("c")), Entry(2, "Toko Baru", niks=frozenset("c"))) == (
        Likeness.NIK,
    )
    second_of_the_same = Entry(2, "Rajut Tini", "+6281", "9120103344556", "Kauman", owners=frozenset({1}))
    assert likenesses(lintang, second_of_the_same) == ()


def test_five_thousand_in_seconds():
    made = [
        Entry(
            n,
            f"Batik {WORDS[n % 7]} {WORDS[n // 7 % 7]} {n % 90}",
            f"+62{n}",
            place=f"Desa{n % 47}",
            owners=frozenset({n}),
        )
        for n in range(5000)
    ]
    began = perf_counter()

    pairs(made)

    assert perf_counter() - began < 30  # on a busy machine; seconds otherwise
