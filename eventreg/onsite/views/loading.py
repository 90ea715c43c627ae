"""Slots for loading: how they stand, making, changing and removing them, and the list to print."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.core import clock
from eventreg.core.choices import SelectChoice
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, format_date, format_hours, ngettext, short_date
from eventreg.core.permissions import Actor
from eventreg.core.web import refusals, requires
from eventreg.events.models import Event
from eventreg.onsite import loading, queries, rules, timetable
from eventreg.onsite.forms.loading import RemovalForm, SlotForm, SlotsForm, suggestion
from eventreg.onsite.models import LoadingSlot
from eventreg.onsite.rules import SlotPlanned, Standing, Way
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.panels import CARDS, Card
from eventreg.onsite.words import WAYS

PAGE = "/staff/events/<slug>/at-the-booths/loading"


def asked_way(otherwise: Way = Way.IN) -> Way:
    """In or out, as the address or a form says."""
    told = request.values.get("way", "")
    return Way(told) if told in set(Way) else otherwise


@blueprint.get(PAGE, endpoint="loading")
@requires(P.ONSITE_READ)
def show_loading(slug: str) -> ResponseReturnValue:
    """The slots of one day, each with how many have it."""
    event, now = event_for(slug, P.ONSITE_READ), clock.now()
    days = timetable.by_day(timetable.slots(event.id), event.zone)
    chosen = _chosen_day(list(days), now.astimezone(event.zone.info).date())
    people = timetable.expected(event.id, chosen[0] if chosen else Way.IN, now)
    return render_template(
        "onsite/loading.html",
        event=event,
        days=days,
        chosen=chosen,
        slots=days[chosen] if chosen else (),
        way_names=WAYS,
        short_date=short_date,
        hours=format_hours,
        people=people,
        chose=sum(1 for one in people if one.booking),
        may_manage=g.actor.may(P.ONSITE_MANAGE, event.id),
        may_work=g.actor.may(P.ONSITE_WORK, event.id),
    )


@blueprint.route(PAGE + "/new", methods=["GET", "POST"])
@requires(P.ONSITE_MANAGE)
def new_loading(slug: str) -> ResponseReturnValue:
    """Make the slots of a day; they are shown before they are saved."""
    event, way = event_for(slug, P.ONSITE_MANAGE), asked_way()
    form = SlotsForm(data=suggestion(way, _span(event, way), timetable.suggested_gates(event.id, way)))
    planned: Sequence[SlotPlanned] = ()
    if form.validate_on_submit():
        with refusals(form):
            planned = form.planned(event.zone)
        if planned and request.form.get("save") == _seen(form, planned):
            with refusals(form), unit_of_work():
                count = loading.make(
                    event.id, form.chosen_way, planned, form.capacity.data or 1, actor=g.actor, now=clock.now()
                )
                flash(ngettext("%(num)s slot is made.", "%(num)s slots are made.", count), "ok")
                day = planned[0].starts_at.date().isoformat()
                return redirect(url_for(".loading", slug=slug, way=form.chosen_way, day=day))
    page = render_template("onsite/loading_new.html", event=event, form=form, **_preview(event, form, planned))
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route(PAGE + "/slots/<int:slot_id>", methods=["GET", "POST"])
@requires(P.ONSITE_MANAGE)
def change_loading(slug: str, slot_id: int) -> ResponseReturnValue:
    """Another gate or room for more; who booked it is told of another gate."""
    event = event_for(slug, P.ONSITE_MANAGE)
    slot = timetable.get_slot(event.id, slot_id)
    form = SlotForm(obj=slot)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            loading.change_slot(
                event.id,
                slot_id,
                gate=form.gate.data or "",
                capacity=form.capacity.data or 1,
                note=form.note.data or "",
                actor=g.actor,
                now=clock.now(),
            )
            flash(_("The slot is changed."), "ok")
            return redirect(_page_of(event, timetable.get_slot(event.id, slot_id)))
    return _asked("onsite/loading_slot.html", event, timetable.get_slot(event.id, slot_id), form)


@blueprint.route(PAGE + "/slots/<int:slot_id>/removal", methods=["GET", "POST"])
@requires(P.ONSITE_MANAGE)
def remove_loading(slug: str, slot_id: int) -> ResponseReturnValue:
    """Take a slot away after a question; who booked it moves or chooses again."""
    event = event_for(slug, P.ONSITE_MANAGE)
    slot = timetable.get_slot(event.id, slot_id)
    form = RemovalForm(target=0)
    form.target.choices = [SelectChoice(0, _("Let them choose again")), *_targets(event, slot)]
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            back = _page_of(event, slot)
            loading.remove_slot(
                event.id,
                slot_id,
                target_id=form.target.data or None,
                note=form.note.data or "",
                actor=g.actor,
                now=clock.now(),
            )
            flash(_("The slot is removed."), "ok")
            return redirect(back)
    return _asked("onsite/loading_removal.html", event, timetable.get_slot(event.id, slot_id), form)


@blueprint.post(PAGE + "/empty-ones/removal")
@requires(P.ONSITE_MANAGE)
def remove_empty_loading(slug: str) -> ResponseReturnValue:
    """Take away the slots of a day that nobody has."""
    event = event_for(slug, P.ONSITE_MANAGE)
    ids = [int(one) for one in request.form.getlist("slot") if one.isdecimal() and len(one) < 12]
    with refusals(), unit_of_work():
        count = loading.remove_empty(event.id, ids, actor=g.actor, now=clock.now())
        flash(ngettext("%(num)s slot is removed.", "%(num)s slots are removed.", count), "ok")
    return redirect(url_for(".loading", slug=slug))


@blueprint.get(PAGE + "/list")
@requires(P.ONSITE_READ)
def loading_list(slug: str) -> ResponseReturnValue:
    """Everybody by gate and time, to print and to take to the gate."""
    event, now = event_for(slug, P.ONSITE_READ), clock.now()
    way = asked_way(timetable.way_of_now(event.id, now))
    people = timetable.expected(event.id, way, now)
    by_gate: dict[tuple[str, str], list[timetable.Expected]] = {}
    for one in people:
        if one.slot:
            by_gate.setdefault((one.slot.gate, format_date(one.slot.starts_at, event.zone)), []).append(one)
    return render_template(
        "onsite/loading_list.html",
        event=event,
        way=way,
        way_names=WAYS,
        clock=lambda moment: f"{moment.astimezone(event.zone.info):%H.%M}",
        by_gate=sorted(by_gate.items(), key=lambda row: (row[0][0], row[1][0].slot.starts_at)),
        unchosen=[one for one in people if one.slot is None],
        printed=now,
    )


def card_of(event: Event, actor: Actor, now: datetime) -> Card | None:
    """How loading stands, for the board."""
    way = timetable.way_of_now(event.id, now)
    slots_page = url_for("onsite.loading", slug=event.slug)
    if not timetable.slots(event.id):
        return Card(_("Loading in and out"), _("No times made yet"), slots_page, "truck")
    people = timetable.expected(event.id, way, now)
    late = sum(1 for one in people if one.standing is Standing.LATE)
    line = _("%(chose)s of %(total)s chose a time", chose=sum(1 for one in people if one.booking), total=len(people))
    page = "onsite.gate" if actor.may(P.ONSITE_WORK, event.id) else "onsite.loading"
    return Card(
        _("Loading in and out"),
        f"{WAYS[way]}: {line}",
        url_for(page, slug=event.slug),
        "truck",
        ngettext("%(num)s late now", "%(num)s late now", late) if late else "",
    )


CARDS["loading"] = card_of


def _chosen_day(days: list[tuple[Way, date]], today: date) -> tuple[Way, date] | None:
    asked = next((one for one in days if (one[0].value, one[1].isoformat()) == _asked_for()), None)
    return asked or next((one for one in days if one[1] >= today), days[-1] if days else None)


def _asked_for() -> tuple[str, str]:
    return request.args.get("way", ""), request.args.get("day", "")


def _span(event: Event, way: Way) -> tuple[datetime, datetime]:
    info = event.zone.info
    return rules.suggested_span(event.starts_at.astimezone(info), event.ends_at.astimezone(info), way)


def _preview(event: Event, form: SlotsForm, planned: Sequence[SlotPlanned]) -> dict[str, object]:
    """The slots as they would be, by their times, and whether there is room for everybody."""
    new = loading.new_ones(event.id, form.chosen_way, planned) if planned else ()
    times: dict[tuple[object, object], list[str]] = {}
    for one in new:
        times.setdefault((one.starts_at, one.ends_at), []).append(one.gate)
    room = len(new) * (form.capacity.data or 0)
    exhibitors = len({stand.application.id for stand in queries.stands(event.id)})
    there = sum(slot.capacity for slot in timetable.slots(event.id, form.chosen_way)) if planned else 0
    return {
        "times": times,
        "planned": planned,
        "seen": _seen(form, planned) if planned else "",
        "new": new,
        "room": room,
        "exhibitors": exhibitors,
        "is_enough": there + room >= exhibitors,
        "hours": format_hours,
    }


def _seen(form: SlotsForm, planned: Sequence[SlotPlanned]) -> str:
    """What was previewed: what is saved is what was seen."""
    ends = f"{planned[0].starts_at.isoformat()}/{planned[-1].ends_at.isoformat()}"
    return "|".join([form.way.data, ends, str(len(planned)), str(form.capacity.data), *form.names])


def _targets(event: Event, slot: LoadingSlot) -> list[SelectChoice]:
    """Where those of a slot could all go."""
    found, now = [], clock.now()
    for one in timetable.slots(event.id, slot.way):
        free = one.capacity - len(one.bookings)
        if one is not slot and one.ends_at > now and free >= max(1, len(slot.bookings)):
            when = f"{short_date(one.starts_at, event.zone)}, {format_hours(one.starts_at, one.ends_at, event.zone)}"
            words = " · ".join(part for part in (when, one.gate, _("%(num)s free", num=free)) if part)
            found.append(SelectChoice(one.id, words))
    return found


def _page_of(event: Event, slot: LoadingSlot) -> str:
    day = slot.starts_at.astimezone(event.zone.info).date().isoformat()
    return url_for(".loading", slug=event.slug, way=slot.way.value, day=day)


def _asked(template: str, event: Event, slot: LoadingSlot, form: FlaskForm) -> ResponseReturnValue:
    page = render_template(
        template, event=event, slot=slot, form=form, back=_page_of(event, slot), way_names=WAYS, hours=format_hours
    )
    return page, 422 if form.errors or form.form_errors else 200
