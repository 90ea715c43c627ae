"""One ticket, for supervisors: whose it is, what happened with it at the door, and what can be done with it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.wrappers.response import Response

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.door import holding, queries
from eventreg.door.forms.tickets import HoldForm, ReleaseForm, RevocationForm, ValidityForm
from eventreg.door.views import scan_words as told
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.door.words import VERDICT_NAMES
from eventreg.events.forms.sessions import local
from eventreg.events.models import Event
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.tickets.words import STATE_NAMES

TICKET = "/staff/events/<slug>/door/tickets/<code>"
MOST_SCANS = 50


@blueprint.get(TICKET)
@requires(Permission.DOOR_MANAGE)
def ticket(slug: str, code: str) -> ResponseReturnValue:
    """The ticket."""
    event = event_of(slug)
    return _page(event, queries.get_ticket_by_code(event.id, code))


@blueprint.post(f"{TICKET}/hold")
@requires(Permission.DOOR_MANAGE)
def hold_ticket(slug: str, code: str) -> ResponseReturnValue:
    """Let nobody in by it for now."""
    event, form = event_of(slug), HoldForm()
    found = queries.get_ticket_by_code(event.id, code)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            reason = form.hold_reason.data or ""
            holding.hold(event.id, found.id, reason=reason, actor=current_actor(), now=clock.now())
            return _done(slug, code, _("The ticket is on hold: it lets nobody in."))
    return _page(event, queries.get_ticket_by_code(event.id, code), hold=form), 422


@blueprint.post(f"{TICKET}/release")
@requires(Permission.DOOR_MANAGE)
def release_ticket(slug: str, code: str) -> ResponseReturnValue:
    """Let it admit again."""
    event, form = event_of(slug), ReleaseForm()
    found = queries.get_ticket_by_code(event.id, code)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            holding.release(event.id, found.id, actor=current_actor(), now=clock.now())
            return _done(slug, code, _("The ticket is valid again."))
    return _page(event, queries.get_ticket_by_code(event.id, code), release=form), 422


@blueprint.post(f"{TICKET}/revocation")
@requires(Permission.DOOR_MANAGE)
def revoke_ticket(slug: str, code: str) -> ResponseReturnValue:
    """Take it back for good."""
    event, form = event_of(slug), RevocationForm()
    found = queries.get_ticket_by_code(event.id, code)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            reason = form.revoke_reason.data or ""
            holding.revoke(event.id, found.id, reason=reason, actor=current_actor(), now=clock.now())
            return _done(slug, code, _("The ticket is revoked."))
    return _page(event, queries.get_ticket_by_code(event.id, code), revoke=form), 422


@blueprint.post(f"{TICKET}/validity")
@requires(Permission.DOOR_MANAGE)
def limit_ticket(slug: str, code: str) -> ResponseReturnValue:
    """Say from when until when it admits."""
    event, form = event_of(slug), ValidityForm()
    found = queries.get_ticket_by_code(event.id, code)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            moments = form.moments(event.zone)
            holding.limit(event.id, found.id, **moments, actor=current_actor(), now=clock.now())
            return _done(slug, code, _("Saved."))
    return _page(event, queries.get_ticket_by_code(event.id, code), validity=form), 422


def _done(slug: str, code: str, sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(url_for(".ticket", slug=slug, code=code))


def _page(event: Event, found: Ticket, **sent: FlaskForm) -> str:
    held = queries.entitlements([found])[found.id]
    word = queries.last_word_on(found) if found.state is not TicketState.VALID else None
    names = queries.names_of([word.actor_id]) if word else {}
    forms = {"hold": HoldForm(formdata=None), "release": ReleaseForm(formdata=None)}
    forms |= {"revoke": RevocationForm(formdata=None), "validity": _validity(event, found)}
    scans = queries.scans_of_ticket(found.id, MOST_SCANS)
    return render_template(
        "door/ticket.html",
        event=event,
        ticket=found,
        state=STATE_NAMES[found.state],
        phone_end=queries.listed_ticket(found).phone[-3:],
        held=held,
        sessions=[told.title_of(one, event) for one in event.sessions if one.id in (held.sessions or ())],
        word=word,
        word_by=names.get(word.actor_id or 0, "") if word else "",
        forms=forms | sent,
        sent=next(iter(sent.values()), None),
        scans=[(scan, told.look_of(scan), told.day_and_time(scan.moment, event)) for scan in scans],
        most=MOST_SCANS,
        verdict_names=VERDICT_NAMES,
        directions=told.DIRECTIONS,
    )


def _validity(event: Event, found: Ticket) -> ValidityForm:
    shown = {"valid_from": found.valid_from, "valid_until": found.valid_until}
    return ValidityForm(
        formdata=None, data={name: local(moment, event.zone) if moment else None for name, moment in shown.items()}
    )
