"""At the gate, on a phone: who comes now and next, who is late, who is inside; booking for those without a time."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, format_hours, short_date
from eventreg.core.web import back_to, refusals, requires
from eventreg.events.models import Event
from eventreg.onsite import arriving, loading, queries, timetable
from eventreg.onsite.forms.loading import StaffChoiceForm
from eventreg.onsite.rules import Standing, Way
from eventreg.onsite.timetable import Expected
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.loading import PAGE, asked_way
from eventreg.onsite.words import STANDINGS, WAYS

GATE = PAGE + "/gate"
SHOWN = 20  # of those without a time; the others are found by their name
COUNTED = (Standing.LATE, Standing.DUE, Standing.INSIDE, Standing.GONE, Standing.UNCHOSEN)


@blueprint.get(GATE)
@requires(P.ONSITE_WORK)
def gate(slug: str) -> ResponseReturnValue:
    """Now and next; or those who are looked for."""
    event, now = event_for(slug, P.ONSITE_WORK), clock.now()
    way = asked_way(timetable.way_of_now(event.id, now))
    slots = timetable.slots(event.id, way)
    gates = sorted({one.gate for one in slots if one.gate})
    here, text = request.args.get("gate", ""), request.args.get("q", "").strip()[:100]
    here = here if here in gates else ""
    everybody = timetable.expected(event.id, way, now)
    people = [one for one in everybody if not here or one.slot is None or one.slot.gate == here]
    return render_template(
        "onsite/gate.html",
        event=event,
        way=way,
        way_names=WAYS,
        standings=STANDINGS,
        has_slots=bool(slots),
        gates=gates,
        here=here,
        text=text,
        found=_searched(everybody, text) if text else (),
        parts=_parts(people),
        counts=[(one, sum(1 for row in people if row.standing is one)) for one in COUNTED],
        shown=SHOWN,
        hours=format_hours,
        may_manage=g.actor.may(P.ONSITE_MANAGE, event.id),
    )


@blueprint.route(GATE + "/<code>", methods=["GET", "POST"])
@requires(P.ONSITE_WORK)
def at_the_gate(slug: str, code: str) -> ResponseReturnValue:
    """One exhibitor: give them a time, or another one."""
    event, now = event_for(slug, P.ONSITE_WORK), clock.now()
    application, way = timetable.get_exhibitor(event.id, code), asked_way(timetable.way_of_now(event.id, now))
    booking = timetable.booking_of(application.id, way)
    form = StaffChoiceForm(data={"slot": booking.slot_id, "vehicle": booking.vehicle} if booking else None)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            loading.book_for(
                application,
                form.slot.data or 0,
                way,
                vehicle=form.vehicle.data or "",
                note=form.note.data or "",
                actor=g.actor,
                now=now,
            )
            flash(_("Saved. The exhibitor is told where the time is another one."), "ok")
            return redirect(url_for(".gate", slug=slug, way=way.value))
    [one] = [row for row in timetable.expected(event.id, way, now) if row.application.id == application.id]
    page = render_template(
        "onsite/gate_one.html",
        event=event,
        one=one,
        form=form,
        way=way,
        way_names=WAYS,
        standings=STANDINGS,
        choices=_choices(event, way, one),
        hours=format_hours,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post(GATE + "/<code>/arrival")
@requires(P.ONSITE_WORK)
def arrive(slug: str, code: str) -> ResponseReturnValue:
    """Their vehicle is here, with a time or without."""
    event = event_for(slug, P.ONSITE_WORK)
    application = timetable.get_exhibitor(event.id, code)
    with refusals(), unit_of_work():
        here = request.form.get("gate") or None
        arriving.arrive(application, asked_way(), gate=here, actor=g.actor, now=clock.now())
        flash(_("%(name)s has arrived.", name=application.business.name), "ok")
    return redirect(_back(slug))


@blueprint.post(GATE + "/<code>/departure")
@requires(P.ONSITE_WORK)
def leave(slug: str, code: str) -> ResponseReturnValue:
    """It has gone."""
    event = event_for(slug, P.ONSITE_WORK)
    application = timetable.get_exhibitor(event.id, code)
    with refusals(), unit_of_work():
        arriving.leave(application, asked_way(), actor=g.actor, now=clock.now())
        flash(_("%(name)s has gone.", name=application.business.name), "ok")
    return redirect(_back(slug))


@blueprint.post(GATE + "/<code>/mistake")
@requires(P.ONSITE_WORK)
def undo_at_gate(slug: str, code: str) -> ResponseReturnValue:
    """Take back what was touched by mistake."""
    event = event_for(slug, P.ONSITE_WORK)
    application = timetable.get_exhibitor(event.id, code)
    with refusals(), unit_of_work():
        arriving.undo(application, asked_way(), seen=request.form.get("seen", ""), actor=g.actor, now=clock.now())
        flash(_("Taken back: %(name)s.", name=application.business.name), "ok")
    return redirect(_back(slug))


def _back(slug: str) -> str:
    return back_to(url_for(".gate", slug=slug, way=asked_way().value))


def _parts(people: Sequence[Expected]) -> dict[str, Sequence[Expected]]:
    """What the gate looks at, in its order; the next are those of the nearest time to come."""
    by = {one: [row for row in people if row.standing is one] for one in Standing}
    ahead = by[Standing.AHEAD]
    next_ones = [row for row in ahead if row.slot and ahead[0].slot and row.slot.starts_at == ahead[0].slot.starts_at]
    gone = sorted(by[Standing.GONE], key=lambda row: row.booking.left_at, reverse=True)  # type: ignore[union-attr,arg-type,return-value]
    return {
        "late": by[Standing.LATE],
        "due": by[Standing.DUE],
        "inside": by[Standing.INSIDE],
        "next": next_ones,
        "unchosen": by[Standing.UNCHOSEN],
        "gone": gone[:5],
    }


def _choices(event: Event, way: Way, one: Expected) -> list[tuple[int, str, bool]]:
    """The slots that aren't over, by their ids, in words, and whether they can be chosen."""
    found, now = [], clock.now()
    for slot in timetable.slots(event.id, way):
        free, own = slot.capacity - len(slot.bookings), one.slot is slot
        if slot.ends_at <= now and not own:
            continue
        when = f"{short_date(slot.starts_at, event.zone)}, {format_hours(slot.starts_at, slot.ends_at, event.zone)}"
        left = _("their time") if own else _("%(num)s free", num=free) if free > 0 else _("full")
        found.append((slot.id, " · ".join(part for part in (when, slot.gate, left) if part), own or free > 0))
    return found


def _searched(everybody: Sequence[Expected], text: str) -> Sequence[Expected]:
    """Those that have what was typed; where nobody has, those who may be meant."""
    found = [one for one in everybody if one.is_found_by(text)]
    meant = frozenset() if found else queries.sounding_like([one.application for one in everybody], text)
    return found or [one for one in everybody if one.application.id in meant]
