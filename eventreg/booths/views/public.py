"""The floor plan that everybody sees: who is where, found by name or number."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eventreg.booths import naming, queries, reading, slots, words
from eventreg.booths.drawing import Drawing
from eventreg.booths.naming import Names
from eventreg.booths.reading import BoothRead
from eventreg.booths.views.base import blueprint, sketch
from eventreg.booths.views.settling import picture_of
from eventreg.core.errors import NotFound
from eventreg.core.web import public
from eventreg.events import queries as events
from eventreg.events import slots as event_slots
from eventreg.events.views.caching import page_for_readers


@blueprint.get("/events/<slug>/map")
@public
def show_map(slug: str) -> ResponseReturnValue:
    """The plan, and the booths as a list."""
    event = events.get_public(slug)
    plan = queries.get_public(event.id)
    search, zone = request.args.get("q", "").strip()[:100], request.args.get("zone", "")[:16]
    booths = reading.for_everybody(plan, search, zone)
    rows, drawing = [one for one in booths if one.found], queries.drawing_of(plan)
    page = render_template(
        "booths/map.html",
        event=event,
        plan=plan,
        rows=rows,
        chosen=_chosen(booths) or {one.booth.uid for one in rows if len(rows) == 1},
        search=search,
        zone=zone,
        is_narrowed=bool(search or zone),
        total=len(booths),
        counts=reading.count_by_state(booths),
        looks=words.STATE_LOOKS,
        size=words.size_told,
        pages=slots.exhibitor_pages(event, {who for one in booths for who in one.who}),
        exhibitors=event_slots.exhibitor_catalogue(event),
        named=_named(drawing, booths),
        **sketch(drawing, booths),
    )
    return page_for_readers(page)


def _chosen(booths: Sequence[BoothRead]) -> set[str]:
    """The booths that the address marks, by their uids or numbers: `?booth=C-07`."""
    asked = {name.casefold() for name in request.args.getlist("booth")[:10]}
    return {one.booth.uid for one in booths if {one.booth.uid.casefold(), one.booth.label.casefold()} & asked}


def _named(drawing: Drawing, booths: Sequence[BoothRead]) -> dict[str, Names]:
    """What is written into booths, where it can be read on paper."""
    least = naming.least_letters(drawing)
    found = {one.booth.uid: naming.names_in(one.booth.rect, one.booth.label, one.names, least) for one in booths}
    return {uid: names for uid, names in found.items() if names}


@blueprint.get("/events/<slug>/map/picture")
@public
def map_picture(slug: str) -> ResponseReturnValue:
    """The picture beneath, where everybody may see it."""
    plan = queries.get_public(events.get_public(slug).id)
    if not plan.backdrop_is_public:
        raise NotFound()
    return picture_of(plan, shared=True)
