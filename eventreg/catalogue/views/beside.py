"""What the catalogue adds to other pages: to an event, to an application, to the staff's menu."""

from collections.abc import Collection, Mapping, Sequence

from flask import url_for

from eventreg.applications.models import Application
from eventreg.applications.slots import CatalogueEntryTold
from eventreg.booths import queries as booths
from eventreg.catalogue import queries, rules
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event
from eventreg.events.rules import EventKind

MenuEntry = tuple[str, str, dict[str, str], str, bool]
"""What it is called, endpoint, its values, icon, whether the reader may open it."""


def catalogue_of(event: Event) -> str:
    """The address of the catalogue that everybody sees; empty where there is none."""
    return url_for("catalogue.index", slug=event.slug) if queries.is_public(event.id) else ""


def pages_of(event: Event, application_ids: Collection[int]) -> Mapping[int, str]:
    """Of these applications, those whom everybody finds in the catalogue, each with its page."""
    if not application_ids or not queries.is_public(event.id):
        return {}
    shown = {one.id for one in queries.exhibitors(event.id)}
    return {
        one: url_for("catalogue.show", slug=event.slug, exhibitor_id=one) for one in shown.intersection(application_ids)
    }


def entry_of(application: Application) -> CatalogueEntryTold | None:
    """What an exhibitor may still tell buyers; None where it doesn't exhibit, or the event has no booths."""
    event = application.event
    if not rules.is_taken_from(application.status, event.kind) or booths.find(event.id) is None:
        return None
    entry = queries.find_entry(application.id)
    url = url_for("catalogue.own_entry", code=application.code)
    return CatalogueEntryTold(url, is_missing=entry is None or not (entry.text_id or entry.text_en))


def menu_of(event: Event, actor: Actor) -> Sequence[MenuEntry]:
    """The page of an event's catalogue, for whoever may open it."""
    has_booths = event.kind is EventKind.EXHIBITION or booths.find(event.id) is not None
    may_open = has_booths and actor.may(Permission.CATALOGUE_MANAGE, event.id)
    return [(_("Catalogue"), "catalogue.staff_show", {"slug": event.slug}, "shop", may_open)]
