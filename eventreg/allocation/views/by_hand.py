"""A plan changed by hand: what a change would do, told at once, and kept as a version of its own."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.allocation import queries, rules, swapping
from eventreg.allocation.reading import Reading
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.allocation.views.drafting import Draft, sent, steps_of
from eventreg.allocation.views.plan import rendered
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.web import problem, requires, words_for

LONGEST_NOTE = 500


@blueprint.post("/staff/events/<slug>/booth-plan/<int:number>/try")
@limit_account("90 per minute")
@requires(P.BOOTHPLAN_MANAGE)
def try_change(slug: str, number: int) -> ResponseReturnValue:
    """What steps would do, for the page's script: nothing is written."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    body = request.get_json(silent=True)
    given = body.get("steps") if isinstance(body, dict) else None
    steps = steps_of(given) if isinstance(given, list) else None
    if steps is None:
        return problem(422, _("This change can't be read."))
    draft = Draft(Reading(queries.get_version(event.id, number)), steps, event, g.actor)
    return {
        "merit": draft.effect.merit,
        "points": draft.effect.points,
        "envies": draft.effect.envies,
        "broken": draft.broken,
        "refusal": draft.refusal,
        "holders": draft.holders,
        "panel": render_template(
            "allocation/_draft.html", event=event, version=draft.reading.version, draft=draft, typed={}
        ),
    }


@blueprint.post("/staff/events/<slug>/booth-plan/<int:number>/changed")
@requires(P.BOOTHPLAN_MANAGE)
def save_change(slug: str, number: int) -> ResponseReturnValue:
    """Keep the steps as a new version; refused, or not asked to, they stand on the page with what they do."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    version, steps = queries.get_version(event.id, number), sent()
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]
    if request.form.get("act") in {"show", "undo"}:
        return rendered(event, version, steps, {"note": note})
    try:
        drafted = swapping.worked_out(event.id, number, steps, actor=g.actor)
        with unit_of_work():
            made = swapping.save(event.id, drafted, note=note, actor=g.actor, now=clock.now())
            flash(_("Version %(number)s is there. Version %(old)s stays as it was.", number=made.number, old=number))
            return redirect(url_for(".show_plan", slug=slug, number=made.number))
    except (rules.NothingChanged, rules.RulesBroken, rules.OwnPlace) as error:
        flash(words_for(error), "bad")
    return rendered(event, queries.get_version(event.id, number), steps, {"note": note}), 422


@blueprint.post("/staff/events/<slug>/booth-plan/<int:number>/pins")
@requires(P.BOOTHPLAN_MANAGE)
def add_pin(slug: str, number: int) -> ResponseReturnValue:
    """Hold a business to a booth in the plans to come, or keep it from one; refused, nothing typed is lost."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    typed = {name: request.form.get(name, "")[:LONGEST_NOTE] for name in ("held", "at", "reason", "forbids")}
    held, at, forbids = typed["held"], typed["at"], typed["forbids"] == "yes"
    try:
        with unit_of_work():
            reason, now = typed["reason"], clock.now()
            swapping.hold(event.id, held, at, forbids=forbids, reason=reason, actor=g.actor, now=now)
            flash(_("The next plans keep to it. This version stays as it is."))
            return redirect(url_for(".show_plan", slug=slug, number=number, _anchor="pins"))
    except (rules.OwnPlace, rules.PinReasonMissing) as error:
        flash(words_for(error), "bad")
    return rendered(event, queries.get_version(event.id, number), (), typed), 422
