"""What an exhibitor reports for their own booths, and sees of it at any time."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _, ngettext
from eventreg.core.limits import limit_account
from eventreg.core.phone import show_phone
from eventreg.core.web import refusals, requires
from eventreg.council.queries import organisation
from eventreg.events.models import Event
from eventreg.onsite import mending, queries, repairs
from eventreg.onsite.forms.faults import FaultForm, ReopenForm
from eventreg.onsite.queries import Stand
from eventreg.onsite.rules import FaultState
from eventreg.onsite.views.base import P, blueprint
from eventreg.onsite.views.fault_rows import FaultRow, kinds_told, rows_of
from eventreg.onsite.views.panels import PANELS, Panel

OWN = "/me/applications/<code>/at-the-fair/faults"


@blueprint.route(f"{OWN}/new", methods=["GET", "POST"])
@requires(P.OWN_APPLICATION)
@limit_account("60 per hour")
def own_new_fault(code: str) -> ResponseReturnValue:
    """Say what is broken; what is known at the booth stands above, to be confirmed instead."""
    application, stands = _exhibitor(code)
    now, places = clock.now(), [(stand.booth.uid, stand.booth.label) for stand in stands]
    form = FaultForm.for_booths(places, request.args.get("booth", ""))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            mending.report(
                application.event_id,
                form.booth.data or "",
                form.broken,
                form.told,
                application=application,
                is_another="another" in request.form,
                actor=g.actor,
                now=now,
            )
            flash(_("Reported. You see here how far it is."))
            return _back(code)
    at = next((stand.booth.id for stand in stands if stand.booth.uid == form.booth.data), None)
    page = render_template(
        "onsite/own_new_fault.html",
        application=application,
        event=application.event,
        form=form,
        kinds=kinds_told(),
        stands=stands,
        known=rows_of(repairs.open_at(at), now, whose=application) if at else [],
        is_known=bool(form.form_errors),
        phone=_phone(application.event),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route(f"{OWN}/<int:fault_id>/reopening", methods=["GET", "POST"])
@requires(P.OWN_APPLICATION)
@limit_account("60 per hour")
def own_reopen_fault(code: str, fault_id: int) -> ResponseReturnValue:
    """It was said to be mended, and is still broken."""
    application, _stands = _exhibitor(code)
    fault, form, now = repairs.get_own(application, fault_id), ReopenForm(), clock.now()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            mending.reopen(application.event_id, fault_id, form.told, seen=form.stood, actor=g.actor, now=now)
            flash(_("It is open again: somebody comes back to it."))
            return _back(code)
    elif not form.is_submitted() and fault.state is not FaultState.DONE:
        return _back(code)
    [row] = rows_of([fault], now, whose=application)
    form.seen.data = row.mark
    page = render_template(
        "onsite/own_reopen_fault.html", application=application, event=application.event, form=form, row=row
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post(f"{OWN}/<int:fault_id>/confirmation")
@requires(P.OWN_APPLICATION)
def own_confirm_fault(code: str, fault_id: int) -> ResponseReturnValue:
    """The exhibitor sees the same, and need not report it."""
    application, _stands = _exhibitor(code)
    fault = repairs.get_own(application, fault_id)
    with unit_of_work():
        mending.confirm(application.event_id, fault.id, actor=g.actor, now=clock.now())
        flash(_("Noted: you see it too. It isn't reported a second time."))
    return _back(code)


def panel_of(application: Application, now: datetime) -> Panel:
    """What is broken at the exhibitor's booths, and where to report it."""
    rows = rows_of(repairs.of_exhibitor(application), now, whose=application)
    return Panel(
        "onsite/own_faults.html",
        {"rows": rows, "code": application.code, "phone": _phone(application.event)},
        waiting=_waiting(rows),
    )


PANELS["faults"] = panel_of


def _waiting(rows: Sequence[FaultRow]) -> list[str]:
    """Nothing to do, but to be known: what at the booth is yet to be mended."""
    count = sum(row.is_open for row in rows)
    return (
        [
            ngettext(
                "%(num)s fault at your booth is being seen to", "%(num)s faults at your booth are being seen to", count
            )
        ]
        if count
        else []
    )


def _exhibitor(code: str) -> tuple[Application, Sequence[Stand]]:
    """The reader's own application with its booths. Raises NotFound where it has none for good."""
    application = applications.get_own(code, g.actor)
    stands = queries.stands_of(application)
    if not stands:
        raise NotFound
    return application, stands


def _phone(event: Event) -> str:
    number = event.contact_phone or organisation().whatsapp
    return show_phone(number) if number else ""


def _back(code: str) -> Response:
    return redirect(url_for(".own_page", code=code, _anchor="faults"))
