"""The open draw as a text, a commitment and an order. Pure; docs/draw.md is the same for strangers.

When applications have closed, the text is published with its SHA-256, the commitment. It names a public source whose
value nobody can know yet. The order follows from commitment, value and number alone, so that anybody recomputes it,
and whoever leaves changes nobody else's order.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from eventreg.core.errors import DomainError

VERSION = "eventreg-draw/1"
LONGEST = 240  # of the source, and of its value
RULE_ID = (
    "Sesudah sumber di atas mengumumkan nilainya, setiap nomor diurutkan menurut SHA-256 dari tiga baris: komitmen, "
    "nilai, nomor. Komitmen adalah SHA-256 dari naskah ini. Tempat diberikan menurut urutan itu selama masih ada; yang "
    "lain masuk daftar tunggu menurut urutan yang sama. Pengunduran diri tidak mengubah urutan nomor lain."
)
RULE_EN = (
    "When the source above has told its value, the numbers are ordered by the SHA-256 of three lines: commitment, "
    "value, number. The commitment is the SHA-256 of this text. Places are given in that order while there are any; "
    "the others go on the waiting list in the same order. A withdrawal changes the order of no other number."
)


class NotADraw(DomainError):
    """This event gives its places in another way."""

    code = "not_a_draw"


class StillOpen(DomainError):
    """Numbers are only drawn once applications have closed."""

    code = "draw_still_open"


class DrawLocked(DomainError):
    """What was published stays as it is."""

    code = "draw_locked"


class SourceKnown(DomainError):
    """The source's value must be unknown to everybody when it is chosen: its time has to come yet."""

    code = "source_known"


class DrawTooLate(DomainError):
    """Places have to be drawn before the event begins."""

    code = "draw_too_late"


class NobodyToDraw(DomainError):
    """No application waits for a place."""

    code = "nobody_to_draw"


class MendingFirst(DomainError):
    """`count` applications are still with their applicants to be mended: they would be left out."""

    code = "mending_first"


class TooEarlyToDraw(DomainError):
    """The source can't have told its value yet."""

    code = "too_early_to_draw"


class AlreadyDrawn(DomainError):
    """The order stands."""

    code = "already_drawn"


class ValueMissing(DomainError):
    """Without a value nothing can be drawn."""

    code = "value_missing"


@dataclass(frozen=True)
class Terms:
    """What is promised before anybody can know the result. `local`: the time as people there read it.

    `places`: what there is to give, a line each.
    """

    event: str
    slug: str
    source: str
    source_url: str
    at: datetime
    local: str
    places: Sequence[str]


def document(terms: Terms, numbers: Iterable[str]) -> str:
    """The text that is published and never changes: the terms, an empty line, and the sorted numbers, one a line."""
    entrants = sorted(set(numbers))
    lines = [
        VERSION,
        f"kegiatan/event: {one_line(terms.event)} ({terms.slug})",
        *(f"tempat/places: {one_line(line)}" for line in terms.places),
        f"sumber/source: {one_line(' '.join((terms.source, terms.source_url)))}",
        f"waktu/time: {terms.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} = {one_line(terms.local)}",
        f"aturan: {RULE_ID}",
        f"rule: {RULE_EN}",
        f"pendaftaran/applications: {len(entrants)}",
        "",
        *entrants,
    ]
    return "".join(f"{line}\n" for line in lines)


def numbers_of(text: str) -> list[str]:
    """The application numbers in a published text."""
    return text.split("\n\n", 1)[1].splitlines()


def commitment_of(text: str) -> str:
    """What binds a text: the SHA-256 of its UTF-8 bytes, as 64 lower-case hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def key_of(commitment: str, value: str, number: str) -> str:
    """What a number is ordered by, as 64 hexadecimal digits: the smallest comes first."""
    return sha256(f"{commitment}\n{value}\n{number}".encode()).hexdigest()


def order_of(commitment: str, value: str, numbers: Iterable[str]) -> list[str]:
    """The numbers as the value orders them."""
    return sorted(numbers, key=lambda number: key_of(commitment, value, number))


def normalised(value: str) -> str:
    """A source's value as it counts: composed (NFC), in one line, without space around it. Raises ValueMissing."""
    found = one_line(unicodedata.normalize("NFC", value))
    if not found:
        raise ValueMissing()
    return found


def one_line(text: str) -> str:
    """Words with single spaces between them: no text may add a line to the published one."""
    return " ".join(text.split())


def check_lock(*, is_draw: bool, is_open: bool, draws_at: datetime, starts_at: datetime, now: datetime) -> None:
    """Raises NotADraw, StillOpen, SourceKnown, DrawTooLate unless the draw may be locked with a source of that time."""
    if not is_draw:
        raise NotADraw()
    if is_open:
        raise StillOpen()
    if draws_at <= now:
        raise SourceKnown()
    if draws_at >= starts_at:
        raise DrawTooLate()


def check_draw(*, draws_at: datetime, is_drawn: bool, now: datetime) -> None:
    """Raises AlreadyDrawn, TooEarlyToDraw unless the order may be drawn now."""
    if is_drawn:
        raise AlreadyDrawn()
    if now < draws_at:
        raise TooEarlyToDraw()
