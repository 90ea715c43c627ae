"""What visitors who gave an address are told: their ticket, and that it no longer holds."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import lazy
from eventreg.core.outbox import Attachment, Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation
from eventreg.events.ics import calendar_of
from eventreg.tickets import papers
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState, group_code
from eventreg.visitors import queries, words
from eventreg.visitors.models import Visit


def register() -> None:
    """Tell the outbox what each kind says."""
    register_message("visit_ticket", _ticket, label=lazy("Visitor's ticket"))
    register_message(
        "visit_cancelled", _cancelled, label=lazy("Visitor's registration cancelled"), reader=_whom_to_tell
    )


def _ticket(params: Mapping[str, Any]) -> Content:
    """The PDF with the QR code, a calendar file, and the private link by which the visit can be changed."""
    return content_with_ticket(db.session.get_one(Visit, params["visit"]))


def content_with_ticket(visit: Visit) -> Content:
    """A message that brings the visit's ticket, as long as it admits."""
    base, event, ticket = current_settings().base_url, visit.event, visit.ticket
    values = about(visit) | {"link": Literal(f"{base}/visits/{queries.key_of(visit)}"), "code": "", "ticket": ""}
    host = urlsplit(base).hostname or "localhost"
    calendar = calendar_of(event, url=f"{base}/events/{event.slug}/", host=host, only={visit.session_id})
    attachments = [Attachment(f"{event.slug}.ics", "text/calendar", calendar)]
    if ticket and ticket.state is TicketState.VALID:
        values["code"], values["ticket"] = (
            group_code(ticket.code),
            Literal(f"{base}/t/{tickets.token_of(ticket).lower()}"),
        )
        attachments.insert(0, Attachment(f"tiket-{event.slug}.pdf", "application/pdf", papers.pdf_of([ticket])))
    return Content(values, attachments)


def _whom_to_tell(params: Mapping[str, Any]) -> tuple[str, str]:
    visit = db.session.get(Visit, params["visit"])
    return (visit.name, visit.phone) if visit else ("", "")


def _cancelled(params: Mapping[str, Any]) -> Content:
    visit = db.session.get_one(Visit, params["visit"])
    told = {"reason": params["reason"].strip().splitlines(), "news": params.get("news", "")}
    return Content(
        about(visit) | told | {"again": Literal(f"{current_settings().base_url}/events/{visit.event.slug}/")}
    )


def about(visit: Visit) -> dict[str, Any]:
    """What every message about a visit may name."""
    event = visit.event
    return {
        "name": visit.name,
        "school": visit.school,
        "event": event.title,
        "day": words.day_name(visit, event),
        "hours": words.hours(visit, event),
        "place": ", ".join(part for part in (event.place_name, event.place_address) if part),
        "people": words.people(visit.party),
        "organisation": organisation().name,
        "contact": Literal(show_phone(event.contact_phone or organisation().whatsapp)),
    }
