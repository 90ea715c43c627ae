"""What is asked, kept and missing, whatever the form and the answers; and what forms and answers are refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core.errors import NotFound
from eventreg.questions import editing, rules
from eventreg.questions.rules import AnswerRefused, Condition, FormFaulty, Kind, Option, Question

TEXTS = st.text("abc ÄB?-=", max_size=12)
LABELS = st.text("abcdefg hij", min_size=1, max_size=30).filter(str.strip)
VALUES = {
    Kind.YES_NO: st.booleans(),
    Kind.SCALE: st.integers(1, 5),
    Kind.NUMBER: st.integers(-50, 50),
    Kind.RUPIAH: st.integers(0, 10**9),
    Kind.DATE: st.dates().map(str),
    Kind.FILE: st.lists(st.sampled_from("klm"), min_size=1, max_size=1),
    Kind.PHOTOS: st.lists(st.sampled_from("klmn"), min_size=1, max_size=4, unique=True),
    Kind.PRODUCTS: st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True),
    Kind.TERMS: st.just(True),
}


@st.composite
def forms(draw):
    """A form that can be asked so: up to eight questions, some shown only after an earlier answer."""
    questions = []
    for number in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(Kind))
        options = ()
        if kind in rules.WITH_OPTIONS:
            options = tuple(Option(f"o{place}", f"Pilihan {place}") for place in range(draw(st.integers(2, 4))))
        question = Question(
            key=f"k{number}",
            kind=kind,
            label_id=draw(LABELS),
            label_en=draw(TEXTS),
            help_id=draw(TEXTS),
            required=draw(st.booleans()),
            options=options,
            text_id="Tata tertib" if kind is Kind.TERMS else "",
            high=draw(st.none() | st.just(4)) if kind is Kind.PHOTOS else None,
        )
        deciders = [other for other in questions if rules.possible_values(other)]
        if deciders and draw(st.booleans()):
            decider = draw(st.sampled_from(deciders))
            possible = rules.possible_values(decider)
            values = draw(st.lists(st.sampled_from(possible), min_size=1, unique=True))
            question = replace(question, condition=Condition(decider.key, tuple(values)))
        questions.append(question)
    return questions


def value_of(question):
    values = [option.value for option in question.options]
    if question.kind is Kind.ONE_OF:
        return st.sampled_from(values)
    if question.kind is Kind.SOME_OF:
        return st.lists(st.sampled_from(values), min_size=1, unique=True)
    return VALUES.get(question.kind, st.text("abc", min_size=1, max_size=5))


@st.composite
def answered(draw):
    """A form, and answers to some of its questions."""
    questions = draw(forms())
    chosen = [question for question in questions if draw(st.booleans())]
    return questions, {question.key: draw(value_of(question)) for question in chosen}


def is_asked(question, questions, answers):
    """The oracle: a question is asked if all those on its chain are, and were answered so; each looked at by itself."""
    condition = question.condition
    if condition is None:
        return True
    (decider,) = (other for other in questions if other.key == condition.question)
    answer = answers.get(decider.key)
    given = {True: ["yes"], False: ["no"]}.get(answer) if isinstance(answer, bool) else None
    given = given or ([str(one) for one in answer] if isinstance(answer, list) else [str(answer)])
    return is_asked(decider, questions, answers) and answer is not None and bool(set(given) & set(condition.values))


@given(answered())
def test_what_is_shown_kept_and_missing_agrees_with_looking_at_each_by_itself(case):
    questions, answers = case
    asked = [question for question in questions if is_asked(question, questions, answers)]

    assert rules.shown(questions, answers) == asked
    assert rules.kept(questions, answers) == {q.key: answers[q.key] for q in asked if q.key in answers}
    assert rules.missing(questions, answers) == [q for q in asked if q.required and q.key not in answers]


@given(answered())
def test_dropping_what_is_not_asked_changes_nothing_else(case):
    questions, answers = case
    kept = rules.kept(questions, answers)

    assert rules.kept(questions, kept) == kept
    assert rules.shown(questions, kept) == rules.shown(questions, answers)


@given(answered())
def test_a_right_answer_is_taken_and_taken_again(case):
    questions, answers = case
    for question in questions:
        if question.key in answers:
            taken = rules.check_answer(question, answers[question.key])
            assert not rules.is_empty(taken, question.kind)
            assert rules.check_answer(question, taken) == taken


@given(forms())
def test_a_question_survives_being_written_down(questions):
    assert [Question.from_json(question.to_json()) for question in questions] == questions
    rules.check_form(questions)


@given(forms(), st.data())
def test_moving_loses_nothing_and_removing_leaves_a_form_that_can_be_asked(questions, data):
    if not questions:
        return
    key = data.draw(st.sampled_from(questions)).key
    place = data.draw(st.integers(-2, len(questions) + 2))
    moved = editing.moved(questions, key, place)

    assert sorted(question.key for question in moved) == sorted(question.key for question in questions)
    assert editing.place_of(moved, key) == max(0, min(place, len(questions) - 1))
    assert [q for q in moved if q.key != key] == [q for q in questions if q.key != key]
    rest = editing.removed(questions, key)
    rules.check_form(rest)
    assert key not in {question.key for question in rest}


@given(forms(), forms())
def test_the_changes_between_two_forms_are_nothing_only_between_the_same(before, after):
    assert bool(editing.changes(before, after)) == (before != after)
    assert bool(editing.changed_keys(before, after)) == (before != after)


@given(st.lists(st.text(max_size=30), max_size=12))
def test_keys_are_made_of_the_label_and_never_twice(labels):
    taken = set()
    for label in labels:
        key = editing.key_for(label, taken)
        assert key not in taken
        assert key.isascii()
        assert key.replace("_", "").isalnum()
        taken.add(key)


def test_a_key_reads_like_its_label():
    assert editing.key_for("Omzet per bulan?", set()) == "omzet_per_bulan"
    assert editing.key_for("Omzet per bulan?", {"omzet_per_bulan"}) == "omzet_per_bulan_2"
    assert editing.key_for("???", set()) == "pertanyaan"


def test_options_keep_their_values_when_they_read_otherwise():
    rows = [("natural", "Pewarna alam", ""), ("", "Sintetis", "Synthetic"), ("forged", "Naptol", "")]

    options = editing.options_from(rows, {"natural", "old"})

    assert [option.value for option in options] == ["natural", "sintetis", "naptol"]


def test_a_copy_stands_right_behind_under_a_key_of_its_own():
    first = Question("warna", Kind.TEXT, "Warna", "Colour")
    second = Question("luas", Kind.NUMBER, "Luas")

    copied = editing.duplicated([first, second], "warna", {"warna_salinan"}, " (salinan)")

    assert [question.key for question in copied] == ["warna", "warna_2", "luas"]
    assert copied[1].label_id == "Warna (salinan)"
    with pytest.raises(NotFound):
        editing.duplicated([first], "luas", set(), "")


YES = Question("yes", Kind.YES_NO, "Perlu listrik?")


@pytest.mark.parametrize(
    ("questions", "fault"),
    [
        ([YES, YES], "key_twice"),
        ([replace(YES, label_id=" ")], "label_missing"),
        ([Question("a", Kind.ONE_OF, "A", options=(Option("x", "X"),))], "options_missing"),
        ([Question("a", Kind.ONE_OF, "A", options=(Option("x", "X"), Option("x", "Y")))], "option_twice"),
        ([Question("a", Kind.ONE_OF, "A", options=(Option("x", "X"), Option("y", " ")))], "option_unlabelled"),
        ([Question("a", Kind.SCALE, "A", low=5, high=2)], "scale_limits"),
        ([Question("a", Kind.SCALE, "A", low=0, high=11)], "scale_limits"),
        ([Question("a", Kind.NUMBER, "A", low=5, high=2)], "limits"),
        ([Question("a", Kind.TERMS, "A")], "terms_missing"),
        ([Question("a", Kind.TEXT, "A", condition=Condition("yes", ("yes",))), YES], "condition_not_earlier"),
        (
            [Question("a", Kind.TEXT, "A"), Question("b", Kind.TEXT, "B", condition=Condition("a", ("x",)))],
            "condition_undecided",
        ),
        ([YES, Question("a", Kind.TEXT, "A", condition=Condition("yes", ("maybe",)))], "condition_values"),
        ([YES, Question("a", Kind.TEXT, "A", condition=Condition("yes", ()))], "condition_values"),
        ([replace(YES, key=f"k{number}") for number in range(61)], "too_many"),
    ],
)
def test_a_form_that_cannot_be_asked_so(questions, fault):
    with pytest.raises(FormFaulty) as refused:
        rules.check_form(questions)

    assert refused.value.details["fault"] == fault


CHOICE = Question("c", Kind.SOME_OF, "C", options=(Option("x", "X"), Option("y", "Y"), Option("z", "Z")), low=1, high=2)


@pytest.mark.parametrize(
    ("question", "value", "fault"),
    [
        (Question("a", Kind.TEXT, "A"), "x" * 301, "too_long"),
        (Question("a", Kind.TEXT, "A"), 3, "malformed"),
        (Question("a", Kind.NUMBER, "A", low=2), 1, "too_small"),
        (Question("a", Kind.NUMBER, "A", high=2), 3, "too_large"),
        (Question("a", Kind.NUMBER, "A"), True, "not_a_number"),
        (Question("a", Kind.RUPIAH, "A"), -1, "too_small"),
        (Question("a", Kind.DATE, "A"), "2026-02-30", "not_a_date"),
        (Question("a", Kind.SCALE, "A"), 6, "too_large"),
        (CHOICE, ["w"], "not_an_option"),
        (CHOICE, ["x", "y", "z"], "too_many"),
        (YES, "yes", "malformed"),
        (Question("a", Kind.FILE, "A"), ["k", "l"], "too_many"),
        (Question("a", Kind.PHOTOS, "A", low=2), ["k"], "too_few"),
        (Question("a", Kind.PRODUCTS, "A"), ["1"], "malformed"),
        (Question("a", Kind.PRODUCTS, "A"), [[1]], "malformed"),
    ],
)
def test_an_answer_that_is_not_taken(question, value, fault):
    with pytest.raises(AnswerRefused) as refused:
        rules.check_answer(question, value)

    assert refused.value.details["fault"] == fault


def test_some_of_keeps_the_order_of_the_options():
    assert rules.check_answer(CHOICE, ["z", "x", "z"]) == ["x", "z"]
