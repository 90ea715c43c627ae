"""What everybody wishes of the floor, for staff: who wishes what, which booths are wanted most, who hasn't said yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.allocation import wishing
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.allocation.views.wished import facts_of, rankable, ranked_in
from eventreg.allocation.wishing import Heat
from eventreg.booths import queries as floors
from eventreg.booths import reading
from eventreg.booths.models import FloorPlan
from eventreg.booths.reading import BoothRead
from eventreg.booths.views.base import sketch
from eventreg.core.i18n import _, ngettext
from eventreg.core.web import requires

SHADES = ("is-wanted-0", "is-wanted-1", "is-wanted-2", "is-wanted-3", "is-wanted-4")  # by how many wish for it
MOST_WANTED = 12


@dataclass(frozen=True)
class BoothWanted(BoothRead):
    """A booth by how many wish for it; `step`: 0 for nobody, the last of SHADES for the most wanted."""

    step: int = 0

    @property
    def look(self) -> str:
        """The class of its shape."""
        return f"is-plain {SHADES[self.step]}"


@blueprint.get("/staff/events/<slug>/booth-wishes")
@requires(P.BOOTHPLAN_READ)
def wish_list(slug: str) -> ResponseReturnValue:
    """Who wishes what, searched, and how often each booth and zone is wished for."""
    event = event_for(slug, P.BOOTHPLAN_READ)
    plan = floors.find(event.id)
    text, without = request.args.get("q", "").strip()[:100], request.args.get("without") == "1"
    page = wishing.page_of_event(event.id, text, without=without, number=request.args.get("page", 1, type=int))
    wishes = wishing.wishes_of([one.id for one in page.rows])
    heat = wishing.heat_of(event.id)
    booths = _wanted(plan, heat) if plan else []
    return render_template(
        "allocation/wish_list.html",
        event=event,
        page=page,
        rows=[(one, wishes.get(one.id)) for one in page.rows],
        ranked=lambda wish: ranked_in(plan, tuple(wish.wishes)) if plan else [],
        facts=lambda wish: facts_of(wish, names=True),
        text=text,
        without=without,
        tally=wishing.tally_of(event.id),
        address=lambda **changes: url_for(".wish_list", slug=slug, **_kept(text, without) | changes),
        wanted=_most_wanted(plan, heat) if plan else [],
        has_floor=bool(booths),
        steps=SHADES,
        picture=url_for("booths.staff_picture", slug=slug, k=plan.backdrop.key) if plan and plan.backdrop else "",
        **(sketch(floors.drawing_of(plan), booths) if plan else {}),
    )


def _kept(text: str, without: bool) -> dict[str, object]:
    return {"q": text or None, "without": 1 if without else None}


def _wanted(plan: FloorPlan, heat: Mapping[str, Heat]) -> list[BoothWanted]:
    most = max((heat[one.uid].wished for one in plan.booths if one.uid in heat), default=0)
    return [
        BoothWanted(one.booth, None, (_told(heat.get(one.booth.uid, Heat())),), step=_step(heat, one.booth.uid, most))
        for one in reading.for_staff(plan, with_names=False)
    ]


def _step(heat: Mapping[str, Heat], uid: str, most: int) -> int:
    return -(-(len(SHADES) - 1) * heat[uid].wished // most) if uid in heat else 0


def _told(heat: Heat) -> str:
    return str(ngettext("%(num)d wish", "%(num)d wishes", heat.wished)) if heat.wished else _("no wish")


def _most_wanted(plan: FloorPlan, heat: Mapping[str, Heat]) -> Sequence[tuple[str, Heat]]:
    """The names of what is wished for most, zones and booths."""
    labels = {one.value: one.label for one in rankable(plan)}
    found = [(labels[value], one) for value, one in heat.items() if value in labels]
    found.sort(key=lambda pair: (-pair[1].wished, -pair[1].first, reading.natural(pair[0])))
    return found[:MOST_WANTED]
