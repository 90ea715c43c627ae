"""The steps in which an application is written, and what an earlier one has answered already. Pure.

Who applies goes from the profile over the questions, in pages of a few, to who comes, and sends at the end. Terms are
agreed to at the end too, whatever their place in the form: right before sending, and anew each time. Whoever applied
before is asked the little that is new there as well: it spares them a page.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

from eventreg.questions import rules as asking
from eventreg.questions.rules import AnswerRefused, Kind, Question

MOST_ON_A_PAGE = 6
HEAVY = 3  # pictures of products are as long as so many other questions
MOST_AT_THE_END = 3  # more than these would bury the button that sends


class StepKind(StrEnum):
    """What a step is about."""

    PROFILE = "profile"
    QUESTIONS = "questions"
    PEOPLE = "people"
    SEND = "send"


@dataclass(frozen=True)
class Step:
    """One page; `questions` are those that it asks, terms last."""

    kind: StepKind
    questions: tuple[Question, ...] = ()
    asks_sessions: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its questions."""
        return frozenset(question.key for question in self.questions)


def steps_of(
    questions: Sequence[Question],
    *,
    asks_profile: bool,
    asks_people: bool,
    asks_sessions: bool = False,
    last: Collection[str] | None = None,
) -> list[Step]:
    """The steps of an application with these questions, in their order.

    `last`: for whoever applied before, the keys of what the last page asks besides the terms and the sessions.
    """
    terms = [question for question in questions if question.kind is Kind.TERMS]
    late = [question for question in questions if question.key in (last or ()) and question not in terms]
    asked = [question for question in questions if question not in terms and question not in late]
    steps = [Step(StepKind.PROFILE)] if asks_profile else []
    steps += [Step(StepKind.QUESTIONS, page) for page in _pages(asked)]
    if asks_people:
        steps.append(Step(StepKind.PEOPLE, asks_sessions=asks_sessions and last is None))
    return [*steps, Step(StepKind.SEND, (*late, *terms), asks_sessions=asks_sessions and last is not None)]


def news(questions: Sequence[Question], known: Sequence[Question], answers: Mapping[str, Any]) -> frozenset[str]:
    """The questions that an earlier application leaves open, with what depends on them; none where they are many.

    `known`: what that application was asked; `answers`: those of them that carry over.
    """
    known_keys = {question.key for question in known}
    missing = {question.key for question in asking.missing(questions, answers)}
    found: list[Question] = []
    for question in questions:
        depends = question.condition and question.condition.question in {one.key for one in found}
        if question.kind is not Kind.TERMS and (question.key not in known_keys or question.key in missing or depends):
            found.append(question)
    length = sum(HEAVY if question.kind is Kind.PRODUCTS else 1 for question in found)
    return frozenset(question.key for question in found) if length <= MOST_AT_THE_END else frozenset()


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
