"""Changing a list of questions: adding, ordering, duplicating, removing, and what differs between two. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eventreg.core.errors import NotFound
from eventreg.core.names import slugify
from eventreg.questions.rules import Kind, Option, Question, possible_values

LONGEST_KEY = 40
NAMELESS = "pertanyaan"  # "question": for a label without a Latin letter or a figure
WITH_LIMITS = frozenset({Kind.NUMBER, Kind.RUPIAH, Kind.SCALE, Kind.SOME_OF, Kind.PHOTOS, Kind.PRODUCTS})


@dataclass(frozen=True)
class Reworded:
    """A question that reads otherwise; `fields` are the names of what changed in it."""

    question: Question
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What lies between two versions of a form."""

    added: tuple[Question, ...] = ()
    removed: tuple[Question, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    reordered: bool = False

    def __bool__(self) -> bool:
        return self != Changes()


def key_for(label: str, taken: Collection[str], *, nameless: str = NAMELESS) -> str:
    """A name for the answer, made of the label: `Omzet per bulan?` → `omzet_per_bulan`; with a number where taken."""
    plain = slugify(label).replace("-", "_") if any(letter.isascii() and letter.isalnum() for letter in label) else ""
    wanted = (plain or nameless)[:LONGEST_KEY].strip("_")
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{wanted}_{number}"
    return key


def options_from(rows: Sequence[tuple[str, str, str]], known: Collection[str]) -> tuple[Option, ...]:
    """Options of rows (value, label, English label); a row whose value isn't `known` gets one of its label."""
    taken = {value for value, _label, _english in rows if value in known} | set(known)
    options = []
    for value, label, english in rows:
        if value not in known:
            value = key_for(label, taken, nameless="pilihan")
            taken.add(value)
        options.append(Option(value, label, english))
    return tuple(options)


def find(questions: Sequence[Question], key: str) -> Question:
    """The question with this key. Raises NotFound."""
    return questions[place_of(questions, key)]


def place_of(questions: Sequence[Question], key: str) -> int:
    """Where it stands, counted from 0. Raises NotFound."""
    for place, question in enumerate(questions):
        if question.key == key:
            return place
    raise NotFound()


def put(questions: Sequence[Question], question: Question) -> list[Question]:
    """With the question in the place of the one that has its key, or at the end."""
    if any(other.key == question.key for other in questions):
        return [question if other.key == question.key else other for other in questions]
    return [*questions, question]


def moved(questions: Sequence[Question], key: str, place: int) -> list[Question]:
    """With the question at this place, counted from 0; beyond an end it stands at the end. Raises NotFound."""
    question = find(questions, key)
    rest = [other for other in questions if other.key != key]
    place = max(0, min(place, len(rest)))
    return [*rest[:place], question, *rest[place:]]


def duplicated(questions: Sequence[Question], key: str, taken: Collection[str], suffix: str) -> list[Question]:
    """With a second one like it right behind it, under a key of its own. Raises NotFound."""
    place = place_of(questions, key)
    twin = questions[place]
    new = key_for(twin.label_id, {*taken, *(question.key for question in questions)})
    english = f"{twin.label_en}{suffix}" if twin.label_en else ""
    twin = replace(twin, key=new, label_id=f"{twin.label_id}{suffix}", label_en=english)
    return [*questions[: place + 1], twin, *questions[place + 1 :]]


def dependents(questions: Sequence[Question], key: str) -> list[Question]:
    """The questions that are shown only if this one was answered in a certain way."""
    return [question for question in questions if question.condition and question.condition.question == key]


def removed(questions: Sequence[Question], key: str) -> list[Question]:
    """Without the question; those that looked at it are shown always. Raises NotFound."""
    find(questions, key)
    looked = {question.key for question in dependents(questions, key)}
    rest = [question for question in questions if question.key != key]
    return [replace(question, condition=None) if question.key in looked else question for question in rest]


def deciders(questions: Sequence[Question], key: str | None) -> list[Question]:
    """The questions before this one (before the end for a new one) that a condition of it may look at."""
    before = questions[: place_of(questions, key)] if key else questions
    return [question for question in before if possible_values(question)]


def changes(before: Sequence[Question], after: Sequence[Question]) -> Changes:
    """What somebody who knows the one has to be told of the other."""
    old, new = {question.key: question for question in before}, {question.key: question for question in after}
    stay_before = [key for key in old if key in new]
    stay_after = [key for key in new if key in old]
    reworded = (Reworded(new[key], _fields(old[key], new[key])) for key in stay_after if old[key] != new[key])
    return Changes(
        added=tuple(question for key, question in new.items() if key not in old),
        removed=tuple(question for key, question in old.items() if key not in new),
        reworded=tuple(reworded),
        reordered=stay_before != stay_after,
    )


def changed_keys(before: Sequence[Question], after: Sequence[Question]) -> list[str]:
    """The keys of the questions that came, went, moved or read otherwise, in the order of the later list."""
    old, new = {question.key: question for question in before}, {question.key: question for question in after}
    stay = [question.key for question in before if question.key in new]
    places = dict(zip(stay, [question.key for question in after if question.key in old], strict=True))
    changed = [key for key, question in new.items() if old.get(key) != question or places.get(key, key) != key]
    return changed + [key for key in old if key not in new]


def columns(versions: Sequence[Sequence[Question]]) -> list[Question]:
    """Every question of all versions once, as it reads in the newest that asks it: the columns of a table of answers.

    The order is that of the newest version; a question that it no longer asks stands at the end.
    """
    found: dict[str, Question] = {}
    for questions in reversed(versions):
        for question in questions:
            found.setdefault(question.key, question)
    return list(found.values())


def _fields(before: Question, after: Question) -> tuple[str, ...]:
    one: Mapping[str, Any] = before.to_json()
    other: Mapping[str, Any] = after.to_json()
    names = dict.fromkeys([*one, *other])
    return tuple(name for name in names if one.get(name) != other.get(name))
