"""The blueprint that all pages of the exhibitor catalogue share, and what they begin with."""

from typing import Any

from flask import Blueprint, g, url_for

from eventreg.booths import queries as booths
from eventreg.booths import reading as floor
from eventreg.booths.views.base import sketch
from eventreg.businesses.models import Product
from eventreg.catalogue import queries, reading, rules
from eventreg.catalogue.models import Catalogue
from eventreg.catalogue.queries import Exhibitor
from eventreg.core.errors import NotFound
from eventreg.core.i18n import current_language
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor
from eventreg.events import queries as events
from eventreg.events.models import Event

blueprint = Blueprint("catalogue", "eventreg.catalogue")
P = Permission


def event_for(slug: str) -> Event:
    """The event of a staff page. Raises NotFound."""
    event: Event = events.get_for_staff(slug, g.actor, P.CATALOGUE_MANAGE)
    g.staff_event = event
    return event


def shown_to_reader(slug: str) -> tuple[Event, Catalogue | None, bool]:
    """The event, its catalogue, and whether only staff see it so far. Raises NotFound for anybody else then."""
    event = events.find_visible(slug, current_actor())
    if event is None:
        raise NotFound
    catalogue = queries.find(event.id)
    is_public = catalogue is not None and catalogue.published_at is not None
    if not is_public and not current_actor().may(P.CATALOGUE_MANAGE, event.id):
        raise NotFound
    return event, catalogue, not is_public


def told(one: Exhibitor) -> dict[str, Any]:
    """What a card and a page tell of an exhibitor, in the reader's language."""
    language = current_language()
    return {
        "exhibitor": one,
        "name": one.business.name,
        "craft": one.business.category.name_in(language),
        "place": reading.place_of(one),
        "booths": reading.labels_of(one),
        "text": reading.text_of(one, language),
        "photo": reading.photo_of(one),
    }


def intro_of(catalogue: Catalogue | None) -> rules.Told:
    """What the catalogue says at its beginning, in the reader's language where there is any."""
    texts = (catalogue.intro_id, catalogue.intro_en) if catalogue else ("", "")
    return rules.told_in(current_language(), *texts)


def photo_url(slug: str, one: Exhibitor, product: Product, variant: str) -> str:
    """Where a product's photo is, for everybody who sees the catalogue."""
    key = product.photo.key if product.photo else ""
    return url_for("catalogue.photo", slug=slug, exhibitor_id=one.id, key=key, variant=variant)


def small_plan(event_id: int, one: Exhibitor) -> dict[str, Any]:
    """What `booths/_plan.html` draws, the exhibitor's own booths marked."""
    drawing = booths.drawing_of(booths.get(event_id))
    every = [floor.BoothRead(booth, None, ()) for booth in booths.booths_of(booths.get(event_id).id)]
    return {**sketch(drawing, every), "booths": reading.marked(one, [row.booth for row in every])}
