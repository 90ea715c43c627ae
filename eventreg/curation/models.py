"""Rubrics, reviews, who stays away from which, and the meetings that decide."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import Status
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.curation.rules import Average, Conflict, Others, ReviewState
from eventreg.events.models import Event


class Rubric(Model):
    """The criteria by which one event's applications are reviewed, or a template that events start from."""

    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    is_template: Mapped[bool] = mapped_column(default=False, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan", back_populates="rubric"
    )


class Criterion(Model):
    """What a reviewer scores from 1 to `best`. One that doesn't count is shown and left out of the total."""

    __tablename__ = "criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    position: Mapped[int]
    name_id: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    guidance_id: Mapped[str] = mapped_column(Text, default="")
    guidance_en: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[int]
    best: Mapped[int] = mapped_column(default=5)
    counts: Mapped[bool] = mapped_column(default=True)

    rubric: Mapped[Rubric] = relationship(back_populates="criteria")


class Curation(Model):
    """How one event's applications are reviewed; an event without it is decided on without reviews.

    `reviews_each`: how many reviews an application should have. `conflict_spread`: from how many points apart (of 100)
    reviews are marked as conflicting. `rotation_points`: how many points those lose whose turn it isn't, by the event's
    rotation; 0: it is only shown. `shows_averages`, `shows_remarks`: what applicants see once decided.
    `approvals_needed`: by how many of the committee pending decisions are approved before they are applied.
    `objection_reviews`: how many more reviews an objection is given. `line_at`: after how many of the ranking the
    meeting drew the line.
    """

    __tablename__ = "curation"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    reviews_each: Mapped[int] = mapped_column(default=2)
    average: Mapped[Average] = mapped_column(enum_type(Average), default=Average.MEAN)
    conflict_spread: Mapped[int] = mapped_column(default=30)
    rotation_points: Mapped[int] = mapped_column(default=0)
    remarks_required: Mapped[bool] = mapped_column(default=True)
    shows_averages: Mapped[bool] = mapped_column(default=False)
    shows_remarks: Mapped[bool] = mapped_column(default=False)
    approvals_needed: Mapped[int] = mapped_column(default=1)
    objection_reviews: Mapped[int] = mapped_column(default=1)
    line_at: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    rubric: Mapped[Rubric] = relationship()
    phases: Mapped[list["ReviewPhase"]] = relationship(
        order_by="ReviewPhase.starts_at", cascade="all, delete-orphan", back_populates="curation"
    )


class ReviewPhase(Model):
    """A stretch of time with its permissions: `rules.Phase`. `reviewers`: roles."""

    __tablename__ = "review_phase"

    id: Mapped[int] = mapped_column(primary_key=True)
    curation_id: Mapped[int] = mapped_column(ForeignKey("curation.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewers: Mapped[list[str]] = mapped_column(JSON, default=list)
    shows_names: Mapped[bool] = mapped_column(default=False)
    shows_others: Mapped[Others] = mapped_column(enum_type(Others), default=Others.NEVER)
    decides: Mapped[bool] = mapped_column(default=False)

    curation: Mapped[Curation] = relationship(back_populates="phases")


class Assignment(Model):
    """A reviewer is to review an application. `objection_id`: again, for this objection.

    `taken`: by themselves, having done their own. `by_hand`: the organiser chose them. `ended_at`: since when somebody
    else is to do it.
    """

    __tablename__ = "review_assignment"
    __table_args__ = (UniqueConstraint("application_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objection.id"))
    taken: Mapped[bool] = mapped_column(default=False)
    by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    person: Mapped[Person] = relationship()
    objection: Mapped[Objection | None] = relationship()


class Recusal(Model):
    """A reviewer stays away from an application: a conflict of interest that was declared, or noted by the organiser.

    What follows by rule from who they act for isn't kept here. `ended_at`: it was a mistake.
    """

    __tablename__ = "recusal"
    __table_args__ = (
        Index(
            "uq_recusal_active",
            "application_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[Conflict] = mapped_column(enum_type(Conflict))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Review(Model):
    """What a reviewer thinks of an application.

    `remark`: for the committee, and for the applicant where the organiser shows it; `note`: for the reviewer alone.
    `discuss`: the meeting should talk about it. `objection_id`: written for this objection; the average leaves it out.
    `revision`: counts what was saved, so that a phone that comes back late doesn't overwrite what is newer.
    """

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("application_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objection.id"))
    state: Mapped[ReviewState] = mapped_column(enum_type(ReviewState), default=ReviewState.DRAFT)
    remark: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    discuss: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    person: Mapped[Person] = relationship()
    scores: Mapped[list["ReviewScore"]] = relationship(cascade="all, delete-orphan")


class ReviewScore(Model):
    """The score that a review gives to a criterion."""

    __tablename__ = "review_score"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    score: Mapped[int]


class Candidate(Model):
    """What the committee settles about an application for the booth plan; one without a row is eligible.

    `must_place`: it is never left out of the plan without naming the rule that forced it.
    """

    __tablename__ = "candidate"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    eligible: Mapped[bool] = mapped_column(default=True)
    must_place: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Meeting(Model):
    """A meeting of the committee over one event's ranking; `number` counts from 1 within the event.

    `minutes_number`: of its minutes (berita acara), by the office's own pattern.
    """

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    place: Mapped[str] = mapped_column(String(120), default="")
    minutes_number: Mapped[str] = mapped_column(String(80), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    event: Mapped[Event] = relationship()
    guests: Mapped[list["MeetingGuest"]] = relationship(order_by="MeetingGuest.id", cascade="all, delete-orphan")


class MeetingGuest(Model):
    """Somebody who was there: one of the council's people, or a guest by name. `position`: their post or office."""

    __tablename__ = "meeting_guest"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[str] = mapped_column(String(120), default="")

    person: Mapped[Person | None] = relationship()


class PendingDecision(Model):
    """A verdict that the committee has reached and not yet let go out. `by_line`: the line gave it, nobody by hand."""

    __tablename__ = "pending_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    verdict: Mapped[Status] = mapped_column(enum_type(Status))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_line: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    application: Mapped[Application] = relationship()


class Approval(Model):
    """One of the committee approves the pending decisions as they stand: `digest` is the SHA-256 of their list."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class Resolution(Model):
    """Pending decisions that were applied together.

    `decisions`: what was decided, in the order of the ranking then: application's id and code, verdict, reason, result,
    number of reviews, points taken from it, and when it was decided.
    """

    __tablename__ = "resolution"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    decisions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()
