"""The worker: sends what waits in the outbox, and does what is due."""

import logging
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.exc import OperationalError

from eventreg.core import delivery, outbox
from eventreg.core.clock import now
from eventreg.core.db import db, unit_of_work

log = logging.getLogger(__name__)
PATIENCE = 60.0  # seconds for each answer of the mail server: one that hangs must not hold up all messages
PAUSE = 1.0  # seconds between two looks; a look is one indexed query
Chore = Callable[[datetime], None]


def run(chores: Sequence[Chore]) -> None:
    """Work until SIGTERM or Ctrl-C; what was begun is finished first."""
    socket.setdefaulttimeout(PATIENCE)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stop.set())
    while not stop.is_set():
        busy = work_once(chores)
        stop.wait(0 if busy else PAUSE)


def work_once(chores: Sequence[Chore]) -> bool:
    """Do what is due now; whether there may be more at once. A chore that fails is tried again at the next look."""
    try:
        moment = now()
        with unit_of_work():
            outbox.forget_expired(moment)
        for chore in chores:
            chore(moment)
        return delivery.deliver_next(now)
    except OperationalError as error:
        log.warning("the database did not answer in time: %s", type(error.orig).__name__)
    except Exception:
        log.exception("a chore failed")
    finally:
        db.session.remove()
    return False
