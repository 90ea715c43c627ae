"""Answers out of cells: by the kind of the question, whatever way people write it."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from eventreg.businesses.models import Product
from eventreg.core.errors import DomainError
from eventreg.events.models import EventSession
from eventreg.imports import cells
from eventreg.imports.columns import essence
from eventreg.imports.planning.lists import LIKE, Lists
from eventreg.questions import rules
from eventreg.questions.rules import AnswerRefused, Kind, Question

UNASKED = frozenset({Kind.FILE, Kind.PHOTOS})  # no table holds them
_LIST = re.compile(r"[;\n|]")
_COMMAS = re.compile(r"[,;\n|]")
_DEGREE = re.compile(r"[A-Z]\.|[A-Z][a-z]{0,3}\.")


@dataclass(frozen=True)
class Context:
    """What answers refer to: the lists of villages, and the business's products."""

    lists: Lists
    products: Sequence[Product]


def read_answer(question: Question, text: str, context: Context) -> Any:
    """The answer as it is kept; None for an empty cell. Raises AnswerRefused."""
    if not text.strip():
        return None
    try:
        value = _READERS[question.kind](question, text, context)
    except AnswerRefused:
        raise
    except DomainError as error:
        raise AnswerRefused(question=question.key, fault=_FAULTS.get(error.code, "not_an_option")) from error
    return rules.check_answer(question, value)


def shown_products(question: Question, products: Sequence[Product]) -> list[int]:
    """What a business shows where the table doesn't say: what it has a photo of, as many as may be."""
    return [product.id for product in products if product.photo_id][: question.high]


def split_names(text: str) -> list[str]:
    """Names in one cell; commas part them too, unless a degree follows one."""
    if _LIST.search(text):
        return _parts(_LIST, text)
    names: list[str] = []
    for part in _parts(_COMMAS, text):
        if names and _DEGREE.match(part):
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part)
    return names


def read_sessions(text: str, sessions: Sequence[EventSession]) -> list[int]:
    """The sessions that a cell names, by number or title; every one where it says nothing. Raises AnswerRefused."""
    if not text.strip():
        return [session.id for session in sessions]
    found = []
    for word in _parts(_COMMAS, text):
        match = next((one for place, one in enumerate(sessions, 1) if word in {str(place), f"{place}.0"}), None)
        match = match or next((one for one in sessions if one.title and essence(one.title) == essence(word)), None)
        if match is None:
            raise AnswerRefused(question="", fault="not_an_option")
        found.append(match.id)
    return list(dict.fromkeys(found))


def _text(question: Question, text: str, context: Context) -> str:
    return text


def _number(question: Question, text: str, context: Context) -> int | None:
    return cells.number(text)


def _rupiah(question: Question, text: str, context: Context) -> int | None:
    return cells.rupiah(text)


def _date(question: Question, text: str, context: Context) -> str | None:
    day = cells.day(text)
    return day.isoformat() if day else None


def _yes_no(question: Question, text: str, context: Context) -> bool | None:
    return cells.yes_no(text)


def _terms(question: Question, text: str, context: Context) -> bool | None:
    return cells.yes_no(text) or None


def _one_of(question: Question, text: str, context: Context) -> str:
    return _option(question, text)


def _some_of(question: Question, text: str, context: Context) -> list[str]:
    """Options in one cell; a label with a comma in it is tried whole first."""
    try:
        return [_option(question, text)]
    except AnswerRefused:
        return [_option(question, part) for part in _parts(_LIST if _LIST.search(text) else _COMMAS, text)]


def _parts(separator: re.Pattern[str], text: str) -> list[str]:
    """What stands between the separators, without blanks around it and without what is empty."""
    return [part for part in (one.strip() for one in separator.split(text)) if part]


def _option(question: Question, text: str) -> str:
    names = {
        essence(name): option.value
        for option in question.options
        for name in (option.value, option.label_en, option.label_id)
        if name
    }
    return str(_closest(question, text, names))


def _products(question: Question, text: str, context: Context) -> list[int]:
    names = {essence(product.name): product.id for product in context.products}
    return [_closest(question, part, names) for part in _parts(_LIST if _LIST.search(text) else _COMMAS, text)]


def _region(question: Question, text: str, context: Context) -> str:
    village, _, district = text.partition(",")
    return context.lists.village(village, district)


def _closest(question: Question, text: str, names: Mapping[str, Any]) -> Any:
    name = essence(text)
    near = [name] if name in names else get_close_matches(name, list(names), n=1, cutoff=LIKE)
    if not near:
        raise AnswerRefused(question=question.key, fault="not_an_option")
    return names[near[0]]


def _nothing(question: Question, text: str, context: Context) -> None:
    return None


def asked_in(questions: Collection[Question]) -> list[Question]:
    """The questions that a table can answer."""
    return [question for question in questions if question.kind not in UNASKED]


_FAULTS = {"not_a_number": "not_a_number", "not_a_day": "not_a_date", "not_yes_or_no": "malformed"}
_READERS: Mapping[Kind, Callable[[Question, str, Context], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.RUPIAH: _rupiah,
    Kind.DATE: _date,
    Kind.ONE_OF: _one_of,
    Kind.SOME_OF: _some_of,
    Kind.YES_NO: _yes_no,
    Kind.SCALE: _number,
    Kind.FILE: _nothing,
    Kind.PHOTOS: _nothing,
    Kind.PRODUCTS: _products,
    Kind.REGION: _region,
    Kind.TERMS: _terms,
}
