"""Who is asking: what the cookie of a browser is worth, and giving it another one."""

from contextlib import suppress

from flask import Response, g, request, session
from sqlalchemy.exc import OperationalError

from eventreg.accounts import queries, sessions
from eventreg.accounts.browsers import label_of
from eventreg.accounts.models import Person, SignedInDevice
from eventreg.accounts.queries import Presence
from eventreg.accounts.rules import is_demo_address
from eventreg.accounts.trust import SEEN_EVERY, SessionOver, Standing, must_show_again, standing
from eventreg.core import clock
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work

IMPATIENCE_MS = 200  # no page is slow because of this
DEVICE = "device"  # key of the cookie: who is signed in


def recognise() -> Presence | None:
    """Who is signed in with this browser; costs one query, none without a cookie."""
    secret = session.get(DEVICE)
    g.presence = queries.find_presence(secret, clock.now()) if secret else None
    return this_presence()


def this_presence() -> Presence | None:
    """What `recognise` found."""
    found: Presence | None = g.get("presence")
    return found


def this_device() -> SignedInDevice:
    """The browser that asks, where somebody is signed in. Raises SessionOver where nobody is."""
    presence = this_presence()
    if presence is None:
        raise SessionOver()
    return presence.device


def standing_of(presence: Presence) -> Standing:
    """What the session may do now."""
    return standing(
        has_roles=bool(presence.device.person.grants),
        has_factor=presence.has_factor,
        is_shown=presence.device.factor_at is not None,
        is_exempt=is_exempt(presence.device.person),
    )


def is_exempt(person: Person) -> bool:
    """Whether this is one of the made-up people, where the demo runs: nobody asks them for a second factor."""
    return current_settings().is_demo and is_demo_address(person.email or "")


def must_show_factor_again() -> bool:
    """Whether something weighty waits until whoever asks has shown their second factor once more."""
    presence = this_presence()
    return presence is not None and must_show_again(
        has_factor=presence.has_factor, shown_at=presence.device.factor_at, now=clock.now()
    )


def keep(device_secret: str) -> None:
    """Give the browser a new session: nothing from before stays in it."""
    session.clear()
    session[DEVICE] = device_secret
    session.permanent = True


def home_of(person: Person, *, with_roles: bool) -> str:
    """Where somebody begins who wanted to go nowhere else."""
    return "/staff/" if person.grants and with_roles else "/me/"


def note_seen(response: Response) -> Response:
    """Remember that the person was here; every few minutes, and not at all while the database is busy."""
    presence, now = this_presence(), clock.now()
    if presence and now - presence.seen_at >= SEEN_EVERY:
        with suppress(OperationalError), unit_of_work(patience_ms=IMPATIENCE_MS):
            sessions.note_seen(presence.device_id, now=now)
    return response


def browser_label() -> str:
    """What the list of sessions calls this browser."""
    return label_of(request.user_agent.string)
