"""Places that are held, for tests of what events show of them."""

from collections.abc import Callable
from itertools import count

import pytest

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db
from tests.factories.businesses import make_business
from tests.factories.people import make_person

numbers = count(1)


@pytest.fixture
def take_place() -> Callable[..., Application]:
    """An application that stands for one of the event's places; the test holds the unit of work."""

    def take(event_id: int, email: str = "", status: Status = Status.CONFIRMED) -> Application:
        person = make_person(email)
        application = Application(
            code=f"T-{next(numbers)}",
            event_id=event_id,
            business_id=make_business(person).id,
            applicant_id=person.id,
            status=status,
            created_at=clock.now(),
            submitted_at=clock.now(),
        )
        db.session.add(application)
        db.session.flush()
        return application

    return take
