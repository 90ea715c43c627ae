"""The API of phones at the door; docs/door.md describes it. A phone's key is its permission."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerSecond
from werkzeug.exceptions import HTTPException

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.limits import limiter
from eventreg.core.signing import hash_secret
from eventreg.core.web import csrf, problem, public, words_for
from eventreg.door import pairing, protocol, queries, reading, rules, service
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


def _must_not_be_revoked() -> None:
    if g.device.revoked_at:
        raise rules.DeviceRevoked()


@blueprint.post("/events/<slug>/door/scans")
@device_required
def record_scans() -> ResponseReturnValue:
    """Take 1 to 500 scans and answer each."""
    device, now = g.device, clock.now()
    if not rules.may_hand_in(device.revoked_at, now):
        raise rules.DeviceRevoked()
    request.max_content_length = LARGEST_BODY
    scans = protocol.read_request(request.get_data(cache=False))
    if not limiter.limiter.hit(FASTEST, "door", str(device.id)):
        raise rules.TooFast(retry_after_s=1)
    with unit_of_work():
        outcome = service.record_scans(device.id, scans, now=now)
        if not outcome.retry_after_s:
            changes = reading.cursor_now(device.event_id)
    if outcome.retry_after_s:
        raise rules.TooManyGuesses(retry_after_s=outcome.retry_after_s)
    return {"results": outcome.answers, "server_time": protocol.rfc3339(now), "changes": changes}


@blueprint.get("/events/<slug>/door/list")
@device_required
def list_tickets() -> ResponseReturnValue:
    """The tickets that the door needs, or what changed among them since a cursor."""
    _must_not_be_revoked()
    return reading.ticket_list(g.device.event, request.args.get("since", ""), now=clock.now())


@blueprint.get("/events/<slug>/door/status")
@device_required
def status() -> ResponseReturnValue:
    """The live count."""
    _must_not_be_revoked()
    now = clock.now()
    if pairing.contact_is_old(g.device, now=now):
        with unit_of_work():
            pairing.note_contact(g.device, now=now)
    return reading.status(g.device, now=now)


@blueprint.get("/door/device")
@device_required
def show_device() -> ResponseReturnValue:
    """Which door this phone is at."""
    _must_not_be_revoked()
    return reading.door_of(g.device, now=clock.now())


@blueprint.post("/door/pairings")
@public
@limiter.limit("20 per minute", error_message="pairing")
def take_pairing_code() -> ResponseReturnValue:
    """Give a phone its key for a code that was just shown to it."""
    request.max_content_length = LARGEST_BODY
    body = request.get_json(force=True, silent=True)
    code = body.get("code") if isinstance(body, dict) else None
    if not isinstance(code, str):
        raise rules.UnreadableRequest()
    now = clock.now()
    with unit_of_work():
        paired = pairing.take_code(code, now=now)
        answer = {"device_key": paired.key, **reading.door_of(paired.device, now=now)}
    return answer, 201


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
