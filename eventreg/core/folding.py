"""How names are spelled in Indonesia, as far as finding them needs it: letters, titles, and the spellings of one sound.

The table is static/js/door/folding.json; phones read the same one (static/js/door/folding.js), and both fold alike.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parents[2] / "static" / "js" / "door" / "folding.json"

MOST_KNOWN = 20_000  # words

_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u02bb\u02bc]")  # Ma'ruf is one word
_MARKS = re.compile("[\u0300-\u036f]")
_WORDS = re.compile("[A-Za-z0-9]+")
_DOUBLED = re.compile(r"([A-Za-z])\1+")
_LEADING_ZEROS = re.compile(r"(^|[a-z])0+(?=[0-9])")
_HAS_DIGIT = re.compile("[0-9]")
_LONGEST_TITLE = 3  # words: "S. Pd. I."
_LONGEST_START = 3  # letters of the first of several


@dataclass(frozen=True)
class Word:
    """A word of a name, or one that was typed.

    `forms` are what it sounds like, `starts` what it may sound like with more letters to come.
    """

    plain: str
    forms: tuple[str, ...]
    starts: tuple[str, ...]
    is_title: bool = False


class Folding:
    """The table, ready to fold words."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.table = table
        self._letters = str.maketrans(table["letters"])
        self._same = {
            word: name for name, words in table["same"].items() for word in (name, *words.split()) if word != name
        }
        self._word = lru_cache(MOST_KNOWN)(self._new_word)  # names repeat their words
        self._before = frozenset(table["titles"]["before"].split())
        self._after = frozenset(table["titles"]["after"].split())

    def split(self, text: str) -> list[str]:
        """`Hj. Nurul Ma'rifah, S.Pd` → `hj nurul marifah s pd`: lower case, ASCII."""
        plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).translate(self._letters)
        return [word.lower() for word in _WORDS.findall(_MARKS.sub("", plain))]

    def words(self, parts: Sequence[str]) -> list[Word]:
        """The words that the parts make, titles of several letters put together: `s pd` → `spd`."""
        found: list[Word] = []
        place, has_name = 0, False
        while place < len(parts):
            length = self._title_at(parts, place, has_name=has_name)
            has_name = has_name or not length
            found.append(self.word("".join(parts[place : place + (length or 1)]), is_title=length > 0))
            place += length or 1
        return found

    def word(self, plain: str, *, is_title: bool = False) -> Word:
        """One word and what it sounds like, in the spelling of the word that it stands for too."""
        return self._word(plain, is_title)

    def _new_word(self, plain: str, is_title: bool) -> Word:
        return self._made(plain, self._same.get(plain), is_title=is_title)

    def joined(self, one: Word, other: Word) -> Word:
        """Two words written as one: `nur hayati`, `abd rahman`."""
        meant = self._same.get(one.plain)
        return self._made(one.plain + other.plain, meant + other.plain if meant else None)

    def _made(self, plain: str, meant: str | None, *, is_title: bool = False) -> Word:
        forms, starts = self._sounds_of(plain)
        if meant:
            forms = _unique(forms + self._sounds_of(meant)[0])
        return Word(plain, forms, starts, is_title)

    def _title_at(self, parts: Sequence[str], place: int, *, has_name: bool) -> int:
        """How many parts from here on are one title; 0: none. Some stand before a name ("Bu Se" is somebody whose name
        begins with Se), some after one ("St. Aminah" is Siti)."""
        longest = 1 if len(parts[place]) > _LONGEST_START else _LONGEST_TITLE
        for length in range(min(longest, len(parts) - place), 0, -1):
            title = "".join(parts[place : place + length])
            if (has_name and title in self._after) or (place + length < len(parts) and title in self._before):
                return length
        return 0

    def _sounds_of(self, plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What it sounds like as a whole word, and with more letters to come."""
        if _HAS_DIGIT.search(plain):
            only = (_LEADING_ZEROS.sub(r"\1", plain),)
            return only, only
        forms = [_DOUBLED.sub(r"\1", plain)]
        for old, *new in self.table["folds"]:
            if any(old in form for form in forms):
                forms = list(_unique(form.replace(old, one) for form in forms for one in new))
        return self._finished(self._without_ending(form) for form in forms), self._finished(forms)

    def _finished(self, forms: Iterable[str]) -> tuple[str, ...]:
        return _unique(_DOUBLED.sub(r"\1", form.lower()) for form in forms)[: self.table["limits"]["forms"]]

    def _without_ending(self, form: str) -> str:
        for old, new in self.table["endings"]:
            if form.endswith(old) and len(form) > 2:
                return form[: -len(old)] + str(new)
        return form


@cache
def folding() -> Folding:
    """The folding by the table that comes with the program."""
    return Folding(json.loads(TABLE.read_text(encoding="utf-8")))


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))
