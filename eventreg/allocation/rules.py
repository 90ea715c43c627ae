"""What allocating booths refuses, and what may be wished of a floor. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventreg.applications.rules import FINAL, Status
from eventreg.core.errors import DomainError

# ---- Approval, publication, offers -----------------------------------------------------------------------------------


class PlanUnfinished(DomainError):
    """There is no plan yet that could be proposed."""

    code = "plan_unfinished"


class PlanChanged(DomainError):
    """The plan is no longer the one that was shown."""

    code = "plan_changed"
    status = 409


class NotProposed(DomainError):
    """Only a proposed plan is approved, published or taken back."""

    code = "not_proposed"


class WasPublished(DomainError):
    """A plan that was published isn't proposed again."""

    code = "was_published"


class ProposerApproves(DomainError):
    """Whoever proposes a plan doesn't approve it, too."""

    code = "proposer_approves"


class StaysAwayFromOne(DomainError):
    """Whoever stays away from one of the applicants doesn't approve who gets which booth."""

    code = "stays_away_from_one"


class QuorumMissing(DomainError):
    """As many approvals as `count` are still missing."""

    code = "quorum_missing"


class QuorumLowered(DomainError):
    """Nobody asks for fewer approvals while a plan lies before the committee."""

    code = "quorum_lowered"


class WorldChanged(DomainError):
    """The plan was right when it was made and no longer is."""

    code = "world_changed"
    status = 409


class AlreadyPaid(DomainError):
    """The fee is marked as paid."""

    code = "already_paid"


class NotPaid(DomainError):
    """The fee isn't marked as paid."""

    code = "not_paid"


class ReceiptMissing(DomainError):
    """A payment is found again by the number of its receipt."""

    code = "receipt_missing"


class NotDueYet(DomainError):
    """An offer lapses by hand once its time is over, not before."""

    code = "not_due_yet"


class NothingToPay(DomainError):
    """The booth costs nothing, or isn't theirs any more."""

    code = "nothing_to_pay"


class NothingToMove(DomainError):
    """Nobody is asked to move who has no booth."""

    code = "nothing_to_move"


class NothingVacant(DomainError):
    """No booth of the published plan came free: there is nothing to repair."""

    code = "nothing_vacant"


# ---- Changes by hand -------------------------------------------------------------------------------------------------


class NothingChanged(DomainError):
    """After all steps everybody is where they were."""

    code = "nothing_changed"


class RulesBroken(DomainError):
    """The plan would break rules: a plan that does isn't kept."""

    code = "rules_broken"


class OwnPlace(DomainError):
    """Nobody moves a business that they act for, or stay away from."""

    code = "own_place"


class PinReasonMissing(DomainError):
    """Whoever is held to a booth, or kept from one, is so for a reason."""

    code = "pin_reason_missing"


# ---- Wishes ----------------------------------------------------------------------------------------------------------


class Closed(StrEnum):
    """Why nothing more can be wished."""

    NOT_SENT = "not_sent"
    ENDED = "ended"
    PASSED = "passed"
    PUBLISHED = "published"


class Misfit(StrEnum):
    """Why a booth doesn't fit what was asked for."""

    AREA = "area"
    POWER = "power"
    CRAFT = "craft"
    SHARED = "shared"
    ALONE = "alone"
    HELD = "held"
    TAKEN = "taken"


class WishesClosed(DomainError):
    """Nothing more can be wished; `why` is a `Closed`."""

    code = "wishes_closed"


class WishUnknown(DomainError):
    """A booth or a zone isn't on the floor plan, perhaps no more."""

    code = "wish_unknown"


class WishTwice(DomainError):
    """A booth or a zone stands twice in the ranking."""

    code = "wish_twice"


class TooManyWishes(DomainError):
    """More than `most` were ranked."""

    code = "too_many_wishes"


class PartnerUnknown(DomainError):
    """No application that takes part in this event has this code."""

    code = "partner_unknown"


class PartnerIsSelf(DomainError):
    """Nobody shares a stand with themselves."""

    code = "partner_is_self"


@dataclass(frozen=True, slots=True)
class Need:
    """What each of the booths asked for must have at least: square metres, watts; and the business's craft."""

    booths: int
    min_area: int
    power_w: int
    craft: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What a booth has. `area`: square centimetres; `alone`: no booth for one business stands beside it."""

    area: int
    power_w: int
    capacity: int
    crafts: frozenset[str] | None
    alone: bool = False
    held: bool = False
    taken: bool = False


def closed_by(status: Status, *, closes_at: datetime | None, published: bool, now: datetime) -> Closed | None:
    """Why an application with this status can't wish now; None where it can."""
    if status is Status.DRAFT:
        return Closed.NOT_SENT
    if status in FINAL:
        return Closed.ENDED
    if published:
        return Closed.PUBLISHED
    return Closed.PASSED if closes_at is not None and now >= closes_at else None


def check_wishes(wishes: Sequence[str], known: frozenset[str], most: int) -> None:
    """At most so many, of what is known, none twice. Raises TooManyWishes, WishTwice, WishUnknown."""
    if len(wishes) > most:
        raise TooManyWishes(most=most)
    if len(set(wishes)) < len(wishes):
        raise WishTwice()
    if not known.issuperset(wishes):
        raise WishUnknown()


def misfits(need: Need, booth: Offered) -> list[Misfit]:
    """All that keeps a booth from fitting: by itself, for whom it is, and whether it is free."""
    return [misfit for misfit, holds in _tests(need, booth).items() if holds]


def _tests(need: Need, booth: Offered) -> dict[Misfit, bool]:
    return {
        Misfit.TAKEN: booth.taken,
        Misfit.HELD: booth.held,
        Misfit.CRAFT: booth.crafts is not None and need.craft not in booth.crafts,
        Misfit.AREA: booth.area < need.min_area * 10_000,
        Misfit.POWER: booth.power_w < need.power_w,
        Misfit.SHARED: need.booths == 2 and booth.capacity > 1,
        Misfit.ALONE: need.booths == 2 and booth.capacity == 1 and booth.alone,
    }


class AlreadyRunning(DomainError):
    """A plan of this kind is being made for the event, or waits for its turn."""

    code = "already_running"


class NothingToPlace(DomainError):
    """There is no booth that may be given, or nobody to give one to."""

    code = "nothing_to_place"


class RuleThere(DomainError):
    """The event has this rule already."""

    code = "rule_there"
