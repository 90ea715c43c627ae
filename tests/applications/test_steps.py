"""The steps in which an application is written, and what an earlier one has answered: pure."""

import pytest

from eventreg.applications.steps import MOST_AT_THE_END, MOST_ON_A_PAGE, StepKind, carried, is_settled, news, steps_of
from eventreg.questions.rules import Condition, Kind, Option, Question


def text(key, kind=Kind.TEXT, **more):
    return Question(key, kind, key.capitalize(), **more)


TERMS = text("rules", Kind.TERMS, text_id="Stan tidak dijual lagi.")
OPTIONS = (Option("a", "A"), Option("b", "B"))


@pytest.mark.parametrize("count", [1, 6, 7, 12, 13, 60])
def test_pages_are_short_and_of_about_the_same_length(count):
    steps = steps_of([text(f"q{number}") for number in range(count)], asks_profile=True, asks_people=True)
    pages = [len(step.questions) for step in steps if step.kind is StepKind.QUESTIONS]

    assert sum(pages) == count
    assert max(pages) <= MOST_ON_A_PAGE
    assert max(pages) - min(pages) <= max(1, max(pages) - 1)
    assert len(pages) == -(-count // MOST_ON_A_PAGE)
    assert [steps[0].kind, steps[-2].kind, steps[-1].kind] == [StepKind.PROFILE, StepKind.PEOPLE, StepKind.SEND]


def test_terms_are_agreed_to_at_the_end_whatever_their_place():
    steps = steps_of([TERMS, text("why")], asks_profile=False, asks_people=False)

    assert [(step.kind, [q.key for q in step.questions]) for step in steps] == [
        (StepKind.QUESTIONS, ["why"]),
        (StepKind.SEND, ["rules"]),
    ]


def test_what_depends_on_an_answer_stays_on_its_page():
    asked = [text(f"q{number}") for number in range(5)]
    power = text("power", Kind.YES_NO)
    watt = text("watt", Kind.NUMBER, condition=Condition("power", ("yes",)))
    (page, _send) = steps_of([*asked, power, watt], asks_profile=False, asks_people=False)

    assert page.keys >= {"power", "watt"}


def test_answers_carry_over_where_the_question_is_the_same():
    before = [text("why"), text("size", Kind.NUMBER), text("kind", Kind.ONE_OF, options=OPTIONS), TERMS]
    now = [
        text("why"),
        text("size", Kind.TEXT),  # asked in another way now
        text("kind", Kind.ONE_OF, options=OPTIONS[:1]),  # what was chosen isn't offered any more
        text("shown", Kind.PRODUCTS),
        TERMS,
    ]
    answers = {"why": "Ya", "size": 3, "kind": "b", "shown": [1, 2], "rules": True}

    assert carried(now, [*before, text("shown", Kind.PRODUCTS)], answers, [2, 3]) == {"why": "Ya", "shown": [2]}


def test_a_page_is_passed_over_when_all_of_it_was_asked_and_answered_before():
    known = [text("why"), text("more", required=False)]
    (page, _send) = steps_of(known, asks_profile=False, asks_people=False)

    assert is_settled(page, known, {"why": "Ya"}, known)
    assert not is_settled(page, known, {"more": "Ya"}, known)  # what is required is missing
    (page, _send) = steps_of([*known, text("new", required=False)], asks_profile=False, asks_people=False)
    assert not is_settled(page, [*known, text("new", required=False)], {"why": "Ya"}, known)  # never seen yet


KNOWN = [text("why"), TERMS]
POWER = text("power", Kind.YES_NO)
WATT = text("watt", Kind.NUMBER, condition=Condition("power", ("yes",)))


def keys_by_step(questions, last, **more):
    steps = steps_of(questions, asks_profile=True, asks_people=True, last=last, **more)
    return [(step.kind, [question.key for question in step.questions]) for step in steps]


def test_the_little_that_is_new_is_asked_on_the_page_that_sends_before_the_terms():
    questions = [TERMS, POWER, WATT, text("why")]
    last = news(questions, KNOWN, {"why": "Ya"})

    assert last == {"power", "watt"}
    assert keys_by_step(questions, last) == [
        (StepKind.PROFILE, []),
        (StepKind.QUESTIONS, ["why"]),
        (StepKind.PEOPLE, []),
        (StepKind.SEND, ["power", "watt", "rules"]),
    ]


def test_what_was_left_unanswered_counts_as_new_and_what_hangs_on_it_comes_along():
    questions = [text("why"), POWER, WATT, TERMS]

    assert news(questions, questions, {"why": "Ya"}) == {"power", "watt"}
    assert news(questions, questions, {"why": "Ya", "power": False}) == set()
    assert news(questions, questions, {"why": "Ya", "power": True}) == {"watt"}  # asked now, and never answered


def test_much_that_is_new_has_pages_of_its_own():
    few = [text(f"new{number}") for number in range(MOST_AT_THE_END)]

    assert len(news([text("why"), *few], KNOWN, {"why": "Ya"})) == MOST_AT_THE_END
    assert news([text("why"), *few, text("one_more")], KNOWN, {"why": "Ya"}) == set()
    assert news([text("why"), text("shown", Kind.PRODUCTS), few[0]], KNOWN, {"why": "Ya"}) == set()  # pictures are long


def test_sessions_are_chosen_with_who_comes_or_at_the_end_by_whoever_applied_before():
    def asking_sessions(last):
        steps = steps_of(KNOWN, asks_profile=True, asks_people=True, asks_sessions=True, last=last)
        return [step.kind for step in steps if step.asks_sessions]

    assert asking_sessions(None) == [StepKind.PEOPLE]
    assert asking_sessions(frozenset()) == [StepKind.SEND]
