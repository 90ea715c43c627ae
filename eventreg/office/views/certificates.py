"""Certificates: who gets one, issuing them all or one, replacing one, and the holder's own download."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.limits import limit_making
from eventreg.core.paging import Page
from eventreg.core.web import public, refusals, requires
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.door import queries as door
from eventreg.door.presence import Enough
from eventreg.door.queries.presence import Attendee
from eventreg.events.models import Event
from eventreg.office import certified, certifying
from eventreg.office.forms.certificates import ReplacementForm
from eventreg.office.models import BatchForm
from eventreg.office.orders import Order
from eventreg.office.views.base import P, blueprint, event_for, paper_language
from eventreg.office.views.batches import begin
from eventreg.tickets import queries as tickets
from eventreg.tickets import service as ticket_service
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState

PAGE = "/staff/events/<slug>/papers/certificates"
ROWS = 50


@dataclass(frozen=True)
class Row:
    """Somebody who took part, and the certificate that they hold."""

    who: Attendee
    document: IssuedDocument | None

    @property
    def name(self) -> str:
        """As it stands on the certificate, or on the ticket."""
        return (self.document and self.document.content.get("holder")) or self.who.ticket.holder


SHOWN: Mapping[str, Callable[[Row], bool]] = {
    "ready": lambda row: row.document is None and row.who.enough is Enough.ENOUGH,
    "issued": lambda row: row.document is not None,
    "short": lambda row: row.document is None and row.who.enough is not Enough.ENOUGH,
}


@blueprint.get(f"{PAGE}/")
@requires(P.LETTER_READ)
def certificates(slug: str) -> ResponseReturnValue:
    """Who gets one, who holds one, who was there too little."""
    event, now = event_for(slug, P.LETTER_READ), clock.now()
    rows = _rows(event)
    shown, sought = request.args.get("show", ""), request.args.get("q", "").strip()[:100]
    found = [row for row in rows if SHOWN.get(shown, bool)(row) and _has(row, sought)]
    number = max(1, min(request.args.get("page", 1, type=int), -(-len(found) // ROWS)))
    return render_template(
        "office/certificates.html",
        event=event,
        page=Page(found[(number - 1) * ROWS : number * ROWS], len(found), number, ROWS),
        show=shown if shown in SHOWN else "",
        counts={name: sum(map(fits, rows)) for name, fits in SHOWN.items()} | {"": len(rows)},
        text=sought,
        papers=certified.papers_of(event.id),
        signatories=certified.signatories(event.id),
        percent=door.settings_of(event.id).presence_percent,
        is_over=event.ends_at <= now,
        may_issue=g.actor.may(P.LETTER_MANAGE, event.id),
    )


@blueprint.post(f"{PAGE}/")
@requires(P.LETTER_MANAGE)
def issue_certificates(slug: str) -> ResponseReturnValue:
    """Make all of them in the background."""
    event = event_for(slug, P.LETTER_MANAGE)
    form = request.form.get("form", "")
    order = Order(
        event.id,
        "certificates",
        paper_language(),
        BatchForm(form) if form in set(BatchForm) else BatchForm.PDF,
        {},
        g.actor.person_id,
    )
    return begin(order, event, url_for(".certificates", slug=slug))


@blueprint.get(f"{PAGE}/<int:ticket_id>")
@requires(P.LETTER_READ)
def certificate(slug: str, ticket_id: int) -> ResponseReturnValue:
    """One person's: issued or not, and what was issued before."""
    event = event_for(slug, P.LETTER_READ)
    return _one(event, _row(event, ticket_id), ReplacementForm())


@blueprint.post(f"{PAGE}/<int:ticket_id>")
@requires(P.LETTER_MANAGE)
def issue_certificate(slug: str, ticket_id: int) -> ResponseReturnValue:
    """Issue it, for this person alone."""
    event = event_for(slug, P.LETTER_MANAGE)
    door.get_ticket_by_id(event.id, ticket_id)
    with refusals(), unit_of_work():
        certifying.issue(ticket_id, paper_language(), actor=g.actor, now=clock.now())
        flash(_("Issued. It is ready to be fetched, here and on the holder's own page."), "ok")
    return redirect(url_for(".certificate", slug=slug, ticket_id=ticket_id))


@blueprint.post(f"{PAGE}/<int:ticket_id>/replacement")
@requires(P.LETTER_MANAGE)
def replace_certificate(slug: str, ticket_id: int) -> ResponseReturnValue:
    """Withdraw it and issue another, with the right name."""
    event, form = event_for(slug, P.LETTER_MANAGE), ReplacementForm()
    door.get_ticket_by_id(event.id, ticket_id)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            name, reason = form.holder.data or "", form.reason.data or ""
            certifying.replace(ticket_id, name, reason=reason, actor=g.actor, now=clock.now())
            flash(_("Replaced. A check of the one before says that it was withdrawn."), "ok")
            return redirect(url_for(".certificate", slug=slug, ticket_id=ticket_id))
    return _one(event, _row(event, ticket_id), form), 422


@blueprint.get(f"{PAGE}/<int:ticket_id>.pdf")
@requires(P.LETTER_READ)
@limit_making("300 per hour")
def certificate_file(slug: str, ticket_id: int) -> ResponseReturnValue:
    """The certificate that holds, as a file."""
    event = event_for(slug, P.LETTER_READ)
    door.get_ticket_by_id(event.id, ticket_id)
    return _file_of(ticket_id, event.slug)


@blueprint.get("/t/<token>/certificate")
@public
@limit_making("300 per hour")
def own_certificate(token: str) -> ResponseReturnValue:
    """The holder's own, by the private link of their ticket."""
    ticket = tickets.get_by_token(token)
    response = _file_of(ticket.id, ticket.event.slug)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def url_of(ticket: Ticket) -> str:
    """Where a ticket's holder fetches their certificate; "" while there is none."""
    if register.standing(certified.KIND, certifying.subject_of(ticket.id)) is None:
        return ""
    return url_for("office.own_certificate", token=ticket_service.token_of(ticket).lower())


def _file_of(ticket_id: int, slug: str) -> Response:
    """The same bytes each time; what leaves is known to the register, so that a check tells it from a changed file."""
    document = register.standing(certified.KIND, certifying.subject_of(ticket_id))
    if document is None or not document.content:
        raise NotFound()
    data = certified.printed(document)
    if not certified.is_noted(document, data):
        with unit_of_work():
            register.note_file(document, data)
    return pdf_response(data, f"sertifikat-{slug}-{document.sequence or document.id}.pdf")


def pdf_response(data: bytes, name: str) -> Response:
    """A PDF to look at, or to keep under its name."""
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _rows(event: Event) -> Sequence[Row]:
    """Who took part, by name; visitors get no certificate."""
    held = certifying.standing_by_ticket(event.id)
    rows = [Row(one, held.get(one.ticket.id)) for one in door.attendance_of(event, clock.now()) if one.enough]
    return [row for row in rows if row.document or row.who.ticket.state is TicketState.VALID]


def _row(event: Event, ticket_id: int) -> Row:
    ticket = door.get_ticket_by_id(event.id, ticket_id)
    (who,) = door.attendees(event, [ticket], clock.now())
    return Row(who, register.standing(certified.KIND, certifying.subject_of(ticket_id)))


def _has(row: Row, sought: str) -> bool:
    number = row.document.number if row.document else ""
    text = f"{row.name} {row.who.ticket.business_name} {number}".casefold()
    return all(word in text for word in sought.casefold().split())


def _one(event: Event, row: Row, form: ReplacementForm) -> str:
    if not form.is_submitted():
        form.holder.data = row.name
    return render_template(
        "office/certificate.html",
        event=event,
        row=row,
        form=form,
        history=certifying.history_of(row.who.ticket.id),
        may_issue=g.actor.may(P.LETTER_MANAGE, event.id),
        is_enough=row.who.enough is Enough.ENOUGH,
        percent=door.settings_of(event.id).presence_percent,
    )
