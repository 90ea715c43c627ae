"""What reminders say, and the message that brings a ticket again. The templates are in `templates/messages/`."""

from collections.abc import Mapping
from typing import Any

from eventreg.accounts.models import Person
from eventreg.applications import messages as of_applications
from eventreg.applications.models import Application
from eventreg.businesses.models import Paper
from eventreg.businesses.words import paper_name
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import format_date, format_datetime, format_day, format_hours, lazy
from eventreg.core.outbox import Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation
from eventreg.events.models import EventSession
from eventreg.messaging import reminding, unsubscribing
from eventreg.tickets.rules import TicketState
from eventreg.visitors import messages as of_visitors
from eventreg.visitors.models import Visit


def register() -> None:
    """Tell the outbox what each kind says."""
    register_message("reminder_closing", _closing, label=lazy("Reminder: applications close"))
    register_message("reminder_paper", _paper, label=lazy("Reminder: paper expires"))
    register_message("reminder_day_before", _coming, label=lazy("Reminder: the day before"))
    register_message("reminder_morning", _coming, label=lazy("Reminder: the morning, with the ticket"))
    register_message("reminder_thanks", _thanks, label=lazy("Thanks and survey"))
    register_message("ticket_again", _coming, label=lazy("Ticket again"))


def _closing(params: Mapping[str, Any]) -> Content:
    """For who began to apply and has not sent it."""
    application = db.session.get_one(Application, params["application"])
    event = application.event
    return Content(of_applications.about(application) | {"closes": format_datetime(event.closes_at, event.zone)})


def _coming(params: Mapping[str, Any]) -> Content:
    """When and where, with the tickets that admit; `day` and `hours` of the session that comes next, where one does."""
    if "visit" in params:
        return _visit(db.session.get_one(Visit, params["visit"]))
    application = db.session.get_one(Application, params["application"])
    session = db.session.get(EventSession, params["session"]) if params.get("session") else None
    values = of_applications.about(application) | {"name": "", "day": "", "hours": "", "people": ""}
    if session:
        zone = application.event.zone
        values["day"] = format_date(session.starts_at, zone)
        values["hours"] = format_hours(session.starts_at, session.ends_at, zone)
    valid = [ticket for ticket in application.tickets if ticket.state is TicketState.VALID]
    values["booths"] = Literal(", ".join(sorted({ticket.booth for ticket in valid if ticket.booth})))
    return of_applications.content_with_tickets(values, valid)


def _visit(visit: Visit) -> Content:
    content = of_visitors.content_with_ticket(visit)
    values = dict(content.values)
    holder = {"holder": visit.name, "code": values["code"], "url": values["ticket"]}
    more = {"business": "", "booths": "", "when": f"{values['day']}, {values['hours']}"}
    return Content(values | more | {"tickets": [holder] if values["ticket"] else []}, content.attachments)


def _thanks(params: Mapping[str, Any]) -> Content:
    """For who came."""
    if "visit" in params:
        visit = db.session.get_one(Visit, params["visit"])
        event, values, address = visit.event, of_visitors.about(visit) | {"business": "", "link": ""}, visit.email
    else:
        application = db.session.get_one(Application, params["application"])
        event, values = application.event, of_applications.about(application) | {"name": ""}
        reader = db.session.get(Person, params["person"]) if "person" in params else None
        address = (reader.email or "") if reader else ""
    settings = reminding.settings_of(event.id)
    told = {"words": settings.thanks.splitlines(), "survey": Literal(settings.survey_url)}
    return Content(values | told | {"unsubscribe": Literal(unsubscribing.url_for_address(address)) if address else ""})


def _paper(params: Mapping[str, Any]) -> Content:
    """Which paper of whose ends when."""
    paper = db.session.get_one(Paper, params["paper"])
    return Content(
        {
            "business": paper.business.name,
            "paper": paper_name(paper.kind, paper.title),
            "number": paper.number,
            "expires": format_day(paper.expires_on) if paper.expires_on else "",
            "link": Literal(f"{current_settings().base_url}/me/businesses/{paper.business_id}/papers"),
            "organisation": organisation().name,
            "contact": Literal(show_phone(organisation().whatsapp)),
        }
    )
