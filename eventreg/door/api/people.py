"""Guests without a ticket, and others who come in somebody's place: the phone asks, and shows the new code."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerMinute

from eventreg.applications.aftercare import NameMissing
from eventreg.core import clock, qr
from eventreg.core.config import current_settings
from eventreg.core.db import LARGEST_ID, unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limiter
from eventreg.core.phone import parse_mobile
from eventreg.door import queries, reading, replacing, rules, walk_ins
from eventreg.door.api.base import LARGEST_BODY, blueprint, device_required, must_not_be_revoked
from eventreg.door.replacing import Replacement
from eventreg.door.walk_ins import WalkIn
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import group_code

FASTEST_BY_HAND = RateLimitItemPerMinute(30)
LONGEST_NAME = 120
LONGEST_REASON = 300


@blueprint.post("/events/<slug>/door/walk-ins")
@device_required
def register_walk_in() -> ResponseReturnValue:
    """Give whoever came without a ticket one of the places that are left."""
    body = _body()
    guest = WalkIn(_id(body), _name(body), _phone(body), _people(body), _session(body))
    return _made(lambda now: walk_ins.admit(g.device, guest, now=now))


@blueprint.post("/events/<slug>/door/replacements")
@device_required
def replace_holder() -> ResponseReturnValue:
    """Let somebody else come in the place of a ticket's holder."""
    body = _body()
    reason = _line(body, "reason", LONGEST_REASON)
    comer = Replacement(_id(body), _line(body, "number", 16), _name(body), _phone(body), reason)
    return _made(lambda now: replacing.replace(g.device, comer, now=now))


def _made(make: Callable[[datetime], Ticket]) -> ResponseReturnValue:
    """The new ticket as the list has it, and its code to be scanned from the screen."""
    now = clock.now()
    with unit_of_work():
        ticket = make(now)
    entry = reading.listed([queries.listed_ticket(ticket)])[0]
    url, label = tickets.url_of(ticket), _("QR code of ticket %(code)s", code=group_code(ticket.code))
    return {"ticket": entry, "url": url, "qr": qr.svg(url, label)}, 201


def _body() -> Mapping[str, Any]:
    must_not_be_revoked()
    request.max_content_length = LARGEST_BODY
    if not limiter.limiter.hit(FASTEST_BY_HAND, "door by hand", str(g.device.id)):
        raise rules.TooFast(retry_after_s=60)
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise rules.UnreadableRequest()
    return body


# ---- What stands in it: text that people typed, numbers, ids ---------------------------------------


def _id(body: Mapping[str, Any]) -> str:
    try:
        return str(UUID(_line(body, "id", 36)))
    except ValueError as error:
        raise rules.UnreadableRequest() from error


def _line(body: Mapping[str, Any], name: str, longest: int) -> str:
    """A text without blanks at its ends and double ones inside, cut where it is too long."""
    text = body.get(name)
    if text is not None and not isinstance(text, str):
        raise rules.UnreadableRequest()
    plain = "".join(letter if letter.isprintable() else " " for letter in text or "")
    return " ".join(plain.split())[:longest]


def _name(body: Mapping[str, Any]) -> str:
    name = _line(body, "name", LONGEST_NAME)
    if not name:
        raise NameMissing()
    return name


def _phone(body: Mapping[str, Any]) -> str:
    typed = _line(body, "phone", 40)
    return parse_mobile(typed, allow_demo=current_settings().is_demo) if typed else ""


def _people(body: Mapping[str, Any]) -> int:
    people = body.get("people", 1)
    if isinstance(people, bool) or not isinstance(people, int):
        raise rules.UnreadableRequest()
    return people


def _session(body: Mapping[str, Any]) -> int | None:
    session = body.get("session")
    if session is None:
        return None
    if isinstance(session, bool) or not isinstance(session, int):
        raise rules.UnreadableRequest()
    return session if 0 < session <= LARGEST_ID else -1
