"""Applying and deciding. The caller holds the unit of work; verdicts on one event queue at its row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventreg.applications import queries, rules
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.rules import By, Stage, Status
from eventreg.businesses.models import Business, Product
from eventreg.consents import queries as consents
from eventreg.core import audit, outbox
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM, Actor
from eventreg.events.models import Event
from eventreg.events.rules import is_open
from eventreg.tickets import service as tickets

REVISION_TIME = timedelta(days=7)
WAITLIST_OFFER_DAYS = 2  # to confirm an offer where the event itself asks for no confirmation
QUIET = frozenset({Status.DRAFT, Status.ACCEPTED, Status.DECLINED})  # no message: nothing new for the applicant


@dataclass(frozen=True)
class Details:
    """What an applicant writes: why, who minds the stand, and which of the business's products are shown."""

    motivation: str
    helpers: Sequence[str]
    products: Sequence[Product]


def save_draft(event_id: int, business_id: int, details: Details, *, actor: Actor, now: datetime) -> Application:
    """Keep what was written without sending it. Raises NotOpen, AlreadyApplied, NotFound for another's business."""
    event, application = _open_for(event_id, business_id, actor=actor, now=now)
    if application is None:
        application = _start(event, business_id, actor=actor, now=now)
    _write(application, details)
    audit.record(actor, "application.saved", application, fields=["motivation", "helpers", "products"], now=now)
    return application


def submit(event_id: int, business_id: int, details: Details, *, actor: Actor, now: datetime) -> Application:
    """Send an application; whoever sends it is the applicant, whoever began it.

    Raises NotOpen, AlreadyApplied, ConsentMissing, TooLittleShown, NotFound for another's business.
    """
    application = save_draft(event_id, business_id, details, actor=actor, now=now)
    _check_consent(actor)
    _check_shown(application)
    application.applicant_id, application.submitted_at = actor.person_id or application.applicant_id, now
    _move(application, Status.SUBMITTED, By.APPLICANT, actor=actor, now=now)
    return application


def send_correction(application_id: int, details: Details, *, actor: Actor, now: datetime) -> Application:
    """Send what the committee asked to mend.

    Raises ConsentMissing, DeadlineOver, TooLittleShown, IllegalMove, NotFound.
    """
    application = _own(application_id, actor)
    rules.check_move(application.status, Status.SUBMITTED, By.APPLICANT)
    _check_deadline(application, now)
    _check_consent(actor)
    _write(application, details)
    _check_shown(application)
    _move(application, Status.SUBMITTED, By.APPLICANT, actor=actor, now=now)
    return application


def confirm(application_id: int, *, actor: Actor, now: datetime) -> Application:
    """Take an offered place. Raises DeadlineOver, IllegalMove, NotFound."""
    application = _own(application_id, actor)
    rules.check_move(application.status, Status.CONFIRMED, By.APPLICANT)
    _check_deadline(application, now)
    _move(application, Status.CONFIRMED, By.APPLICANT, actor=actor, now=now)
    return application


def decline(application_id: int, *, actor: Actor, now: datetime) -> Application:
    """Give an offered place back. Raises IllegalMove, NotFound."""
    application = _own(application_id, actor)
    _move(application, Status.DECLINED, By.APPLICANT, actor=actor, now=now)
    return application


def withdraw(application_id: int, *, actor: Actor, reason: str, now: datetime) -> Application:
    """Step back. Raises IllegalMove, NotFound."""
    application = _own(application_id, actor)
    _move(application, Status.WITHDRAWN, By.APPLICANT, actor=actor, reason=reason, now=now)
    return application


def decide(
    event_id: int, application_ids: Collection[int], verdict: Status, *, actor: Actor, reason: str, now: datetime
) -> list[Application]:
    """Record the committee's verdict on one or many applications of an event: all of them or none.

    Raises CapacityReached, IllegalMove, OwnApplication, each naming the business that it is about; EventBegun,
    EventOver, ReasonMissing.
    """
    applications = queries.lock_with_event(event_id, application_ids)
    barred = queries.own_among(applications, actor)
    for application in applications:
        try:
            rules.check_decision(
                application.status,
                verdict,
                places_left=queries.places_left(application.event),
                decides_own=application.id in barred,
                reason=reason,
                stage=stage_of(application.event, now),
            )
        except (rules.CapacityReached, rules.IllegalMove, rules.OwnApplication) as refusal:
            refusal.details["business"] = application.business.name
            raise
        _decide_one(application, verdict, actor=actor, reason=reason.strip(), now=now)
    return applications


def cancel_all(event_id: int, *, actor: Actor, reason: str, now: datetime) -> int:
    """The event is off: every application that isn't final is cancelled and told so. How many there were."""
    lock(Event, event_id)
    alive = db.select(Application.id).where(Application.event_id == event_id, Application.status.not_in(rules.FINAL))
    applications = queries.lock_with_event(event_id, db.session.scalars(alive).all())
    for application in applications:
        _move(application, Status.CANCELLED, By.SYSTEM, actor=actor, reason=reason, now=now)
    return len(applications)


def lapse(event_id: int, application_id: int, now: datetime) -> None:
    """What time does: an offer, a correction or a draft lapses, the waiting list closes. Harmless when repeated."""
    (application,) = queries.lock_with_event(event_id, [application_id])
    if (event_id, application_id) not in queries.due(now):
        return  # answered in the meantime
    target = Status.CLOSED if application.status is Status.WAITLISTED else Status.LAPSED
    _move(application, target, By.SYSTEM, actor=SYSTEM, now=now)


def _decide_one(application: Application, verdict: Status, *, actor: Actor, reason: str, now: datetime) -> None:
    if verdict is Status.WAITLISTED:
        application.waitlisted_at = now
    _move(application, verdict, By.COMMITTEE, actor=actor, reason=reason, now=now)
    if verdict is Status.ACCEPTED:
        following = rules.after_acceptance(asks_to_confirm=application.event.confirm_days is not None)
        _move(application, following, By.SYSTEM, actor=actor, reason=reason, now=now)


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


def _move(application: Application, target: Status, by: By, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """The only place where a status changes: with its move, audit entry, ticket and message."""
    origin = application.status
    rules.check_move(origin, target, by)
    application.status = target
    application.deadline_at = deadline_for(application.event, target, now)
    move = ApplicationMove(
        origin=origin,
        status=target,
        at=now,
        by_id=actor.person_id,
        reason=reason,
        deadline_at=application.deadline_at,
    )
    application.moves.append(move)
    audit.record(actor, f"application.{target}", application, states={"from": origin, "to": target}, now=now)
    if target is Status.CONFIRMED:
        _issue_tickets(application, actor=actor, now=now)
    elif origin is Status.CONFIRMED:
        for ticket in application.tickets:
            tickets.revoke(ticket, actor=actor, reason=target, now=now)
    db.session.flush()
    if target is Status.SUBMITTED or (target not in QUIET and origin is not Status.DRAFT):
        _tell(application, move, now=now)


def _tell(application: Application, move: ApplicationMove, *, now: datetime) -> None:
    reader = queries.reader_of(application)
    if reader is None:
        return  # nobody acts for the business any more
    outbox.queue(
        f"application_{move.status}",
        to=reader.email or "",
        language=reader.language,
        person_id=reader.id,
        now=now,
        application=application.id,
        move=move.id,
    )


def _issue_tickets(application: Application, *, actor: Actor, now: datetime) -> None:
    business, reader = application.business, queries.reader_of(application)
    for holder in [business.owner_name, *application.helpers][: application.event.passes]:
        ticket = tickets.issue(
            application.event,
            holder=holder,
            person_id=reader.id if reader else None,
            business_id=business.id,
            business_name=business.name,
            category=business.category.name_id,
            actor=actor,
            now=now,
        )
        application.tickets.append(ticket)


def _open_for(event_id: int, business_id: int, *, actor: Actor, now: datetime) -> tuple[Event, Application | None]:
    event = lock(Event, event_id)
    if event is None or business_id not in actor.business_ids:
        raise NotFound()
    if not is_open(event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=now):
        raise rules.NotOpen()
    application = queries.find_of_business(event_id, [business_id])
    if application and application.status is not Status.DRAFT:
        raise rules.AlreadyApplied(code=application.code)
    return event, application


def _start(event: Event, business_id: int, *, actor: Actor, now: datetime) -> Application:
    initials = "".join(word[0] for word in event.title.split() if word[0].isalnum() and word.isascii())[:3].upper()
    business = db.session.get_one(Business, business_id)
    application = Application(
        code=f"{initials}{event.id}-{event.next_application:04d}",
        event=event,
        business=business,
        applicant_id=actor.person_id,
        status=Status.DRAFT,
        created_at=now,
    )
    event.next_application += 1
    db.session.add(application)
    db.session.flush()
    return application


def _write(application: Application, details: Details) -> None:
    application.motivation = details.motivation.strip()
    application.helpers = [name for name in (" ".join(words.split()) for words in details.helpers) if name]
    application.products = list(details.products)
    db.session.flush()


def _own(application_id: int, actor: Actor) -> Application:
    application = db.session.get(Application, application_id)
    if application is None or application.business_id not in actor.business_ids:
        raise NotFound()
    return queries.lock_with_event(application.event_id, [application_id])[0]


def _check_consent(actor: Actor) -> None:
    if actor.person_id is not None and consents.missing_required(actor.person_id):
        raise rules.ConsentMissing()


def _check_deadline(application: Application, now: datetime) -> None:
    if application.deadline_at and now >= application.deadline_at:
        raise rules.DeadlineOver()


def _check_shown(application: Application) -> None:
    if not any(product.photo_id for product in application.products):
        raise rules.TooLittleShown()
