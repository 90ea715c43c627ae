"""A fair whose exhibitors stand in a catalogue."""

from typing import Any

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import placing, service
from eventreg.booths.drawing import BoothState
from eventreg.catalogue import service as catalogue
from eventreg.core import clock
from eventreg.core.permissions import SYSTEM
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import actor_of


def make_fair(booths: int = 6, *, title: str = "Pekan Batik") -> Event:
    """A public exhibition with a row of booths in one zone, where everybody sees who is where; the test holds the
    unit of work."""
    event = make_event(kind=EventKind.EXHIBITION, title=title, quota=100)
    make_floor(event.id, drawn(*row("A", booths, zone="A"), zones=("A",), width=max(4000, 300 * booths)))
    service.publish(event.id, actor=SYSTEM, now=clock.now())
    service.show_occupants(event.id, True, actor=SYSTEM, now=clock.now())
    return event


def make_exhibitor(
    event_id: int,
    booth: str,
    *,
    state: BoothState = BoothState.CONFIRMED,
    agrees: bool = True,
    text_id: str = "",
    text_en: str = "",
    shows_contact: bool = False,
    **application: Any,
) -> Application:
    """A business with a booth, which may say something of itself; the test holds the unit of work."""
    made = make_application(event_id, public=agrees, **application)
    made.status = Status.CONFIRMED
    actor, now = actor_of(made.applicant), clock.now()
    placing.place(event_id, made.id, booth, state=state, actor=SYSTEM, now=now)
    if text_id or text_en or shows_contact:
        catalogue.save_entry(
            made.id, text_id=text_id, text_en=text_en, shows_contact=shows_contact, actor=actor, now=now
        )
    return made
