"""What phones that were taken off the door handed in afterwards: it counts when a supervisor says so."""

from collections import Counter
from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.paging import page_of
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.door import queries, reconciling
from eventreg.door.forms.settling import ReasonForm
from eventreg.door.models import DoorDevice
from eventreg.door.rules import MOST_SCANS, Verdict
from eventreg.door.views import scan_words as told
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.door.words import VERDICT_NAMES
from eventreg.events.models import Event
from eventreg.events.views.public import page_number

QUARANTINE = "/staff/events/<slug>/door/quarantine"
SIZE = 50


@blueprint.get(QUARANTINE)
@requires(Permission.DOOR_MANAGE)
def quarantine(slug: str) -> ResponseReturnValue:
    """The phones whose scans wait."""
    event = event_of(slug)
    phones = [
        (one, told.day_and_time(one.device.revoked_at, event) if one.device.revoked_at else "")
        for one in queries.set_aside(event.id)
    ]
    return render_template("door/quarantine.html", event=event, phones=phones)


@blueprint.route(f"{QUARANTINE}/<int:device_id>", methods=["GET", "POST"])
@requires(Permission.DOOR_MANAGE)
def quarantined_phone(slug: str, device_id: int) -> ResponseReturnValue:
    """What one phone recorded; some of it, or all, is accepted or dismissed."""
    event, form = event_of(slug), ReasonForm()
    device = queries.get_device(event.id, device_id)
    chosen = {int(pk) for pk in request.form.getlist("scan") if pk.isascii() and pk.isdigit() and len(pk) < 10}
    everything = "everything" in request.form
    if form.validate_on_submit():
        if chosen or everything:
            with unit_of_work():
                _decide(event, device.id, None if everything else chosen, form.why)
            return redirect(url_for(".quarantine", slug=slug))
        form.form_errors.append(_("Tick the scans that you mean."))
    return _page(event, device, form, chosen, everything), 422 if form.is_submitted() else 200


def _decide(event: Event, device_id: int, chosen: Collection[int] | None, why: str) -> None:
    """What was chosen, or as much as one transaction takes of all that waits."""
    waiting = queries.waiting_ids(device_id)
    meant = [pk for pk in waiting if chosen is None or pk in chosen][:MOST_SCANS]
    actor, now = current_actor(), clock.now()
    if request.form.get("do") == "dismiss":
        count = reconciling.dismiss(event.id, device_id, meant, actor=actor, now=now, reason=why)
        said = ngettext("%(num)s scan stays without effect.", "%(num)s scans stay without effect.", count)
    else:
        found = reconciling.accept(event.id, device_id, meant, actor=actor, now=now, reason=why)
        said = _came_to(found)
    flash(said)


def _came_to(found: Counter[Verdict]) -> str:
    count = sum(found.values())
    said = ngettext("%(num)s scan accepted.", "%(num)s scans accepted.", count)
    verdicts = ", ".join(f"{VERDICT_NAMES[verdict]}: {found[verdict]}" for verdict in Verdict if found[verdict])
    return f"{said} {verdicts}" if count else _("Somebody has decided about these scans already.")


def _page(event: Event, device: DoorDevice, form: ReasonForm, chosen: Collection[int], everything: bool) -> str:
    page = page_of(queries.waiting_scans(device.id), page_number(), SIZE)
    tickets = reconciling.tickets_of(event.id, page.rows)
    rows = [
        (
            scan,
            tickets.get(scan.id),
            told.DIRECTIONS[scan.direction],
            told.verdict_told(scan.offline_verdict),
            told.day_and_time(scan.moment, event),
            scan.id in chosen,
        )
        for scan in page.rows
    ]
    return render_template(
        "door/quarantined_phone.html",
        event=event,
        device=device,
        revoked=told.day_and_time(device.revoked_at, event) if device.revoked_at else "",
        rows=rows,
        page=page,
        links=told.links(page),
        form=form,
        everything=everything,
    )
