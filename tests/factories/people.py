"""People, who they are to the app, and visitors who are signed in."""

from itertools import count

from eventreg.accounts import service
from eventreg.accounts.models import Person
from eventreg.businesses.queries import actor_of
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.support.visitor import Visitor

__all__ = ["actor_of", "make_person", "sign_in"]
numbers = count(1)


def make_person(email: str = "", name: str = "", *roles: Role, event_id: int | None = None) -> Person:
    """Somebody new, or one who is known; the test holds the unit of work."""
    address = email or f"orang-{next(numbers)}@demo.test"
    return service.create_person(address, name, roles, event_id=event_id, now=clock.now())


def sign_in(visitor: Visitor, email: str, *roles: Role, event_id: int | None = None) -> Visitor:
    """Let the visitor in as this person, made when new, through the link that the shell prints."""
    with visitor.app.app_context(), unit_of_work():
        make_person(email, "", *roles, event_id=event_id)
        token = service.make_link(email, now=clock.now())
    assert visitor.post(f"/sign-in/{token}").status_code == 302
    return visitor
