"""Applying and deciding. The caller holds the unit of work; verdicts on one event queue at its row."""

from collections.abc import Collection, Mapping
from datetime import datetime

from eventreg.applications import answering, line, places, queries, rules, seating, slots, waiting
from eventreg.applications.answering import Details, ParticipantDetails
from eventreg.applications.models import Application
from eventreg.applications.moving import deadline_for, move, stage_of
from eventreg.applications.rules import By, Status
from eventreg.businesses.models import Business
from eventreg.consents import queries as consents
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM, Actor
from eventreg.events.models import Event
from eventreg.events.rules import EventState, groups_of, is_open
from eventreg.questions import queries as forms
from eventreg.questions.models import FormVersion

__all__ = ["Details", "ParticipantDetails", "deadline_for", "stage_of"]

WRITTEN = ["answers", "participants", "sessions"]


def save_draft(event_id: int, business_id: int, details: Details, *, actor: Actor, now: datetime) -> Application:
    """Keep what was written without sending it.

    Raises NotOpen, BusinessMerged, AlreadyApplied, AnswerRefused, TooManyParticipants, NotFound for another's business.
    """
    application = _open_for(event_id, business_id, actor=actor, now=now)
    answering.write(application, details, _version(application.event), sends=False, now=now)
    audit.record(actor, "application.saved", application, fields=WRITTEN, now=now)
    return application


def submit(
    event_id: int,
    business_id: int,
    details: Details,
    *,
    applicant_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> Application:
    """Send an application; whoever sends it is the applicant, whoever began it. The same attempt again changes nothing.

    Where the first come decides, and after a draw, it gets its place, or waits for one, at once: its recorded time is
    its place in line, behind all that were drawn.

    `applicant_id`: the person for whom staff send what came on paper; it is their consent that counts.

    Raises NotOpen, BusinessMerged, AlreadyApplied, ConsentMissing, AnswerRefused, AnswersMissing, TooLittleShown,
    TooManyParticipants, SessionMissing, SessionUnknown, CapacityReached, NotFound for another's business.
    """
    lock(Event, event_id)
    sent = queries.find_by_attempt(details.attempt) if details.attempt else None
    if sent and (sent.event_id, sent.business_id) == (event_id, business_id) and business_id in actor.business_ids:
        return sent
    application = _open_for(event_id, business_id, actor=actor, now=now)
    _check_consent(actor if applicant_id is None else Actor(applicant_id))
    answering.write(application, details, _version(application.event), sends=True, now=now)
    audit.record(actor, "application.saved", application, fields=WRITTEN, now=now)
    application.attempt = None if sent else details.attempt
    application.groups = groups_for(application.business, application.event)
    application.applicant_id = applicant_id or actor.person_id or application.applicant_id
    at = seating.arrival(application.event, now)
    application.submitted_at = at
    move(application, Status.SUBMITTED, By.APPLICANT, actor=actor, now=at)
    if line.is_drawn(application.event):
        seating.seat_last(application, now=at)  # behind all that were drawn
    else:
        seating.seat_first_come(application, now=at)
    return application


def send_correction(application_id: int, details: Details, *, actor: Actor, now: datetime) -> Application:
    """Send what the committee asked to mend, as answers to the questions that were asked then.

    Raises ConsentMissing, DeadlineOver, IllegalMove, NotFound, and what `submit` raises for answers.
    """
    application = _own(application_id, actor)
    rules.check_move(application.status, Status.SUBMITTED, By.APPLICANT)
    _check_deadline(application, now)
    _check_consent(actor)
    answering.write(application, details, _pinned(application), sends=True, now=now)
    move(application, Status.SUBMITTED, By.APPLICANT, actor=actor, now=now)
    seating.seat_first_come(application, now=now)
    return application


def change_answers(application_id: int, details: Details, *, actor: Actor, now: datetime) -> Application:
    """Change answers after sending, while the event allows it; how many come, and to which sessions, stays.

    Raises ChangesClosed, NotFound, and what `submit` raises for answers.
    """
    application = _own(application_id, actor)
    rules.check_changeable(application.status, until=application.event.changes_until, now=now)
    answering.write_answers(application, details.answers, _pinned(application), sends=True)
    answering.update_participants(application, details.participants)
    audit.record(actor, "application.changed", application, fields=["answers", "participants"], now=now)
    return application


def confirm(application_id: int, *, actor: Actor, now: datetime) -> Application:
    """Take an offered place. Raises DeadlineOver, EventPostponed, IllegalMove, NotFound."""
    application = _own(application_id, actor)
    if application.event.state is EventState.POSTPONED:
        raise rules.EventPostponed()
    rules.check_move(application.status, Status.CONFIRMED, By.APPLICANT)
    _check_deadline(application, now)
    move(application, Status.CONFIRMED, By.APPLICANT, actor=actor, now=now)
    return application


def decline(application_id: int, *, actor: Actor, now: datetime) -> Application:
    """Give an offered place back; the next on the waiting list is offered it. Raises IllegalMove, NotFound."""
    application = _own(application_id, actor)
    move(application, Status.DECLINED, By.APPLICANT, actor=actor, now=now)
    waiting.move_list(application.event, now=now)
    return application


def withdraw(application_id: int, *, actor: Actor, reason: str, now: datetime) -> Application:
    """Step back; the next on the waiting list is offered the place. Raises IllegalMove, NotFound."""
    application = _own(application_id, actor)
    move(application, Status.WITHDRAWN, By.APPLICANT, actor=actor, reason=reason, now=now)
    waiting.move_list(application.event, now=now)
    return application


def decide(
    event_id: int,
    application_ids: Collection[int],
    verdict: Status,
    *,
    actor: Actor,
    reason: str | Mapping[int, str],
    now: datetime,
    approved: bool = False,
) -> list[Application]:
    """Record the committee's verdict on one or many applications of an event: all of them or none.

    In the order in which they are given: so the waiting list gets theirs. `approved`: by as many as have to. `reason`:
    for all, or for each by its id.

    Raises CapacityReached (or the kind of it that names what is full), IllegalMove, OwnApplication, OutOfOrder, each
    naming the business that it is about; NotDecidedNow while the event is under review, DecidedTogether where more
    than one must approve; EventBegun, EventOver, PlacesAreDrawn, ReasonMissing.
    """
    locked = {application.id: application for application in queries.lock_with_event(event_id, application_ids)}
    applications = [locked[number] for number in dict.fromkeys(application_ids)]
    slots.check_decisions(event_id, verdict, now, approved=approved)
    barred = queries.barred_among(applications, actor)
    taken = places.of(applications[0].event, now) if applications else None
    if verdict in {Status.ACCEPTED, Status.WAITLISTED} and queries.awaits_draw(event_id):
        raise rules.PlacesAreDrawn()
    ids = [application.id for application in applications]
    for application in applications:
        words = (reason if isinstance(reason, str) else reason[application.id]).strip()
        try:
            rules.check_decision(
                application.status,
                verdict,
                decides_own=application.id in barred,
                reason=words,
                stage=stage_of(application.event, now),
            )
            if verdict in rules.HOLDS_A_PLACE and taken:
                taken.check(application)
        except (rules.CapacityReached, rules.IllegalMove, rules.OwnApplication) as refusal:
            refusal.details["business"] = application.business.name
            raise
        if verdict is Status.ACCEPTED and taken:
            seating.accept(application, taken, By.COMMITTEE, actor=actor, now=now, reason=words)
        elif verdict is Status.OFFERED and taken:
            waiting.offer_by_hand(application, ids, taken, actor=actor, reason=words, now=now)
        else:
            if verdict is Status.WAITLISTED:
                application.waitlisted_at = seating.arrival(application.event, now)
            move(application, verdict, By.COMMITTEE, actor=actor, reason=words, now=now)
    return applications


def cancel_all(event_id: int, *, actor: Actor, reason: str, now: datetime) -> int:
    """The event is off: every application that isn't final is cancelled and told so. How many there were."""
    lock(Event, event_id)
    alive = db.select(Application.id).where(Application.event_id == event_id, Application.status.not_in(rules.FINAL))
    applications = queries.lock_with_event(event_id, db.session.scalars(alive).all())
    for application in applications:
        move(application, Status.CANCELLED, By.SYSTEM, actor=actor, reason=reason, now=now)
    return len(applications)


def lapse(event_id: int, application_id: int, now: datetime) -> None:
    """What time does: an offer, a correction or a draft lapses, the waiting list closes. Harmless when repeated."""
    (application,) = queries.lock_with_event(event_id, [application_id])
    if (event_id, application_id) not in queries.due(now):
        return  # answered in the meantime
    target = Status.CLOSED if application.status is Status.WAITLISTED else Status.LAPSED
    move(application, target, By.SYSTEM, actor=SYSTEM, now=now)
    waiting.move_list(application.event, now=now)


def let_lapse(event_id: int, application_id: int, *, actor: Actor, reason: str, now: datetime) -> Application:
    """The committee gives up waiting for what was to be paid; the next on the waiting list is offered the place.

    Raises NotFound, ReasonMissing, IllegalMove.
    """
    (application,) = queries.lock_with_event(event_id, [application_id])
    if not reason.strip():
        raise rules.ReasonMissing()
    move(application, Status.LAPSED, By.COMMITTEE, actor=actor, reason=reason.strip(), now=now)
    waiting.move_list(application.event, now=now)
    return application


def _open_for(event_id: int, business_id: int, *, actor: Actor, now: datetime) -> Application:
    """The business's draft, begun now where there is none."""
    event = lock(Event, event_id)
    if event is None or business_id not in actor.business_ids:
        raise NotFound()
    if not is_open(event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=now):
        raise rules.NotOpen()
    business = lock(Business, business_id)  # merging locks it too: it finds what is sent before, and is seen after
    if business is None or business.erased_at:
        raise NotFound()
    if business.merged_into_id:
        raise rules.BusinessMerged()
    application = queries.find_of_business(event_id, [business_id])
    if application and application.status is not Status.DRAFT:
        raise rules.AlreadyApplied(code=application.code)
    return application or _start(event, business, actor=actor, now=now)


def _start(event: Event, business: Business, *, actor: Actor, now: datetime) -> Application:
    initials = "".join(word[0] for word in event.title.split() if word[0].isalnum() and word.isascii())[:3].upper()
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


def _version(event: Event) -> FormVersion | None:
    return forms.current_version(event.form_id) if event.form_id else None


def _pinned(application: Application) -> FormVersion | None:
    return application.form_version or _version(application.event)


def groups_for(business: Business, event: Event) -> list[str]:
    """The groups of an event's limits and reserves to which a business belongs now."""
    return groups_of(
        fostered=business.fostered_since is not None,
        first_timer=not queries.took_part_before(business.id, event),
        owner_sex=business.owner_sex,
        owner_disability=business.owner_disability,
        region_code=business.region_code,
    )


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
