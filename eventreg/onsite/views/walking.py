"""A round on a volunteer's phone: who is open, tapped with or without signal, with or without script."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths.reading import means_booth
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.web import problem, requires
from eventreg.onsite import history, presence, rounds
from eventreg.onsite.history import StandDay
from eventreg.onsite.presence import DayRead
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.rounds import told
from eventreg.onsite.words import OUTCOMES

LARGEST = 256 * 1024


@blueprint.get("/staff/events/<slug>/at-the-booths/rounds/walk")
@requires(P.ONSITE_WORK)
def walk(slug: str) -> ResponseReturnValue:
    """Every stand in walking order, each with two large buttons."""
    event, now = event_for(slug, P.ONSITE_WORK), clock.now()
    today = history.today(event, now)
    found = history.picture(event, today)
    began = presence.round_began(history.times(event.id, today), now)
    asked = presence.moment(request.args.get("since", type=int))
    began = max(began, min(asked, now)) if asked else began
    is_by_time = request.args.get("order") == "unseen"
    asked_for = _asked_for(history.longest_unseen_first(found) if is_by_time else found)
    return render_template(
        "onsite/rounds_walk.html",
        event=event,
        found=asked_for,
        all=len(found),
        seen=_seen_since(found, began),
        elsewhere=_seen_since(found, began) - _seen_since(asked_for, began),
        is_by_time=is_by_time,
        text=request.args.get("q", "").strip(),
        began=began,
        now=now,
        slip=lambda read: _slip(read, now),
        key=lambda: secrets.token_hex(16),
        milliseconds=_milliseconds,
        refused=json.dumps({one.value: str(text) for one, text in OUTCOMES.items()}),
        **told(),
    )


@blueprint.post("/staff/events/<slug>/at-the-booths/rounds/walk")
@requires(P.ONSITE_WORK)
def see(slug: str) -> ResponseReturnValue:
    """One stand, without script: seen open or closed, or the last tap taken back."""
    event = event_for(slug, P.ONSITE_WORK)
    with unit_of_work():
        [answer] = rounds.record(event.id, [request.form], phone_now=None, actor=g.actor, now=clock.now())
    if answer.outcome in OUTCOMES:
        flash(str(OUTCOMES[answer.outcome]), "bad")
    order = "unseen" if request.form.get("order") == "unseen" else None
    kept: dict[str, Any] = {
        "order": order,
        "q": request.form.get("q") or None,
        "since": request.form.get("since", type=int),
    }
    place = f"stand-{request.form.get('booth', '')}-{request.form.get('code', '')}"
    return redirect(url_for(".walk", slug=slug, **kept, _anchor=place))


@blueprint.post("/staff/events/<slug>/at-the-booths/rounds/sightings")
@requires(P.ONSITE_WORK)
def send_sightings(slug: str) -> ResponseReturnValue:
    """What a phone has kept: each is answered by itself; and how every stand stands now, since others walk too."""
    event, now = event_for(slug, P.ONSITE_WORK), clock.now()
    if (request.content_length or 0) > LARGEST:
        return problem(413, _("This is too much at once."))
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("sightings"), list):
        return problem(422, _("This request can't be read"))
    with unit_of_work():
        sent, phone_now = body["sightings"], presence.moment(body.get("now"))
        answers = rounds.record(event.id, sent, phone_now=phone_now, actor=g.actor, now=now)
    found = history.picture(event, history.today(event, now))
    return {
        "answers": [{"key": one.key, "outcome": one.outcome.value, "clock": one.clock.value} for one in answers],
        "stands": {f"{one.stand.booth.uid}/{one.stand.application.code}": _standing(one.read, now) for one in found},
    }


def _asked_for(found: Sequence[StandDay]) -> Sequence[StandDay]:
    """Those whose booth or name holds every word that is looked for."""
    asked = request.args.get("q", "")
    return [one for one in found if means_booth(asked, one.stand.booth.label, _text(one))]


def _seen_since(found: Sequence[StandDay], began: datetime) -> int:
    return sum(one.read.last is not None and one.read.last.at >= began for one in found)


def _text(one: StandDay) -> str:
    return f"{one.stand.booth.label} {one.stand.business.name}"


def _standing(read: DayRead, now: datetime) -> Mapping[str, Any]:
    """What the page of the round shows of a stand."""
    last = read.last
    if last is None:
        return {"presence": "", "at": 0, "slip": ""}
    return {"presence": last.presence.value, "at": _milliseconds(last.at), "slip": _slip(read, now)}


def _slip(read: DayRead, now: datetime) -> str:
    """The key of what this person tapped a moment ago and may take back; empty where there is none."""
    last = read.last
    is_own = last is not None and last.by == g.actor.person_id and now - last.arrived_at <= rounds.SLIP
    return last.key if last and is_own else ""


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
