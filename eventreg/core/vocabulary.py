"""The words of many names, each once, and which of them a typed word may mean. Pure; vocabulary.js does the same.

Names repeat their words: five thousand people have some thousands of them, and only these are compared.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from eventreg.core.folding import Folding, Word

_FIGURES = re.compile("[0-9]{3,}")
_PHONE = "#"  # before the end of a phone number, so that it is no word
_AFTER_ALL = "\x7f"  # comes after every letter of a folded word


class Vocabulary:
    """Words by number, in the order in which they were added; all of them before the first is searched for."""

    def __init__(self, folds: Folding) -> None:
        self._costs = folds.table["costs"]
        self._limits: Mapping[str, int] = folds.table["limits"]
        self._slips: Sequence[Mapping[str, int]] = folds.table["slips"]
        self._words: list[Word] = []
        self._numbers: dict[str, int] = {}
        self._sounding: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, word: Word) -> int:
        """Its number, the same for the same word."""
        number = self._numbers.get(word.plain)
        if number is None:
            number = self._numbers[word.plain] = len(self._words)
            self._words.append(word)
            for form in word.forms:
                self._sounding[form].append(number)
        return number

    def add_phone(self, end: str) -> int:
        """The number of the end of a phone number."""
        return self.add(Word(_PHONE + end, (), ()))

    def whole(self, typed: Word) -> dict[int, int]:
        """The words that are spelled so, or may sound so, and what that costs."""
        found = {}
        if typed.plain in self._numbers:
            found[self._numbers[typed.plain]] = self._costs["whole"]
        for form in typed.forms:
            for number in self._sounding.get(form, ()):
                plain = self._words[number].plain
                is_close = plain.startswith(typed.plain) or typed.plain.startswith(plain)
                found.setdefault(number, self._costs["whole_but_for_its_end" if is_close else "whole_folded"])
        return found

    def beginning(self, typed: Word) -> dict[int, int]:
        """Those, and the words that begin with it."""
        found = self.whole(typed)
        for number in self._spelled.beginning_with(typed.plain):
            found.setdefault(number, self._costs["prefix"])
        for start in typed.starts:
            if len(start) >= self._limits["folded_beginning_from"]:  # one letter is searched for as it was typed
                for number in self._forms.beginning_with(start):
                    found.setdefault(number, self._costs["prefix_folded"])
        return found

    def like(self, typed: Word, *, may_be_initial: bool = False, may_slip: bool = True) -> dict[int, int]:
        """All words that may be meant, and how unlike what was typed they are."""
        found = self.beginning(typed)
        if may_be_initial and typed.plain.isalpha() and typed.plain[0] in self._numbers:
            found.setdefault(self._numbers[typed.plain[0]], self._costs["initial"])
        if len(typed.plain) >= self._limits["ending_from"]:  # people shorten a long name to its end: Sugiyanto is Yanto
            for form in typed.forms:
                for number in self._backwards.beginning_with(form[::-1]):
                    found.setdefault(number, self._costs["ending"])
        if may_slip:
            for number, cost in self._slipped(typed, but=found).items():
                found[number] = cost
        if _FIGURES.fullmatch(typed.plain) and _PHONE + typed.plain[-3:] in self._numbers:
            found[self._numbers[_PHONE + typed.plain[-3:]]] = self._costs["whole"]
        return found

    # ---- Slips ----------------------------------------------------------------------------------

    def _most_slips(self, plain: str, form: str) -> int:
        return sum(len(plain) >= rule["letters"] and len(form) >= rule["folded"] for rule in self._slips)

    def _may_go_on(self, plain: str, form: str) -> bool:
        limits = self._limits
        return len(plain) >= limits["slip_in_beginning_from"] and len(form) >= limits["slip_in_folded_beginning_from"]

    def _slipped(self, typed: Word, *, but: Mapping[int, int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for form in dict.fromkeys(typed.forms + typed.starts) if typed.plain.isalpha() else ():
            most, may_go_on = self._most_slips(typed.plain, form), self._may_go_on(typed.plain, form)
            for number, other in self._alike(form, most, self._longest if may_go_on else len(form) + most):
                if number not in but:
                    cost = self._cost_of(*slips(form, other, most), most, may_go_on=may_go_on)
                    if cost is not None:
                        found[number] = min(cost, found.get(number, cost))
        return found

    def _alike(self, form: str, most: int, longest: int) -> Iterator[tuple[int, str]]:
        """Words that aren't too short or too long, and lack few of its letters: each of these is a slip of its own."""
        mine = _letters(form)
        for length in range(len(form) - most, longest + 1) if most else ():
            for number, other, letters in self._by_length.get(length, ()):
                if (mine & ~letters).bit_count() <= most:
                    yield number, other

    def _cost_of(self, whole: int, beginning: int, most: int, *, may_go_on: bool) -> int | None:
        found = []
        if 0 < whole <= most:
            found.append(self._costs["slips"][whole - 1])
        if may_go_on and 0 < beginning <= most:
            found.append(self._costs["slips"][beginning - 1] + self._costs["slip_in_beginning"])
        return min(found, default=None)

    # ---- What is sorted once --------------------------------------------------------------------

    @cached_property
    def _spelled(self) -> "_Sorted":
        return _Sorted((word.plain, number) for number, word in enumerate(self._words))

    @cached_property
    def _forms(self) -> "_Sorted":
        return _Sorted((form, number) for form, numbers in self._sounding.items() for number in numbers)

    @cached_property
    def _backwards(self) -> "_Sorted":
        return _Sorted((form[::-1], number) for form, numbers in self._sounding.items() for number in numbers)

    @cached_property
    def _by_length(self) -> dict[int, list[tuple[int, str, int]]]:
        found: defaultdict[int, list[tuple[int, str, int]]] = defaultdict(list)
        for number, word in enumerate(self._words):
            for form in word.forms:
                found[len(form)].append((number, form, _letters(form)))
        return dict(found)

    @cached_property
    def _longest(self) -> int:
        return max(self._by_length, default=0)


class _Sorted:
    """Texts in order, to find those with a beginning among many."""

    def __init__(self, texts: Iterable[tuple[str, int]]) -> None:
        pairs = sorted(texts)
        self._texts = [text for text, _number in pairs]
        self._numbers = [number for _text, number in pairs]

    def beginning_with(self, start: str) -> Sequence[int]:
        """The numbers of the texts that begin so."""
        return self._numbers[bisect_left(self._texts, start) : bisect_left(self._texts, start + _AFTER_ALL)]


def slips(typed: str, word: str, most: int) -> tuple[int, int]:
    """How many letters are wrong, too many, missing, or swapped with the next: in the word, and in its best beginning.

    `most` + 1 for more than `most`.
    """
    word = word[: len(typed) + most + 1]
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(word, 1):
            least = min(before[j - 1] + (letter != other), before[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                least = min(least, older[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1, most + 1
    return min(row[-1], most + 1), min(*row, most + 1)


def _letters(form: str) -> int:
    """Which of a to z are in it, a bit for each."""
    found = 0
    for letter in form:
        if letter.isalpha():
            found |= 1 << ord(letter) - ord("a")
    return found
