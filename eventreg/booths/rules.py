"""What a floor plan refuses. Pure."""

from eventreg.core.errors import DomainError


class PlanIsNewer(DomainError):
    """Somebody else saved the plan after it was read here."""

    code = "plan_is_newer"
    status = 409


class BoothTaken(DomainError):
    """The booth can't go, or become smaller than what it holds: somebody is placed there."""

    code = "booth_taken"


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
