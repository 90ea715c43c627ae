"""Handing out is even, keeps away who is barred, and leaves alone what stands."""

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from eventreg.curation.sharing import Sharing, share

PEOPLE = [101, 102, 103, 104, 105]


@st.composite
def panels(draw, applications=7, people=5, with_bars=True):
    """Applications, people, how many reviews each, and who is barred from what."""
    ids = list(range(1, draw(st.integers(1, applications)) + 1))
    panel = PEOPLE[: draw(st.integers(1, people))]
    every = [(one, person) for one in ids for person in panel]
    barred = draw(st.sets(st.sampled_from(every))) if with_bars else set()
    return ids, panel, draw(st.integers(1, 3)), frozenset(barred)


def cost(loads) -> int:
    return sum(load * load for load in loads)


def reviewers_of(sharing: Sharing, application: int) -> set[int]:
    return {person for one, person in sharing.pairs if one == application}


@given(panels(applications=40, with_bars=False))
def test_without_bars_nobody_has_more_than_one_more_than_another(panel):
    ids, people, each, _ = panel

    loads = share(ids, people, each=each).loads(people).values()

    assert max(loads) - min(loads) <= 1


@given(panels(applications=20))
def test_each_application_gets_as_many_different_unbarred_people_as_there_are(panel):
    ids, people, each, barred = panel

    sharing = share(ids, people, each=each, barred=barred)

    assert not sharing.pairs & barred
    for one in ids:
        may = [person for person in people if (one, person) not in barred]
        assert len(reviewers_of(sharing, one)) == min(each, len(may))
        assert sharing.short.get(one, 0) == max(0, each - len(may))


@given(panels(applications=4, people=4))
def test_with_bars_no_other_way_is_more_even(panel):
    ids, people, each, barred = panel

    ours = cost(share(ids, people, each=each, barred=barred).loads(people).values())

    choices = []
    for one in ids:
        may = [person for person in people if (one, person) not in barred]
        choices.append(list(combinations(may, min(each, len(may)))))
    every_way = ([person for chosen in way for person in chosen] for way in product(*choices))
    assert ours == min(cost([way.count(person) for person in people]) for way in every_way)


@given(panels(applications=9), st.data())
def test_what_stands_is_kept_when_others_come_late_and_when_bars_are_added(panel, data):
    ids, people, each, barred = panel
    early = data.draw(st.integers(0, len(ids)))
    first = share(ids[:early], people, each=each, barred=barred)
    begun = data.draw(st.sets(st.sampled_from(sorted(first.pairs)))) if first.pairs else set()

    again = share(ids, people, each=each, barred=barred, standing=begun, movable=first.pairs - begun)
    kept = share(ids, people, each=each, barred=barred, standing=first.pairs)

    assert begun <= again.pairs
    assert first.pairs <= kept.pairs
    for one in ids:
        assert len(reviewers_of(again, one)) == len(reviewers_of(kept, one))


@given(panels(applications=9), st.randoms())
def test_the_same_question_has_the_same_answer_and_asking_again_moves_nothing(panel, random):
    ids, people, each, barred = panel
    first = share(ids, people, each=each, barred=barred)
    shuffled = random.sample(ids, len(ids))

    assert share(shuffled, people, each=each, barred=barred) == first
    assert share(ids, people, each=each, barred=barred, movable=first.pairs) == first


def test_a_review_moves_along_a_path_of_two_to_somebody_who_has_nothing():
    """Only the second may take from the first, and only the third from the second."""
    barred = {(1, 103), (2, 103), (3, 101)}

    sharing = share([1, 2, 3], [101, 102, 103], each=1, barred=barred, movable={(1, 101), (2, 101), (3, 102)})

    assert sharing.loads([101, 102, 103]) == {101: 1, 102: 1, 103: 1}


def test_what_people_review_besides_counts_and_who_left_keeps_what_they_wrote():
    sharing = share([1, 2], [101, 102], each=2, standing={(1, 109)}, loads={101: 5})

    assert reviewers_of(sharing, 1) == {109, 102}
    assert reviewers_of(sharing, 2) == {101, 102}
    assert sharing.short == {}


def test_pairs_of_reviewers_mix():
    sharing = share(list(range(1, 41)), [101, 102, 103, 104], each=2)

    assert len({frozenset(reviewers_of(sharing, one)) for one in range(1, 41)}) > 3
