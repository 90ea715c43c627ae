"""The staff's page of an event's door: gates, phones, and what happens there."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, qr
from eventreg.core.config import current_settings
from eventreg.core.db import row_number, unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.door import admission, pairing, queries, rules
from eventreg.door.forms.gates import GateForm
from eventreg.door.models import Gate, PairingCode
from eventreg.door.views import device_rows
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.events.models import Event
from eventreg.tickets.rules import group_code


@blueprint.get("/staff/events/<slug>/door/")
@requires(Permission.DOOR_MANAGE)
def staff_show(slug: str) -> ResponseReturnValue:
    """The door of an event."""
    return _page(event_of(slug), GateForm())


@blueprint.post("/staff/events/<slug>/door/gates")
@requires(Permission.DOOR_MANAGE)
def add_gate(slug: str) -> ResponseReturnValue:
    """A new entrance."""
    event, form = event_of(slug), GateForm()
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
    event = event_of(slug)
    with unit_of_work():
        gate = queries.get_gate(event.id, request.form.get("gate", 0, type=row_number))
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
    return {"state": _state(queries.get_pairing(event_of(slug).id, pairing_id))}


def phone_address() -> str:
    """Where phones open the door."""
    return current_settings().base_url + url_for("door.phone")


def _state(started: PairingCode) -> str:
    if started.used_at:
        return "taken"
    return "over" if started.expires_at <= clock.now() else "waiting"


def _page(event: Event, form: GateForm) -> str:
    now = clock.now()
    found = [span.id for span in admission.open_sessions(queries.spans_of(event), now)]
    gates, expected = queries.gates(event.id), queries.expected(event.id, found)
    return render_template(
        "door/staff_show.html",
        event=event,
        form=form,
        gates=gates,
        rules=[rule_told(event, gate) for gate in gates],
        rows=device_rows.rows_of(event, now),
        numbers=queries.numbers(event.id, found),
        to_come=max(expected.values(), default=0),
        sessions=[session for session in event.sessions if session.id in found],
        cases=queries.open_cases(event.id),
        address=phone_address(),
        now=now,
    )


def rule_told(event: Event, gate: Gate) -> str:
    """Whom a gate lets in, in words; nothing where it lets in everybody."""
    titles = [session.title for session in event.sessions if session.id in (gate.session_ids or []) and session.title]
    parts = [
        _("for %(categories)s", categories=", ".join(gate.categories)) if gate.categories else "",
        _("to %(sessions)s", sessions=", ".join(titles)) if titles else "",
        _("identity cards are compared") if gate.check_identity else "",
    ]
    return ", ".join(part for part in parts if part)
