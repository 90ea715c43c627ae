"""What the messages about applications say. The templates are `templates/messages/application_*`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from eventreg.applications import aftercare, queries, service, slots
from eventreg.applications.models import Application, ApplicationMove, Objection, Participant
from eventreg.applications.rules import Status
from eventreg.core import outbox
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import force_locale, format_datetime, lazy
from eventreg.core.money import rupiah
from eventreg.core.outbox import Attachment, Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation
from eventreg.events.ics import calendar_of
from eventreg.tickets import papers
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket
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
    register_message("event_postponed", _news, label=lazy("Event postponed"))
    register_message("event_resumed", _news, label=lazy("Event has new dates"))
    register_message("event_cancelled", _news, label=lazy("Event cancelled (draft)"))
    register_message("application_offer_reminder", _plain, label=lazy("Offer recalled"))
    register_message("participant_replaced", _replaced, label=lazy("Ticket of a new participant"))
    register_message("objection_received", _objection, label=lazy("Objection received"))
    register_message("objection_answered", _objection, label=lazy("Objection answered"))


def _news(params: Mapping[str, Any]) -> Content:
    """What becomes of the event, whatever becomes of the application."""
    application = db.session.get_one(Application, params["application"])
    values = _facts(application, params["reason"], None, 0)
    event_link = f"{current_settings().base_url}/events/{application.event.slug}/"
    closes = format_datetime(application.event.closes_at, application.event.zone)
    is_draft = application.status is Status.DRAFT
    return Content(values | {"event_link": Literal(event_link), "closes": closes, "is_draft": is_draft})


def _plain(params: Mapping[str, Any]) -> Content:
    return Content(_values(params))


def _with_tickets(params: Mapping[str, Any]) -> Content:
    """The ticket message: the PDF with the QR code, a calendar file, and links to the ticket pages."""
    values = _values(params)
    application: Application = values["application"]
    return content_with_tickets(values, [ticket for ticket in application.tickets if ticket.state is TicketState.VALID])


def _replaced(params: Mapping[str, Any]) -> Content:
    """Who comes instead of whom, with the new ticket alone."""
    comer = db.session.get_one(Participant, params["participant"])
    leaver = db.session.get_one(Participant, params["before"])
    values = _facts(comer.application, "", None, 0) | {"name": comer.name, "before": leaver.name}
    valid = [comer.ticket] if comer.ticket and comer.ticket.state is TicketState.VALID else []
    return content_with_tickets(values, valid)


def _objection(params: Mapping[str, Any]) -> Content:
    """What became of an objection; its own words are not repeated."""
    objection = db.session.get_one(Objection, params["objection"])
    values = _facts(objection.application, "", None, 0)
    return Content(values | {"upheld": bool(objection.upheld), "answer": objection.answer.splitlines()})


def content_with_tickets(values: dict[str, Any], valid: Sequence[Ticket]) -> Content:
    """A message with tickets: their PDF, a calendar file, and links to the ticket pages."""
    application: Application = values["application"]
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
    calendar = calendar_of(
        application.event,
        url=f"{base}/events/{slug}/",
        host=urlsplit(base).hostname or "localhost",
        only=application.session_ids,
    )
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
        values |= _booth(application) | {"object_until": _object_until(application, outcome, now)}
        told = outbox.in_words(f"application_{outcome}", language, Content(values))
    return told.subject, told.text


def _values(params: Mapping[str, Any]) -> dict[str, Any]:
    application = db.session.get_one(Application, params["application"])
    move = db.session.get_one(ApplicationMove, params["move"])
    place = queries.waiting_place(application) if application.waitlisted_at else 0
    values = _facts(application, move.reason, move.deadline_at, place) | _booth(application)
    return values | {"object_until": _object_until(application, move.status, move.at)}


def _object_until(application: Application, outcome: Status, at: datetime) -> str:
    """Until when who is told so may object; empty where they can't."""
    event = application.event
    end = aftercare.objection_until(outcome, rejected_at=at, days=event.objection_days, ends_at=event.ends_at)
    return format_datetime(end, event.zone) if end and at < end else ""


def _booth(application: Application) -> dict[str, Any]:
    """Which booth the place is offered with, and what it costs; no numbers where there is none."""
    booth = slots.booth_offered(application)
    return {
        "booths": Literal(", ".join(booth.labels)) if booth else "",
        "booth_fee": Literal(rupiah(booth.fee)) if booth and booth.fee else "",
        "is_booth_free": booth is not None and booth.fee == 0 and not booth.is_paid,
        "is_booth_paid": booth is not None and booth.is_paid,
        "is_booth_shared": booth is not None and booth.is_shared,
    }


def about(application: Application) -> dict[str, Any]:
    """What every message about an application may name."""
    return _facts(application, "", None, 0)


def _facts(application: Application, reason: str, deadline: datetime | None, place: int) -> dict[str, Any]:
    event = application.event
    return {
        "application": application,
        "business": application.business.name,
        "event": event.title,
        "when": "; ".join(papers.days_of(event, application.session_ids)),
        "place": event.place_name,
        "code": Literal(application.code),
        "reason": reason.strip().splitlines(),
        "deadline": format_datetime(deadline, event.zone) if deadline else "",
        "waiting_place": place,
        "asked_again": application.is_asked_again,
        "link": Literal(f"{current_settings().base_url}/me/applications/{application.code}"),
        "organisation": organisation().name,
        "contact": Literal(show_phone(event.contact_phone or organisation().whatsapp)),
    }
