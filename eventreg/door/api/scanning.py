"""Pairing a phone, what it hands in, and what it may read."""

from flask import g, request
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.limits import limiter
from eventreg.core.web import public
from eventreg.door import pairing, protocol, reading, rules, service
from eventreg.door.api.base import FASTEST, LARGEST_BODY, blueprint, device_required, must_not_be_revoked


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
    if outcome.retry_after_s:
        raise rules.TooManyGuesses(retry_after_s=outcome.retry_after_s)
    return {"results": outcome.answers, "server_time": protocol.rfc3339(now), "changes": reading.cursor_at(now)}


@blueprint.get("/events/<slug>/door/list")
@device_required
def list_tickets() -> ResponseReturnValue:
    """The tickets that the door needs, or what changed among them since a cursor."""
    must_not_be_revoked()
    now = clock.now()
    with unit_of_work():
        pairing.note_list(g.device, now=now)
    return reading.ticket_list(g.device, request.args.get("since", ""), now=now)


@blueprint.get("/events/<slug>/door/status")
@device_required
def status() -> ResponseReturnValue:
    """The live count; on the way the phone tells how it is."""
    must_not_be_revoked()
    now = clock.now()
    told = protocol.read_condition(request.args, now=now)
    if pairing.is_news(g.device, told, now=now):
        with unit_of_work():
            pairing.note_contact(g.device, told, now=now)
    return reading.status(g.device, now=now)


@blueprint.get("/door/device")
@device_required
def show_device() -> ResponseReturnValue:
    """Which door this phone is at."""
    must_not_be_revoked()
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
