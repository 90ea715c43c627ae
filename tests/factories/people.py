"""People, who they are to the app, and visitors who are signed in."""

from itertools import count

import pyotp

from eventreg.accounts import factors, queries, service
from eventreg.accounts.models import Person
from eventreg.accounts.rules import is_demo_address
from eventreg.businesses.queries import actor_of
from eventreg.core import clock
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.support.visitor import Visitor

__all__ = ["actor_of", "make_person", "sign_in"]
numbers = count(1)  # filled up with noughts: names sort as they were made, whatever other tests made before


def make_person(email: str = "", name: str = "", *roles: Role, event_id: int | None = None) -> Person:
    """Somebody new, or one who is known; the test holds the unit of work."""
    address = email or f"orang-{next(numbers):05}@demo.test"
    return service.create_person(address, name, roles, event_id=event_id, now=clock.now())


def sign_in(visitor: Visitor, email: str, *roles: Role, event_id: int | None = None) -> Visitor:
    """Let the visitor in as this person, made when new, through the link that the shell prints.

    Whoever holds a role shows the second factor too: a new authenticator app, since a code counts once.
    """
    with visitor.app.app_context():
        with unit_of_work():
            make_person(email, "", *roles, event_id=event_id)
            token = service.make_link(email, now=clock.now())
        totp = new_totp(email) if needs_factor(email) else None
    assert visitor.post(f"/sign-in/{token}").status_code == 302
    if totp:
        assert visitor.post("/sign-in/second-step", code=totp.at(clock.now())).status_code == 302
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
