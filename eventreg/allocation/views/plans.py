"""The versions of a booth plan: begun here, followed while they are made, and stopped."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.allocation import building, queries, running, telling
from eventreg.allocation.faults import FaultTeller
from eventreg.allocation.models import Allocation, Method, Run
from eventreg.allocation.reading import Floor
from eventreg.allocation.running import UNFINISHED
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.web import refusals, requires

PAGE = 20
PRESSED = {"optimal": Method.OPTIMAL, "by_score": Method.BY_SCORE}


@blueprint.get("/staff/events/<slug>/booth-plan/")
@requires(P.BOOTHPLAN_READ)
def plans(slug: str) -> ResponseReturnValue:
    """All versions, and what the next one would be made of."""
    event = event_for(slug, P.BOOTHPLAN_READ)
    page = queries.page_of_versions(event.id, request.args.get("page", 1, type=int), PAGE)
    return render_template(
        "allocation/plans.html",
        event=event,
        page=page,
        links={one.id: link_of(one, slug) for one in page.rows},
        outlook=building.outlook(event, now=clock.now()),
        busy={one.method.value for one in page.rows if one.run in UNFINISHED},
        may_manage=g.actor.may(P.BOOTHPLAN_MANAGE, event.id),
        limit=queries.settings_of(event.id).time_limit_s,
        **_words(),
    )


@blueprint.post("/staff/events/<slug>/booth-plan/")
@requires(P.BOOTHPLAN_MANAGE)
def start_plan(slug: str) -> ResponseReturnValue:
    """Let a plan be made."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    method = PRESSED.get(request.form.get("method", ""))
    if method is None:
        raise NotFound()
    target = url_for(".plans", slug=slug)
    with refusals(), unit_of_work():
        version = running.start(event.id, method, actor=g.actor, now=clock.now())
        target = url_for(".show_run", slug=slug, number=version.number)
    return redirect(target)


@blueprint.get("/staff/events/<slug>/booth-plan/<int:number>/run")
@requires(P.BOOTHPLAN_READ)
def show_run(slug: str, number: int) -> ResponseReturnValue:
    """How far the making of a version is, or what came of it."""
    event = event_for(slug, P.BOOTHPLAN_READ)
    version = queries.get_version(event.id, number)
    return render_template(
        "allocation/run.html",
        event=event,
        version=version,
        told=telling.told(version),
        clash=_clash(version),
        link=_shown(version, slug),
        pressed={method.value for method in PRESSED.values()},
        may_manage=g.actor.may(P.BOOTHPLAN_MANAGE, event.id),
        gap=telling.gap(version.merit, version.merit_bound),
        wish_gap=telling.wish_gap(version.wish_points, version.wish_points_bound),
        **_words(),
    )


@blueprint.get("/staff/events/<slug>/booth-plan/<int:number>/progress")
@requires(P.BOOTHPLAN_READ)
def progress(slug: str, number: int) -> ResponseReturnValue:
    """The same for the page's script, which asks every other second."""
    version = queries.get_version(event_for(slug, P.BOOTHPLAN_READ).id, number)
    told = telling.told(version)
    body: dict[str, Any] = {name: getattr(told, name) for name in ("best", "wishes", "gap", "time", "sentence")}
    share = round(100 * told.part / told.whole, 1)
    return {**body, "share": share, "run": version.run, "is_over": version.run not in UNFINISHED}


@blueprint.post("/staff/events/<slug>/booth-plan/<int:number>/stop")
@requires(P.BOOTHPLAN_MANAGE)
def stop_run(slug: str, number: int) -> ResponseReturnValue:
    """Be content with the best so far."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    with refusals(), unit_of_work():
        running.stop(event.id, number, actor=g.actor, now=clock.now())
        flash(_("It stops within seconds. The best plan so far is kept."))
    return redirect(url_for(".show_run", slug=slug, number=number))


def link_of(version: Allocation, slug: str) -> str:
    """Where a version is read: its plan, or how its making goes."""
    return _shown(version, slug) or url_for(".show_run", slug=slug, number=version.number)


def _shown(version: Allocation, slug: str) -> str:
    """The page of its plan; empty without one."""
    if version.run in UNFINISHED or not version.digest or "allocation.show_plan" not in current_app.view_functions:
        return ""
    return url_for("allocation.show_plan", slug=slug, number=version.number)


def _clash(version: Allocation) -> list[str]:
    """The rules that can't hold together, in words."""
    if not version.clash:
        return []
    problem = queries.problem_of(version)
    teller = FaultTeller(problem, Floor(version.event_id, list(problem.applicants)))
    return [teller.rule(rule) for rule in version.clash]


def _words() -> dict[str, Any]:
    return {"methods": telling.METHODS, "stages": telling.STAGES, "look": telling.look_of, "under_way": UNFINISHED} | {
        "failed": Run.FAILED,
        "figure": telling.number,
    }
