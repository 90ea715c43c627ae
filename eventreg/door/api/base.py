"""What all addresses of the API share: the phone's key, refusals for machines, nothing in caches."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerSecond
from werkzeug.exceptions import HTTPException

from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.signing import hash_secret
from eventreg.core.web import csrf, problem, public, words_for
from eventreg.door import queries, rules
from eventreg.door.models import DoorDevice

View = TypeVar("View", bound=Callable[..., Any])
blueprint = Blueprint("door_api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)

LARGEST_BODY = 2 * 1024 * 1024  # 500 scans of 1 KB, and room
FASTEST = RateLimitItemPerSecond(50)


def device_required(view: View) -> View:
    """The route is for a paired phone: its key stands in `Authorization: Bearer …`, and a slug must be its event's."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        g.device = _device_of_request()
        slug = kwargs.pop("slug", None)
        if slug is not None and slug != g.device.event.slug:
            raise rules.OtherEvent()
        result: ResponseReturnValue = view(*args, **kwargs)
        return result

    guarded.takes_device_key = True  # type: ignore[attr-defined]
    return public(guarded)  # type: ignore[return-value]


def _device_of_request() -> DoorDevice:
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    device = queries.find_device(hash_secret(key.strip())) if scheme.lower() == "bearer" and key else None
    if device is None:
        raise rules.UnknownDevice()
    return device


def must_not_be_revoked() -> None:
    """Whoever was taken off the door reads nothing more. Raises DeviceRevoked."""
    if g.device.revoked_at:
        raise rules.DeviceRevoked()


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Nothing of the door may stay in a cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(DomainError)
def refused(error: DomainError) -> ResponseReturnValue:
    """A refusal for machines, with the reader's words in its title."""
    response = problem(error.status, words_for(error), code=error.code)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after_s" in error.details:
        response.headers["Retry-After"] = str(error.details["retry_after_s"])
    return response


@blueprint.errorhandler(413)
def too_large(error: HTTPException) -> ResponseReturnValue:
    """The body alone is more than 500 scans can be."""
    return refused(rules.TooMuch())


@blueprint.errorhandler(429)
def too_many(error: HTTPException) -> ResponseReturnValue:
    """Somebody tries pairing codes."""
    response = problem(429, _("Too many attempts. Wait a minute."), code="too_many_guesses")
    response.headers["Retry-After"] = str(int(timedelta(minutes=1).total_seconds()))
    return response
