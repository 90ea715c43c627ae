"""Refusals: exceptions named for the fact, with a code; the web layer chooses the words."""

from typing import Any, ClassVar


class DomainError(Exception):
    """A rule said no. `details` fill the sentence that the web layer shows for `code`."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.code, details)


class NotFound(DomainError):
    """No such thing for this person: told as 404, so that nobody learns what exists."""

    code = "not_found"
    status = 404


class Forbidden(DomainError):
    """The person is known and lacks the permission."""

    code = "forbidden"
    status = 403
