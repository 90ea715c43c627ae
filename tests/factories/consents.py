"""What people must have agreed to before they apply."""

from eventreg.consents import service
from eventreg.consents.models import ConsentWay
from eventreg.core import clock
from eventreg.core.permissions import Actor


def agree(person_id: int, *purposes: str) -> None:
    """Agree on one's own screen, by default to what is required; the test holds the unit of work."""
    actor = Actor(person_id=person_id)
    service.record(person_id, purposes or ("registration",), way=ConsentWay.SCREEN, actor=actor, now=clock.now())
