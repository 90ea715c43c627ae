"""The staff's page of an event's door: gates, phones, and what happens there."""

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, qr
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.door import admission, pairing, queries, rules
from eventreg.door.forms.gates import GateForm
from eventreg.door.models import PairingCode
from eventreg.door.views.phone import blueprint
from eventreg.door.words import VERDICT_NAMES
from eventreg.events import queries as events
from eventreg.events.models import Event
from eventreg.tickets.rules import group_code


@blueprint.get("/staff/events/<slug>/door/")
@requires(Permission.DOOR_MANAGE)
def staff_show(slug: str) -> ResponseReturnValue:
    """The door of an event."""
    return _page(_event(slug), GateForm())


@blueprint.post("/staff/events/<slug>/door/gates")
@requires(Permission.DOOR_MANAGE)
def add_gate(slug: str) -> ResponseReturnValue:
    """A new entrance."""
    event, form = _event(slug), GateForm()
    if not form.validate_on_submit():
        return _page(event, form), 422
    with unit_of_work():
        gate = pairing.add_gate(event, form.name.data or "", actor=current_actor(), now=clock.now())
        flash(_("Gate “%(name)s” is ready. Pair a phone for it.", name=gate.name))
    return redirect(url_for(".staff_show", slug=slug))


@blueprint.post("/staff/events/<slug>/door/pairings")
@requires(Permission.DOOR_MANAGE)
def start_pairing(slug: str) -> ResponseReturnValue:
    """A code for one phone, shown for two minutes."""
    event = _event(slug)
    with unit_of_work():
        gate = queries.get_gate(event.id, request.form.get("gate", 0, type=int))
        started, code = pairing.start_pairing(event, gate, actor=current_actor(), now=clock.now())
    response = make_response(
        render_template(
            "door/pairing.html",
            event=event,
            gate=gate,
            pairing=started,
            code=group_code(code),
            seconds=int(rules.PAIRING_TIME.total_seconds()),
            address=phone_address(),
            qr_code=qr.svg(f"{phone_address()}#pair={code}", _("QR code that pairs a phone")),
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/staff/events/<slug>/door/pairings/<int:pairing_id>")
@requires(Permission.DOOR_MANAGE)
def show_pairing(slug: str, pairing_id: int) -> ResponseReturnValue:
    """Whether a phone has taken the code, for the page that shows it."""
    return {"state": _state(queries.get_pairing(_event(slug).id, pairing_id))}


@blueprint.get("/staff/events/<slug>/door/devices/<int:device_id>/revocation")
@requires(Permission.DOOR_MANAGE)
def new_revocation(slug: str, device_id: int) -> ResponseReturnValue:
    """Say what taking a phone off the door means."""
    event = _event(slug)
    return render_template("door/revoke.html", event=event, device=queries.get_device(event.id, device_id))


@blueprint.post("/staff/events/<slug>/door/devices/<int:device_id>/revocation")
@requires(Permission.DOOR_MANAGE)
def revoke(slug: str, device_id: int) -> ResponseReturnValue:
    """Take a phone off the door, at once."""
    event = _event(slug)
    with unit_of_work():
        device = queries.get_device(event.id, device_id)
        pairing.revoke(device, actor=current_actor(), now=clock.now())
        flash(_("The phone at “%(gate)s” can no longer scan.", gate=device.gate.name))
    return redirect(url_for(".staff_show", slug=slug))


def phone_address() -> str:
    """Where phones open the door."""
    return current_settings().base_url + url_for("door.phone")


def _event(slug: str) -> Event:
    g.staff_event = events.get_for_staff(slug, current_actor(), Permission.DOOR_MANAGE)
    event: Event = g.staff_event
    return event


def _state(started: PairingCode) -> str:
    if started.used_at:
        return "taken"
    return "over" if started.expires_at <= clock.now() else "waiting"


def _page(event: Event, form: GateForm) -> str:
    now = clock.now()
    found = admission.open_sessions(queries.spans_of(event), now)
    return render_template(
        "door/staff_show.html",
        event=event,
        form=form,
        gates=queries.gates(event.id),
        devices=queries.devices(event.id),
        scans=queries.recent_scans(event.id),
        numbers=queries.numbers(event.id, [span.id for span in found]),
        sessions=[session for session in event.sessions if session.id in {span.id for span in found}],
        verdict_names=VERDICT_NAMES,
        address=phone_address(),
        now=now,
    )
