"""People, who they are to the app, and visitors who are signed in."""

from itertools import count

import pyotp

from eventreg.accounts import factors, queries, service, sessions
from eventreg.accounts.browsers import label_of
from eventreg.accounts.models import Person
from eventreg.accounts.rules import is_demo_address
from eventreg.accounts.views.presence import DEVICE
from eventreg.businesses.queries import actor_of
from eventreg.core import audit, clock
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import SYSTEM, Actor, Role
from tests.support.visitor import Visitor

__all__ = ["actor_of", "make_person", "sign_in"]
numbers = count(1)  # filled up with noughts: names sort as they were made, whatever other tests made before


def make_person(email: str = "", name: str = "", *roles: Role, event_id: int | None = None) -> Person:
    """Somebody new, or one who is known; the test holds the unit of work."""
    address = email or f"orang-{next(numbers):05}@demo.test"
    return service.create_person(address, name, roles, event_id=event_id, now=clock.now())


def sign_in(visitor: Visitor, email: str, *roles: Role, event_id: int | None = None) -> Visitor:
    """Let the visitor in as this person, made when new; whoever holds a role has shown a second factor.

    What the pages of a sign-in leave behind, without the pages: those would take half as long as most tests, and
    tests/accounts goes through them.
    """
    label = label_of(visitor.client.environ_base.get("HTTP_USER_AGENT", ""))
    with visitor.app.app_context(), visitor.client.session_transaction() as session:
        with unit_of_work():
            person, now = make_person(email, "", *roles, event_id=event_id), clock.now()
            if session.get(DEVICE):
                sessions.sign_out(session[DEVICE], actor=SYSTEM, now=now)
            secret = sessions.begin(person, label=label, now=now)
            audit.record(Actor(person_id=person.id), "person.signed_in", person, states={"by": "link"}, now=now)
            device = queries.find_device(secret)
            if device and needs_factor(email):
                factors.keep_totp(person.id, pyotp.random_base32(), now=now)
                secret = factors.shown(device, "totp", now=now)
        session.clear()
        session[DEVICE], session.permanent = secret, True
    return visitor


def needs_factor(email: str) -> bool:
    """Whether this person is asked for a second factor; needs an app context."""
    person = queries.find_person(email)
    is_made_up = current_settings().is_demo and is_demo_address(email)
    return person is not None and bool(person.grants) and not is_made_up


def new_totp(email: str) -> pyotp.TOTP:
    """Give a person another authenticator app; needs an app context."""
    person, secret = queries.find_person(email), pyotp.random_base32()
    assert person is not None
    with unit_of_work():
        factors.keep_totp(person.id, secret, now=clock.now())
    return pyotp.TOTP(secret)
