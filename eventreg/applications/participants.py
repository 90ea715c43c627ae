"""Who comes for a business after it applied: replacements, what they need, and fewer of them.

The caller holds the unit of work. Applicants act for their own business; staff who manage the event act with a reason.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from eventreg.applications import aftercare, queries, waiting
from eventreg.applications.answering import ParticipantDetails
from eventreg.applications.models import Application, Participant
from eventreg.applications.moving import tell
from eventreg.applications.rules import HOLDS_A_PLACE, ReasonMissing, Status
from eventreg.businesses.models import Business
from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState

PAGE = 50
NEEDS = ("dietary", "access_needs")


@dataclass(frozen=True)
class Wanted:
    """What a list of participants is narrowed to. `needs`: those who eat or need something of their own."""

    text: str = ""
    needs: bool = False


def may_change(application: Application, now: datetime) -> bool:
    """Whether who comes may still be changed."""
    last = max((session.ends_at for session in application.sessions), default=application.event.ends_at)
    return aftercare.may_change_people(application.status, ends_at=last, now=now)


def get(code: str, participant_id: int) -> Participant:
    """Somebody who comes now for this application, which the caller has looked up. Raises NotFound."""
    query = select(Participant).join(Participant.application)
    query = query.where(Participant.id == participant_id, Application.code == code, Participant.ended_at.is_(None))
    return _one(query)


def get_at(event_id: int, participant_id: int) -> Participant:
    """Somebody who comes now to this event. Raises NotFound."""
    query = select(Participant).join(Participant.application)
    query = query.where(
        Participant.id == participant_id, Application.event_id == event_id, Participant.ended_at.is_(None)
    )
    return _one(query)


def change_needs(participant_id: int, details: ParticipantDetails, *, actor: Actor, now: datetime) -> Participant:
    """Another telephone, other food or help; the name stays. Raises TooLateToChange, NotFound."""
    participant = _locked(participant_id, actor, now)
    participant.phone = details.phone
    participant.dietary, participant.access_needs = details.dietary.strip(), details.access_needs.strip()
    audit.record(actor, "participant.changed", participant, fields=["phone", *NEEDS], now=now)
    return participant


def replace(
    participant_id: int, details: ParticipantDetails, *, actor: Actor, now: datetime, reason: str = ""
) -> Participant:
    """Somebody else comes in their place; a ticket that was valid admits nobody more, and another one is sent.

    `reason`: staff must say why. Raises TooLateToChange, NameMissing, ReasonMissing, NotFound.
    """
    leaver = _locked(participant_id, actor, now)
    application = leaver.application
    if application.business_id not in actor.business_ids and not reason.strip():
        raise ReasonMissing()
    name = " ".join(details.name.split())
    if not name:
        raise aftercare.NameMissing()
    comer = Participant(
        application_id=application.id,
        position=leaver.position,
        name=name,
        phone=details.phone,
        dietary=details.dietary.strip(),
        access_needs=details.access_needs.strip(),
        created_at=now,
    )
    leaver.ended_at = now
    db.session.add(comer)
    db.session.flush()
    audit.record(actor, "participant.replaced", comer, reason=reason.strip(), now=now)
    _replace_ticket(leaver, comer, application, actor=actor, now=now)
    db.session.expire(application, ["participants"])
    return comer


def withdraw(participant_id: int, *, actor: Actor, now: datetime) -> Application:
    """One fewer comes; where places are counted by people, the place goes to the waiting list.

    Raises TooLateToChange, LastParticipant, NotFound.
    """
    leaver = _locked(participant_id, actor, now)
    application = leaver.application
    left = [other for other in queries.participants_of(application.id) if other.id != leaver.id]
    if not left:
        raise aftercare.LastParticipant()
    leaver.ended_at = now
    if leaver.ticket:
        tickets.revoke(leaver.ticket, actor=actor, reason="participant_withdrawn", now=now)
    audit.record(actor, "participant.withdrawn", leaver, now=now)
    if application.event.counts_people:
        application.places = len(left)
    db.session.flush()
    db.session.expire(application, ["participants"])
    if application.event.counts_people and application.status in HOLDS_A_PLACE:
        waiting.move_list(application.event, now=now)
    return application


def page_of_event(event_id: int, wanted: Wanted, number: int) -> Page[Participant]:
    """A page of those who come to an event, by business and position."""
    return page_of(_coming(event_id, wanted), number, PAGE)


def each_of_event(event_id: int, wanted: Wanted) -> Iterator[Participant]:
    """All who come to an event, for a file."""
    yield from db.session.scalars(_coming(event_id, wanted))


def count_needs(event_id: int) -> dict[str, list[tuple[str, int]]]:
    """What is to be prepared, by `dietary` and `access_needs`: words as they were written, and how many wrote them."""
    counts: dict[str, Counter[str]] = {need: Counter() for need in NEEDS}
    words: dict[str, str] = {}
    for person in db.session.scalars(_coming(event_id, Wanted(needs=True))):
        for need in NEEDS:
            if text := getattr(person, need).strip():
                counts[need][text.casefold()] += 1
                words.setdefault(text.casefold(), text)
    return {need: [(words[text], count) for text, count in counted.most_common()] for need, counted in counts.items()}


def record_export(event: Event, *, chosen: str, rows: int, actor: Actor, now: datetime) -> None:
    """Write down that somebody took the list along, with what people eat and need."""
    states = {"format": chosen, "rows": str(rows)}
    audit.record(actor, "participants.exported", event, fields=["phone", *NEEDS], states=states, now=now)


def _coming(event_id: int, wanted: Wanted) -> Select[Participant]:
    query = (
        select(Participant)
        .join(Participant.application)
        .join(Application.business)
        .where(Application.event_id == event_id, Application.status == Status.CONFIRMED)
        .where(Participant.ended_at.is_(None))
        .order_by(func.lower(Business.name), Application.id, Participant.position, Participant.id)
        .options(joinedload(Participant.application).joinedload(Application.business), joinedload(Participant.ticket))
    )
    if wanted.needs:
        query = query.where(or_(Participant.dietary != "", Participant.access_needs != ""))
    for word in wanted.text.lower().split():
        columns = (Participant.name, Business.name, Application.code)
        query = query.where(or_(*(func.lower(column).contains(word, autoescape=True) for column in columns)))
    return query


def _one(query: Select[Participant]) -> Participant:
    participant = db.session.scalar(query.options(joinedload(Participant.application)))
    if participant is None:
        raise NotFound()
    return participant


def _locked(participant_id: int, actor: Actor, now: datetime) -> Participant:
    """The participant with their application, fresh and locked. Raises NotFound for others', TooLateToChange."""
    participant = db.session.get(Participant, participant_id)
    application = participant.application if participant else None
    if participant is None or application is None or not _may_act(application, actor):
        raise NotFound()
    queries.lock_with_event(application.event_id, [application.id])
    db.session.refresh(participant)
    if participant.ended_at is not None:
        raise NotFound()
    if not may_change(application, now):
        raise aftercare.TooLateToChange()
    return participant


def _may_act(application: Application, actor: Actor) -> bool:
    return application.business_id in actor.business_ids or actor.may(Permission.EVENT_MANAGE, application.event_id)


def _replace_ticket(
    leaver: Participant, comer: Participant, application: Application, *, actor: Actor, now: datetime
) -> None:
    if leaver.ticket is None or leaver.ticket.state is not TicketState.VALID:
        return
    ticket = tickets.replace(leaver.ticket, holder=comer.name, actor=actor, now=now)
    application.tickets.append(ticket)
    comer.ticket = ticket
    db.session.flush()
    tell(application, "participant_replaced", now=now, participant=comer.id, before=leaver.id)
