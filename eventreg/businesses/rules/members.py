"""Who may act for a business, and how they are invited. Pure."""

from datetime import datetime, timedelta

from eventreg.core.errors import DomainError

INVITATION = timedelta(days=7)
MOST_INVITATIONS = 10


class InvitationUnknown(DomainError):
    """No such invitation was ever made."""

    code = "invitation_unknown"
    status = 404


class InvitationUsed(DomainError):
    """Somebody has accepted it."""

    code = "invitation_used"
    status = 410


class InvitationWithdrawn(DomainError):
    """Whoever made it took it back, or the business has changed hands since."""

    code = "invitation_withdrawn"
    status = 410


class InvitationExpired(DomainError):
    """Its week is over."""

    code = "invitation_expired"
    status = 410


class OwnInvitation(DomainError):
    """It was made by the one who opens it; it stays open for whom it is meant."""

    code = "own_invitation"


class AlreadyMember(DomainError):
    """Whoever opens it already is all that it would make them; it stays open for whom it is meant."""

    code = "already_member"


class TooManyInvitations(DomainError):
    """As many invitations of one business are open as may be: `most`."""

    code = "too_many_invitations"


class LastOwner(DomainError):
    """A business has an owner, always: it is handed over before the last one leaves."""

    code = "last_owner"


def check_invitation(
    *, used_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, now: datetime
) -> None:
    """Whether it can still be accepted. Raises InvitationUsed, InvitationWithdrawn, InvitationExpired."""
    if used_at is not None:
        raise InvitationUsed()
    if withdrawn_at is not None:
        raise InvitationWithdrawn()
    if now >= expires_at:
        raise InvitationExpired()


def check_open_invitations(count: int) -> None:
    """Whether one more may be made. Raises TooManyInvitations."""
    if count >= MOST_INVITATIONS:
        raise TooManyInvitations(most=MOST_INVITATIONS)


def check_leaving(*, is_owner: bool, owners: int) -> None:
    """Whether a member can go. Raises LastOwner."""
    if is_owner and owners == 1:
        raise LastOwner()
