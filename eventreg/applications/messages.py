"""What the messages about applications say. The templates are `templates/messages/application_*`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from eventreg.applications import queries, service
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.rules import Status
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import force_locale, format_datetime, lazy
from eventreg.core.outbox import Attachment, Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal, render_message
from eventreg.council.queries import organisation
from eventreg.events.ics import calendar_of
from eventreg.tickets import papers
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState, group_code

TOLD = {
    Status.SUBMITTED: lazy("Application received"),
    Status.NEEDS_REVISION: lazy("Correction requested"),
    Status.WAITLISTED: lazy("Waiting list"),
    Status.REJECTED: lazy("Not selected"),
    Status.OFFERED: lazy("Place offered"),
    Status.CONFIRMED: lazy("Ticket"),
    Status.WITHDRAWN: lazy("Withdrawal noted"),
    Status.CANCELLED: lazy("Event cancelled"),
    Status.LAPSED: lazy("Deadline passed"),
    Status.CLOSED: lazy("Waiting list closed"),
}


def register() -> None:
    """Tell the outbox what each kind says."""
    for status, label in TOLD.items():
        make = _with_tickets if status is Status.CONFIRMED else _plain
        register_message(f"application_{status}", make, label=label)


def _plain(params: Mapping[str, Any]) -> Content:
    return Content(_values(params))


def _with_tickets(params: Mapping[str, Any]) -> Content:
    """The ticket message: the PDF with the QR code, a calendar file, and links to the ticket pages."""
    values = _values(params)
    application: Application = values["application"]
    valid = [ticket for ticket in application.tickets if ticket.state is TicketState.VALID]
    base = current_settings().base_url
    values["tickets"] = [
        {
            "holder": ticket.holder,
            "code": group_code(ticket.code),
            "url": Literal(f"{base}/t/{tickets.token_of(ticket).lower()}"),
        }
        for ticket in valid
    ]
    slug = application.event.slug
    calendar = calendar_of(application.event, url=f"{base}/events/{slug}/", host=urlsplit(base).hostname or "localhost")
    attachments = [Attachment(f"{slug}.ics", "text/calendar", calendar)]
    if valid:
        attachments.insert(0, Attachment(f"tiket-{slug}.pdf", "application/pdf", papers.pdf_of(valid)))
    return Content(values, attachments)


def preview(application: Application, outcome: Status, reason: str, now: datetime) -> tuple[str, str]:
    """Subject and text that this applicant would get, in their language, before anything is decided."""
    deadline = service.deadline_for(application.event, outcome, now)
    language = (queries.reader_of(application) or application.applicant).language
    with force_locale(language):
        values = _facts(application, reason, deadline, queries.waiting_length(application.event_id) + 1)
        subject, text, _ = render_message(f"application_{outcome}", language, values)
    return subject, text


def _values(params: Mapping[str, Any]) -> dict[str, Any]:
    application = db.session.get_one(Application, params["application"])
    move = db.session.get_one(ApplicationMove, params["move"])
    place = queries.waiting_place(application) if application.waitlisted_at else 0
    return _facts(application, move.reason, move.deadline_at, place)


def _facts(application: Application, reason: str, deadline: datetime | None, place: int) -> dict[str, Any]:
    event = application.event
    return {
        "application": application,
        "business": application.business.name,
        "event": event.title,
        "when": "; ".join(papers.days_of(event)),
        "place": event.place_name,
        "code": Literal(application.code),
        "reason": reason.strip().splitlines(),
        "deadline": format_datetime(deadline, event.zone) if deadline else "",
        "waiting_place": place,
        "link": Literal(f"{current_settings().base_url}/me/applications/{application.code}"),
        "organisation": organisation().name,
        "contact": Literal(show_phone(event.contact_phone or organisation().whatsapp)),
    }
