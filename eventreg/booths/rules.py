"""What a floor plan refuses. Pure."""

from eventreg.core.errors import DomainError


class PlanIsNewer(DomainError):
    """Somebody else saved the plan after it was read here."""

    code = "plan_is_newer"
    status = 409


class BoothTaken(DomainError):
    """The booth can't go, or become smaller than what it holds: somebody is placed there."""

    code = "booth_taken"


class BoothKept(DomainError):
    """The booth can't go: what happened there is written down."""

    code = "booth_kept"


class LabelTaken(DomainError):
    """Another booth of the plan has this number."""

    code = "label_taken"


class BoothOutside(DomainError):
    """The booth doesn't lie on the floor."""

    code = "booth_outside"


class BoothFull(DomainError):
    """As many businesses as share the booth are placed there."""

    code = "booth_full"


class AlreadyPlaced(DomainError):
    """The application is placed, in as many booths as it may have."""

    code = "already_placed"


class NotPlaceable(DomainError):
    """Only who was accepted gets a booth."""

    code = "not_placeable"


class OnHold(DomainError):
    """The organisers hold the booth back."""

    code = "booth_on_hold"


class OwnBooth(DomainError):
    """Nobody gives a booth to a business that they act for, or stay away from."""

    code = "own_booth"


def check_placing(*, may_have_one: bool, places_own: bool, business: str) -> None:
    """Whether somebody may give a business a booth. Raises NotPlaceable, OwnBooth, which names it."""
    if not may_have_one:
        raise NotPlaceable()
    if places_own:
        raise OwnBooth(business=business)


def fee_of_place(fee: int, capacity: int, place: int) -> int:
    """What the place of a booth costs, in whole Rupiah; `fee` is that of the whole booth, places count from 1.

    All places together cost the fee: what can't be divided is paid by the first ones, a Rupiah each.
    """
    share, rest = divmod(fee, capacity)
    return share + (place <= rest)
