"""Attendance sheets of an event's sessions: who is expected, with room to sign, or who was seen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from babel.dates import format_date as plain_date
from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.applications.models import Participant
from eventreg.businesses.models import Business
from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.i18n import _, current_language, format_date, format_hours, format_time
from eventreg.core.permissions import Actor
from eventreg.core.phone import show_phone
from eventreg.council.queries import organisation
from eventreg.documents.letterhead import letterhead
from eventreg.documents.rules import DocumentKind
from eventreg.door import queries as door
from eventreg.door.presence import NOWHERE
from eventreg.door.queries.presence import Attendee
from eventreg.events.models import Event, EventSession
from eventreg.office import signing
from eventreg.office.sheets import Attending, Closing, Sheet, sheets_pdf
from eventreg.office.workbook import workbook
from eventreg.tickets.rules import TicketState

MOST_BLANK = 200


class Filling(StrEnum):
    """What stands on a sheet: names to sign beside, nothing but lines, or who was seen at the door."""

    NAMES = "names"
    BLANK = "blank"
    PRESENCE = "presence"


@dataclass(frozen=True)
class _Reach:
    """Where somebody is and how to call them, as it stands on the list."""

    address: str = ""
    phone: str = ""


def sheets_of(
    event: Event, sessions: Collection[EventSession], filling: Filling, blank: int, *, now: datetime
) -> list[Sheet]:
    """A sheet for each session, in the language of the moment, with so many empty lines at the end."""
    everybody = [] if filling is Filling.BLANK else _expected(event, now)
    reach = _reach_of(everybody)
    made = []
    for session in sessions:
        rows = [
            _line(event, one, session, reach.get(one.ticket.id, _Reach()), filling)
            for one in everybody
            if session.id in one.own or one.marks.get(session.id, NOWHERE).present
        ]
        rows += [Attending()] * min(blank, MOST_BLANK)
        made.append(_sheet(event, session, rows, has_door=filling is Filling.PRESENCE))
    return made


def pdf_of(event: Event, sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one file for printing."""
    title = _("Attendance sheet: %(title)s", title=event.title)
    return sheets_pdf(sheets, letterhead(), title=title, language=current_language().value)


def xlsx_of(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as a file for spreadsheets."""
    return workbook(sheets)


def note(event: Event, file_format: str, filling: Filling, *, actor: Actor, now: datetime) -> None:
    """Write down that the list left the house; the caller holds the unit of work."""
    states = {"format": f"{file_format}, {filling.value}"}
    audit.record(actor, "event.attendance_sheet_made", event, states=states, now=now)


def _expected(event: Event, now: datetime) -> list[Attendee]:
    """Who takes part: visitors, of whom there are thousands, sign nothing."""
    return [
        one
        for one in door.attendance_of(event, now)
        if one.enough is not None and one.ticket.state in {TicketState.VALID, TicketState.ON_HOLD}
    ]


def _reach_of(everybody: Sequence[Attendee]) -> Mapping[int, _Reach]:
    """Ticket id → address and telephone: a participant's own number, their account's, or the business's."""
    tickets = [one.ticket for one in everybody]
    people = _phones({ticket.person_id for ticket in tickets if ticket.person_id})
    own = _own_phones({ticket.id for ticket in tickets})
    businesses = _businesses({ticket.business_id for ticket in tickets if ticket.business_id})
    found = {}
    for ticket in tickets:
        business = businesses.get(ticket.business_id or 0)
        phone = own.get(ticket.id) or people.get(ticket.person_id or 0) or (business.phone if business else "")
        address = ", ".join(filter(None, (business.address, business.place))) if business else ""
        found[ticket.id] = _Reach(address, show_phone(phone) if phone else "")
    return found


def _phones(ids: Collection[int]) -> Mapping[int, str]:
    rows = db.session.execute(select(Person.id, Person.phone).where(Person.id.in_(ids)))
    return dict(iter(rows))


def _own_phones(ids: Collection[int]) -> Mapping[int, str]:
    query = select(Participant.ticket_id, Participant.phone).where(Participant.ticket_id.in_(ids))
    return {ticket_id: phone for ticket_id, phone in db.session.execute(query) if ticket_id}


def _businesses(ids: Collection[int]) -> Mapping[int, Business]:
    return {one.id: one for one in db.session.scalars(select(Business).where(Business.id.in_(ids)))}


def _line(event: Event, one: Attendee, session: EventSession, reach: _Reach, filling: Filling) -> Attending:
    seen = ""
    if filling is Filling.PRESENCE:
        mark = one.marks.get(session.id, NOWHERE)
        seen = _("Absent")
        if mark.present:
            seen = _("Present %(time)s", time=format_time(mark.at, event.zone)) if mark.at else _("Present")
    return Attending(one.ticket.holder, one.ticket.business_name, reach.address, reach.phone, seen)


def _sheet(event: Event, session: EventSession, rows: Sequence[Attending], *, has_door: bool) -> Sheet:
    facts = (
        (_("Session"), session.title),
        (_("Day, date"), format_date(session.starts_at, event.zone)),
        (_("Time"), format_hours(session.starts_at, session.ends_at, event.zone)),
        (_("Place"), ", ".join(filter(None, (event.place_name, event.place_address)))),
    )
    return Sheet(
        heading=_("Attendance sheet").upper(),
        event=event.title,
        facts=tuple((term, value) for term, value in facts if value),
        columns=(
            _("No."),
            _("Name"),
            _("Business"),
            _("Address"),
            _("Telephone"),
            _("Presence at the door") if has_door else _("Signature"),
        ),
        rows=rows,
        closing=_closing(event, session),
        page=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
    )


def _closing(event: Event, session: EventSession) -> Closing:
    council, signatory = organisation(), signing.signatory_for(DocumentKind.ATTENDANCE, event.id)
    place = council.town
    local = session.starts_at.astimezone(event.zone.info)
    day = plain_date(local, "d MMMM y", locale=current_language().value)
    where_and_when = ", ".join(filter(None, (place, day)))
    if signatory is None:
        return Closing(where_and_when, _("Head of the organising committee"), "", "")
    return Closing(where_and_when, signatory.post, signatory.name, signatory.identity)
