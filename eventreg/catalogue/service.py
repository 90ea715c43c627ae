"""Writing the catalogue. The caller holds the unit of work."""

from collections.abc import Mapping
from datetime import datetime

from eventreg.applications.models import Application
from eventreg.catalogue import queries, rules
from eventreg.catalogue.models import Catalogue, CatalogueEntry
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.events.models import Event


def save_entry(
    application_id: int, *, text_id: str, text_en: str, shows_contact: bool, actor: Actor, now: datetime
) -> CatalogueEntry:
    """How an exhibitor presents itself. Raises NotFound, TextTooLong."""
    application = lock(Application, application_id)
    if application is None:
        raise NotFound
    entry = queries.find_entry(application_id)
    if entry is None:
        entry = CatalogueEntry(application_id=application_id, text_id="", text_en="", shows_contact=False, at=now)
        db.session.add(entry)
    values: Mapping[str, str | bool] = {
        "text_id": rules.check_text(text_id),
        "text_en": rules.check_text(text_en),
        "shows_contact": shows_contact,
    }
    fields = _set(entry, values)
    entry.at = now
    db.session.flush()
    if fields:
        audit.record(actor, "catalogue_entry.saved", application, fields=fields, now=now)
    return entry


def change(event_id: int, *, intro_id: str, intro_en: str, actor: Actor, now: datetime) -> Catalogue:
    """What the catalogue says at its beginning. Raises NotFound, TextTooLong."""
    event, catalogue = _locked(event_id)
    values = {
        "intro_id": rules.check_text(intro_id, rules.LONGEST_INTRO),
        "intro_en": rules.check_text(intro_en, rules.LONGEST_INTRO),
    }
    fields = _set(catalogue, values)
    db.session.flush()
    if fields:
        audit.record(actor, "catalogue.changed", event, fields=fields, now=now)
    return catalogue


def publish(event_id: int, *, actor: Actor, now: datetime) -> Catalogue:
    """Let everybody see it. Raises NotFound, NothingToShow while the floor plan names nobody."""
    event, catalogue = _locked(event_id)
    if not queries.exhibitors(event_id):
        raise rules.NothingToShow
    if catalogue.published_at is None:
        catalogue.published_at = now
        db.session.flush()
        audit.record(actor, "catalogue.published", event, now=now)
    return catalogue


def unpublish(event_id: int, *, actor: Actor, now: datetime) -> Catalogue:
    """Let staff alone see it. Raises NotFound."""
    event, catalogue = _locked(event_id)
    if catalogue.published_at is not None:
        catalogue.published_at = None
        db.session.flush()
        audit.record(actor, "catalogue.unpublished", event, now=now)
    return catalogue


def _locked(event_id: int) -> tuple[Event, Catalogue]:
    """The event and its catalogue, begun where it wasn't. Raises NotFound."""
    event = lock(Event, event_id)
    if event is None:
        raise NotFound
    catalogue = queries.find(event_id)
    if catalogue is None:
        catalogue = Catalogue(event_id=event_id, intro_id="", intro_en="")
        db.session.add(catalogue)
        db.session.flush()
    return event, catalogue


def _set(row: Catalogue | CatalogueEntry, values: Mapping[str, str | bool]) -> list[str]:
    """Give the row these values; the names of those that changed."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
