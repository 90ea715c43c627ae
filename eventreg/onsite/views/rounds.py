"""Who was there: a day's picture, all days, and the file of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from flask import g, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths import queries as floors
from eventreg.booths.models import Booth
from eventreg.booths.views.base import sketch
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.limits import limit_account
from eventreg.core.paging import Page
from eventreg.core.permissions import Actor
from eventreg.core.web import requires
from eventreg.events.models import Event
from eventreg.onsite import history, presence_file, words
from eventreg.onsite.history import StandDay
from eventreg.onsite.presence import DayState
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.panels import CARDS, Card

PAGE = 60
MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
LOOKS = {
    DayState.CLOSED_MIDWAY: "is-closed-midway",
    DayState.NOT_SEEN: "is-not-seen",
    DayState.CLOSED: "is-closed",
    DayState.OPEN_AGAIN: "is-open-again",
    DayState.OPEN: "is-open",
}
"""The class of a stand's shape on the floor plan."""
WORST_FIRST = {state: number for number, state in enumerate(DayState)}


@dataclass(frozen=True)
class OnFloor:
    """A booth as `booths/_plan.html` draws it: with the state in its title, for it has one of its own."""

    booth: Booth
    look: str
    names: Sequence[str]
    state: None = None
    found: bool = True


@blueprint.get("/staff/events/<slug>/at-the-booths/rounds")
@requires(P.ONSITE_READ)
def presence_day(slug: str) -> ResponseReturnValue:
    """A day's picture: who was there, and who closed midway, on top and on the floor plan."""
    event, now = event_for(slug, P.ONSITE_READ), clock.now()
    days, today = history.days(event), history.today(event, now)
    day = _day_asked() or _usual_day(days, today)
    found = history.picture(event, day)
    state = next((one for one in DayState if one.value == request.args.get("state")), None)
    return render_template(
        "onsite/rounds.html",
        event=event,
        day=day,
        days=days,
        today=today,
        state=state,
        midway=[one for one in found if one.read.state is DayState.CLOSED_MIDWAY],
        page=_page([one for one in found if state in {None, one.read.state}]),
        counts=history.counts(one.read for one in found),
        may_walk=g.actor.may(P.ONSITE_WORK, event.id),
        **told(),
        **_floor(event, found),
    )


@blueprint.get("/staff/events/<slug>/at-the-booths/rounds/days")
@requires(P.ONSITE_READ)
def presence_days(slug: str) -> ResponseReturnValue:
    """All stands by all days, to be printed or taken along."""
    event = event_for(slug, P.ONSITE_READ)
    today = history.today(event, clock.now())
    return render_template("onsite/rounds_days.html", event=event, matrix=history.matrix(event), today=today, **told())


@blueprint.post("/staff/events/<slug>/at-the-booths/rounds/days.<any(xlsx, csv):file_format>")
@requires(P.ONSITE_READ)
@limit_account("30 per hour")
def export_presence(slug: str, file_format: str) -> ResponseReturnValue:
    """A row for each stand and day."""
    event, now = event_for(slug, P.ONSITE_READ), clock.now()
    with unit_of_work():
        write = presence_file.comma_separated if file_format == "csv" else presence_file.workbook
        file = write(history.matrix(event), event.zone)
        presence_file.note(event, file_format, actor=g.actor, now=now)
    name = f"{_('presence')}-{slug}-{now.astimezone(event.zone.info):%Y-%m-%d}.{file_format}"
    return send_file(BytesIO(file), MEDIA_TYPES[file_format], as_attachment=True, download_name=name)


def told() -> Mapping[str, Any]:
    """Words and looks of a stand's day."""
    return {"day_states": words.DAY_STATES, "day_looks": words.DAY_LOOKS, "presences": words.PRESENCES}


def _day_asked() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _usual_day(days: Sequence[date], today: date) -> date:
    """Today while the fair goes on; afterwards its last day, before it its first."""
    if not days or today in days:
        return today
    return max((day for day in days if day < today), default=days[0])


def _page(found: Sequence[StandDay]) -> Page[StandDay]:
    asked = request.args.get("page", 1, type=int)
    number = min(max(asked, 1), max(1, -(-len(found) // PAGE)))
    return Page(found[(number - 1) * PAGE : number * PAGE], len(found), number, PAGE)


def _floor(event: Event, found: Sequence[StandDay]) -> Mapping[str, Any]:
    """The floor plan with every booth as it was that day; a shared one as the worst of its stands."""
    plan = floors.find(event.id)
    if plan is None:
        return {}
    there: dict[int, list[StandDay]] = {}
    for one in found:
        there.setdefault(one.stand.booth.id, []).append(one)
    booths = [_on_floor(booth, there.get(booth.id, ())) for booth in floors.booths_of(plan.id)]
    return {"looks": LOOKS, **sketch(floors.drawing_of(plan), booths)}  # type: ignore[arg-type]


def _on_floor(booth: Booth, there: Sequence[StandDay]) -> OnFloor:
    if not there:
        return OnFloor(booth, "is-empty", ())
    worst = min((one.read.state for one in there), key=WORST_FIRST.__getitem__)
    names = [f"{one.stand.business.name}: {words.DAY_STATES[one.read.state]}" for one in there]
    return OnFloor(booth, LOOKS[worst], names)


def _card(event: Event, actor: Actor, now: datetime) -> Card | None:
    """How the day goes, for the board."""
    found = history.picture(event, history.today(event, now))
    if not found:
        return None
    counts = history.counts(one.read for one in found)
    seen, midway = len(found) - counts[DayState.NOT_SEEN], counts[DayState.CLOSED_MIDWAY]
    return Card(
        title=_("Rounds"),
        line=_("%(seen)s of %(all)s booths seen today", seen=seen, all=len(found)),
        url=url_for("onsite.presence_day", slug=event.slug),
        icon="check",
        alarm=ngettext("%(num)s booth closed midway", "%(num)s booths closed midway", midway) if midway else "",
    )


CARDS["rounds"] = _card
