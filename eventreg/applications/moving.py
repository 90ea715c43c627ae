"""The only place where an application's status changes: with its move, audit entry, tickets and message."""

from datetime import datetime, timedelta
from typing import Any

from eventreg.applications import queries, rules, slots
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.rules import By, Stage, Status
from eventreg.core import audit, outbox
from eventreg.core.db import db
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.tickets import service as tickets

REVISION_TIME = timedelta(days=7)
WAITLIST_OFFER_DAYS = 2  # to confirm an offer where the event itself asks for no confirmation
QUIET = frozenset({Status.DRAFT, Status.ACCEPTED, Status.DECLINED})  # no message: nothing new for the applicant


def move(
    application: Application,
    target: Status,
    by: By,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    deadline_at: datetime | None = None,
) -> None:
    """Go to `target`; `deadline_at`: until when it must be answered, where that isn't the usual time.

    The caller has locked the event and counted the places. Raises IllegalMove.
    """
    origin = application.status
    rules.check_move(origin, target, by)
    application.status = target
    application.deadline_at = deadline_at or deadline_for(application.event, target, now)
    application.reminded_at = None
    step = ApplicationMove(
        origin=origin,
        status=target,
        at=now,
        by_id=actor.person_id,
        reason=reason,
        deadline_at=application.deadline_at,
    )
    application.moves.append(step)
    audit.record(actor, f"application.{target}", application, states={"from": origin, "to": target}, now=now)
    if target is Status.CONFIRMED:
        _issue_tickets(application, actor=actor, now=now)
    elif origin is Status.CONFIRMED:
        for ticket in application.tickets:
            tickets.revoke(ticket, actor=actor, reason=target, now=now)
    db.session.flush()
    slots.moved(application, actor=actor, now=now)
    if target is Status.SUBMITTED or (target not in QUIET and origin is not Status.DRAFT):
        tell(application, f"application_{target}", now=now, move=step.id)


def tell(application: Application, kind: str, *, now: datetime, **about: Any) -> bool:
    """A message to whoever reads for the business; False where nobody acts for it any more.

    `about`: what it tells of, by the names that its kind knows.
    """
    reader = queries.reader_of(application)
    if reader is None:
        return False
    outbox.queue(
        kind,
        to=reader.email or "",
        language=reader.language,
        person_id=reader.id,
        now=now,
        application=application.id,
        **about,
    )
    return True


def deadline_for(event: Event, target: Status, now: datetime) -> datetime | None:
    """Until when the applicant must answer a move to `target` made now; None where no answer is asked."""
    if target is Status.NEEDS_REVISION:
        begun = stage_of(event, now) is not Stage.AHEAD
        return min(now + REVISION_TIME, event.ends_at if begun else event.starts_at)
    if target is Status.OFFERED:
        return min(now + timedelta(days=event.confirm_days or WAITLIST_OFFER_DAYS), event.ends_at)
    return None


def stage_of(event: Event, now: datetime) -> Stage:
    """Where the event stands in time."""
    if now >= event.ends_at:
        return Stage.OVER
    return Stage.BEGUN if now >= event.starts_at else Stage.AHEAD


def _issue_tickets(application: Application, *, actor: Actor, now: datetime) -> None:
    """One for each participant."""
    business, reader = application.business, queries.reader_of(application)
    for participant in queries.participants_of(application.id):
        ticket = tickets.issue(
            application.event,
            holder=participant.name,
            person_id=reader.id if reader else None,
            business_id=business.id,
            business_name=business.name,
            category=business.category.name_id,
            actor=actor,
            now=now,
        )
        application.tickets.append(ticket)
        participant.ticket_id = ticket.id
