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
