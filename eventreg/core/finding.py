"""Finding people by what a volunteer types in haste: name, business, booth, spoken code, end of the phone number. Pure.

Phones find the same people in the same order by the same table (static/js/door/search.js); docs/door.md tells the rule.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventreg.core.folding import Folding, Word, folding
from eventreg.core.vocabulary import Vocabulary

_LABELS = re.compile(r"[,;&/+]")
_RUNS = re.compile("[a-z]+|[0-9]+")
_NO_FIGURES = re.compile(r"[ +().-]")
_LONG_NUMBER = re.compile("[0-9]{8,15}")
_NOT_IN_CODES = re.compile("[^0-9A-Za-z]")
_CROCKFORD = re.compile("[0-9A-HJKMNP-TV-Z]+")
_LOOKS_LIKE = str.maketrans("ILO", "110")
_GROUP = 4  # a spoken code is said in groups of four


@dataclass(frozen=True)
class Person:
    """Somebody who can be found; what is not known is empty. `id` decides when all else is equal."""

    id: str
    name: str
    business: str = ""
    booth: str = ""
    code: str = ""
    phone_end: str = ""


@dataclass(frozen=True)
class _Slot:
    """A word of a person that something typed can stand for, and what it costs beside the unlikeness of the words."""

    word: int
    cost: int
    is_title: bool = False


@dataclass(frozen=True)
class _Reading:
    """What one or two words typed can mean: for each part, the words meant and what they cost."""

    typed: int
    parts: tuple[Mapping[int, int], ...]
    cost: int = 0


class Finder:
    """People, ready to be found."""

    def __init__(self, people: Iterable[Person], folds: Folding | None = None) -> None:
        self._folds = folds or folding()
        self._costs: Mapping[str, Any] = self._folds.table["costs"]
        self._limits: Mapping[str, int] = self._folds.table["limits"]
        self._vocabulary = Vocabulary(self._folds)
        self._people = tuple(people)
        self._holders: dict[int, list[int]] = {}  # of each word: the places of those who have it
        self._slots: list[list[_Slot]] = []
        self._order: list[tuple[int, str, str, str]] = []
        for place, person in enumerate(self._people):
            name, business = self._folds.words(self._folds.split(person.name)), self._folds.split(person.business)
            slots = list(self._slots_of(person, name, self._folds.words(business)))[: self._limits["slots"]]
            self._slots.append(slots)
            self._order.append(_order_of(person, name, business))
            for word in {slot.word for slot in slots}:
                self._holders.setdefault(word, []).append(place)

    def find(self, text: str, most: int = 20) -> list[Person]:
        """Those who may be meant, the likeliest first, at most `most`; nobody for an empty text."""
        typed = text[: self._limits["letters"]]
        costs = self._by_words(typed)
        for place, cost in self._by_code(typed):
            costs[place] = min(cost, costs.get(place, cost))
        ranked = sorted(costs, key=lambda place: (costs[place], self._order[place]))
        return [self._people[place] for place in ranked[:most]]

    # ---- What people can be found by ------------------------------------------------------------

    def _slots_of(self, person: Person, name: Iterable[Word], business: Iterable[Word]) -> Iterator[_Slot]:
        yield from self._named(name, 0)
        yield from self._named(business, self._costs["business"])
        for part in self._parts_of(person.booth):
            yield _Slot(self._vocabulary.add(self._folds.word(part)), self._costs["booth"])
        if person.phone_end:
            yield _Slot(self._vocabulary.add_phone(person.phone_end), self._costs["phone"])

    def _named(self, words: Iterable[Word], cost: int) -> Iterator[_Slot]:
        is_later = False
        for word in words:
            later = self._costs["later_word"] if is_later and not word.is_title else 0
            yield _Slot(self._vocabulary.add(word), cost + later, word.is_title)
            is_later = is_later or not word.is_title

    def _parts_of(self, labels: str) -> Iterator[str]:
        """`A-12` → `a12`, `12`."""
        for label in _LABELS.split(labels):
            whole = "".join(self._folds.split(label))
            runs = [run for run in _RUNS.findall(whole) if len(run) > 1 or run.isdigit()]
            yield from dict.fromkeys([whole, *runs] if whole else [])

    # ---- By words -------------------------------------------------------------------------------

    def _by_words(self, text: str) -> dict[int, int]:
        typed = self._typed(text)
        readings = [list(self._readings(typed, place)) for place in range(len(typed))]
        found = {}
        for place in self._candidates(typed, readings):
            cost = self._cheapest(typed, readings, self._slots[place], 0, 0)
            if cost is not None:
                found[place] = cost
        return found

    def _typed(self, text: str) -> list[Word]:
        number = _NO_FIGURES.sub("", text)
        if _LONG_NUMBER.fullmatch(number):
            return [self._folds.word(number)]
        return self._folds.words(list(dict.fromkeys(self._folds.split(text))))[: self._limits["words"]]

    def _readings(self, typed: Sequence[Word], place: int) -> Iterator[_Reading]:
        """A word as it is, together with the next one, and as two: `sri wahyuni`, `sriwahyuni`."""
        has_more = sum(not word.is_title for word in typed) > 1  # an initial alone says too little
        yield _Reading(1, (self._vocabulary.like(typed[place], may_be_initial=has_more),))
        if place + 1 < len(typed):
            pair = typed[place : place + 2]
            may_slip = min(len(word.plain) for word in pair) >= self._limits["slip_in_joined_from"]
            together = self._vocabulary.like(self._folds.joined(*pair), may_slip=may_slip)
            yield _Reading(2, (together,), self._costs["joined"])
        plain = typed[place].plain
        if len(plain) >= self._limits["split_from"] and plain.isalpha():
            for cut in range(2, len(plain) - 2):
                first = self._vocabulary.whole(self._folds.word(plain[:cut]))
                if first:
                    rest = self._vocabulary.beginning(self._folds.word(plain[cut:]))
                    yield _Reading(1, (first, rest), self._costs["joined"])

    def _candidates(self, typed: Sequence[Word], readings: Sequence[Sequence[_Reading]]) -> list[int]:
        """Who has something like each word that was typed, titles aside."""
        having: list[set[int]] = [set() for _word in typed]
        for place, options in enumerate(readings):
            for reading in options:
                people = {one for word in reading.parts[0] for one in self._holders.get(word, ())}
                for covered in range(place, place + reading.typed):
                    having[covered] |= people
        wanted = [people for word, people in zip(typed, having, strict=True) if not word.is_title]
        return sorted(set.intersection(*wanted)) if wanted else []

    def _cheapest(
        self,
        typed: Sequence[Word],
        readings: Sequence[Sequence[_Reading]],
        slots: Sequence[_Slot],
        place: int,
        used: int,
    ) -> int | None:
        """The least that it costs to find every word typed from `place` on in a slot of its own; None: it can't be."""
        if place == len(typed):
            return 0
        is_title = typed[place].is_title
        best: int | None = None
        if is_title:
            rest = self._cheapest(typed, readings, slots, place + 1, used)
            is_last = place == len(typed) - 1
            missing = self._costs["title_missing_at_the_end" if is_last else "title_missing"]
            best = None if rest is None else rest + missing
        for reading in readings[place]:
            for taken, cost in self._placed(reading.parts, slots, used, is_title=is_title):
                if best is not None and cost + reading.cost >= best:
                    continue
                rest = self._cheapest(typed, readings, slots, place + reading.typed, taken)
                if rest is not None and (best is None or rest + cost + reading.cost < best):
                    best = rest + cost + reading.cost
        return best

    def _placed(
        self, parts: Sequence[Mapping[int, int]], slots: Sequence[_Slot], used: int, *, is_title: bool
    ) -> Iterator[tuple[int, int]]:
        """Every way to put the parts into slots that aren't used: what is used then, and the cost."""
        if not parts:
            yield used, 0
            return
        for number, slot in enumerate(slots):
            cost = parts[0].get(slot.word)
            if cost is None or used >> number & 1:
                continue
            cost += slot.cost + (self._costs["title"] if slot.is_title and not is_title else 0)
            for taken, more in self._placed(parts[1:], slots, used | 1 << number, is_title=is_title):
                yield taken, cost + more

    # ---- By code --------------------------------------------------------------------------------

    def _by_code(self, text: str) -> Iterator[tuple[int, int]]:
        """By the whole spoken code, or by some of it from the beginning of a group on."""
        code = _NOT_IN_CODES.sub("", text).upper().translate(_LOOKS_LIKE)
        if len(code) < self._limits["code_part_from"] or not _CROCKFORD.fullmatch(code):
            return
        for place, person in enumerate(self._people):
            if person.code == code:
                yield place, self._costs["code"]
            elif any(person.code.startswith(code, start) for start in range(0, len(person.code), _GROUP)):
                yield place, self._costs["code_part"]


def _order_of(person: Person, name: Iterable[Word], business: Iterable[str]) -> tuple[int, str, str, str]:
    """Fewer words first, then by the alphabet."""
    words = [word.plain for word in name if not word.is_title]
    return len(words), " ".join(words), " ".join(business), person.id
