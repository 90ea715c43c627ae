"""Meetings over an event's ranking: opened, with who was there, ended. Pending decisions outlive them.

The caller holds the unit of work.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.accounts.models import Person, RoleGrant
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor, Permission, Role
from eventreg.curation import registering, rules
from eventreg.curation.models import Meeting, MeetingGuest
from eventreg.events.models import Event

COUNCIL = frozenset({Role.ADMINISTRATOR, Role.ORGANISER, Role.CURATOR, Role.COMMITTEE})
"""Whose people may be ticked as having been there."""


@dataclass(frozen=True)
class Guest:
    """Somebody without a role who was there."""

    name: str
    position: str = ""


@dataclass(frozen=True)
class Facts:
    """What is written of a meeting. `people`: those of the council who were there, by their ids."""

    place: str = ""
    minutes_number: str = ""
    notes: str = ""
    people: Collection[int] = ()
    guests: Sequence[Guest] = field(default=())


def running(event_id: int) -> Meeting | None:
    """The meeting that is open now."""
    query = select(Meeting).where(Meeting.event_id == event_id, Meeting.ended_at.is_(None))
    return db.session.scalar(query.order_by(Meeting.number.desc()).limit(1))


def of_event(event_id: int) -> Sequence[Meeting]:
    """All meetings, the latest first."""
    query = select(Meeting).where(Meeting.event_id == event_id).order_by(Meeting.number.desc())
    return db.session.scalars(query.options(_with_guests())).all()


def get(event_id: int, number: int) -> Meeting:
    """One of the event's. Raises NotFound."""
    query = select(Meeting).where(Meeting.event_id == event_id, Meeting.number == number)
    meeting = db.session.scalar(query.options(_with_guests()))
    if meeting is None:
        raise NotFound()
    return meeting


def council_people(event_id: int) -> Sequence[Person]:
    """Who may be ticked as having been there, by their names."""
    holds = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(COUNCIL), or_(RoleGrant.event_id.is_(None), RoleGrant.event_id == event_id)
    )
    query = select(Person).where(Person.id.in_(holds), Person.erased_at.is_(None)).options(selectinload(Person.grants))
    return db.session.scalars(query.order_by(Person.name, Person.id)).all()


def begin(event_id: int, place: str = "", *, actor: Actor, now: datetime) -> Meeting:
    """Open the next meeting; who opens it is there. Raises MeetingRunning, NotFound."""
    _check(event_id, actor)
    if running(event_id):
        raise rules.MeetingRunning()
    last = db.session.scalar(select(func.max(Meeting.number)).where(Meeting.event_id == event_id)) or 0
    meeting = Meeting(
        event_id=event_id, number=last + 1, place=place.strip(), began_at=now, called_by_id=actor.person_id
    )
    if actor.person_id is not None and actor.person_id in {person.id for person in council_people(event_id)}:
        meeting.guests = [MeetingGuest(person_id=actor.person_id)]
    db.session.add(meeting)
    db.session.flush()
    audit.record(actor, "meeting.opened", meeting, now=now)
    return meeting


def write(event_id: int, number: int, facts: Facts, *, actor: Actor, now: datetime) -> Meeting:
    """Put down where it was, who was there and what was said; after its end too. Raises NotFound."""
    _check(event_id, actor)
    meeting = get(event_id, number)
    meeting.place, meeting.notes = facts.place.strip(), facts.notes.strip()
    if meeting.ended_at is None or registering.entered(meeting) is None:
        meeting.minutes_number = facts.minutes_number.strip()
    known = {person.id for person in council_people(event_id)} | {guest.person_id for guest in meeting.guests}
    there = {guest.person_id: guest for guest in meeting.guests if guest.person_id in set(facts.people)}
    people = [there.get(one) or MeetingGuest(person_id=one) for one in dict.fromkeys(facts.people) if one in known]
    named = [MeetingGuest(name=one.name.strip(), position=one.position.strip()) for one in facts.guests]
    meeting.guests = people + [guest for guest in named if guest.name]
    db.session.flush()
    audit.record(actor, "meeting.changed", meeting, now=now)
    return meeting


def end(event_id: int, number: int, *, actor: Actor, now: datetime) -> Meeting:
    """The meeting is over, and its minutes are entered into the register; what is pending stays so for the next one.

    Twice is once. Raises NotFound.
    """
    event = _check(event_id, actor)
    meeting = get(event_id, number)
    if meeting.ended_at is None:
        meeting.ended_at = now
        db.session.flush()
        audit.record(actor, "meeting.ended", meeting, now=now)
        registering.enter(event, meeting, actor=actor, now=now)
    return meeting


def _check(event_id: int, actor: Actor) -> Event:
    """The event, locked, for who holds meetings over it. Raises NotFound."""
    event = lock(Event, event_id)
    if event is None or not actor.may(Permission.MEETING_HOLD, event_id):
        raise NotFound()
    return event


def _with_guests() -> Any:
    return selectinload(Meeting.guests).options(joinedload(MeetingGuest.person).selectinload(Person.grants))
