"""How the outbox goes as a whole: held by staff, kept to the provider's rate, at rest after trouble with a server.

All of it stands in one row, which every worker locks before it takes a message: they take turns, and their pace is one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from eventreg.core import audit
from eventreg.core.carriers import NotCarried, Refused, ServerTrouble
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock, lock_table
from eventreg.core.messages import OutboxControl
from eventreg.core.permissions import Actor

FIRST_REST, LONGEST_REST = timedelta(seconds=15), timedelta(minutes=5)


def locked() -> OutboxControl:
    """The row that all workers share, locked until the unit of work ends."""
    control = lock(OutboxControl, OutboxControl.ONLY)
    if control is None:
        lock_table(OutboxControl)
        control = lock(OutboxControl, OutboxControl.ONLY)
    if control is None:
        control = OutboxControl(id=OutboxControl.ONLY, trouble="", rests=0)
        db.session.add(control)
        db.session.flush()
    return control


def is_held(control: OutboxControl, now: datetime) -> bool:
    """Whether nothing may leave yet. What lies farther ahead than it can was written by a clock that went wrong."""
    waits = control.next_at is not None and now < control.next_at <= now + _interval()
    return waits or _is_resting(control, now)


def _is_resting(control: OutboxControl, now: datetime) -> bool:
    return control.resting_until is not None and now < control.resting_until <= now + LONGEST_REST


def _interval() -> timedelta:
    """Between two messages, at the provider's rate."""
    rate = current_settings().mail_rate
    return timedelta(minutes=1) / rate if rate else timedelta()


def keep_pace(control: OutboxControl, now: datetime) -> None:
    """Let the next one wait as long as the provider's rate asks for."""
    interval = _interval()
    control.next_at = now + interval if interval else None


def note_weather(control: OutboxControl, outcome: NotCarried | None, now: datetime) -> None:
    """Rest after trouble with the server, longer each time it comes again; no more once somebody got through."""
    if isinstance(outcome, ServerTrouble):
        control.trouble, control.trouble_since = str(outcome), control.trouble_since or now
        if not _is_resting(control, now):
            rest = min(FIRST_REST * 2 ** min(control.rests, 10), LONGEST_REST)
            control.rests, control.resting_until = control.rests + 1, now + rest
    elif outcome is None or isinstance(outcome, Refused):
        control.trouble, control.trouble_since, control.rests, control.resting_until = "", None, 0, None


# ---- What staff do to the outbox as a whole -----------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How the outbox goes. `trouble`: what a server said; `rests_until`: when it is asked again."""

    paused_at: datetime | None
    paused_by_id: int | None
    trouble: str
    trouble_since: datetime | None
    rests_until: datetime | None


def standing(now: datetime) -> Standing:
    """How the outbox goes at this moment."""
    control = db.session.get(OutboxControl, OutboxControl.ONLY)
    if control is None:
        return Standing(None, None, "", None, None)
    until = control.resting_until if _is_resting(control, now) else None
    return Standing(control.paused_at, control.paused_by_id, control.trouble, control.trouble_since, until)


def pause(actor: Actor, now: datetime) -> None:
    """Let nothing leave but what people sign in with; what is being sent at this moment still arrives."""
    control = locked()
    if control.paused_at is None:
        control.paused_at, control.paused_by_id = now, actor.person_id
        audit.record(actor, "outbox.paused", control, now=now)


def resume(actor: Actor, now: datetime) -> None:
    """Let messages leave again."""
    control = locked()
    if control.paused_at is not None:
        control.paused_at, control.paused_by_id = None, None
        audit.record(actor, "outbox.resumed", control, now=now)


def try_now() -> None:
    """Ask the server again without waiting for the end of the rest."""
    control = locked()
    control.resting_until, control.rests = None, 0


def seconds_until_next(now: datetime) -> float:
    """How long the provider's rate still forbids to send; 0 without one."""
    if not _interval():
        return 0
    next_at = db.session.scalar(select(OutboxControl.next_at))
    return max(0.0, (next_at - now).total_seconds()) if next_at and next_at <= now + _interval() else 0
