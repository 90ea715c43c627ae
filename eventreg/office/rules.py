"""What is refused of the office's papers, and why a batch of them comes to nothing. Pure."""

from enum import StrEnum

from eventreg.core.errors import DomainError


class BatchProblem(StrEnum):
    """Why a batch failed."""

    DIED = "died"  # its process went away, twice
    FAULTY = "faulty"  # a mistake in the program
    EMPTY = "empty"  # nothing is left to make
    NO_ROOM = "no_room"  # the disk is full


class NothingToMake(DomainError):
    """A batch without papers."""

    code = "nothing_to_make"


class WordingEmpty(DomainError):
    """A wording without a subject, or without a text below it."""

    code = "wording_empty"


MOST_ENCLOSURES = 300


class TooManyEnclosures(DomainError):
    """More photos, receipts and other files than an account needs: `most`."""

    code = "too_many_enclosures"


class ReplacedMeanwhile(DomainError):
    """The letter that was to be replaced was replaced already: somebody was faster, or clicked twice."""

    code = "replaced_meanwhile"


class WordingBroken(DomainError):
    """A wording that can't be filled: it names what is no longer there."""

    code = "wording_broken"


# ---- Certificates ------------------------------------------------------------------------------------------------

LONGEST_LESSON, MOST_LESSONS = 160, 60
"""Of a line on the back of a certificate, and of their number."""


class NotPresentEnough(DomainError):
    """Who was present too little gets no certificate."""

    code = "not_present_enough"


class AlreadyCertified(DomainError):
    """A certificate holds for this ticket: another one replaces it, with a reason."""

    code = "already_certified"


class NothingIssued(DomainError):
    """What was never issued, or was withdrawn, can't be replaced."""

    code = "nothing_issued"


class NameWanting(DomainError):
    """A certificate without a name certifies nothing."""

    code = "name_wanting"


class LessonsUnclear(DomainError):
    """A line of what was taught is too long, or there are too many."""

    code = "lessons_unclear"


def lessons_of(text: str) -> list[tuple[str, int | None]]:
    """What was taught, a line each; `Pewarna alam | 4` has its lessons behind the stroke. Raises LessonsUnclear."""
    found: list[tuple[str, int | None]] = []
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        topic, stroke, hours = (part.strip() for part in line.rpartition("|"))
        counted = bool(stroke and topic and hours.isdecimal() and len(hours) <= 3)
        found.append((topic, int(hours)) if counted else (line, None))
        if len(line) > LONGEST_LESSON or len(found) > MOST_LESSONS:
            raise LessonsUnclear(line=line[:40])
    return found
