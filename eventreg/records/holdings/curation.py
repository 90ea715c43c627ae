"""Reviews, who stays away, and what the committee settled: its account of the selection, and somebody's own words."""

from typing import Any

from sqlalchemy import and_, false, or_, select

from eventreg.applications.models import Application
from eventreg.core.db import db
from eventreg.curation import telling
from eventreg.curation.models import (
    Approval,
    Assignment,
    Candidate,
    Criterion,
    Curation,
    Meeting,
    MeetingGuest,
    PendingDecision,
    Recusal,
    Resolution,
    Review,
)
from eventreg.curation.rules import ReviewState
from eventreg.curation.words import name_of
from eventreg.events.models import Event
from eventreg.records.holdings import groups
from eventreg.records.holdings.applications import applications_of, is_their_application
from eventreg.records.holdings.kinds import Deed, Deeds, Facts, Holding, Where, everything, internal, told
from eventreg.records.holdings.parts import by_person, event_title, own
from eventreg.records.holdings.subject import Subject
from eventreg.records.rules import ERASED


def _about(column: Any, *, decided: bool = False) -> Where:
    """The rows whose `column` is one of the person's applications; of these, the decided ones."""
    theirs = applications_of(own)
    settled = telling.was_decided() if decided else Application.id.is_not(None)
    return lambda subject: column.in_(select(Application.id).where(theirs(subject), settled))


def _ending(column: Any) -> Where:
    """The rows whose `column` is an application that ends with the person."""
    theirs = applications_of(lambda subject: subject.sole)
    return lambda subject: column.in_(select(Application.id).where(theirs(subject)))


def _either(*wheres: Where) -> Where:
    return lambda subject: or_(*(where(subject) for where in wheres))


def _shown_to_applicants(subject: Subject) -> Any:
    """Remarks that the organiser shows, on what the person applied with."""
    shows = select(Application.id).join(Curation, Curation.event_id == Application.event_id)
    return and_(
        _about(Review.application_id, decided=True)(subject),
        Review.application_id.in_(shows.where(Curation.shows_remarks)),
        Review.state == ReviewState.SENT,
        Review.objection_id.is_(None),
        Review.remark != "",
    )


def _code(row: Any, subject: Subject) -> Facts:
    application = db.session.get_one(Application, row.application_id)
    return {"application": application.code, "event": application.event.title}


def _review_more(row: Review, subject: Subject) -> Facts:
    """Who wrote it reads all of it; whom it is about reads the remark, and neither who wrote it nor when."""
    if row.person_id != subject.id:
        return _code(row, subject) | {"remark": row.remark}
    given = {score.criterion_id: score.score for score in row.scores}
    criteria = db.session.scalars(select(Criterion).where(Criterion.id.in_(given)).order_by(Criterion.position))
    return _code(row, subject) | {
        "state": row.state,
        "scores": [f"{name_of(one)}: {given[one.id]}" for one in criteria],
        "remark": row.remark,
        "note": row.note,
        "discuss": row.discuss,
        "created_at": row.began_at,
        "updated_at": row.updated_at,
        "sent_at": row.sent_at,
    }


def _remark(row: Review, subject: Subject, now: Any) -> str:
    """The committee's account of another's application stays."""
    return "" if is_their_application(row.application, subject) else row.remark


def _guest_name(row: MeetingGuest, subject: Subject, now: Any) -> str:
    return ERASED if row.name else ""


def _meeting(row: MeetingGuest, subject: Subject) -> Facts:
    meeting = db.session.get_one(Meeting, row.meeting_id)
    return {"event": event_title(meeting.event_id), "at": meeting.began_at}


def _their_ids(event_id: int, subject: Subject, businesses: Any) -> set[int]:
    theirs = select(Application.id).where(applications_of(businesses)(subject), Application.event_id == event_id)
    return set(db.session.scalars(theirs))


def _decisions(row: Resolution, subject: Subject, now: Any) -> list[dict[str, Any]]:
    """What was decided, without the reasons told to the person."""
    theirs = _their_ids(row.event_id, subject, lambda subject: subject.sole)
    return [one | {"reason": ""} if one["id"] in theirs else one for one in row.decisions]


def _resolution_more(row: Resolution, subject: Subject) -> Facts:
    theirs = _their_ids(row.event_id, subject, own)
    mine = [one for one in row.decisions if one["id"] in theirs]
    return {
        "event": event_title(row.event_id),
        "decisions": [
            " · ".join(part for part in (one["code"], one["verdict"], one["reason"]) if part) for one in mine
        ],
    }


def _of_events(theirs: Where) -> Where:
    """Resolutions of the events to which the person applied."""
    return lambda subject: Resolution.event_id.in_(
        select(Event.id).join(Application, Application.event_id == Event.id).where(theirs(subject))
    )


ASSIGNMENTS = Holding(
    "review_assignments",
    groups.WORK,
    Assignment,
    ("person_id",),
    by_person(Assignment),
    {
        "id": internal(),
        "application_id": internal(),
        "person_id": internal(),
        "objection_id": internal(),
        "taken": told("taken_by_yourself"),
        "by_hand": told("given_by_hand"),
        "at": told(),
        "ended_at": told(),
    },
    (),
    _code,
)

RECUSALS = Holding(
    "recusals",
    groups.WORK,
    Recusal,
    ("person_id",),
    by_person(Recusal),
    {
        "id": internal(),
        "application_id": internal(),
        "person_id": internal(),
        "kind": told("conflict_of_interest"),
        "note": told(erased=""),  # how somebody is connected with a business tells of both
        "at": told(),
        "by_id": internal(),
        "ended_at": told(),
    },
    everything(Deed.ANONYMISE, _either(by_person(Recusal), _ending(Recusal.application_id))),
    _code,
)

REVIEWS = Holding(
    "reviews",
    groups.WORK,
    Review,
    ("person_id",),
    _either(by_person(Review), _shown_to_applicants),
    {
        "id": internal(),
        "application_id": internal(),
        "person_id": internal(),
        "objection_id": internal(),
        "state": internal(),  # this and all below is told by `more`, to whoever may read it
        "remark": internal(erased=_remark),
        "note": internal(erased=""),
        "discuss": internal(),
        "revision": internal(),
        "began_at": internal(),
        "updated_at": internal(),
        "sent_at": internal(),
    },
    everything(Deed.ANONYMISE, _either(by_person(Review), _ending(Review.application_id))),
    _review_more,
)

CANDIDATES = Holding(
    "candidates",
    groups.APPLICATIONS,
    Candidate,
    ("application_id",),
    _about(Candidate.application_id, decided=True),
    {
        "application_id": internal(),
        "eligible": told(),
        "must_place": told(),
        "reason": told(erased=""),
        "at": told(),
        "by_id": internal(),
    },
    everything(Deed.ANONYMISE, _ending(Candidate.application_id)),
    _code,
)

# a copy tells none: what was not let go out yet is no decision; and none waits for whoever is gone
PENDING = Holding(
    "pending_decisions",
    groups.APPLICATIONS,
    PendingDecision,
    ("application_id",),
    lambda subject: false(),
    {
        "id": internal(),
        "application_id": internal(),
        "meeting_id": internal(),
        "verdict": internal(),
        "reason": internal(),
        "by_line": internal(),
        "at": internal(),
        "by_id": internal(),
    },
    everything(Deed.DELETE, _ending(PendingDecision.application_id)),
)

RESOLUTIONS = Holding(
    "resolutions",
    groups.APPLICATIONS,
    Resolution,
    ("event_id",),
    _of_events(applications_of(own)),
    {
        "id": internal(),
        "event_id": internal(),
        "meeting_id": internal(),
        "digest": internal(),
        "decisions": internal(erased=_decisions),
        "at": told(),
        "by_id": internal(),
    },
    everything(Deed.ANONYMISE, _of_events(applications_of(lambda subject: subject.sole))),
    _resolution_more,
)

GUESTS = Holding(
    "meeting_guests",
    groups.WORK,
    MeetingGuest,
    ("person_id",),
    by_person(MeetingGuest),
    {
        "id": internal(),
        "meeting_id": internal(),
        "person_id": internal(),
        "name": told(erased=_guest_name),
        "position": told(erased=""),
    },
    everything(Deed.ANONYMISE, by_person(MeetingGuest)),
    _meeting,
)

APPROVALS = Holding(
    "approvals",
    groups.WORK,
    Approval,
    ("person_id",),
    by_person(Approval),
    {
        "id": internal(),
        "event_id": internal(),
        "meeting_id": internal(),
        "person_id": internal(),
        "digest": internal(),
        "at": told(),
    },
    (),
    lambda row, subject: {"event": event_title(row.event_id)},
)

DEEDS: Deeds = {
    (Candidate, "by_id"): "at",
    (Meeting, "called_by_id"): "began_at",
    (PendingDecision, "by_id"): "at",
    (Recusal, "by_id"): "at",
    (Resolution, "by_id"): "at",
}

IMPERSONAL = {
    "rubric": "by what applications are reviewed",
    "criterion": "what is scored, and how much it weighs",
    "curation": "by which rules an event's applications are reviewed",
    "review_phase": "when which roles may review, see names and decide",
    "review_score": "the scores of a review, which is a holding and tells them",
    "meeting": "when and where the committee met over a ranking, what it noted, and who called it, by number",
}
