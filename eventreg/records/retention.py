"""What time takes away: first shown, then carried out. The caller holds the unit of work, then calls `finish`.

Of an event that isn't over nothing goes, and the audit trail never does. Rows that counts and accounts need lose what
they say about people; the others are deleted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, delete, func, or_, select

from eventreg.accounts.models import Person, SignedInDevice, SignInRequest, StaffInvitation
from eventreg.accounts.trust import IDLE
from eventreg.applications.models import (
    Application,
    ApplicationFile,
    ApplicationMove,
    ApplicationProduct,
    Participant,
    PassedOver,
)
from eventreg.applications.rules import FINAL, Status
from eventreg.businesses.models import BusinessInvitation
from eventreg.consents.models import Consent, Guardian
from eventreg.core import audit, files
from eventreg.core.db import Model, db
from eventreg.core.files import StoredFile
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Actor
from eventreg.curation.models import Candidate, PendingDecision, Recusal, Resolution, Review
from eventreg.door.models import Scan
from eventreg.events.models import Event
from eventreg.records import queries
from eventreg.records.models import DataRequest
from eventreg.records.rules import ERASED, Kept
from eventreg.records.service import Periods
from eventreg.tickets.models import Ticket
from eventreg.visitors.models import Visit

Condition = Callable[[datetime, datetime], ColumnElement[bool]]
"""(cutoff, now) → which rows go."""
Blanks = Callable[[Any, datetime], Mapping[str, Any]]
"""(row, now) → what is written into it."""
OVER = {MessageState.SENT, MessageState.EXPIRED, MessageState.FAILED, MessageState.STOPPED}


@dataclass(frozen=True)
class Step:
    """What is done to the rows of one table: they are deleted, or lose what `blanks` says."""

    model: type[Any]
    condition: Condition
    blanks: Blanks | None = None

    def rows(self, cutoff: datetime, now: datetime) -> Select[Any]:
        """The rows whose time is over."""
        return select(self.model).where(self.condition(cutoff, now)).order_by(*self.model.__mapper__.primary_key)


@dataclass(frozen=True)
class Due:
    """What would go of one kind now, by table."""

    kind: Kept
    days: int
    tables: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many rows and files."""
        return sum(self.tables.values())


@dataclass(frozen=True)
class Done:
    """What went; `picture_keys` are still on the disk."""

    dues: list[Due]
    picture_keys: list[str]


# ---- When a row's time is over ---------------------------------------------------------------------


def _event_over(column: Any, cutoff: datetime) -> ColumnElement[bool]:
    over: ColumnElement[bool] = column.in_(select(Event.id).where(Event.ends_at < cutoff))
    return over


def _last_moved() -> Any:
    moved = select(func.max(ApplicationMove.at)).where(ApplicationMove.application_id == Application.id)
    return func.coalesce(moved.correlate(Application).scalar_subquery(), Application.created_at)


def _refused_ids(cutoff: datetime, now: datetime) -> Select[Any]:
    """Applications that led to nothing, long enough ago, for an event that is over."""
    return select(Application.id).where(
        Application.status.in_([*FINAL, Status.DRAFT]), _last_moved() < cutoff, _event_over(Application.event_id, now)
    )


def _says_something() -> ColumnElement[bool]:
    return or_(
        cast(Application.answers, Text) != "{}",
        cast(Application.groups, Text) != "[]",
        Application.skip_reason != "",
    )


def _refused(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(Application.id.in_(_refused_ids(cutoff, now)), _says_something())


def _refused_moves(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(ApplicationMove.application_id.in_(_refused_ids(cutoff, now)), ApplicationMove.reason != "")


def _refused_products(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return ApplicationProduct.application_id.in_(_refused_ids(cutoff, now))


def _refused_files(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return ApplicationFile.application_id.in_(_refused_ids(cutoff, now))


def _refused_people(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(Participant.application_id.in_(_refused_ids(cutoff, now)), Participant.name != ERASED)


def _refused_words(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(
        PassedOver.application_id.in_(_refused_ids(cutoff, now)), PassedOver.by_id.is_not(None), PassedOver.reason != ""
    )


def _says(*columns: Any) -> ColumnElement[bool]:
    """Some words stand in one of the columns."""
    return or_(*(column != "" for column in columns))


def _refused_about(model: Any, *columns: Any) -> Condition:
    """What was written about applications that led to nothing."""
    return lambda cutoff, now: and_(model.application_id.in_(_refused_ids(cutoff, now)), _says(*columns))


def _old_about(model: Any, *columns: Any) -> Condition:
    """What was written about those who took part."""

    def condition(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
        old = select(Application.id).where(_event_over(Application.event_id, min(cutoff, now)))
        return and_(model.application_id.in_(old), _says(*columns))

    return condition


def _refused_resolutions(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    """Looked at one by one, for there are few: the databases don't agree on how to look into what they hold."""
    over = db.session.scalars(select(Resolution).where(_event_over(Resolution.event_id, now)))
    gone = set(db.session.scalars(_refused_ids(cutoff, now)))
    return Resolution.id.in_(
        [row.id for row in over if any(one["reason"] and one["id"] in gone for one in row.decisions)]
    )


def _old_resolutions(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    old = db.session.scalars(select(Resolution).where(_event_over(Resolution.event_id, min(cutoff, now))))
    return Resolution.id.in_([row.id for row in old if any(one["reason"] for one in row.decisions)])


def _took_part(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    is_over = _event_over(Application.event_id, min(cutoff, now))
    return and_(Application.status.not_in([*FINAL, Status.DRAFT]), is_over, _says_something())


def _old_participants(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    old = select(Application.id).where(_event_over(Application.event_id, min(cutoff, now)))
    return and_(Participant.application_id.in_(old), Participant.name != ERASED)


def _old_tickets(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(_event_over(Ticket.event_id, min(cutoff, now)), Ticket.holder != ERASED)


def _old_scans(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    named = select(Ticket.id).where(_old_tickets(cutoff, now))
    return or_(Scan.ticket_id.in_(named), and_(_event_over(Scan.event_id, min(cutoff, now)), Scan.reason != ""))


def _old_visits(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(_event_over(Visit.event_id, min(cutoff, now)), Visit.name != ERASED)


def _by_old_visits(column: Any) -> Condition:
    return lambda cutoff, now: column.in_(select(Visit.ticket_id).where(_old_visits(cutoff, now)))


def _old_codes(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(Scan.received_at < cutoff, _event_over(Scan.event_id, now), func.length(Scan.raw) > 0)


def _unused_sessions(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    """Ended, or left alone until it ended by itself."""
    return or_(SignedInDevice.ended_at < cutoff, SignedInDevice.last_seen_at < cutoff - IDLE)


def _unshown(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    """Pictures to which no row of any table points."""
    pointing = [
        column
        for table in Model.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == StoredFile.__tablename__ for key in column.foreign_keys)
    ]
    unseen = [StoredFile.id.not_in(select(column).where(column.is_not(None))) for column in pointing]
    return and_(StoredFile.created_at < cutoff, *unseen)


def _over_invitations(model: Any) -> Condition:
    return lambda cutoff, now: or_(model.used_at < cutoff, model.withdrawn_at < cutoff, model.expires_at < cutoff)


def _erased_people(cutoff: datetime) -> Select[Any]:
    return select(Person.id).where(Person.erased_at < cutoff)


def _old_consents(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    return or_(Consent.withdrawn_at < cutoff, Consent.person_id.in_(_erased_people(cutoff)))


def _old_guardians(cutoff: datetime, now: datetime) -> ColumnElement[bool]:
    needed = select(Consent.guardian_id).where(Consent.guardian_id.is_not(None), ~_old_consents(cutoff, now))
    return and_(
        Guardian.recorded_at < cutoff,
        Guardian.id.not_in(needed),
        Guardian.person_id.in_(select(Person.id).where(Person.erased_at.is_not(None))),
    )


# ---- What is written where a row stays -----------------------------------------------------------------


def _wordless(row: Any, now: datetime) -> Mapping[str, Any]:
    return {"answers": {}, "groups": [], "skip_reason": ""}


def _nameless(row: Any, now: datetime) -> Mapping[str, Any]:
    return {"name": ERASED, "phone": "", "dietary": "", "access_needs": ""}


def _without_reason(row: Any, now: datetime) -> Mapping[str, Any]:
    return {"reason": ""}


def _without_remarks(row: Any, now: datetime) -> Mapping[str, Any]:
    return {"remark": "", "note": ""}


def _without_note(row: Any, now: datetime) -> Mapping[str, Any]:
    return {"note": ""}


def _without_refused(row: Resolution, now: datetime) -> Mapping[str, Any]:
    cutoff = now - timedelta(days=queries.periods()[Kept.REFUSED_APPLICATIONS])
    gone = set(db.session.scalars(_refused_ids(cutoff, now)))
    return {"decisions": [one | {"reason": ""} if one["id"] in gone else one for one in row.decisions]}


def _without_reasons(row: Resolution, now: datetime) -> Mapping[str, Any]:
    return {"decisions": [one | {"reason": ""} for one in row.decisions]}


def _nameless_ticket(row: Ticket, now: datetime) -> Mapping[str, Any]:
    group = {} if row.business_id else {"business_name": ""}  # a visitor's; a small one's name may name a person
    return {"holder": ERASED, "changed_at": now} | group


def _nameless_visit(row: Visit, now: datetime) -> Mapping[str, Any]:
    return {"name": ERASED, "phone": "", "email": "", "school": ERASED if row.school else "", "attempt": None}


def _nameless_scan(row: Scan, now: datetime) -> Mapping[str, Any]:
    shown = row.answer.get("ticket")
    group = {} if row.ticket and row.ticket.business_id else {"business": ""}
    answer = row.answer | {"ticket": shown | {"holder": ERASED} | group} if shown else row.answer
    return {"answer": answer, "reason": ""}


def _without_code(row: Any, now: datetime) -> Mapping[str, Any]:
    return {"raw": b""}


# In each kind, what points at a row comes before the row
STEPS: dict[Kept, tuple[Step, ...]] = {
    Kept.REFUSED_APPLICATIONS: (
        Step(ApplicationProduct, _refused_products),
        Step(ApplicationFile, _refused_files),
        Step(ApplicationMove, _refused_moves, _without_reason),
        Step(PassedOver, _refused_words, _without_reason),
        Step(Review, _refused_about(Review, Review.remark, Review.note), _without_remarks),
        Step(Recusal, _refused_about(Recusal, Recusal.note), _without_note),
        Step(Candidate, _refused_about(Candidate, Candidate.reason), _without_reason),
        Step(PendingDecision, _refused_about(PendingDecision, PendingDecision.reason), _without_reason),
        Step(Resolution, _refused_resolutions, _without_refused),
        Step(Participant, _refused_people, _nameless),
        Step(Application, _refused, _wordless),
    ),
    Kept.PARTICIPANTS: (
        Step(Scan, _old_scans, _nameless_scan),
        Step(Ticket, _old_tickets, _nameless_ticket),
        Step(Review, _old_about(Review, Review.remark, Review.note), _without_remarks),
        Step(Recusal, _old_about(Recusal, Recusal.note), _without_note),
        Step(Candidate, _old_about(Candidate, Candidate.reason), _without_reason),
        Step(Resolution, _old_resolutions, _without_reasons),
        Step(Participant, _old_participants, _nameless),
        Step(Application, _took_part, _wordless),
    ),
    Kept.SIGN_IN_REQUESTS: (Step(SignInRequest, lambda cutoff, now: SignInRequest.expires_at < cutoff),),
    Kept.ENDED_SESSIONS: (Step(SignedInDevice, _unused_sessions),),
    Kept.SENT_MESSAGES: (
        Step(OutboxMessage, lambda cutoff, now: and_(OutboxMessage.state.in_(OVER), OutboxMessage.created_at < cutoff)),
    ),
    Kept.UNSHOWN_PICTURES: (Step(StoredFile, _unshown),),
    Kept.INVITATIONS: (
        Step(StaffInvitation, _over_invitations(StaffInvitation)),
        Step(BusinessInvitation, _over_invitations(BusinessInvitation)),
    ),
    Kept.SCAN_CODES: (Step(Scan, _old_codes, _without_code),),
    Kept.REQUESTS_AND_CONSENTS: (
        Step(DataRequest, lambda cutoff, now: DataRequest.closed_at < cutoff),
        Step(Consent, _old_consents),
        Step(Guardian, _old_guardians),
    ),
    Kept.VISITORS: (
        Step(Scan, _by_old_visits(Scan.ticket_id), _nameless_scan),
        Step(Ticket, _by_old_visits(Ticket.id), _nameless_ticket),
        Step(Visit, _old_visits, _nameless_visit),
    ),
}


# ---- Showing and doing -------------------------------------------------------------------------------


def due(*, now: datetime) -> list[Due]:
    """What would go now; nothing is changed."""
    return [
        Due(kind, days, _counted(kind, now - timedelta(days=days), now)) for kind, days in queries.periods().items()
    ]


def carry_out(*, actor: Actor, now: datetime) -> Done:
    """Let everything go whose time is over, in the caller's unit of work."""
    dues = due(now=now)
    keys: list[str] = []
    for one in dues:
        cutoff = now - timedelta(days=one.days)
        for step in STEPS[one.kind]:
            rows = db.session.scalars(step.rows(cutoff, now)).all()
            keys += [row.key for row in rows if step.model is StoredFile]
            _do(step, rows, cutoff, now)
            db.session.flush()
    keys += _strays(now - timedelta(days=queries.periods()[Kept.UNSHOWN_PICTURES]))
    counts = {one.kind.value: str(one.count) for one in dues if one.count}
    audit.record(actor, "retention.carried_out", Periods(), states=counts, now=now)
    return Done(dues, keys)


def finish(done: Done) -> None:
    """Once the unit of work is committed: the pictures' files go."""
    for key in done.picture_keys:
        files.remove(key)


def _counted(kind: Kept, cutoff: datetime, now: datetime) -> dict[str, int]:
    found = {
        step.model.__tablename__: db.session.scalar(
            select(func.count()).select_from(step.rows(cutoff, now).order_by(None).subquery())
        )
        or 0
        for step in STEPS[kind]
    }
    if kind is Kept.UNSHOWN_PICTURES:
        found["files"] = len(_strays(cutoff))
    return found


def _strays(cutoff: datetime) -> list[str]:
    """Pictures on the disk whose rows are gone, as after a crash between the two."""
    on_disk = files.keys_on_disk(older_than=cutoff)
    return sorted(on_disk - set(db.session.scalars(select(StoredFile.key)))) if on_disk else []


def _do(step: Step, rows: Iterable[Any], cutoff: datetime, now: datetime) -> None:
    if step.blanks is None:
        db.session.execute(
            delete(step.model).where(step.condition(cutoff, now)), execution_options={"synchronize_session": False}
        )
        db.session.expire_all()
        return
    for row in rows:
        for name, value in step.blanks(row, now).items():
            setattr(row, name, value)
