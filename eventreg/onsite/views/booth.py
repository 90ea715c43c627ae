"""The page behind the code on a booth's sign: for everybody, for its exhibitor, for whoever works there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from eventreg.applications.models import Application
from eventreg.booths import queries as booths
from eventreg.booths import reading as floor
from eventreg.booths import slots, words
from eventreg.booths.models import Booth, FloorPlan
from eventreg.booths.views.base import sketch
from eventreg.core.errors import NotFound
from eventreg.core.web import current_actor, public
from eventreg.events import queries as events
from eventreg.events.models import Event
from eventreg.events.views.caching import page_for_readers
from eventreg.onsite import queries
from eventreg.onsite.queries import Stand
from eventreg.onsite.views.base import P, blueprint


@dataclass(frozen=True)
class Marked:
    """A booth on the small plan: `look` marks the one that is meant. What `booths/_plan.html` draws."""

    booth: Booth
    look: str
    state: None = None
    names: tuple[str, ...] = ()
    found: bool = True


@blueprint.get("/events/<slug>/booths/<uid>")
@public
def booth(slug: str, uid: str) -> ResponseReturnValue:
    """Who is at a booth, and where it is; what its exhibitor and those who work there can do."""
    actor = current_actor()
    event = events.find_visible(slug, actor)
    plan = booths.find(event.id) if event else None
    if event is None or plan is None:
        raise NotFound
    here = booths.get_booth(plan, uid)
    there = queries.by_booth(queries.stands(event.id)).get(here.id, ())
    own = _own(there)
    reads, works = actor.may(P.ONSITE_READ, event.id), actor.may(P.ONSITE_WORK, event.id)
    if plan.published_at is None and not (reads or own):
        raise NotFound
    return page_for_readers(
        render_template(
            "onsite/booth.html",
            event=event,
            booth=here,
            size=words.size_told(here.w, here.h),
            people=_people(event, plan, here, there if reads else [one for one in there if one.application is own]),
            own=own,
            works=works,
            reads=reads,
            stands=there if reads else (),
            has_map=plan.published_at is not None,
            **_sketch(plan, here),
        )
    )


def _own(there: Sequence[Stand]) -> Application | None:
    """The reader's application that has this booth for good."""
    return next((one.application for one in there if one.business.id in current_actor().business_ids), None)


def _people(event: Event, plan: FloorPlan, here: Booth, known: Sequence[Stand]) -> Sequence[Mapping[str, Any]]:
    """Whom everybody may know to be there, and whom the reader knows anyway; each with its page in the catalogue."""
    shown = next(one for one in floor.for_everybody(plan) if one.booth.id == here.id)
    names = dict(zip(shown.who, shown.names, strict=True))
    names |= {stand.application.id: stand.business.name for stand in known}
    pages = slots.exhibitor_pages(event, names.keys()) if names else {}
    return [{"name": name, "page": pages.get(one, "")} for one, name in names.items()]


def _sketch(plan: FloorPlan, here: Booth) -> dict[str, Any]:
    drawing = booths.drawing_of(plan)
    every = [Marked(one, "is-chosen" if one.id == here.id else "is-plain") for one in booths.booths_of(plan.id)]
    drawn = sketch(drawing, [floor.BoothRead(one.booth, None, ()) for one in every])
    return {**drawn, "booths": {one.booth.uid: one for one in every}}
