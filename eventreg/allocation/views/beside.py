"""What the booth plan adds to the staff's menu."""

from collections.abc import Sequence

from eventreg.booths import queries as floors
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event
from eventreg.events.rules import EventKind

MenuEntry = tuple[str, str, dict[str, str], str, bool]
"""What it is called, endpoint, its values, icon, whether the reader may open it."""


def menu_of(event: Event, actor: Actor) -> Sequence[MenuEntry]:
    """The pages of an event's booth plan that the reader may open."""
    has_booths = event.kind is EventKind.EXHIBITION or floors.find(event.id) is not None
    may = has_booths and actor.may(Permission.BOOTHPLAN_READ, event.id)
    return [(_("Booth plan"), "allocation.plans", {"slug": event.slug}, "grid", may)]
