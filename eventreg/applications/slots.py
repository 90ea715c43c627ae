"""What the door and the review add to applications. Filled in `app.py`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import Status
from eventreg.core.permissions import Actor
from eventreg.core.slots import Slot
from eventreg.tickets.slots import PresenceTold

IN_A_PHASE = frozenset({Status.ACCEPTED, Status.WAITLISTED, Status.REJECTED})
"""Verdicts for which a review may set a time; asking for a correction is free."""


@dataclass(frozen=True)
class Bar:
    """The average of a criterion in words, with its share of the best as a whole percent."""

    name: str
    average: str
    best: int
    percent: int
    counts: bool


@dataclass(frozen=True)
class ReviewTold:
    """What an applicant reads once decided: how many reviewed it, averages and remarks as far as they are shown."""

    reviews: int
    averages: Sequence[Bar]
    remarks: Sequence[str]


@dataclass(frozen=True)
class ReviewPanel:
    """Where an application stands by its reviews, in words, and where they are read; `result`: "" without a review."""

    url: str
    result: str
    rank: str
    reviews: str


@dataclass(frozen=True)
class WishesTold:
    """What an application wishes of the floor, best first, and what it needs, in words; where it is changed or read.

    `until`: when wishing ends, where that is settled; `is_open`: whether anything can still be changed.
    """

    ranked: Sequence[str]
    facts: Sequence[str]
    url: str
    until: datetime | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Opinion:
    """A review written for an objection: by whom, its total in words, the remark; no total while it is awaited."""

    by: str
    total: str = ""
    remark: str = ""


@dataclass(frozen=True)
class DecidedLater:
    """The committee doesn't decide now: from when on it does, None where no phase for it is planned."""

    opens_at: datetime | None


@dataclass(frozen=True)
class BoothOffered:
    """What a message about an offer says of its booths. `fee`: what is still due, None where none was asked.

    `is_shared`: whether others have a place there, so that the fee is a part of the booth's.
    """

    labels: Sequence[str]
    fee: int | None
    is_paid: bool
    is_shared: bool


@dataclass(frozen=True)
class BoothTold:
    """What an applicant reads of their booths: numbers, why these, what they cost, where they stand on the plan.

    `is_settled`: not while the organisers only keep them for the applicant. `fee`: None where none was asked; a part of
    the booth's where it `is_shared`. `due_at`: until when it is to be answered and paid. `moves`: whether they agree to
    be moved; None where that isn't asked.
    """

    labels: Sequence[str]
    is_settled: bool
    is_shared: bool
    why: str
    fee: int | None
    paid_at: datetime | None
    due_at: datetime | None
    map_url: str
    moves: bool | None


@dataclass(frozen=True)
class CatalogueEntryTold:
    """Where an exhibitor says what buyers read of it; `is_missing`: whether it has said nothing yet."""

    url: str
    is_missing: bool


@dataclass(frozen=True)
class AtTheFair:
    """Where an exhibitor settles what happens at the booth, and what waits for them there, in words."""

    url: str
    waiting: Sequence[str]


@dataclass(frozen=True)
class PaperTold:
    """A paper of the office's for an applicant to download; `note`: its number and day, in words."""

    name: str
    url: str
    note: str = ""


def _nobody_came(event_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    return frozenset()


def _at_any_time(event_id: int, verdict: Status, now: datetime, *, approved: bool) -> None:
    return None


def _not_later(event_id: int, now: datetime) -> DecidedLater | None:
    return None


def _by_the_committee_alone(objection: Objection, *, actor: Actor, now: datetime) -> None:
    return None


def _in_no_catalogue(application: Application) -> CatalogueEntryTold | None:
    return None


def _not_at_the_fair(application: Application, now: datetime) -> AtTheFair | None:
    return None


def _no_papers(application: Application, now: datetime) -> Sequence[PaperTold]:
    return ()


def _no_presence(application: Application, now: datetime) -> Sequence[PresenceTold]:
    return ()


def _nothing_told(application: Application) -> ReviewTold | None:
    return None


def _not_reviewed(application: Application, actor: Actor, now: datetime) -> ReviewPanel | None:
    return None


def _no_wishes(application: Application, now: datetime) -> WishesTold | None:
    return None


def _no_wishes_for_staff(application: Application, actor: Actor) -> WishesTold | None:
    return None


def _no_opinion(objection: Objection, actor: Actor) -> Sequence[Opinion]:
    return ()


def _from_none(applications: Sequence[Application], actor: Actor) -> frozenset[int]:
    return frozenset()


def _nothing_follows(application: Application, *, actor: Actor, now: datetime) -> None:
    return None


def _no_booth(application: Application) -> BoothTold | None:
    return None


def _no_booth_offered(application: Application) -> BoothOffered | None:
    return None


attended = Slot(_nobody_came)  # (event id, business id) of those for whom somebody was admitted at these events
check_decisions = Slot(_at_any_time)  # raises what keeps the committee from this verdict now; approved: by enough
decided_later = Slot(_not_later)  # the same for a page: None where the committee may decide now
objected = Slot(_by_the_committee_alone)  # somebody objected: let others look at it too
review_told = Slot(_nothing_told)  # what the applicant may read of the reviews
review_panel = Slot(_not_reviewed)  # where it stands, for those of the staff who may know
booth_wishes = Slot(_no_wishes)  # what the applicant wishes of the floor
booth_wishes_for_staff = Slot(_no_wishes_for_staff)  # the same for those of the staff who may know
objection_opinions = Slot(_no_opinion)  # what was written for an objection, for who answers it
stays_away = Slot(_from_none)  # the ids of those that the actor stays away from, by declaration or by rule
moved = Slot(_nothing_follows)  # an application has another status: what depends on it follows in the same unit of work
booth_told = Slot(_no_booth)  # which booths it has, for its applicant
booth_offered = Slot(_no_booth_offered)  # the same for the message that offers its place
catalogue_entry = Slot(_in_no_catalogue)  # what an exhibitor may tell buyers, None where it doesn't exhibit
at_the_fair = Slot(_not_at_the_fair)  # loading, handing over, deposit and faults, for an exhibitor
presence_of = Slot(_no_presence)  # in how many sessions those who come for it were present
papers_of = Slot(_no_papers)  # letters that were issued to the applicant, and what they are to sign
