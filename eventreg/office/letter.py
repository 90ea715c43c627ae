"""What an official letter consists of, before it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from eventreg.documents.models import IssuedDocument
from eventreg.documents.pdf import Letterhead


class Style(StrEnum):
    """A letter to somebody; an order with its title in the middle; a statement that its reader signs."""

    LETTER = "letter"
    ORDER = "order"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: post, name and what stands below it. An empty name is a line to write on."""

    post: str
    name: str = ""
    identity: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What the letter says by itself, in its language; `page` has places for `{page}` and `{pages}`."""

    number: str
    to: str
    copies: str
    page: str
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, below its letterhead `head`. `heads`: terms and values below the number (Sifat, Lampiran), with the
    subject as the last.

    `to`: the lines of the address. `body`: Markdown. `copies`: who else gets it. `document`: as it stands in the
    register; None in a preview, and for what isn't registered. `number`: empty where none is given.
    """

    head: Letterhead
    style: Style
    language: str
    subject: str
    place_and_day: str
    body: str
    signer: Signer
    words: Words
    number: str = ""
    heads: Sequence[tuple[str, str]] = ()
    to: Sequence[str] = ()
    copies: Sequence[str] = ()
    document: IssuedDocument | None = None
    is_checked: bool = True
