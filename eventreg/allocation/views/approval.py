"""A plan on its way to the public: proposed, approved by others, published; and repaired once booths came free."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.accounts.views import must_show_factor_again
from eventreg.allocation import approving, offering, publishing, queries, repairing
from eventreg.allocation.models import Allocation, Stage
from eventreg.allocation.problem import Plan
from eventreg.allocation.reading import Floor
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.allocation.words import STAGES
from eventreg.applications import queries as applications
from eventreg.applications import slots as application_slots
from eventreg.applications.rules import HOLDS_A_PLACE, Status
from eventreg.booths import queries as floors
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError, Forbidden, NotFound
from eventreg.core.i18n import _
from eventreg.core.web import requires, words_for
from eventreg.events.models import Event

PAGE = "/staff/events/<slug>/booth-plan/<int:number>"


@blueprint.get(PAGE + "/approval")
@requires(P.BOOTHPLAN_READ)
def approval(slug: str, number: int) -> ResponseReturnValue:
    """What would go out, who has approved it, and what still stands in its way.

    `seen`: the digest of the plan that was on the screen of whoever went to show their second factor.
    """
    event = event_for(slug, P.BOOTHPLAN_READ)
    return _page(event, queries.get_version(event.id, number), FlaskForm(), seen=request.args.get("seen", ""))


@blueprint.post(PAGE + "/proposal")
@requires(P.BOOTHPLAN_MANAGE)
def propose(slug: str, number: int) -> ResponseReturnValue:
    """Put it before the committee, or take it back."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)

    def act(now: datetime) -> None:
        if request.form.get("act") == "take_back":
            approving.take_back(event.id, number, actor=g.actor, now=now)
            flash(_("The plan is a draft again. Its approvals no longer count."))
        else:
            approving.propose(event.id, number, digest=_seen(), actor=g.actor, now=now)
            flash(_("The plan is proposed. Others of the committee approve it now."), "ok")

    return _done(event, number, act)


@blueprint.post(PAGE + "/approvals")
@requires(P.BOOTHPLAN_APPROVE)
def approve(slug: str, number: int) -> ResponseReturnValue:
    """One of the committee approves the plan as it is shown to them, with a second factor that was shown just now."""
    event = event_for(slug, P.BOOTHPLAN_APPROVE)
    if must_show_factor_again():
        return redirect(_way_by_factor(event, number, _seen()))

    def act(now: datetime) -> None:
        approving.approve(event.id, number, digest=_seen(), actor=g.actor, now=now)
        flash(_("You have approved the plan as it stands."), "ok")

    return _done(event, number, act)


@blueprint.post(PAGE + "/publication")
@requires(P.BOOTHPLAN_MANAGE)
def publish(slug: str, number: int) -> ResponseReturnValue:
    """Let the plan go out with all its offers, or nothing of it."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    facts = queries.reasons_of(queries.get_version(event.id, number))

    def act(now: datetime) -> None:
        publishing.publish(event.id, number, digest=_seen(), actor=g.actor, now=now, facts=facts)
        flash(_("The plan is published. Everybody concerned is told."), "ok")

    return _done(event, number, act)


@blueprint.post("/staff/events/<slug>/booth-plan/repair")
@requires(P.BOOTHPLAN_MANAGE)
def repair(slug: str) -> ResponseReturnValue:
    """Give the booths again that came free."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    try:
        with unit_of_work():
            version = repairing.begin(event.id, actor=g.actor, now=clock.now())
            number = version.number
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        flash(words_for(error), "bad")
        return redirect(url_for(".offers", slug=slug))
    flash(_("A repaired plan is being made. Nobody who has confirmed is moved in it, unless they agreed."), "ok")
    return redirect(url_for(".show_run", slug=slug, number=number))


def _seen() -> str:
    return request.form.get("digest", "")[:64]


def _way_by_factor(event: Event, number: int, digest: str) -> str:
    """Where the second factor is shown; from there one comes back, and reads whether the plan is as it was."""
    back = url_for(".approval", slug=event.slug, number=number, seen=digest, _anchor="approved")
    return url_for("accounts.second_step", next=back)


def _done(event: Event, number: int, act: Any) -> ResponseReturnValue:
    """Do it; what is refused is told on the page as it stands now."""
    form = FlaskForm()
    try:
        with unit_of_work():
            act(clock.now())
        return redirect(url_for(".approval", slug=event.slug, number=number))
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        words, business = words_for(error), str(error.details.get("business", ""))
        form.form_errors.append(words if not business or business in words else f"{business}: {words}")
        status = error.status
    return _page(event, queries.get_version(event.id, number), form), status


def _not_now(event: Event, now: datetime) -> str:
    """Why nothing can be decided now, whatever the plan; empty where it can."""
    try:
        application_slots.check_decisions(event.id, Status.ACCEPTED, now, approved=True)
    except DomainError as error:
        return words_for(error)
    return ""


def _without(floor: Floor, plan: Plan, statuses: Collection[Status]) -> list[tuple[str, str]]:
    """Names and codes of those with such a status who have no booth in the plan."""
    found = [one for code, one in floor.applications.items() if code not in plan and one.status in statuses]
    return sorted((one.business.name, one.code) for one in found)


def _page(event: Event, version: Allocation, form: FlaskForm, *, seen: str = "") -> str:
    plan, now = queries.plan_of(version), clock.now()
    floor = Floor(event.id, [one["id"] for one in version.problem["applicants"]])
    is_open = version.stage in {Stage.DRAFT, Stage.PROPOSED} and version.plan is not None
    may_approve = g.actor.may(P.BOOTHPLAN_APPROVE, event.id)
    concerned = approving.applicants_of(version)
    approvals, digest = approving.approvals(version), approving.digest_now(version)
    return render_template(
        "allocation/approval.html",
        event=event,
        version=version,
        form=form,
        stages=STAGES,
        placed=sorted(((floor.labels(booths), floor.business(code), code) for code, booths in plan.items())),
        waiting=_without(floor, plan, {Status.SUBMITTED, Status.WAITLISTED}),
        boothless=_without(floor, plan, HOLDS_A_PLACE),
        changes=publishing.changes(version, now) if is_open else [],
        obstacle=_not_now(event, now) if version.stage is Stage.PROPOSED else "",
        approvals=approvals,
        needed=queries.settings_of(event.id).approvals_needed,
        lacking=approving.lacking(version),
        days=queries.settings_of(event.id).days_to_answer,
        digest=digest,
        seen=seen,
        way_by_factor=_way_by_factor(event, version.number, digest) if must_show_factor_again() else "",
        is_finished=version.run in approving.FINISHED and version.plan is not None,
        is_mine=version.proposed_by_id == g.actor.person_id,
        approved_by_me=any(one.stands and one.approval.person_id == g.actor.person_id for one in approvals),
        stays_away=may_approve and bool(applications.barred_among(concerned, g.actor)),
        may_approve=may_approve,
        may_manage=g.actor.may(P.BOOTHPLAN_MANAGE, event.id),
        is_map_public=floors.is_public(event.id),
        vacant=offering.vacant(event.id) if version.stage is Stage.PUBLISHED else 0,
    )
