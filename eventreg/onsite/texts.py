"""What minutes of handing over a booth say, ready to print: plain values in the reader's language."""

from dataclasses import dataclass

from eventreg.documents.models import IssuedDocument
from eventreg.documents.pdf import Letterhead

Rows = tuple[tuple[str, str], ...]
"""Names and values."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two who sign: who it is, and the name under its signature; empty is left open."""

    rows: Rows
    signs: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands over the parts of the paper; `page` has places for `{page}` and `{pages}`."""

    remarks: str
    page: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """One paper. `columns`: title, share of the width, and whether its figures end under one another.

    `document`: as it stands in the register, once both sides have agreed.
    """

    titles: tuple[str, ...]
    foot: str
    opening: str
    first: Side
    second: Side
    deed: str
    booth: Rows
    columns: tuple[tuple[str, float, bool], ...]
    lines: tuple[tuple[str, ...], ...]
    remarks: str
    deposit: str
    closing: str
    agreed: str
    place_and_day: str
    document: IssuedDocument | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """Papers of one event in one file."""

    title: str
    letterhead: Letterhead
    language: str
    heads: Heads
