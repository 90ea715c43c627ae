"""Reminders by themselves: each once for its cause, however many workers look and however often.

The worker calls `Reminding`; every part has its own unit of work.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses import queries as businesses
from eventreg.businesses.models import Paper
from eventreg.core import audit, outbox
from eventreg.core.db import db, lock, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Actor
from eventreg.council.queries import organisation
from eventreg.door.models import Attendance
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.messaging import timing
from eventreg.messaging.models import EventReminders
from eventreg.messaging.timing import Reminder, Window
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.visitors.models import Visit

PART = 200
PAUSE = timedelta(minutes=1)
HELD = (EventState.PUBLISHED, EventState.CLOSED, EventState.RUNNING, EventState.FINISHED)


class Reminding:
    """The chore: once a minute it looks for what is due."""

    def __init__(self) -> None:
        self._next: datetime | None = None
        self._papers_on: date | None = None

    def __call__(self, now: datetime) -> None:
        """Queue the reminders that are due."""
        if self._next and self._next - PAUSE <= now < self._next:  # farther ahead: by a clock that went wrong
            return
        remind(now)
        local = now.astimezone(organisation().zone.info)
        if self._papers_on != local.date() and timing.EARLIEST <= local.hour < timing.LATEST:
            remind_of_papers(local.date(), now)
            self._papers_on = local.date()
        self._next = now + PAUSE


@dataclass(frozen=True)
class Due:
    """A reminder of an event that goes out now; `session_id`: of which session, where it is about one."""

    event_id: int
    window: Window
    session_id: int | None = None

    @property
    def prefix(self) -> str:
        """What the causes of its messages begin with."""
        return f"reminder:{self.window.reminder}:{self.event_id}:{self.window.mark}:"


def remind(now: datetime) -> int:
    """Queue what is due of all events; how many messages that made."""
    made = 0
    for due in due_now(now):
        for of, send in _SENDERS[due.window.reminder]:
            made += _in_parts(due, of, send, now)
    return made


def due_now(now: datetime) -> list[Due]:
    """Which reminders of which events go out now."""
    alive = select(Event).where(
        Event.state.in_(HELD), Event.opens_at <= now, Event.ends_at > now - timing.THANKS_FOR - 2 * timing.DAY
    )
    events = db.session.scalars(alive.order_by(Event.id).options(selectinload(Event.sessions))).all()
    return [due for event in events for due in plan_of(event) if due.window.is_open(now)]


def plan_of(event: Event, *, with_those_off: bool = False) -> list[Due]:
    """The event's reminders in the order of time, without those that its organisers do without."""
    settings = settings_of(event.id)
    zone, off = event.zone.info, frozenset() if with_those_off else frozenset(settings.off)
    windows = timing.closing(opens_at=event.opens_at, closes_at=event.closes_at, zone=zone)
    plan = [Due(event.id, window) for window in windows]
    plan += [
        Due(event.id, window, session.id)
        for session in event.sessions
        for window in timing.coming(starts_at=session.starts_at, ends_at=session.ends_at, zone=zone)
    ]
    plan.append(Due(event.id, timing.thanks(ends_at=event.ends_at, zone=zone)))
    return sorted((due for due in plan if due.window.reminder not in off), key=lambda due: due.window)


def settings_of(event_id: int) -> EventReminders:
    """What the event's organisers chose; all reminders where they chose nothing."""
    return db.session.get(EventReminders, event_id) or EventReminders(
        event_id=event_id, off=[], survey_url="", thanks=""
    )


def settle(event_id: int, *, off: Sequence[str], survey_url: str, thanks: str, actor: Actor, now: datetime) -> None:
    """Write down which reminders the event does without. The caller holds the unit of work."""
    known = lock(EventReminders, event_id)
    row = known or settings_of(event_id)
    wanted = {"off": list(off), "survey_url": survey_url, "thanks": thanks.strip()}
    fields = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in fields:
        setattr(row, name, wanted[name])
    if known is None:
        db.session.add(row)
    if fields:
        db.session.flush()
        audit.record(actor, "reminders.changed", db.session.get_one(Event, event_id), fields=fields, now=now)


def copy(original: Event, made: Event) -> None:
    """An event that is copied does without the same reminders; words and survey were about the other one."""
    off = settings_of(original.id).off
    if off:
        db.session.add(EventReminders(event_id=made.id, off=off, survey_url="", thanks=""))


def count_made(prefix: str) -> int:
    """How many messages a reminder has made so far."""
    made = select(func.count()).where(OutboxMessage.cause.startswith(prefix, autoescape=True))
    return db.session.scalar(made) or 0


def why_unwanted(message: OutboxMessage) -> str:
    """Why a reminder that waited is no longer true: `called_off`, or `overtaken` by what came of its subject.

    One that was held back goes out later than it was meant to; what is so then counts.
    """
    if message.kind not in {f"reminder_{reminder}" for reminder in Reminder}:
        return ""
    if "visit" in message.params:
        visit = db.session.get(Visit, message.params["visit"])
        return _why_not(visit, is_true=visit is not None and visit.cancelled_at is None)
    application = db.session.get(Application, message.params.get("application", 0))
    wanted = Status.DRAFT if message.kind == f"reminder_{Reminder.CLOSING}" else Status.CONFIRMED
    return _why_not(application, is_true=application is not None and application.status is wanted)


def _why_not(subject: Application | Visit | None, *, is_true: bool) -> str:
    if subject and subject.event.state not in HELD:
        return "called_off"
    return "" if is_true else "overtaken"


# ---- To whom ---------------------------------------------------------------------------------------


def _untold(column: InstrumentedAttribute[int], prefix: str) -> ColumnElement[bool]:
    """Those to whom nothing was queued yet for this cause."""
    told = select(OutboxMessage.id).where(OutboxMessage.cause == literal(prefix) + cast(column, String))
    return ~told.exists()


def _drafts(due: Due) -> ColumnElement[bool]:
    """Applications that were begun before the reminder's moment and wait to be sent."""
    return and_(
        Application.event_id == due.event_id,
        Application.status.in_([Status.DRAFT]),
        Application.created_at < due.window.due_at,
        _untold(Application.id, f"{due.prefix}application:"),
    )


def _coming(due: Due) -> ColumnElement[bool]:
    """Applications that have a place; who only now got the ticket has it fresh before them."""
    fresh = Application.tickets.any(and_(Ticket.state == TicketState.VALID, Ticket.issued_at < due.window.due_at))
    return and_(
        Application.event_id == due.event_id,
        Application.status == Status.CONFIRMED,
        fresh,
        _untold(Application.id, f"{due.prefix}application:"),
    )


def _visiting(due: Due) -> ColumnElement[bool]:
    return and_(
        Visit.session_id == due.session_id,
        Visit.cancelled_at.is_(None),
        Visit.email != "",
        Visit.created_at < due.window.due_at,
        _untold(Visit.id, f"{due.prefix}visit:"),
    )


def _came(due: Due) -> ColumnElement[bool]:
    """Applications for which somebody was let in."""
    came = select(Attendance.ticket_id).where(Attendance.undone_at.is_(None))
    return and_(
        Application.event_id == due.event_id,
        Application.status == Status.CONFIRMED,
        Application.tickets.any(Ticket.id.in_(came)),
        _untold(Application.id, f"{due.prefix}application:"),
    )


def _came_to_visit(due: Due) -> ColumnElement[bool]:
    came = select(Attendance.ticket_id).where(Attendance.undone_at.is_(None))
    return and_(
        Visit.event_id == due.event_id,
        Visit.cancelled_at.is_(None),
        Visit.email != "",
        Visit.ticket_id.in_(came),
        _untold(Visit.id, f"{due.prefix}visit:"),
    )


# ---- Sending ---------------------------------------------------------------------------------------

Send = Callable[[Due, Sequence[int], datetime], int]
Of = tuple[InstrumentedAttribute[int], Callable[[Due], ColumnElement[bool]]]


def _in_parts(due: Due, of: Of, send: Send, now: datetime) -> int:
    """Send to whom it is due, so many at a time; the event's lock keeps workers out of each other's way."""
    column, where = of
    made, ids = 0, [0]
    while ids:
        with unit_of_work():
            event = lock(Event, due.event_id)
            if event is None or event.state not in HELD or due not in plan_of(event):
                return made
            query = select(column).where(where(due), column > ids[-1]).order_by(column).limit(PART)
            ids = list(db.session.scalars(query))
            made += send(due, ids, now)
    return made


def _to_applications(due: Due, ids: Sequence[int], now: datetime) -> int:
    query = select(Application).where(Application.id.in_(ids)).order_by(Application.id)
    return sum(_to_application(due, application, now) for application in db.session.scalars(query))


def _to_application(due: Due, application: Application, now: datetime) -> bool:
    """Whether a message was queued: not where the session goes on what began the day before, nor where nobody reads."""
    if due.session_id and not _is_new(due.session_id, application):
        return False
    reader = applications.reader_of(application)
    if reader is None:
        return False
    if not reader.email and due.window.reminder is not Reminder.DAY_BEFORE:
        return False  # staff tell by hand what one can't do without, not every kindness
    message = outbox.queue(
        f"reminder_{due.window.reminder}",
        to=reader.email or "",
        language=reader.language,
        person_id=reader.id,
        now=now,
        expires_at=due.window.until,
        cause=f"{due.prefix}application:{application.id}",
        application=application.id,
        session=due.session_id,
        person=reader.id,
    )
    message.rank = 1
    return True


def _is_new(session_id: int, application: Application) -> bool:
    chosen = application.session_ids
    sessions = [one for one in application.event.sessions if not chosen or one.id in chosen]
    session = next((one for one in sessions if one.id == session_id), None)
    hours = [(one.starts_at, one.ends_at) for one in sessions]
    return session is not None and timing.begins_anew(session.starts_at, hours)


def _to_visits(due: Due, ids: Sequence[int], now: datetime) -> int:
    for visit in db.session.scalars(select(Visit).where(Visit.id.in_(ids)).order_by(Visit.id)):
        message = outbox.queue(
            f"reminder_{due.window.reminder}",
            to=visit.email,
            language=visit.language,
            now=now,
            expires_at=due.window.until,
            cause=f"{due.prefix}visit:{visit.id}",
            visit=visit.id,
        )
        message.rank = 1
    return len(ids)


_SENDERS: dict[Reminder, Iterable[tuple[Of, Send]]] = {
    Reminder.CLOSING: [((Application.id, _drafts), _to_applications)],
    Reminder.DAY_BEFORE: [((Application.id, _coming), _to_applications), ((Visit.id, _visiting), _to_visits)],
    Reminder.MORNING: [((Application.id, _coming), _to_applications), ((Visit.id, _visiting), _to_visits)],
    Reminder.THANKS: [((Application.id, _came), _to_applications), ((Visit.id, _came_to_visit), _to_visits)],
}


# ---- Papers of businesses --------------------------------------------------------------------------


def remind_of_papers(today: date, now: datetime) -> int:
    """Tell whose papers end within a month, and again within a week; how many messages that made."""
    ending = select(Paper.id).where(
        Paper.archived_at.is_(None),
        Paper.refused_at.is_(None),
        Paper.expires_on >= today,
        Paper.expires_on <= today + max(timing.PAPER_DAYS) * timing.DAY,
    )
    made = 0
    for paper_id in db.session.scalars(ending.order_by(Paper.id)).all():
        with unit_of_work():
            made += _of_paper(paper_id, today, now)
    return made


def _of_paper(paper_id: int, today: date, now: datetime) -> bool:
    paper = lock(Paper, paper_id)
    if paper is None or paper.expires_on is None or paper.archived_at:
        return False
    days = timing.days_left(timing.PAPER_DAYS, (paper.expires_on - today).days)
    reader = businesses.contact_of(paper.business_id)
    if days is None or reader is None or not reader.email:
        return False
    cause = f"reminder:paper:{paper.id}:{paper.expires_on:%Y%m%d}:{days}"
    if db.session.scalar(select(OutboxMessage.id).filter_by(cause=cause)):
        return False
    message = outbox.queue(
        "reminder_paper",
        to=reader.email,
        language=reader.language,
        person_id=reader.id,
        now=now,
        cause=cause,
        paper=paper.id,
    )
    message.rank = 1
    return True
