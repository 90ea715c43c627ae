"""What every plan of an event keeps: its rules, its pins, and how booths are given."""

from collections.abc import Mapping

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.allocation import building, queries, ruling, telling
from eventreg.allocation.faults import FaultTeller
from eventreg.allocation.forms.rules import Options, RuleForm
from eventreg.allocation.forms.settings import SettingsForm
from eventreg.allocation.models import RuleKind
from eventreg.allocation.problem_file import read_problem
from eventreg.allocation.reading import Floor
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, current_language
from eventreg.core.web import refusals, requires
from eventreg.events import queries as events
from eventreg.events.models import Event
from eventreg.events.reading import group_name
from eventreg.events.rules import GROUPS


@blueprint.get("/staff/events/<slug>/booth-plan/rules")
@requires(P.BOOTHPLAN_READ)
def rules(slug: str) -> ResponseReturnValue:
    """Rules and pins in words."""
    return _page(event_for(slug, P.BOOTHPLAN_READ))


@blueprint.route("/staff/events/<slug>/booth-plan/rules/new/<rule_kind>", methods=["GET", "POST"])
@requires(P.BOOTHPLAN_MANAGE)
def new_rule(slug: str, rule_kind: str) -> ResponseReturnValue:
    """A rule more."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    if rule_kind not in set(RuleKind):
        return redirect(url_for(".rules", slug=slug))
    form = RuleForm.of(RuleKind(rule_kind), _options(event))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            ruling.add(event.id, form.kind, form.values, actor=g.actor, now=clock.now())
            flash(_("The rule is added. Plans that are made from now on keep it."))
            return redirect(url_for(".rules", slug=slug))
    page = render_template("allocation/new_rule.html", event=event, form=form, kinds=telling.RULES)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/staff/events/<slug>/booth-plan/rules/<rule_key>/removal")
@requires(P.BOOTHPLAN_MANAGE)
def remove_rule(slug: str, rule_key: str) -> ResponseReturnValue:
    """A rule less."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    with refusals(), unit_of_work():
        ruling.remove(event.id, rule_key, actor=g.actor, now=clock.now())
        flash(_("The rule is gone. Plans that were made before keep it."))
    return redirect(url_for(".rules", slug=slug))


@blueprint.post("/staff/events/<slug>/booth-plan/pins/<int:pin_id>/removal")
@requires(P.BOOTHPLAN_MANAGE)
def remove_pin(slug: str, pin_id: int) -> ResponseReturnValue:
    """A pin less."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    with refusals(), unit_of_work():
        ruling.unpin(event.id, pin_id, actor=g.actor, now=clock.now())
        flash(_("The business is free again in plans that are made from now on."))
    return redirect(url_for(".rules", slug=slug))


@blueprint.route("/staff/events/<slug>/booth-plan/settings", methods=["GET", "POST"])
@requires(P.BOOTHPLAN_MANAGE)
def plan_settings(slug: str) -> ResponseReturnValue:
    """How booths are given."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    form = SettingsForm.of(queries.settings_of(event.id), event.zone)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            ruling.settle(event.id, form.details, actor=g.actor, now=clock.now())
            flash(_("The settings are saved."))
            return redirect(url_for(".plan_settings", slug=slug))
    page = render_template("allocation/settings.html", event=event, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _page(event: Event) -> ResponseReturnValue:
    kept, pins = ruling.rules_of(event.id), ruling.pins_of(event.id)
    codes = [pin.application.code for pin in pins]
    codes += [code for rule in kept for code in rule.values.get("applicants", ())]
    floor = Floor(event.id, codes)
    given = [{"id": rule.key, "kind": rule.kind.value, **rule.values} for rule in kept]
    teller = FaultTeller(read_problem({"booths": [], "applicants": [], "rules": given}), floor)
    return render_template(
        "allocation/rules.html",
        event=event,
        rules=[(rule, teller.rule(rule.key)) for rule in kept],
        pins=[(pin, floor.business(pin.application.code), floor.booth(pin.booth)) for pin in pins],
        kinds=telling.RULES,
        may_manage=g.actor.may(P.BOOTHPLAN_MANAGE, event.id),
    )


def _options(event: Event) -> Mapping[str, Options]:
    """What a rule may name. Crafts: those that businesses have, the kinds rather than their groups."""
    crafts = events.categories()
    parents = {one.parent_id for one in crafts}
    applications = building.candidates(event.id)
    used = {one.business.category_id for one in applications}
    return {
        "category": [(c.code, c.name_in(current_language())) for c in crafts if c.id not in parents or c.id in used],
        "group": [(code, _sentence(group_name(code))) for code in GROUPS],
        "district": events.districts(),
        "applicant": [(one.code, f"{one.business.name} ({one.code})") for one in applications],
    }


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
