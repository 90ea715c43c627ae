"""Who comes for a business, to which sessions, with which files, and when somebody else got the place."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventreg.applications.models import Application, ApplicationFile, ApplicationSession, Participant, PassedOver
from eventreg.core.db import db
from eventreg.core.files import StoredFile
from eventreg.events.models import EventSession
from eventreg.records.holdings import groups
from eventreg.records.holdings.applications import applications_of, is_their_application
from eventreg.records.holdings.kinds import Blank, Deed, Deeds, Facts, Holding, Where, everything, internal, told
from eventreg.records.holdings.parts import once, own
from eventreg.records.holdings.subject import Subject
from eventreg.records.rules import ERASED


def _of(column: Any, businesses: Callable[[Subject], Collection[int]]) -> Where:
    """The rows whose `column` is one of their applications."""
    theirs = applications_of(businesses)
    return lambda subject: column.in_(select(Application.id).where(theirs(subject)))


def _sole(subject: Subject) -> Collection[int]:
    return subject.sole


def _erased(name: str, empty: str) -> Blank:
    def blank(row: Participant, subject: Subject, now: datetime) -> Any:
        theirs = is_their_application(row.application, subject) or row.name.casefold() in subject.names
        return empty if theirs else getattr(row, name)

    return blank


def _code(row: Any, subject: Subject) -> Facts:
    return {"application": db.session.get_one(Application, row.application_id).code}


def _file(row: ApplicationFile, subject: Subject) -> Facts:
    return _code(row, subject) | {"file": db.session.get_one(StoredFile, row.file_id).key}


def _session(row: ApplicationSession, subject: Subject) -> Facts:
    return _code(row, subject) | {"session_begins": db.session.get_one(EventSession, row.session_id).starts_at}


PARTICIPANTS = Holding(
    "participants",
    groups.APPLICATIONS,
    Participant,
    ("application_id",),
    _of(Participant.application_id, own),
    {
        "id": internal(),
        "application_id": internal(),
        "position": internal(),
        "phone": told(erased=_erased("phone", "")),
        "dietary": told(erased=_erased("dietary", "")),
        "access_needs": told(erased=_erased("access_needs", "")),
        "name": told(erased=_erased("name", ERASED)),  # the last: the others look at it
        "ticket_id": internal(),
        "created_at": told(),
        "ended_at": told(),
    },
    everything(Deed.ANONYMISE, _of(Participant.application_id, once)),
    _code,
)

FILES = Holding(
    "application_files",
    groups.APPLICATIONS,
    ApplicationFile,
    ("file_id",),
    _of(ApplicationFile.application_id, own),
    {"application_id": internal(), "file_id": internal()},
    everything(Deed.DELETE, _of(ApplicationFile.application_id, _sole)),
    _file,
)

SESSIONS = Holding(
    "chosen_sessions",
    groups.APPLICATIONS,
    ApplicationSession,
    ("application_id",),
    _of(ApplicationSession.application_id, own),
    {"application_id": internal(), "session_id": internal()},
    (),
    _session,
)

PASSED_OVER = Holding(
    "passed_over",
    groups.APPLICATIONS,
    PassedOver,
    ("application_id",),
    _of(PassedOver.application_id, own),
    {
        "id": internal(),
        "application_id": internal(),
        "at": told(),
        "by_id": internal(),
        "reason": told(erased=""),
    },
    everything(Deed.ANONYMISE, _of(PassedOver.application_id, _sole)),
    _code,
)

DEEDS: Deeds = {
    (PassedOver, "by_id"): "at",
}
