"""What may be asked and what may be answered. Pure.

A form is a list of questions in their order. A question is shown unless its condition, on an earlier question, says no;
one that isn't shown is not asked, and has no answer. Answers are plain JSON values by the question's kind:

| kind | value |
| --- | --- |
| text, long_text | str, not empty |
| number | int |
| rupiah | int, whole Rupiah |
| date | str, ISO 8601 day |
| one_of | str, the option's value |
| some_of | list of option values, in the options' order |
| yes_no | bool |
| scale | int from `low` to `high` |
| file, photos | list of stored files' keys |
| products | list of product ids of the business |
| region | str, Kemendagri code |
| terms | true |
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from eventreg.core.errors import DomainError

MOST_QUESTIONS = 60
MOST_OPTIONS = 40
LONGEST_TEXT, LONGEST_LONG_TEXT = 300, 4000
MOST_FILES = 5


class Kind(StrEnum):
    """The kinds of questions, in the order in which organisers are offered them."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    RUPIAH = "rupiah"
    DATE = "date"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    YES_NO = "yes_no"
    SCALE = "scale"
    FILE = "file"
    PHOTOS = "photos"
    PRODUCTS = "products"
    REGION = "region"
    TERMS = "terms"


WITH_OPTIONS = frozenset({Kind.ONE_OF, Kind.SOME_OF})
DECIDES = frozenset({Kind.ONE_OF, Kind.SOME_OF, Kind.YES_NO, Kind.SCALE})  # what a condition may look at


class FormFaulty(DomainError):
    """A question that can't be asked so; `question` is its key, `fault` one of the faults of `check_form`."""

    code = "form_faulty"


class AnswerRefused(DomainError):
    """An answer that the question doesn't take; `question` is its key, `fault` says why, as in `check_answer`."""

    code = "answer_refused"


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from; `value` never changes once published."""

    value: str
    label_id: str
    label_en: str = ""


@dataclass(frozen=True)
class Condition:
    """Show a question only if the earlier question `question` was answered with one of `values`.

    A yes/no question's values are "yes" and "no", a scale's its numbers as text.
    """

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question with its help in both languages (English falls back to Indonesian).

    `key` names its answer and stays through all versions. `low`, `high`: the least and most of a number, a Rupiah
    amount, a scale, or of how many options, files and products. `text`: the terms that are agreed to.
    """

    key: str
    kind: Kind
    label_id: str
    label_en: str = ""
    help_id: str = ""
    help_en: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    condition: Condition | None = None
    low: int | None = None
    high: int | None = None
    text_id: str = ""
    text_en: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Question":
        """What `to_json` gave. Raises KeyError, ValueError for anything else."""
        condition = data.get("condition")
        return cls(
            key=data["key"],
            kind=Kind(data["kind"]),
            label_id=data["label_id"],
            label_en=data.get("label_en", ""),
            help_id=data.get("help_id", ""),
            help_en=data.get("help_en", ""),
            required=data.get("required", True),
            options=tuple(Option(**option) for option in data.get("options", ())),
            condition=Condition(condition["question"], tuple(condition["values"])) if condition else None,
            low=data.get("low"),
            high=data.get("high"),
            text_id=data.get("text_id", ""),
            text_en=data.get("text_en", ""),
        )

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, without what is empty."""
        data: dict[str, Any] = {"key": self.key, "kind": self.kind.value, "label_id": self.label_id}
        texts = {name: getattr(self, name) for name in ("label_en", "help_id", "help_en", "text_id", "text_en")}
        data |= {name: text for name, text in texts.items() if text}
        data["required"] = self.required
        if self.options:
            data["options"] = [
                {"value": option.value, "label_id": option.label_id}
                | ({"label_en": option.label_en} if option.label_en else {})
                for option in self.options
            ]
        if self.condition:
            data["condition"] = {"question": self.condition.question, "values": list(self.condition.values)}
        data |= {name: getattr(self, name) for name in ("low", "high") if getattr(self, name) is not None}
        return data


def check_form(questions: Sequence[Question]) -> None:
    """Raises FormFaulty for the first question that can't be asked so.

    Faults: `too_many`, `key_twice`, `label_missing`, `options_missing`, `option_twice`, `option_unlabelled`,
    `scale_limits`, `limits`, `terms_missing`, `condition_not_earlier`, `condition_undecided`, `condition_values`.
    """
    if len(questions) > MOST_QUESTIONS:
        raise FormFaulty(question=questions[MOST_QUESTIONS].key, fault="too_many")
    earlier: dict[str, Question] = {}
    for question in questions:
        fault = _fault(question, earlier)
        if fault:
            raise FormFaulty(question=question.key, fault=fault)
        earlier[question.key] = question


def possible_values(question: Question) -> tuple[str, ...]:
    """The values that a condition on this question may name; empty where none can."""
    if question.kind in WITH_OPTIONS:
        return tuple(option.value for option in question.options)
    if question.kind is Kind.YES_NO:
        return ("yes", "no")
    if question.kind is Kind.SCALE:
        low, high = scale_of(question)
        return tuple(str(number) for number in range(low, high + 1))
    return ()


def scale_of(question: Question) -> tuple[int, int]:
    """The ends of a scale: 1 to 5 unless the question says otherwise."""
    return (1 if question.low is None else question.low), (5 if question.high is None else question.high)


def shown(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[Question]:
    """The questions that are asked, given these answers; an answer to one that isn't shown counts for nothing."""
    asked: list[Question] = []
    visible: set[str] = set()
    for question in questions:
        condition = question.condition
        if condition is None or (condition.question in visible and _holds(condition, answers.get(condition.question))):
            asked.append(question)
            visible.add(question.key)
    return asked


def kept(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to questions that are shown; the others are dropped."""
    return {question.key: answers[question.key] for question in shown(questions, answers) if question.key in answers}


def missing(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[Question]:
    """The shown questions that must be answered and aren't."""
    return [
        question
        for question in shown(questions, answers)
        if question.required and is_empty(answers.get(question.key), question.kind)
    ]


def is_empty(value: Any, kind: Kind) -> bool:
    """Whether this is no answer; False is one to yes/no, and none to terms."""
    if kind is Kind.TERMS:
        return value is not True
    return value is None or value == "" or value == []


def check_answer(question: Question, value: Any) -> Any:
    """The answer as it is kept. An empty one is None; whether one is required is `missing`'s to say.

    Raises AnswerRefused with the fault `too_long`, `too_small`, `too_large`, `not_a_number`, `not_a_date`,
    `not_an_option`, `too_few`, `too_many` or `malformed`, and `limit` where there is one.
    """
    if isinstance(value, str):
        value = value.strip().replace("\r\n", "\n")
    if is_empty(value, question.kind):
        return None
    return _CHECKS[question.kind](question, value)


# ---- How ------------------------------------------------------------------------------------------


def _fault(question: Question, earlier: Mapping[str, Question]) -> str:
    if question.key in earlier:
        return "key_twice"
    if not question.label_id.strip():
        return "label_missing"
    return _option_fault(question) or _limit_fault(question) or _condition_fault(question, earlier)


def _option_fault(question: Question) -> str:
    if question.kind is Kind.TERMS and not question.text_id.strip():
        return "terms_missing"
    if question.kind not in WITH_OPTIONS:
        return ""
    values = [option.value for option in question.options]
    if not 2 <= len(values) <= MOST_OPTIONS:
        return "options_missing" if len(values) < 2 else "too_many"
    if len(set(values)) != len(values):
        return "option_twice"
    return "" if all(option.label_id.strip() for option in question.options) else "option_unlabelled"


def _limit_fault(question: Question) -> str:
    if question.kind is Kind.SCALE:
        low, high = scale_of(question)
        return "" if 0 <= low < high <= 10 else "scale_limits"
    if question.low is not None and question.high is not None and question.low > question.high:
        return "limits"
    return ""


def _condition_fault(question: Question, earlier: Mapping[str, Question]) -> str:
    condition = question.condition
    if condition is None:
        return ""
    decider = earlier.get(condition.question)
    if decider is None:
        return "condition_not_earlier"
    if decider.kind not in DECIDES:
        return "condition_undecided"
    possible = possible_values(decider)
    return "" if condition.values and set(condition.values) <= set(possible) else "condition_values"


def _holds(condition: Condition, answer: Any) -> bool:
    if isinstance(answer, bool):
        return ("yes" if answer else "no") in condition.values
    given = answer if isinstance(answer, list) else [answer]
    return any(str(value) in condition.values for value in given if value is not None)


def _text(question: Question, value: Any) -> str:
    most = LONGEST_TEXT if question.kind is Kind.TEXT else LONGEST_LONG_TEXT
    if not isinstance(value, str):
        raise _refused(question, "malformed")
    if len(value) > most:
        raise _refused(question, "too_long", most)
    return value


def _number(question: Question, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refused(question, "not_a_number")
    low, high = scale_of(question) if question.kind is Kind.SCALE else (question.low, question.high)
    if question.kind is Kind.RUPIAH and low is None:
        low = 0
    if low is not None and value < low:
        raise _refused(question, "too_small", low)
    highest = 10**15 if high is None else high
    if value > highest or value < -(10**15):
        raise _refused(question, "too_large", highest)
    return value


def _date(question: Question, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise _refused(question, "not_a_date") from error


def _one_of(question: Question, value: Any) -> str:
    if value not in {option.value for option in question.options}:
        raise _refused(question, "not_an_option")
    return str(value)


def _some_of(question: Question, value: Any) -> list[str]:
    given = _list(question, value)
    options = [option.value for option in question.options]
    if not set(given) <= set(options):
        raise _refused(question, "not_an_option")
    return [option for option in options if option in given]


def _yes_no(question: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refused(question, "malformed")
    return value


def _files(question: Question, value: Any) -> list[str]:
    most = MOST_FILES if question.kind is Kind.PHOTOS else 1
    given = _list(question, value, most=most)
    if not all(isinstance(key, str) for key in given):
        raise _refused(question, "malformed")
    return given


def _products(question: Question, value: Any) -> list[int]:
    given = _list(question, value)
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in given):
        raise _refused(question, "malformed")
    return given


def _list(question: Question, value: Any, *, most: int | None = None) -> list[Any]:
    if not isinstance(value, list) or any(isinstance(item, list | dict) for item in value):
        raise _refused(question, "malformed")
    given = list(dict.fromkeys(value))
    if question.low is not None and len(given) < question.low:
        raise _refused(question, "too_few", question.low)
    limit = question.high if question.high is not None else most
    if limit is not None and len(given) > limit:
        raise _refused(question, "too_many", limit)
    return given


def _terms(question: Question, value: Any) -> bool:
    return True


def _refused(question: Question, fault: str, limit: int | None = None) -> AnswerRefused:
    return AnswerRefused(question=question.key, fault=fault, **({} if limit is None else {"limit": limit}))


_CHECKS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.RUPIAH: _number,
    Kind.DATE: _date,
    Kind.ONE_OF: _one_of,
    Kind.SOME_OF: _some_of,
    Kind.YES_NO: _yes_no,
    Kind.SCALE: _number,
    Kind.FILE: _files,
    Kind.PHOTOS: _files,
    Kind.PRODUCTS: _products,
    Kind.REGION: _text,
    Kind.TERMS: _terms,
}
