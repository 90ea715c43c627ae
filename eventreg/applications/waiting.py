"""The waiting list, which moves by itself: a place that comes free is offered to the next whom it fits.

Everything that frees a place calls `move_list` in its own unit of work, with the event locked; so does the worker,
because places also come free with time. The order is that of the draw where there was one, then that of arrival.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from eventreg.applications import line, places, queries, rules, slots
from eventreg.applications.models import Application, PassedOver
from eventreg.applications.moving import move, tell
from eventreg.applications.room import Lack
from eventreg.applications.rules import By, Status
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM, Actor
from eventreg.events.models import Event
from eventreg.events.rules import is_open

RECONFIRM_DAYS = 7


def runs(event: Event, now: datetime) -> bool:
    """Whether the event's list moves by itself now."""
    opened = is_open(event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=now)
    return rules.list_runs(
        event.state,
        event.admission,
        takes_applications=opened or now < event.opens_at,
        undecided=line.has_undecided(event.id),
        paused=event.waitlist_paused_at is not None,
        ends_offers_at=ends_offers_at(event),
        now=now,
    )


def ends_offers_at(event: Event) -> datetime:
    """From when on places are no longer offered, but left to walk-ins."""
    return event.starts_at - timedelta(hours=event.offer_cutoff_hours)


def move_list(event: Event, *, now: datetime) -> list[Application]:
    """Offer what is free to whom it fits, in their order; whoever was before them learns why not. Who got an offer.

    The caller has locked the event.
    """
    if not runs(event, now):
        return []
    taken, before, offered = places.of(event, now), list[tuple[Application, Lack]](), list[Application]()
    for application in line.next_in_line(event.id):
        lack = taken.lack_of(application)
        if lack:
            before.append((application, lack))
            continue
        explain(before, now)
        before.clear()
        offer(application, taken, By.SYSTEM, actor=SYSTEM, reason="", now=now)
        offered.append(application)
    return offered


def offer(application: Application, taken: places.Places, by: By, *, actor: Actor, reason: str, now: datetime) -> None:
    """Offer a place from the list, with its deadline; that it fits is the caller's to know."""
    event = application.event
    deadline_at = rules.offer_deadline(
        now, most=timedelta(hours=event.offer_hours), ends_offers_at=ends_offers_at(event)
    )
    taken.take(application)
    deadline_at = min(deadline_at, event.ends_at)
    move(application, Status.OFFERED, by, actor=actor, now=now, reason=reason, deadline_at=deadline_at)


def explain(before: Iterable[tuple[Application, Lack]], now: datetime) -> None:
    """Keep for each of these that somebody whose turn was later got a place, and what was full for it."""
    for application, lack in before:
        _pass_over(application, lack.full.value, None, now)


def offer_by_hand(
    application: Application,
    chosen: Iterable[int],
    taken: places.Places,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    """The committee's offer. Before others who fit it needs a reason, and they are told apart with it.

    `chosen`: all that are offered one now. Raises OutOfOrder.
    """
    ids = set(chosen)
    waiting = line.next_in_line(application.event_id)
    numbers = [other.id for other in waiting]
    end = numbers.index(application.id) if application.id in numbers else len(numbers)
    lacks = [(other, taken.lack_of(other)) for other in waiting[:end] if other.id not in ids]
    others = [other for other, lack in lacks if lack is None]
    if others and not reason.strip():
        raise rules.OutOfOrder(business=application.business.name)
    for other in others:
        _pass_over(other, reason.strip(), actor.person_id, now)
    explain([(other, lack) for other, lack in lacks if lack], now)
    offer(application, taken, By.COMMITTEE, actor=actor, reason=reason, now=now)


def pause(event_id: int, *, actor: Actor, reason: str, now: datetime) -> Event:
    """Hold the list: nobody is offered a place by the app. Harmless when repeated."""
    event = _locked(event_id)
    if event.waitlist_paused_at is None:
        event.waitlist_paused_at = now
        db.session.flush()
        audit.record(actor, "waitlist.paused", event, reason=reason.strip(), now=now)
    return event


def resume(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Let it move again, at once. Harmless when repeated."""
    event = _locked(event_id)
    if event.waitlist_paused_at is not None:
        event.waitlist_paused_at = None
        db.session.flush()
        audit.record(actor, "waitlist.resumed", event, now=now)
        move_list(event, now=now)
    return event


def skip(event_id: int, application_id: int, *, actor: Actor, reason: str, now: datetime) -> Application:
    """Pass somebody over until it is lifted. Raises ReasonMissing, OwnApplication, IllegalMove, NotFound."""
    application = _waiting(event_id, application_id, actor)
    if not reason.strip():
        raise rules.ReasonMissing()
    application.skipped_at, application.skip_reason = now, reason.strip()
    _pass_over(application, reason.strip(), actor.person_id, now)
    audit.record(actor, "application.skipped", application, reason=reason.strip(), now=now)
    return application


def lift(event_id: int, application_id: int, *, actor: Actor, now: datetime) -> Application:
    """Somebody who was skipped waits again where they stood. Raises OwnApplication, IllegalMove, NotFound."""
    application = _waiting(event_id, application_id, actor)
    application.skipped_at, application.skip_reason = None, ""
    db.session.flush()
    audit.record(actor, "application.unskipped", application, now=now)
    move_list(application.event, now=now)
    return application


def remind(event_id: int, application_id: int, now: datetime) -> None:
    """Recall an offer that nobody answered, once. Harmless when repeated."""
    (application,) = queries.lock_with_event(event_id, [application_id])
    if application.reminded_at or application.status is not Status.OFFERED or not application.deadline_at:
        return
    step = application.moves[-1]
    if rules.reminder_at(step.at, application.deadline_at) <= now < application.deadline_at:
        application.reminded_at = now
        db.session.flush()
        tell(application, "application_offer_reminder", now=now, move=step.id)


def offer_again(event_id: int, *, actor: Actor, now: datetime) -> int:
    """A postponed event has its new dates: who had confirmed is asked again and keeps the place until the deadline.

    Offers that were open get the same deadline. Tickets are revoked. How many were asked.
    """
    event = _locked(event_id)
    deadline_at = min(now + timedelta(days=event.confirm_days or RECONFIRM_DAYS), event.starts_at)
    deadline_at = max(deadline_at, now + rules.SHORTEST_OFFER)
    asked = queries.lock_with_status(event_id, Status.CONFIRMED)
    for application in queries.lock_with_status(event_id, Status.OFFERED):
        application.deadline_at, application.reminded_at = deadline_at, None
        slots.moved(application, actor=actor, now=now)
    for application in asked:
        move(application, Status.OFFERED, By.SYSTEM, actor=actor, now=now, deadline_at=deadline_at)
    db.session.flush()
    move_list(event, now=now)
    return len(asked)


def _waiting(event_id: int, application_id: int, actor: Actor) -> Application:
    (application,) = queries.lock_with_event(event_id, [application_id])
    if application.status is not Status.WAITLISTED:
        raise rules.IllegalMove(status=application.status)
    if queries.barred_among([application], actor):
        raise rules.OwnApplication(business=application.business.name)
    return application


def _pass_over(application: Application, reason: str, by_id: int | None, now: datetime) -> None:
    """Keep that somebody else got the place, and why: each reason once."""
    if not line.was_passed_over(application.id, reason):
        db.session.add(PassedOver(application_id=application.id, at=now, by_id=by_id, reason=reason))
        db.session.flush()


def _locked(event_id: int) -> Event:
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    return event
