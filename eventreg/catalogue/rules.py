"""What an exhibitor may write for the catalogue, and in which language a reader gets it. Pure."""

from dataclasses import dataclass

from eventreg.applications.rules import Status
from eventreg.core.errors import DomainError
from eventreg.events.rules import EventKind

LONGEST_TEXT = 600
LONGEST_INTRO = 2000
HERE, THERE = "id", "en"
EXHIBITS = frozenset({Status.ACCEPTED, Status.OFFERED, Status.CONFIRMED})


class TextTooLong(DomainError):
    """A text of more than `most` characters."""

    code = "text_too_long"


class NothingToShow(DomainError):
    """A catalogue without anybody in it: the floor plan tells nobody who is where yet."""

    code = "nothing_to_show"


@dataclass(frozen=True)
class Told:
    """A text as a reader gets it; `language` is that of the text, `is_other` where it isn't the reader's."""

    text: str
    language: str
    is_other: bool = False


def told_in(language: str, text_id: str, text_en: str) -> Told:
    """The text in the reader's language, else in the other; empty where there is neither."""
    wanted, other = (text_en, text_id) if language == THERE else (text_id, text_en)
    if wanted or not other:
        return Told(wanted, language)
    return Told(other, HERE if language == THERE else THERE, is_other=True)


def check_text(text: str, most: int = LONGEST_TEXT) -> str:
    """The text, tidied: no room at its ends, no more than one empty line. Raises TextTooLong."""
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    tidied = "\n".join(kept).strip()
    if len(tidied) > most:
        raise TextTooLong(most=most)
    return tidied


def is_taken_from(status: Status, kind: EventKind) -> bool:
    """Whether an entry is taken from an application: it has, or is about to have, a booth at an exhibition."""
    return status in EXHIBITS and kind is EventKind.EXHIBITION
