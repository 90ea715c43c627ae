"""The exhibitor's own times of loading in and out: chosen, changed, given back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _, format_hours
from eventreg.core.limits import limit_account
from eventreg.core.web import refusals, requires
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.onsite import loading, queries, timetable
from eventreg.onsite.forms.loading import ChoiceForm
from eventreg.onsite.models import LoadingSlot
from eventreg.onsite.rules import Way
from eventreg.onsite.views.base import P, blueprint
from eventreg.onsite.views.panels import PANELS, Panel

PAGE = "/me/applications/<code>/at-the-fair/loading/<any('in', 'out'):way>"


@blueprint.route(PAGE, methods=["GET", "POST"])
@requires(P.OWN_APPLICATION)
@limit_account("60 per hour")
def own_loading(code: str, way: str) -> ResponseReturnValue:
    """Choose a time among those that are free, or another one."""
    application, chosen_way, now = _own(code), Way(way), clock.now()
    booking = timetable.booking_of(application.id, chosen_way)
    form = ChoiceForm(data={"slot": booking.slot_id, "vehicle": booking.vehicle} if booking else None)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            loading.choose(
                code, form.slot.data or 0, chosen_way, vehicle=form.vehicle.data or "", actor=g.actor, now=now
            )
            flash(_("Your time is kept for you."), "ok")
            return redirect(url_for(".own_page", code=code, _anchor="loading"))
    return _shown(application, chosen_way, form, now)


@blueprint.post(PAGE + "/removal")
@requires(P.OWN_APPLICATION)
def give_back_loading(code: str, way: str) -> ResponseReturnValue:
    """Leave the time to others."""
    application = _own(code)
    with refusals(), unit_of_work():
        loading.give_back(application.code, Way(way), actor=g.actor, now=clock.now())
        flash(_("You have given your time back. You can choose another one."), "ok")
    return redirect(url_for(".own_page", code=code, _anchor="loading"))


def panel_of(application: Application, now: datetime) -> Panel | None:
    """When an exhibitor loads in and out; None as long as no times are made."""
    every = timetable.slots(application.event_id)
    if not every:
        return None
    ways = [_told(application, way, [one for one in every if one.way is way], now) for way in Way]
    missing = {Way.IN: _("Choose when you load in"), Way.OUT: _("Choose when you load out")}
    waiting = [missing[one["way"]] for one in ways if one["is_missing"]]
    told = {"ways": [one for one in ways if one["is_told"]], "hours": format_hours, "missing": missing}
    return Panel("onsite/_loading_panel.html", told, waiting)


PANELS["loading"] = panel_of


def _own(code: str) -> Application:
    application = applications.get_own(code, g.actor)
    if not queries.stands_of(application):
        raise NotFound()
    return application


def _ahead(event: Event, slots: Sequence[LoadingSlot], now: datetime) -> list[LoadingSlot]:
    """The times that are still to choose; none of a postponed event, whose times move along to its new dates."""
    if event.state is EventState.POSTPONED:
        return []
    return [one for one in slots if one.starts_at > now]


def _told(application: Application, way: Way, slots: list[LoadingSlot], now: datetime) -> dict[str, Any]:
    """One way on the panel: the booking, or whether there is still one to choose."""
    booking = timetable.booking_of(application.id, way)
    ahead = _ahead(application.event, slots, now)
    free = [one for one in ahead if len(one.bookings) < one.capacity]
    return {
        "way": way,
        "url": url_for("onsite.own_loading", code=application.code, way=way.value),
        "booking": booking,
        "may_change": booking is not None and booking.arrived_at is None and booking.slot.starts_at > now,
        "has_begun": booking is not None and booking.slot.starts_at <= now,
        "is_missing": booking is None and bool(free),
        "is_full": booking is None and bool(ahead) and not free,
        "is_told": bool(slots) or booking is not None,
    }


def _shown(application: Application, way: Way, form: FlaskForm, now: datetime) -> ResponseReturnValue:
    booking = timetable.booking_of(application.id, way)
    event = application.event
    days: dict[date, list[LoadingSlot]] = {}
    for slot in _ahead(event, timetable.slots(event.id, way), now):
        days.setdefault(slot.starts_at.astimezone(event.zone.info).date(), []).append(slot)
    page = render_template(
        "onsite/loading_own.html",
        application=application,
        event=event,
        way=way,
        form=form,
        days=days,
        booking=booking,
        may_change=booking is None or (booking.arrived_at is None and booking.slot.starts_at > now),
        hours=format_hours,
    )
    return page, 422 if form.errors or form.form_errors else 200
