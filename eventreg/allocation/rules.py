"""What allocating booths refuses. Pure."""

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
