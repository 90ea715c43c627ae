"""A plan with steps of a change by hand that isn't kept yet: what they do, and what of it may be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import request

from eventreg.allocation import comparing, reading, swapping
from eventreg.allocation.comparing import Effect, Step
from eventreg.allocation.faults import FaultTeller
from eventreg.allocation.problem import Plan
from eventreg.allocation.reading import Reading
from eventreg.booths.reading import natural
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor
from eventreg.core.web import words_for
from eventreg.events.models import Event


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


def sent() -> tuple[Step, ...]:
    """The steps that a form brings: those before, and the one just chosen."""
    chosen = [*request.form.getlist("step")]
    if request.form.get("act") == "undo":
        chosen = chosen[:-1]
    if request.form.get("act") == "show" and request.form.get("who") and request.form.get("to"):
        chosen.append(f"{request.form['who']}/{request.form['to']}")
    return steps_of(chosen) or ()


def as_text(step: Step) -> str:
    """A step as it is sent: who, and where to or with whom."""
    return f"{step.applicant}/" + (
        f"with:{step.other}" if step.other else f"booth:{step.booth}" if step.booth else "out"
    )


def steps_of(given: Sequence[object]) -> tuple[Step, ...] | None:
    """The steps that are sent; None where one of them can't be read."""
    steps = [_step_of(one) for one in given[: swapping.MOST_STEPS]]
    return tuple(one for one in steps if one) if all(steps) else None


def _step_of(given: object) -> Step | None:
    if not isinstance(given, str) or not given.isprintable():  # half a letter, as JSON allows it, is shown nowhere
        return None
    who, _slash, to = given.partition("/")
    kind, _colon, name = to.partition(":")
    if kind == "out":
        return Step(who) if who else None
    if not who or not name or kind not in {"booth", "with"}:
        return None
    return Step(who, booth=name) if kind == "booth" else Step(who, other=name)
