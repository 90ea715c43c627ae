"""One phone at the door: how it is, what it did, whose data it held, and taking it off the door."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.door import admission, lists, pairing, queries
from eventreg.door.forms.devices import LabelForm
from eventreg.door.models import DoorDevice
from eventreg.door.views import device_rows
from eventreg.door.views.base import event_of, moment_told
from eventreg.door.views.phone import blueprint
from eventreg.events.models import Event
from eventreg.events.views.public import page_number
from eventreg.tickets.rules import group_code
from eventreg.tickets.words import STATE_NAMES

DEVICE = "/staff/events/<slug>/door/devices/<int:device_id>"
LONGEST_SEARCH = 60


@blueprint.get(DEVICE)
@requires(Permission.DOOR_MANAGE)
def device(slug: str, device_id: int) -> ResponseReturnValue:
    """A phone, in use or revoked."""
    event = event_of(slug)
    found = queries.get_device(event.id, device_id)
    return _page(event, found, LabelForm(formdata=None, obj=found))


@blueprint.post(f"{DEVICE}/label")
@requires(Permission.DOOR_MANAGE)
def label_device(slug: str, device_id: int) -> ResponseReturnValue:
    """Call the phone by a name that those who look for it know."""
    event, form = event_of(slug), LabelForm()
    found = queries.get_device(event.id, device_id)
    if not form.validate_on_submit():
        return _page(event, found, form), 422
    with unit_of_work():
        found = queries.get_device(event.id, device_id)
        pairing.label(found, form.label.data or "", actor=current_actor(), now=clock.now())
        flash(_("Saved."))
    return redirect(url_for(".device", slug=slug, device_id=device_id))


@blueprint.get(f"{DEVICE}/revocation")
@requires(Permission.DOOR_MANAGE)
def new_revocation(slug: str, device_id: int) -> ResponseReturnValue:
    """Say what taking a phone off the door means."""
    event = event_of(slug)
    found = _phone(event, device_id)
    held = queries.count_people_held(found)
    return render_template("door/revoke.html", event=event, device=found, held=held)


@blueprint.post(f"{DEVICE}/revocation")
@requires(Permission.DOOR_MANAGE)
def revoke(slug: str, device_id: int) -> ResponseReturnValue:
    """Take a phone off the door, at once."""
    event = event_of(slug)
    with unit_of_work():
        found = _phone(event, device_id)
        pairing.revoke(found, actor=current_actor(), now=clock.now())
        flash(_("The phone at “%(gate)s” can no longer scan.", gate=found.gate.name))
    return redirect(url_for(".device", slug=slug, device_id=device_id))


@blueprint.get(f"{DEVICE}/people")
@requires(Permission.DOOR_MANAGE)
def device_people(slug: str, device_id: int) -> ResponseReturnValue:
    """Those whose data the phone held, in pages, to be searched."""
    event = event_of(slug)
    found = queries.get_device(event.id, device_id)
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    page = queries.people_held(found, words, page_number())
    links = [
        url_for(".device_people", slug=slug, device_id=device_id, q=words or None, page=number) if number else ""
        for number in (page.previous, page.next)
    ]
    return render_template(
        "door/device_people.html",
        event=event,
        device=found,
        until=queries.held_until(found),
        page=page,
        links=links,
        words=words,
        states=STATE_NAMES,
    )


@blueprint.get(f"{DEVICE}/people/list")
@requires(Permission.DOOR_MANAGE)
def device_people_list(slug: str, device_id: int) -> ResponseReturnValue:
    """All of them on paper."""
    event = event_of(slug)
    found = queries.get_device(event.id, device_id)
    people, until = queries.all_people_held(found), queries.held_until(found)
    return render_template(
        "door/device_people_list.html", event=event, device=found, people=people, until=until, now=clock.now()
    )


@blueprint.post(f"{DEVICE}/people.<any(xlsx, csv):file_format>")
@requires(Permission.DOOR_MANAGE)
@limit_account("30 per hour")
def export_device_people(slug: str, device_id: int, file_format: str) -> ResponseReturnValue:
    """All of them as a table for whoever tells them; that it was taken is recorded first."""
    event, now = event_of(slug), clock.now()
    with unit_of_work():
        found = queries.get_device(event.id, device_id)
        people = queries.all_people_held(found)
        pairing.note_people_list(found, len(people), actor=current_actor(), now=now)
    headings = [_("Name"), _("Business"), _("Booth"), _("Category"), _("Code"), _("State")]
    rows = [
        [one.holder, one.business_name, one.booth, one.category, group_code(one.code), str(STATE_NAMES[one.state])]
        for one in people
    ]
    file = lists.as_file(file_format, _("People"), headings, rows)
    name = _("phone-%(what)s", what=f"{device_id}-{slug}.{file_format}")
    return send_file(file, lists.MEDIA_TYPES[file_format], as_attachment=True, download_name=name)


def _phone(event: Event, device_id: int) -> DoorDevice:
    """What can be taken off the door: paper can't. Raises NotFound."""
    found = queries.get_device(event.id, device_id)
    if found.on_paper:
        raise NotFound()
    return found


def _page(event: Event, found: DoorDevice, form: LabelForm) -> str:
    now = clock.now()
    is_open = bool(admission.open_sessions(queries.spans_of(event), now))
    row = device_rows.row_of(found, queries.work_of_devices(event.id), now, event.zone, is_open=is_open)
    return render_template(
        "door/device.html",
        event=event,
        device=found,
        row=row,
        paired_by=queries.paired_by(found),
        paired=moment_told(found.paired_at, now, event.zone),
        scanned=moment_told(row.work.last_at, now, event.zone),
        held=queries.count_people_held(found),
        form=form,
        now=now,
    )
