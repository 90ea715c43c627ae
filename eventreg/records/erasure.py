"""Erasing a person: what must stay for accounts and counts stays without a name, the rest goes.

`preview` says what would happen, `erase` does it in the caller's unit of work, `finish` follows once that is committed:
it removes the pictures from the disk and writes the number down for the day on which an older backup is restored.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person, RoleGrant
from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import FINAL, Status
from eventreg.businesses.models import Business
from eventreg.core import audit, files
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.files import StoredFile
from eventreg.core.permissions import SYSTEM, Actor
from eventreg.events.models import Event
from eventreg.records import holdings, rules
from eventreg.records.holdings import HOLDINGS, Deed, Holding, Subject
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState

LIST = "erased.jsonl"  # in the instance folder: numbers alone


@dataclass(frozen=True)
class Line:
    """What erasure does to the rows of one table that concern a person."""

    key: str
    deleted: int
    anonymised: int
    kept: int


@dataclass(frozen=True)
class Preview:
    """What would be done. `withdrawn`: codes of applications that would be taken back.

    `sole`: names of businesses that end with the person; `renamed`: of those that go on and no longer name them.
    """

    lines: list[Line]
    withdrawn: list[str]
    sole: list[str]
    renamed: list[str]


@dataclass(frozen=True)
class Erased:
    """What was done; `picture_keys` are still on the disk."""

    person_id: int
    created_at: datetime
    at: datetime
    lines: list[Line]
    picture_keys: list[str]


@dataclass(frozen=True)
class Known:
    """A line of the list of those who were erased; when they were made tells them from whoever got the number later."""

    person_id: int
    created_at: datetime


# ---- Before ---------------------------------------------------------------------------------------


def check(person: Person, subject: Subject, now: datetime) -> None:
    """Raises HoldsRoles, HoldsTicket."""
    has_roles = db.session.scalar(select(RoleGrant.id).filter_by(person_id=person.id).limit(1)) is not None
    rules.check_erasure(has_roles=has_roles, awaited_at=_awaited_at(subject, now))


def preview(person_id: int, *, now: datetime) -> Preview:
    """What erasing a person would do; nothing is changed. Raises NotFound, HoldsRoles, HoldsTicket."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound()
    subject = holdings.subject_of(person)
    check(person, subject, now)
    lines = [_line(holding, subject, list(_rows(holding, subject)), now) for holding in HOLDINGS]
    withdrawn = [application.code for application in _open(subject, now)]
    return Preview(lines, withdrawn, _names(subject.sole), _names(subject.named_in - subject.sole))


def _awaited_at(subject: Subject, now: datetime) -> str:
    """The title of the first event still to come or running for which a ticket of the person's admits."""
    return db.session.scalar(_awaited(select(Event.title), subject, now)) or ""


def _awaited(query: Select[Any], subject: Subject, now: datetime) -> Select[Any]:
    """Of tickets that still admit, the one of the first event."""
    return (
        query.select_from(Ticket)
        .join(Event, Event.id == Ticket.event_id)
        .where(or_(Ticket.person_id == subject.id, Ticket.business_id.in_(subject.sole)), Event.ends_at > now)
        .where(Ticket.state.in_([TicketState.VALID, TicketState.ON_HOLD]))
        .order_by(Event.starts_at, Event.id)
        .limit(1)
    )


def awaited(person_id: int, *, now: datetime) -> Application | None:
    """The application whose place stands in the way of erasing a person."""
    subject = holdings.subject_of(db.session.get_one(Person, person_id))
    ticket_id = db.session.scalar(_awaited(select(Ticket.id), subject, now))
    return db.session.scalar(select(Application).where(Application.tickets.any(Ticket.id == ticket_id)))


def _names(business_ids: Collection[int]) -> list[str]:
    return list(db.session.scalars(select(Business.name).where(Business.id.in_(business_ids)).order_by(Business.id)))


def _open(subject: Subject, now: datetime) -> list[Application]:
    """The applications that somebody still waits for, of the person or of a business that ends with them."""
    query = (
        select(Application)
        .join(Event)
        .where(or_(Application.applicant_id == subject.id, Application.business_id.in_(subject.sole)))
        .where(Application.status.not_in([*FINAL, Status.DRAFT]), Event.ends_at > now)
        .options(joinedload(Application.event))
        .order_by(Application.event_id, Application.id)
    )
    return list(db.session.scalars(query))


# ---- The deed -------------------------------------------------------------------------------------


def erase(person_id: int, *, actor: Actor, now: datetime) -> Erased:
    """Take a person out of every table; done again it changes nothing.

    The caller holds the unit of work and calls `finish` after it. Raises NotFound, HoldsRoles, HoldsTicket.
    """
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound()
    subject = holdings.subject_of(person)
    check(person, subject, now)
    _let_go(subject, now)  # first: whoever decides on applications locks events, and we must not wait the other way
    person = lock(Person, person_id) or person
    if person.erased_at:
        return Erased(person.id, person.created_at, now, [], [])
    check(person, subject, now)  # whoever gives a role has locked the person, and may have been first
    done, keys = [], []
    for holding in HOLDINGS:
        rows = list(_rows(holding, subject))
        done.append(_line(holding, subject, rows, now))
        keys += [row.key for row, deed in rows if holding.model is StoredFile and deed is Deed.DELETE]
        _apply(holding, subject, rows, now)
        db.session.flush()
    counts = {
        deed: str(sum(getattr(line, name) for line in done))
        for deed, name in (("deleted", "deleted"), ("anonymised", "anonymised"))
    }
    audit.record(actor, "person.erased", person, fields=[line.key for line in done], states=counts, now=now)
    return Erased(person.id, person.created_at, now, done, keys)


def _let_go(subject: Subject, now: datetime) -> None:
    """Take back what nobody will answer for; where others act for the business, one of them applies instead."""
    for application in _open(subject, now):
        heir = subject.heirs.get(application.business_id)
        if heir:
            application.applicant_id = heir.person_id
        else:
            on_behalf = Actor(person_id=SYSTEM.person_id, business_ids=frozenset({application.business_id}))
            applications.withdraw(application.id, actor=on_behalf, reason="", now=now)
    db.session.flush()


def _rows(holding: Holding, subject: Subject) -> Iterator[tuple[Any, Deed]]:
    """The rows that a change finds, each once, with what is done to it; then those that are kept."""
    key = holding.model.__mapper__.primary_key_from_instance
    seen: set[tuple[Any, ...]] = set()
    for change in (*holding.changes, holdings.Change(Deed.KEEP, holding.where)):
        query = select(holding.model).where(change.where(subject)).order_by(*holding.model.__mapper__.primary_key)
        for row in db.session.scalars(query):
            if tuple(key(row)) not in seen:
                seen.add(tuple(key(row)))
                yield row, change.deed


def _line(holding: Holding, subject: Subject, rows: list[tuple[Any, Deed]], now: datetime) -> Line:
    changed = [row for row, deed in rows if deed is Deed.ANONYMISE and holding.blanks(row, subject, now)]
    deleted = sum(deed is Deed.DELETE for _, deed in rows)
    return Line(holding.key, deleted, len(changed), len(rows) - deleted - len(changed))


def _apply(holding: Holding, subject: Subject, rows: list[tuple[Any, Deed]], now: datetime) -> None:
    for row, deed in rows:
        if deed is Deed.DELETE:
            db.session.delete(row)
        elif deed is Deed.ANONYMISE:
            for name, value in holding.blanks(row, subject, now).items():
                setattr(row, name, value)


# ---- After ----------------------------------------------------------------------------------------


def finish(erased: Erased) -> None:
    """Once the unit of work is committed: the pictures' files go, and the number is written into the list."""
    for key in erased.picture_keys:
        files.remove(key)
    if not erased.lines:
        return
    line = {
        "person": erased.person_id,
        "made": erased.created_at.isoformat(),
        "erased": erased.at.isoformat(),
    }
    with default_list().open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def default_list() -> Path:
    """Where the numbers of those who were erased stand."""
    return current_settings().instance / LIST


def read_list(path: Path) -> list[Known]:
    """Those who were erased, the oldest first. Raises ValueError for a line that isn't one, OSError."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            found.append(Known(int(entry["person"]), datetime.fromisoformat(entry["made"])))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {number} is not one of the list") from error
    return found


def is_back(known: Known) -> bool:
    """Whether somebody who was erased stands in the database again, as after restoring an older backup."""
    person = db.session.get(Person, known.person_id)
    return person is not None and person.created_at == known.created_at and person.erased_at is None
