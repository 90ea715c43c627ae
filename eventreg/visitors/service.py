"""Registering visitors. The caller holds the unit of work; everybody who wants a place queues at the event's row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventreg.core import audit, outbox
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.tickets import service as tickets
from eventreg.tickets import slots
from eventreg.tickets.models import Ticket
from eventreg.visitors import queries, rules
from eventreg.visitors.models import Visit
from eventreg.visitors.rules import Day

OVER = frozenset({EventState.CANCELLED, EventState.POSTPONED})


@dataclass(frozen=True)
class VisitDetails:
    """Who comes. `phone` in E.164, `email` as `parse_address` has it; `school` is empty for a person."""

    name: str
    party: int
    phone: str = ""
    email: str = ""
    school: str = ""


@dataclass(frozen=True)
class Export:
    """What was taken along as a file."""

    rows: int
    format: str


def register(
    event_id: int,
    session_id: int,
    details: VisitDetails,
    *,
    language: Language = Language.ID,
    attempt: str = "",
    by_staff: bool = False,
    again: bool = False,
    actor: Actor,
    now: datetime,
) -> Visit:
    """Give a visitor or a group places on a day, with a ticket for all of them; with an address it is sent too.

    The same details sent again with the same `attempt` are the same visit, unless it was cancelled in between.
    `by_staff`: any size that there is room for, whether or not the public may register. `again`: whoever seems to be
    registered already wants one more.

    Raises NotOpenForVisitors, PartyOutOfRange, DayFull, ContactMissing, RegisteredAlready.
    """
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    sending = _sending(attempt, event_id, session_id, details)
    before = queries.find_by_attempt(sending) if sending else None
    if before and not before.cancelled_at:
        return before
    day = _day(event, session_id, by_staff=by_staff, now=now)
    limit = rules.party_limit(is_group=bool(details.school), of_event=event.party_limit, by_staff=by_staff)
    rules.check_registration(day, details.party, limit=limit)
    if not (details.phone or details.email):
        raise rules.ContactMissing()
    if not (again or by_staff or before) and _alike(session_id, details):
        raise rules.RegisteredAlready()
    if before:  # whoever cancelled and thought better of it, on the page of before
        before.attempt = None
        db.session.flush()
    visit = _new_visit(event.id, session_id, details, now, language=language, attempt=sending)
    visit.ticket = _issue(event, details, actor=actor, now=now)
    _enter(visit, "visit.registered", actor=actor, now=now)
    _tell(visit, "visit_ticket", now=now)
    return visit


def take_in(
    event: Event, session_id: int, details: VisitDetails, *, left: int, attempt: str, actor: Actor, now: datetime
) -> Visit:
    """Register somebody who stands at the door, for a session with `left` places; the caller has locked the event.

    Nobody has to reach them any more: they may come without a number. `attempt`: the sending's own name, new.
    Raises PartyOutOfRange, DoorFull.
    """
    rules.check_walk_in(details.party, left=left, limit=max(rules.GROUP_LIMIT, event.party_limit))
    visit = _new_visit(event.id, session_id, details, now, attempt=attempt, walk_in=True)
    visit.ticket = _issue(event, details, actor=actor, now=now)
    _enter(visit, "visit.registered", actor=actor, now=now)
    return visit


def hand_over(visit_id: int, *, name: str, phone: str, actor: Actor, now: datetime) -> Ticket:
    """Somebody else comes with the places of a visit, by a ticket of their own; the old one admits nobody any more.

    It is a visit of its own: the link, number and address of who doesn't come lead nobody to the new one.
    Raises VisitOver, NotFound.
    """
    before = _changeable(visit_id, now)
    if before.ticket is None:
        raise NotFound()
    details = VisitDetails(name, before.party, phone=phone, school=before.school)
    visit = _new_visit(before.event_id, before.session_id, details, now, walk_in=before.walk_in)
    ticket = visit.ticket = tickets.replace(before.ticket, holder=name, actor=actor, now=now)
    before.cancelled_at = now
    _enter(visit, "visit.handed_over", actor=actor, now=now)
    return ticket


def send_again(event_id: int, session_id: int, details: VisitDetails, *, actor: Actor, now: datetime) -> None:
    """Send the tickets that somebody of this name and contact has for a day, to the addresses they gave themselves.

    Whoever asks learns nothing from it, so that nobody finds out who comes.
    """
    for visit in _alike(session_id, details):
        if visit.event_id == event_id and _tell(visit, "visit_ticket", now=now):
            audit.record(actor, "visit.sent_again", visit, now=now)


def reduce(visit_id: int, party: int, *, actor: Actor, now: datetime) -> Visit:
    """Fewer people come; the others' places are free at once.

    Raises PartyOnlyDown, VisitOver, CameAlready, NotFound.
    """
    visit = _changeable(visit_id, now)
    _check_nobody_in(visit)
    before = visit.party
    rules.check_fewer(party, before)
    visit.party = party
    if visit.ticket:
        tickets.relabel(visit.ticket, _category(visit.school, party), now=now)
    db.session.flush()
    audit.record(actor, "visit.reduced", visit, states={"from": str(before), "to": str(party)}, now=now)
    return visit


def cancel(visit_id: int, *, actor: Actor, now: datetime) -> Visit:
    """The visitor doesn't come: the places are free, the ticket admits nobody.

    Raises VisitOver, CameAlready, NotFound.
    """
    visit = _changeable(visit_id, now)
    _check_nobody_in(visit)
    _end(visit, "", actor=actor, now=now)
    return visit


def cancel_by_staff(visit_id: int, *, actor: Actor, reason: str, now: datetime) -> Visit:
    """Staff take a registration back, and say why; without an address somebody has to tell the visitor.

    Raises ReasonNeeded, VisitOver, NotFound.
    """
    if not reason.strip():
        raise rules.ReasonNeeded()
    visit = _changeable(visit_id, now)
    _end(visit, reason.strip(), actor=actor, now=now)
    _tell(visit, "visit_cancelled", now=now, by_hand=True, reason=reason.strip())
    return visit


def tell_all(event_id: int, news: EventState, *, reason: str, actor: Actor, now: datetime) -> int:
    """The event doesn't take place, or not then: no visitor's ticket admits any more; how many were told by e-mail.
    The others wait for somebody to tell them by hand.

    News of other kinds concern nobody: whoever wants to come on the new day registers for it.
    """
    if news not in OVER:
        return 0
    lock(Event, event_id)
    told = 0
    for visit_id in queries.standing_ids(event_id):
        visit = queries.lock_with_event(visit_id)
        _end(visit, reason, actor=actor, now=now)
        told += _tell(visit, "visit_cancelled", now=now, by_hand=True, reason=reason, news=news.value)
    return told


def note_told(visit_id: int, *, actor: Actor, now: datetime) -> None:
    """Staff have told a visitor without an address that the visit is off. Raises NotByHand, NotFound."""
    message = queries.find_news(visit_id)
    if message is None:
        raise NotFound()
    outbox.tell_by_hand(message.id, actor=actor, now=now)


def note_export(event: Event, export: Export, *, actor: Actor, now: datetime) -> None:
    """Write down that the list left the house."""
    states = {"rows": str(export.rows), "format": export.format}
    audit.record(actor, "visit.exported", event, states=states, now=now)


def _sending(attempt: str, event_id: int, session_id: int, details: VisitDetails) -> str | None:
    """What tells one sending from another: the page's own name for it and what was typed.

    Whoever goes back and registers a second class on the same page sends something else.
    """
    if not attempt:
        return None
    typed = [details.name, details.phone, details.email, details.school, str(details.party)]
    return str(uuid5(NAMESPACE_URL, "\n".join([attempt, str(event_id), str(session_id), *typed])))


def _new_visit(event_id: int, session_id: int, details: VisitDetails, now: datetime, **given: Any) -> Visit:
    who = {"name": details.name, "phone": details.phone, "email": details.email, "school": details.school}
    times = {"created_at": now, "agreed_at": now}
    return Visit(event_id=event_id, session_id=session_id, party=details.party, **who, **times, **given)


def _enter(visit: Visit, deed: str, *, actor: Actor, now: datetime) -> None:
    db.session.add(visit)
    db.session.flush()
    audit.record(actor, deed, visit, states={"people": str(visit.party)}, now=now)


def _day(event: Event, session_id: int, *, by_staff: bool, now: datetime) -> Day | None:
    if by_staff and event.state in rules.OPEN_STATES:
        days = rules.days_to_come(queries.days_of(event), now)
    else:
        days = queries.days_to_choose(event, now)
    return next((day for day in days if day.session_id == session_id), None)


def _alike(session_id: int, details: VisitDetails) -> list[Visit]:
    return queries.find_alike(session_id, name=details.name, phone=details.phone, email=details.email)


def _issue(event: Event, details: VisitDetails, *, actor: Actor, now: datetime) -> Ticket:
    return tickets.issue(
        event,
        holder=details.name,
        person_id=None,
        business_id=None,
        business_name=details.school,
        category=_category(details.school, details.party),
        actor=actor,
        now=now,
    )


def _category(school: str, party: int) -> str:
    """What the door reads: how many come by this ticket."""
    kind = rules.kind_of(school)
    return f"{kind}, {party} orang" if party > 1 else kind


def _changeable(visit_id: int, now: datetime) -> Visit:
    visit = queries.lock_with_event(visit_id)
    rules.check_change(cancelled_at=visit.cancelled_at, ends_at=visit.session.ends_at, now=now)
    return visit


def _check_nobody_in(visit: Visit) -> None:
    """Whoever has come in frees no place; the door asks for the ticket's lock, too."""
    if visit.ticket and lock(Ticket, visit.ticket.id) and slots.came_in(visit.ticket.id):
        raise rules.CameAlready()


def _end(visit: Visit, reason: str, *, actor: Actor, now: datetime) -> None:
    visit.cancelled_at = now
    if visit.ticket:
        tickets.revoke(visit.ticket, actor=actor, reason=reason, now=now)
    db.session.flush()
    audit.record(actor, "visit.cancelled", visit, reason=reason, now=now)


def _tell(visit: Visit, kind: str, *, now: datetime, by_hand: bool = False, **params: Any) -> bool:
    """Queue a message where there is an address; whether there is one. `by_hand`: otherwise staff have to tell it."""
    if visit.email or by_hand:
        outbox.queue(kind, to=visit.email, language=visit.language, now=now, visit=visit.id, **params)
    return bool(visit.email)
