"""Scans at the door, and the visits that they count as."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventreg.core.db import db
from eventreg.door.models import Attendance, DoorDevice, PairingCode, PresenceNote, Scan, Settlement
from eventreg.events.models import EventSession
from eventreg.records.holdings import groups, tickets
from eventreg.records.holdings.kinds import Deed, Deeds, Facts, Holding, Where, everything, internal, secret, told
from eventreg.records.holdings.parts import event_title, once, own
from eventreg.records.holdings.subject import Subject
from eventreg.tickets.models import Ticket


def _at_the_door(column: Any, businesses: Callable[[Subject], Collection[int]]) -> Where:
    of_them = tickets.theirs(businesses)
    return lambda subject: column.in_(select(Ticket.id).where(of_them(subject)))


def _door_answer(row: Scan, subject: Subject, now: datetime) -> Facts:
    """The phone gets the same answer when it asks again, without the name."""
    shown = row.answer.get("ticket")
    if not shown or row.ticket is None:
        return row.answer
    business = tickets.business_name(row.ticket, subject, now)
    return row.answer | {"ticket": shown | {"holder": tickets.holder(row.ticket, subject, now), "business": business}}


def _door_more(row: Scan, subject: Subject) -> Facts:
    return {"event": event_title(row.event_id), "ticket": row.ticket.code if row.ticket else None}


def _of_scans(businesses: Callable[[Subject], Collection[int]]) -> Where:
    theirs = _at_the_door(Scan.ticket_id, businesses)
    return lambda subject: Settlement.scan_pk.in_(select(Scan.id).where(theirs(subject)))


def _settlement_more(row: Settlement, subject: Subject) -> Facts:
    return _door_more(row.scan, subject)


def _attendance_more(row: Attendance | PresenceNote, subject: Subject) -> Facts:
    session = db.session.get_one(EventSession, row.session_id)
    ticket = db.session.get_one(Ticket, row.ticket_id)
    return {
        "event": session.event.title,
        "session": session.title,
        "session_begins": session.starts_at,
        "ticket": ticket.code,
    }


SCANS = Holding(
    "scans",
    groups.TICKETS,
    Scan,
    ("ticket_id",),
    _at_the_door(Scan.ticket_id, own),
    {
        "id": internal(),
        "event_id": internal(),
        "device_id": internal(),
        "scan_id": internal(),
        "raw": secret(),
        "typed": told(),
        "ticket_id": internal(),
        "session_id": internal(),
        "gate": told(),
        "direction": told(),
        "undoes": internal(),
        "reason": told(erased=""),
        "companions": told(),
        "companions_counted": told(),
        "at": told(),
        "offset_ms": internal(),
        "offline_verdict": told(),
        "received_at": told(),
        "moment": internal(),
        "offline": told(),
        "verdict": told(),
        "counts": told(),
        "undone_at": told(),
        "conflict": told(),
        "answer": internal(erased=_door_answer),
    },
    everything(Deed.ANONYMISE, _at_the_door(Scan.ticket_id, once)),
    _door_more,
)

ATTENDANCES = Holding(
    "attendances",
    groups.TICKETS,
    Attendance,
    ("ticket_id",),
    _at_the_door(Attendance.ticket_id, own),
    {
        "id": internal(),
        "ticket_id": internal(),
        "session_id": internal(),
        "entry": told(),
        "scan_pk": internal(),
        "gate": told(),
        "at": told(),
        "left_at": told(),
        "undone_at": told(),
    },
    more=_attendance_more,
)

PRESENCE_NOTES = Holding(
    "presence_notes",
    groups.TICKETS,
    PresenceNote,
    ("ticket_id",),
    _at_the_door(PresenceNote.ticket_id, own),
    {
        "id": internal(),
        "ticket_id": internal(),
        "session_id": internal(),
        "source": told(),
        "present": told(),
        "reason": told(erased=""),
        "by_id": internal(),
        "at": told(),
    },
    everything(Deed.ANONYMISE, _at_the_door(PresenceNote.ticket_id, once)),
    _attendance_more,
)

SETTLEMENTS = Holding(
    "scan_settlements",
    groups.TICKETS,
    Settlement,
    ("scan_pk",),
    _of_scans(own),
    {
        "id": internal(),
        "scan_pk": internal(),
        "kind": told(),
        "reason": told(erased=""),
        "by_id": internal(),
        "at": told(),
    },
    everything(Deed.ANONYMISE, _of_scans(once)),
    _settlement_more,
)

DEEDS: Deeds = {
    (PresenceNote, "by_id"): "at",
    (Settlement, "by_id"): "at",
    (DoorDevice, "paired_by_id"): "paired_at",
    (PairingCode, "created_by_id"): "expires_at",
}

IMPERSONAL = {
    "door_device": "the council's phones",
    "door_settings": "how a door works",
    "gate": "entrances",
    "pairing_code": "hashes of codes that pair the council's phones",
}
