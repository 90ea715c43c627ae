"""What booths add to other pages: to an event, to the staff's menu."""

from collections.abc import Sequence

from flask import url_for

from eventreg.booths import queries
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event
from eventreg.events.rules import EventKind

P = Permission
MenuEntry = tuple[str, str, dict[str, str], str, bool]
"""What it is called, endpoint, its values, icon, whether the reader may open it."""


def map_of(event: Event) -> str:
    """The address of the plan that everybody sees; empty where there is none."""
    return url_for("booths.show_map", slug=event.slug) if queries.is_public(event.id) else ""


def menu_of(event: Event, actor: Actor) -> Sequence[MenuEntry]:
    """The pages of an event's booths that the reader may open."""
    here = {"slug": event.slug}
    has_booths = event.kind is EventKind.EXHIBITION or queries.find(event.id) is not None
    return [(_("Floor plan"), "booths.floor", here, "map", has_booths and actor.may(P.EVENT_READ, event.id))]
