"""What the door adds to other pages: to a ticket and an application how often their people were present."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from eventreg.applications.models import Application
from eventreg.core.i18n import _, short_date
from eventreg.door import attending, presence, queries, words
from eventreg.door.presence import NOWHERE
from eventreg.door.queries.presence import Attendee
from eventreg.events.models import Event, EventSession
from eventreg.tickets import service as tickets
from eventreg.tickets import slots
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.tickets.slots import PresenceTold


def presence_of_ticket(ticket: Ticket, now: datetime) -> Sequence[PresenceTold]:
    """For its holder: nothing before the first session, and nothing of a visitor but where to type a code."""
    return _told(ticket.event, [ticket], now)


def presence_of_application(application: Application, now: datetime) -> Sequence[PresenceTold]:
    """The same for all who come for an application."""
    return _told(application.event, [one for one in application.tickets if one.state is TicketState.VALID], now)


def _told(event: Event, of: Sequence[Ticket], now: datetime) -> Sequence[PresenceTold]:
    if not of or not any(queries.opens_at(session) <= now for session in event.sessions):
        return ()
    found = [_of(event, one, now) for one in queries.attendees(event, of, now)]
    return [one for one in found if one]


def _of(event: Event, one: Attendee, now: datetime) -> PresenceTold | None:
    asked = [session for session in attending.sessions_on_screen(event, now) if _is_awaited(one, session)]
    url = url_for("door.present_by_ticket", token=tickets.token_of(one.ticket).lower()) if asked else ""
    if one.enough is None or not one.share.begun:
        return PresenceTold(one.ticket.holder, ask_url=url) if url else None
    return PresenceTold(
        one.ticket.holder,
        line=_("Present in %(present)s of %(all)s sessions", present=one.share.present, all=one.share.all),
        certificate=(str(words.ENOUGH[one.enough]), *words.ENOUGH_LOOKS[one.enough]),
        sessions=[_said(event, one, session, now) for session in event.sessions if session.id in one.own],
        ask_url=url,
        certificate_url=slots.certificate_url(one.ticket),
    )


def _is_awaited(one: Attendee, session: EventSession) -> bool:
    known = one.marks.get(session.id, NOWHERE)
    is_usable = one.ticket.state is TicketState.VALID and session.id in one.own
    return is_usable and not known.present and not known.is_corrected


def _said(event: Event, one: Attendee, session: EventSession, now: datetime) -> tuple[str, tuple[str, str, str]]:
    hours = presence.Hours(session.id, session.starts_at, session.ends_at)
    seen = presence.seen(one.marks.get(session.id, NOWHERE), hours, now, is_own=True)
    return session.title or short_date(session.starts_at, event.zone), (str(words.SEEN[seen]), *words.SEEN_LOOKS[seen])
