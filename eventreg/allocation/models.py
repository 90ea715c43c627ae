"""What exhibitors wish for, the plans that were made of it, who approved one, and what was offered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.events.models import Event


class Method(StrEnum):
    """How a plan came about."""

    OPTIMAL = "optimal"
    BY_SCORE = "by_score"
    BY_HAND = "by_hand"
    REPAIR = "repair"


class Run(StrEnum):
    """How far the making of a plan is. `STOPPED`: by hand; the best so far is kept."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Stage(StrEnum):
    """Where a plan is on its way to the public. `REPLACED`: it was published, and a later one was, too."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    REPLACED = "replaced"


class RuleKind(StrEnum):
    """The kinds of rules of `eventreg-allocation/1` that an event sets; pins stand by themselves."""

    CATEGORY_SHARE_MAX = "category_share_max"
    GROUP_MIN = "group_min"
    GROUP_MAX = "group_max"
    DISTRICT_MIN = "district_min"
    DISTRICT_MAX = "district_max"
    NEIGHBOURS_MAX = "neighbours_max"
    APART = "apart"


class Allocating(Model):
    """How an event gives its booths. `approvals_needed`: of the committee, besides whoever proposes."""

    __tablename__ = "allocating"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    wishes_close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approvals_needed: Mapped[int] = mapped_column(default=2)
    time_limit_s: Mapped[int] = mapped_column(default=60)
    days_to_answer: Mapped[int] = mapped_column(default=7)

    event: Mapped[Event] = relationship()


class BoothWish(Model):
    """What an application asks of the floor.

    `wishes`: best first, at most ten, each a booth's uid or `zone:` and a zone's key. `min_area`: square metres.
    `partner`: the application whose stand it would like to share; it counts where both name each other.
    """

    __tablename__ = "booth_wish"
    __table_args__ = (CheckConstraint("booths IN (1, 2)", "booths"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    booths: Mapped[int] = mapped_column(default=1)
    min_area: Mapped[int] = mapped_column(default=0)
    power_w: Mapped[int] = mapped_column(default=0)
    wishes: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship(foreign_keys=application_id)
    partner: Mapped[Application | None] = relationship(foreign_keys=partner_id)


class AllocationRule(Model):
    """A rule that every plan of the event keeps. `values`: by its kind, as in `eventreg-allocation/1`."""

    __tablename__ = "allocation_rule"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    key: Mapped[str] = mapped_column(String(24))
    kind: Mapped[RuleKind] = mapped_column(enum_type(RuleKind))
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class BoothPin(Model):
    """The committee holds an application to a booth, or keeps it from one (`forbids`). `booth`: its uid."""

    __tablename__ = "booth_pin"
    __table_args__ = (UniqueConstraint("application_id", "booth"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    booth: Mapped[str] = mapped_column(String(16))
    forbids: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    application: Mapped[Application] = relationship()


class Allocation(Model):
    """A version of an event's booth plan; `number` counts from 1 within the event.

    `problem`: what was to be solved, as it was then, in `eventreg-allocation/1`; applicants go by their application's
    code there, booths by their uid. `plan`: code → uids, None as long as there is none; `digest`: SHA-256 of it.
    `status`, `merit` … `clash`: as in the answer to such a problem. `progress`: how far a run is. `parent`: the version
    that it was made from by hand.
    """

    __tablename__ = "allocation"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    method: Mapped[Method] = mapped_column(enum_type(Method))
    run: Mapped[Run] = mapped_column(enum_type(Run), default=Run.WAITING)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage), default=Stage.DRAFT)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plan: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
    digest: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[str] = mapped_column(String(12), default="")
    merit: Mapped[int] = mapped_column(default=0)
    merit_bound: Mapped[int] = mapped_column(default=0)
    wish_points: Mapped[int] = mapped_column(default=0)
    wish_points_bound: Mapped[int] = mapped_column(default=0)
    changes: Mapped[int] = mapped_column(default=0)
    envies: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    clash: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_clash_irreducible: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    time_limit_s: Mapped[int] = mapped_column(default=60)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stop_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    event: Mapped[Event] = relationship()
    made_by: Mapped[Person | None] = relationship(foreign_keys=made_by_id)
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=proposed_by_id)
    published_by: Mapped[Person | None] = relationship(foreign_keys=published_by_id)
    approvals: Mapped[list["AllocationApproval"]] = relationship(order_by="AllocationApproval.id")


class AllocationApproval(Model):
    """One of the committee approves a proposed plan as it stands: `digest` is that of the plan they saw."""

    __tablename__ = "allocation_approval"
    __table_args__ = (UniqueConstraint("allocation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class BoothOffer(Model):
    """What a published plan offered to an application: its booths, for a fee in whole Rupiah, to be answered in time.

    Whether it was taken is the application's status. `why`: in each language, why these booths and none it wished for
    more; others stand there by their codes, as `⟦KP1-0001⟧`. `moves_at`: since when the exhibitor agrees to be moved,
    though they had confirmed.
    """

    __tablename__ = "booth_offer"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), index=True)
    fee: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    receipt: Mapped[str] = mapped_column(String(80), default="")
    moves_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    application: Mapped[Application] = relationship()
    allocation: Mapped[Allocation] = relationship()
