"""What the days at the fair add to other pages: to an application, to the staff's menu."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from eventreg.applications.models import Application
from eventreg.applications.slots import AtTheFair
from eventreg.booths import queries as booths
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.onsite import queries
from eventreg.onsite.views.panels import panels_of

MenuEntry = tuple[str, str, dict[str, str], str, bool]
"""What it is called, endpoint, its values, icon, whether the reader may open it."""


def at_the_fair(application: Application, now: datetime) -> AtTheFair | None:
    """Where an exhibitor settles what happens at the booth; None for whoever has, and had, no booth for good."""
    panels = panels_of(application, now)
    if not (panels or queries.stands_of(application)):
        return None
    waiting = [line for panel in panels for line in panel.waiting]
    return AtTheFair(url_for("onsite.own_page", code=application.code), waiting)


def menu_of(event: Event, actor: Actor) -> Sequence[MenuEntry]:
    """The board of an event with booths, for whoever may open it."""
    has_booths = event.kind is EventKind.EXHIBITION or booths.find(event.id) is not None
    may_open = has_booths and actor.may(Permission.ONSITE_READ, event.id)
    return [(_("At the booths"), "onsite.board", {"slug": event.slug}, "shop", may_open)]
