"""The steps in which an application is written, and what an earlier one has answered already. Pure.

Who applies goes from the profile over the questions, in pages of a few, to who comes, and sends at the end. Terms are
agreed to at the end too, whatever their place in the form: right before sending, and anew each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

from eventreg.questions import rules as asking
from eventreg.questions.rules import AnswerRefused, Kind, Question

MOST_ON_A_PAGE = 6
HEAVY = 3  # pictures of products are as long as so many other questions


class StepKind(StrEnum):
    """What a step is about."""

    PROFILE = "profile"
    QUESTIONS = "questions"
    PEOPLE = "people"
    SEND = "send"


@dataclass(frozen=True)
class Step:
    """One page; `questions` are those that it asks."""

    kind: StepKind
    questions: tuple[Question, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its questions."""
        return frozenset(question.key for question in self.questions)


def steps_of(questions: Sequence[Question], *, asks_profile: bool, asks_people: bool) -> list[Step]:
    """The steps of an application with these questions, in their order."""
    terms = tuple(question for question in questions if question.kind is Kind.TERMS)
    asked = [question for question in questions if question.kind is not Kind.TERMS]
    steps = [Step(StepKind.PROFILE)] if asks_profile else []
    steps += [Step(StepKind.QUESTIONS, page) for page in _pages(asked)]
    if asks_people:
        steps.append(Step(StepKind.PEOPLE))
    return [*steps, Step(StepKind.SEND, terms)]


def carried(
    questions: Sequence[Question], earlier: Sequence[Question], answers: Mapping[str, Any], products: Sequence[int]
) -> dict[str, Any]:
    """The answers of an earlier application that still answer these questions; terms are agreed to anew.

    `products`: those that the business offers now.
    """
    kinds = {question.key: question.kind for question in earlier}
    found: dict[str, Any] = {}
    for question in questions:
        if question.key not in answers or kinds.get(question.key) is not question.kind or question.kind is Kind.TERMS:
            continue
        value = answers[question.key]
        if question.kind is Kind.PRODUCTS:
            value = [number for number in value if number in products]
        try:
            answer = asking.check_answer(question, value)
        except AnswerRefused:
            continue
        if answer is not None:
            found[question.key] = answer
    return asking.kept(questions, found)


def is_settled(
    step: Step, questions: Sequence[Question], answers: Mapping[str, Any], known: Sequence[Question]
) -> bool:
    """Whether there is nothing to ask on this page: its questions were asked before, and what they need is answered."""
    if step.kind is not StepKind.QUESTIONS:
        return False
    known_keys = {question.key for question in known}
    asked = [question for question in asking.shown(questions, answers) if question.key in step.keys]
    missing = {question.key for question in asking.missing(questions, answers)}
    return all(question.key in known_keys and question.key not in missing for question in asked)


def _pages(questions: Sequence[Question]) -> list[tuple[Question, ...]]:
    """Pages of about the same length, at most six long; what depends on an answer stays on its page."""
    total = sum(_weight(question) for question in questions)
    pages_needed = max(1, ceil(total / MOST_ON_A_PAGE))
    enough = ceil(total / pages_needed)
    pages: list[list[Question]] = [[]]
    length = 0
    for question in questions:
        weight = _weight(question)
        if weight and pages[-1] and (length >= enough or length + weight > MOST_ON_A_PAGE):
            pages.append([])
            length = 0
        pages[-1].append(question)
        length += weight
    return [tuple(page) for page in pages if page]


def _weight(question: Question) -> int:
    if question.condition:
        return 0
    return HEAVY if question.kind is Kind.PRODUCTS else 1
