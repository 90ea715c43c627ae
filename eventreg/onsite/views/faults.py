"""The fault desk: everything that is broken at the booths, the dangerous first; taken in hand and mended."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.booths import queries as booths
from eventreg.booths.models import Booth
from eventreg.booths.reading import is_number
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.permissions import Actor
from eventreg.core.web import refusals, requires
from eventreg.events.models import Event
from eventreg.events.views.public import page_number
from eventreg.onsite import mending, repairs, rules, words
from eventreg.onsite.forms.faults import AnswerForm, ReopenForm, StaffFaultForm
from eventreg.onsite.models import BoothFault
from eventreg.onsite.repairs import Sought
from eventreg.onsite.rules import FaultKind, FaultState
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.fault_rows import kinds_told, rows_of
from eventreg.onsite.views.panels import CARDS, Card

DESK = "/staff/events/<slug>/at-the-booths/faults"
ONE = f"{DESK}/<int:fault_id>"


@blueprint.get(DESK)
@requires(P.ONSITE_READ)
def faults(slug: str) -> ResponseReturnValue:
    """What is broken; the page renews itself."""
    event, now, sought = event_for(slug, P.ONSITE_READ), clock.now(), _sought()
    page = repairs.page(event.id, _by_label(event, sought), page_number())
    counts = repairs.counts(event.id)
    return render_template(
        "onsite/faults.html",
        event=event,
        page=page,
        rows=rows_of(page.rows, now),
        links=[_link(number) if number else "" for number in (page.previous, page.next)],
        sought=sought,
        total_open=sum(counts[state] for state in rules.OPEN),
        total=sum(counts.values()),
        kinds=words.FAULT_KINDS,
        states=words.FAULT_STATES,
        counts=counts,
        may_work=g.actor.may(P.ONSITE_WORK, event.id),
        now_told=words.moment_told(now, now, event.zone),
    )


@blueprint.get(f"{DESK}/list")
@requires(P.ONSITE_READ)
def fault_list(slug: str) -> ResponseReturnValue:
    """All that is open on paper, for whoever walks from booth to booth."""
    event, now = event_for(slug, P.ONSITE_READ), clock.now()
    rows = rows_of(repairs.all_open(event.id), now)
    printed = words.moment_told(now, now, event.zone)
    return render_template("onsite/fault_list.html", event=event, rows=rows, printed=printed)


@blueprint.route(f"{DESK}/new", methods=["GET", "POST"])
@requires(P.ONSITE_WORK)
def new_fault(slug: str) -> ResponseReturnValue:
    """Report what somebody saw at any booth, also an empty one."""
    event, now = event_for(slug, P.ONSITE_WORK), clock.now()
    places = booths.booths_of(booths.get(event.id).id)
    form = StaffFaultForm.at(_asked_label(places))
    booth = _meant(form.booth.data or "", places)
    if form.validate_on_submit():
        if booth is None:
            form.booth.errors = [_("There is no booth with this number.")]
        else:
            with refusals(form), unit_of_work():
                found = _report(event, booth.uid, form, now)
                flash(
                    _("Reported: %(kind)s at booth %(label)s.", kind=words.FAULT_KINDS[found.kind], label=booth.label)
                )
                return redirect(url_for(".faults", slug=slug))
    page = render_template(
        "onsite/new_fault.html",
        event=event,
        form=form,
        kinds=kinds_told(),
        labels=[one.label for one in places],
        known=rows_of(repairs.open_at(booth.id), now) if booth else [],
        is_known=bool(form.form_errors),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get(ONE)
@requires(P.ONSITE_READ)
def fault(slug: str, fault_id: int) -> ResponseReturnValue:
    """One fault with all that was done to it."""
    event = event_for(slug, P.ONSITE_READ)
    return _fault_page(event, repairs.get(event.id, fault_id), AnswerForm(), ReopenForm())


@blueprint.post(f"{ONE}/taking")
@requires(P.ONSITE_WORK)
def take_fault(slug: str, fault_id: int) -> ResponseReturnValue:
    """The reader mends it."""
    event = event_for(slug, P.ONSITE_WORK)
    seen = request.form.get("seen", "")
    with refusals(), unit_of_work():
        taken = mending.take(event.id, fault_id, seen=seen, actor=g.actor, now=clock.now())
        flash(_("You mend it: booth %(label)s.", label=taken.booth.label))
    return redirect(url_for(".fault", slug=slug, fault_id=fault_id))


@blueprint.post(f"{ONE}/answer")
@requires(P.ONSITE_WORK)
def answer_fault(slug: str, fault_id: int) -> ResponseReturnValue:
    """It is mended."""
    event, form = event_for(slug, P.ONSITE_WORK), AnswerForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            mending.answer(event.id, fault_id, form.told, seen=form.stood, actor=g.actor, now=clock.now())
            flash(_("Mended. The exhibitor is told."))
            return redirect(url_for(".faults", slug=slug))
    return _fault_page(event, repairs.get(event.id, fault_id), form, ReopenForm(formdata=None)), 422


@blueprint.post(f"{ONE}/reopening")
@requires(P.ONSITE_WORK)
def reopen_fault(slug: str, fault_id: int) -> ResponseReturnValue:
    """It is still broken."""
    event, form = event_for(slug, P.ONSITE_WORK), ReopenForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            mending.reopen(event.id, fault_id, form.told, seen=form.stood, actor=g.actor, now=clock.now())
            flash(_("It is open again."))
            return redirect(url_for(".fault", slug=slug, fault_id=fault_id))
    return _fault_page(event, repairs.get(event.id, fault_id), AnswerForm(formdata=None), form), 422


@blueprint.post(f"{ONE}/confirmation")
@requires(P.ONSITE_WORK)
def confirm_fault(slug: str, fault_id: int) -> ResponseReturnValue:
    """Somebody who works there sees it too."""
    event = event_for(slug, P.ONSITE_WORK)
    with unit_of_work():
        mending.confirm(event.id, fault_id, actor=g.actor, now=clock.now())
        flash(_("Noted: you see it too. It isn't reported a second time."))
    return redirect(url_for(".fault", slug=slug, fault_id=fault_id))


def card_of(event: Event, actor: Actor, now: datetime) -> Card:
    """How the desk stands, and whether anybody is in danger."""
    counts, dangers = repairs.counts(event.id), repairs.count_dangers(event.id)
    waiting, in_hand = counts[FaultState.REPORTED], counts[FaultState.IN_HAND]
    return Card(
        title=_("Faults"),
        line=_("%(open)s open, %(in_hand)s of them being mended", open=waiting + in_hand, in_hand=in_hand)
        if waiting + in_hand
        else _("Nothing is broken"),
        url=url_for("onsite.faults", slug=event.slug),
        icon="bolt",
        alarm=ngettext("%(num)s dangerous: power or leak", "%(num)s dangerous: power or leak", dangers)
        if dangers
        else "",
    )


CARDS["faults"] = card_of


def _report(event: Event, uid: str, form: StaffFaultForm, now: datetime) -> BoothFault:
    return mending.report(
        event.id,
        uid,
        form.broken,
        form.told,
        is_another="another" in request.form,
        actor=g.actor,
        now=now,
    )


def _fault_page(event: Event, found: BoothFault, answer: FlaskForm, reopening: FlaskForm) -> str:
    now = clock.now()
    [row] = rows_of([found], now)
    for form in (answer, reopening):
        form.seen.data = row.mark  # what the reader sees now, whatever was seen before
    return render_template(
        "onsite/fault.html",
        event=event,
        row=row,
        answer=answer,
        reopening=reopening,
        steps=[
            (words.FAULT_DEEDS[one.deed], words.moment_told(one.at, now, event.zone), one.who)
            for one in repairs.history(found)
        ],
        may_work=g.actor.may(P.ONSITE_WORK, event.id),
        is_mine=found.taken_by_id == g.actor.person_id,
        has_said=found.by_id == g.actor.person_id or repairs.has_confirmed(found.id, g.actor.person_id),
    )


def _meant(typed: str, places: Sequence[Booth]) -> Booth | None:
    """The booth of this number; however it is written, as long as no other booth can be meant."""
    exact = [one for one in places if one.label.casefold() == typed.strip().casefold()]
    meant = exact or [one for one in places if is_number(typed, one.label)]
    return meant[0] if len(meant) == 1 else None


def _asked_label(places: Iterable[Booth]) -> str:
    """The booth that the address asks for by its uid."""
    uid = request.args.get("booth", "")
    return next((one.label for one in places if one.uid == uid), "")


def _sought() -> Sought:
    """What the address asks for; what can't be read is left out."""
    asked: Any = request.args
    kinds, states = {kind.value: kind for kind in FaultKind}, {state.value: state for state in FaultState}
    return Sought(asked.get("q", "").strip()[:16], kinds.get(asked.get("kind", "")), states.get(asked.get("state", "")))


def _by_label(event: Event, sought: Sought) -> Sought:
    """Asked for by the label of the booth that is meant."""
    plan = booths.find(event.id) if sought.words else None
    booth = _meant(sought.words, booths.booths_of(plan.id)) if plan else None
    return replace(sought, words=booth.label) if booth else sought


def _link(number: int) -> str:
    return url_for(".faults", **{**request.args.to_dict(), **(request.view_args or {}), "page": number})
