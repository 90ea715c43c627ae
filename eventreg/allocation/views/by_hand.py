"""A plan changed by hand: what a change would do, told at once, and kept as a version of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.allocation import comparing, queries, reading, rules, swapping
from eventreg.allocation.comparing import Effect, Step
from eventreg.allocation.faults import FaultTeller
from eventreg.allocation.problem import Plan
from eventreg.allocation.reading import Reading
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.booths.reading import natural
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Actor
from eventreg.core.web import problem, requires, words_for
from eventreg.events.models import Event

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Draft:
    """A version with steps that aren't kept yet. `event` and `actor`: whose page it is."""

    reading: Reading
    steps: tuple[Step, ...]
    event: Event
    actor: Actor

    @cached_property
    def plan(self) -> Plan:
        """Who is where after the steps."""
        return comparing.stepped(self.reading.problem, self.reading.plan, self.steps)

    @cached_property
    def effect(self) -> Effect:
        """What they do together."""
        return comparing.effect(self.reading.problem, self.reading.plan, self.plan)

    @cached_property
    def broken(self) -> list[str]:
        """What the plan would break, in words."""
        return FaultTeller(self.reading.problem, self.reading.floor).faults(self.effect.faults)

    @cached_property
    def barred(self) -> frozenset[str]:
        """Those whom the actor doesn't move."""
        return swapping.barred_from(self.event.id, list(self.reading.problem.applicants), self.actor)

    @cached_property
    def refusal(self) -> str:
        """Why it can't be kept; empty where it can."""
        try:
            swapping.check(self.event.id, self.reading.problem, self.reading.plan, self.plan, actor=self.actor)
        except DomainError as error:
            return words_for(error)
        return ""

    @property
    def told(self) -> list[tuple[str, str]]:
        """The steps, each as it is sent and in words."""
        floor = self.reading.floor
        found = []
        for step in self.steps:
            who = floor.business(step.applicant)
            if step.other:
                words = _("%(one)s and %(other)s exchange their places", one=who, other=floor.business(step.other))
            elif step.booth:
                words = _("%(who)s goes to %(booth)s", who=who, booth=floor.booth(step.booth))
            else:
                words = _("%(who)s gives up its place", who=who)
            found.append((as_text(step), words))
        return found

    @property
    def people(self) -> list[tuple[str, str]]:
        """Code and name, with the booth, of everybody whom the actor may move."""
        floor, problem = self.reading.floor, self.reading.problem
        found = [(code, self._called(code)) for code in problem.applicants if code not in self.barred]
        return sorted(found, key=lambda one: floor.business(one[0]).casefold())

    @property
    def booths(self) -> list[tuple[str, str]]:
        """All booths, for holding somebody to one."""
        named = [(uid, self.reading.floor.booth(uid)) for uid in self.reading.problem.booths]
        return sorted(named, key=lambda one: natural(one[1]))

    @property
    def partners(self) -> list[tuple[str, str]]:
        """Those who have a booth, by their booths: with whom one exchanges."""
        floor = self.reading.floor
        placed = [code for code in self.plan if code not in self.barred]
        placed.sort(key=lambda code: natural(floor.labels(self.plan[code])[0]))
        return [
            (f"with:{code}", f"{', '.join(floor.labels(self.plan[code]))} · {floor.business(code)}") for code in placed
        ]

    @property
    def room(self) -> list[tuple[str, str]]:
        """The booths with a place left."""
        taken = self.holders
        booths = [one for one in self.reading.problem.booths.values() if len(taken.get(one.id, ())) < one.capacity]
        named = [(f"booth:{one.id}", self.reading.floor.booth(one.id)) for one in booths]
        return sorted(named, key=lambda one: natural(one[1]))

    @cached_property
    def holders(self) -> dict[str, list[str]]:
        """A booth's uid → the codes of who is there, of those where anybody is."""
        return reading.holders_of(self.plan)

    def _called(self, code: str) -> str:
        floor = self.reading.floor
        where = ", ".join(floor.labels(self.plan.get(code, ())))
        return f"{floor.business(code)} ({where or _('no booth')})"


@blueprint.post("/staff/events/<slug>/booth-plan/<int:number>/try")
@limit_account("90 per minute")
@requires(P.BOOTHPLAN_MANAGE)
def try_change(slug: str, number: int) -> ResponseReturnValue:
    """What steps would do, for the page's script: nothing is written."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    body = request.get_json(silent=True)
    given = body.get("steps") if isinstance(body, dict) else None
    steps = _steps_of(given) if isinstance(given, list) else None
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
        "panel": render_template("allocation/_draft.html", event=event, version=draft.reading.version, draft=draft),
    }


@blueprint.post("/staff/events/<slug>/booth-plan/<int:number>/changed")
@requires(P.BOOTHPLAN_MANAGE)
def save_change(slug: str, number: int) -> ResponseReturnValue:
    """Keep the steps as a new version; refused, they stand on the page as before, with what they break."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    steps = _steps_of(request.form.getlist("step")) or ()
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]
    try:
        with unit_of_work():
            made = swapping.save(event.id, number, steps, note=note, actor=g.actor, now=clock.now())
            flash(_("Version %(number)s is there. Version %(old)s stays as it was.", number=made.number, old=number))
            return redirect(url_for(".show_plan", slug=slug, number=made.number))
    except (rules.NothingChanged, rules.RulesBroken, rules.OwnPlace) as error:
        flash(words_for(error), "bad")
    return redirect(
        url_for(".show_plan", slug=slug, number=number, step=[as_text(one) for one in steps], note=note or None)
    )


@blueprint.post("/staff/events/<slug>/booth-plan/<int:number>/pins")
@requires(P.BOOTHPLAN_MANAGE)
def add_pin(slug: str, number: int) -> ResponseReturnValue:
    """Hold a business to a booth in the plans to come, or keep it from one; refused, nothing typed is lost."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    given: dict[str, Any] = {name: request.form.get(name, "") for name in ("held", "at", "reason", "forbids")}
    try:
        with unit_of_work():
            swapping.hold(
                event.id,
                given["held"],
                given["at"],
                forbids=given["forbids"] == "yes",
                reason=given["reason"],
                actor=g.actor,
                now=clock.now(),
            )
            flash(_("The next plans keep to it. This version stays as it is."))
            return redirect(url_for(".show_plan", slug=slug, number=number, _anchor="pins"))
    except (rules.OwnPlace, rules.PinReasonMissing) as error:
        flash(words_for(error), "bad")
    return redirect(url_for(".show_plan", slug=slug, number=number, _anchor="pins", **given))


def asked_for() -> tuple[Step, ...]:
    """The steps that the address of a page names: those before, and the one just chosen."""
    chosen = [*request.args.getlist("step")]
    if request.args.get("who") and request.args.get("to"):
        chosen.append(f"{request.args['who']}/{request.args['to']}")
    return _steps_of(chosen) or ()


def as_text(step: Step) -> str:
    """A step as it is sent: who, and where to or with whom."""
    return f"{step.applicant}/" + (
        f"with:{step.other}" if step.other else f"booth:{step.booth}" if step.booth else "out"
    )


def _steps_of(given: Sequence[object]) -> tuple[Step, ...] | None:
    steps = [_step_of(one) for one in given[: swapping.MOST_STEPS]]
    return tuple(one for one in steps if one) if all(steps) else None


def _step_of(given: object) -> Step | None:
    who, _slash, to = given.partition("/") if isinstance(given, str) else ("", "", "")
    kind, _colon, name = to.partition(":")
    if kind == "out":
        return Step(who) if who else None
    if not who or not name or kind not in {"booth", "with"}:
        return None
    return Step(who, booth=name) if kind == "booth" else Step(who, other=name)
