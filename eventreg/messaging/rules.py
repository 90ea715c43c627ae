"""What is refused of what is sent. Pure."""

from eventreg.core.errors import DomainError


class NotFailed(DomainError):
    """Only a message that could not be sent can be sent again."""

    code = "message_not_failed"
