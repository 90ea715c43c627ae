"""The worker: sends what waits in the outbox, and does what is due. Several may run at once, on one machine or more."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from eventreg.core import delivery, outbox, pacing
from eventreg.core.clock import now
from eventreg.core.db import db, unit_of_work
from eventreg.core.mailer import MAILER

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between two looks; a look is one indexed query
ROUND = 2.0  # seconds of sending before other work gets its turn
T = TypeVar("T")
Chore = Callable[[datetime], None]


def run(chores: Sequence[Chore]) -> None:
    """Work until SIGTERM or Ctrl-C; what was begun is finished first."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stop.set())
    MAILER.keeps = True
    while not stop.is_set():
        stop.wait(0 if work_once(chores, stop) else _pause())
    MAILER.hang_up()


def work_once(chores: Sequence[Chore], stop: threading.Event | None = None) -> bool:
    """Do what is due now; whether there may be more at once. What fails is tried again at the next look."""
    moment = now()
    for chore in (_forget_expired, *chores):
        _survive(partial(chore, moment))
    return bool(_survive(partial(_send, stop)))


def _survive(work: Callable[[], T]) -> T | None:
    """Do it, and tell of what goes wrong: no failing chore may keep others or messages waiting."""
    try:
        return work()
    except OperationalError as error:
        log.warning("the database did not answer in time: %s", type(error.orig).__name__)
    except Exception:
        log.exception("a chore failed")
    finally:
        db.session.remove()
    return None


def _forget_expired(moment: datetime) -> None:
    with unit_of_work():
        outbox.forget_expired(moment)


def _send(stop: threading.Event | None) -> bool:
    """Send for a while; whether more may be due."""
    until = time.monotonic() + ROUND
    while delivery.deliver_next(now):
        if time.monotonic() >= until or (stop and stop.is_set()):
            return True
    MAILER.hang_up()
    return False


def _pause() -> float:
    """Seconds until it is worth looking again; less than usual where the provider's rate allows the next one sooner."""
    left = _survive(lambda: pacing.seconds_until_next(now()))
    return min(left, PAUSE) if left else PAUSE
