"""Businesses that may have been entered twice, among thousands. Pure.

Comparing each with each takes minutes; so only those are compared that share a number; or an address, a village or an
owner, and the beginning or end of a word of their names. That is no shortcut but part of the rule: the `likenesses` of
a pair that shares none of these are none.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations

from eventreg.businesses.rules import are_alike

END = 3  # letters at either end of a word: one slip in it leaves the other end as it is
_WORDS = re.compile(r"[^\W_]+")
_COMMON_NAMES = frozenset("batik kain kerajinan griya rumah galeri gallery koleksi collection toko ud cv pt".split())
_COMMON_PLACES = frozenset("kota kabupaten kab kecamatan kec kelurahan kel desa dusun jawa tengah pekalongan".split())
_COMMON_ADDRESS = frozenset("jalan jl jln no nomor gang gg rt rw kel kelurahan desa kec kecamatan".split())


class Likeness(StrEnum):
    """What two businesses have in common."""

    NIK = "nik"
    NPWP = "npwp"
    NIB = "nib"
    PHONE = "phone"
    NAME = "name"
    PLACE = "place"
    ADDRESS = "address"


NUMBERS = frozenset({Likeness.NIK, Likeness.NPWP, Likeness.NIB, Likeness.PHONE})
_WEIGHTS = {Likeness.NIK: 4, Likeness.NPWP: 4, Likeness.NIB: 4, Likeness.PHONE: 3, Likeness.NAME: 2}


@dataclass(frozen=True)
class Entry:
    """A business of the register as far as it is compared; `owners` are the people who act for it.

    `npwp` and `niks`, those of its owners, are hashes: equal where the numbers are.
    """

    id: int
    name: str
    phone: str = ""
    nib: str = ""
    place: str = ""
    address: str = ""
    owners: frozenset[int] = frozenset()
    npwp: str = ""
    niks: frozenset[str] = frozenset()

    @cached_property
    def places(self) -> frozenset[str]:
        """The words that say where it is."""
        return frozenset(_words(self.place)) - _COMMON_PLACES

    @cached_property
    def street(self) -> str:
        """The address without what every address has; empty where it says too little."""
        words = [word for word in _words(self.address) if word not in _COMMON_ADDRESS]
        return " ".join(words) if len(words) > 1 else ""

    @cached_property
    def ends(self) -> frozenset[str]:
        """The beginnings and ends of the words of its name that tell something."""
        words = _words(self.name)
        telling = [word for word in words if word not in _COMMON_NAMES] or words
        return frozenset(f"{word[:END]}…" for word in telling) | frozenset(f"…{word[-END:]}" for word in telling)


@dataclass(frozen=True)
class Pair:
    """Two entries, the lower id first, and what they have in common."""

    first_id: int
    second_id: int
    likenesses: tuple[Likeness, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it: a number more than a name."""
        return sum(_WEIGHTS.get(one, 1) for one in self.likenesses)


def likenesses(one: Entry, other: Entry) -> tuple[Likeness, ...]:
    """What speaks for the two being one business; nothing where too little does.

    The same number is enough, or a like name at the same place or address, or of the same person. One person's
    businesses share their numbers by right: for them it takes a like name.
    """
    named = bool(one.ends & other.ends) and are_alike(one.name, other.name)
    found = {
        Likeness.NIK: bool(one.niks & other.niks),
        Likeness.NPWP: bool(one.npwp) and one.npwp == other.npwp,
        Likeness.NIB: bool(one.nib) and one.nib == other.nib,
        Likeness.PHONE: bool(one.phone) and one.phone == other.phone,
        Likeness.NAME: named,
        Likeness.PLACE: bool(one.places & other.places),
        Likeness.ADDRESS: bool(one.street) and one.street == other.street,
    }
    numbers = any(found[kind] for kind in NUMBERS)
    where = found[Likeness.PLACE] or found[Likeness.ADDRESS]
    ours = bool(one.owners & other.owners)
    if (named and (numbers or where or ours)) or (numbers and not ours):
        return tuple(likeness for likeness, holds in found.items() if holds)
    return ()


def pairs(entries: Iterable[Entry], but: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """All likely duplicates, those for which most speaks first. `but`: ids (lower, higher) found to be different."""
    found: dict[tuple[int, int], Pair] = {}
    different = set(but)
    for block in _blocks(entries):
        for one, other in combinations(sorted(block, key=lambda entry: entry.id), 2):
            ids = (one.id, other.id)
            if ids in found or ids in different:
                continue
            alike = likenesses(one, other)
            if alike:
                found[ids] = Pair(*ids, alike)
    return sorted(found.values(), key=lambda pair: (-pair.weight, pair.first_id, pair.second_id))


def _blocks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    blocks: defaultdict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in keys(entry):
            blocks[key].append(entry)
    return (block for block in blocks.values() if len(block) > 1)


def keys(entry: Entry) -> Iterator[tuple[str, ...]]:
    """What it must share with another one to be compared with it at all."""
    if entry.nib:
        yield ("nib", entry.nib)
    if entry.phone:
        yield ("phone", entry.phone)
    if entry.npwp:
        yield ("npwp", entry.npwp)
    for nik in entry.niks:
        yield ("nik", nik)
    for end in entry.ends:
        if entry.street:
            yield ("street", entry.street, end)
        for place in entry.places:
            yield ("place", place, end)
        for owner in entry.owners:
            yield ("owner", str(owner), end)


def _words(text: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())
