"""Work that takes minutes, done by a process of its own: the worker begins it, sees after it, and ends it.

Whoever works on something has a token: where the row has another one by now, what they made counts for nothing. A
feature brings its `Jobs` and the hidden command that does one of them.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, Self

from sqlalchemy.exc import SQLAlchemyError

from eventreg.core.db import db, unit_of_work

log = logging.getLogger(__name__)
SILENCE = timedelta(seconds=60)  # so long without a sign of life, and whoever worked on it is taken to be dead
BEAT_S = 1.0
MOST_TRIES = 2  # a worker that went away takes its work along; who dies twice would die again


@dataclass(frozen=True)
class Work:
    """A row that somebody has taken on, and the token that says so."""

    id: int
    token: str


class Jobs(Protocol):
    """Rows that wait to be worked on; a module of functions will do. The keeper holds the unit of work."""

    def is_work_left(self) -> bool:
        """Whether any waits or is worked on; a quick look, without a lock."""

    def claim(self, now: datetime) -> Work | None:
        """Take the one that has waited longest; None where none waits that nobody else takes just now."""

    def died(self, work: Work, now: datetime) -> None:
        """Its process has ended: where it left no answer, none will come."""

    def rescue(self, now: datetime, *, is_alive: Callable[[int], bool]) -> None:
        """Those whose process is gone, with the worker that should have known, wait again or fail."""

    def give_back(self, work: Work) -> None:
        """The worker ends: the next one takes it up, and this doesn't count as a try."""


class Keeper:
    """The chore that has one process at a time for its jobs; `command`: `eventreg …`, an id and a token follow."""

    def __init__(self, command: tuple[str, ...], jobs: Jobs) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._work: Work | None = None
        self._command, self._jobs = command, jobs

    def __call__(self, now: datetime) -> None:
        """See after the process, after those of workers that are gone, and begin the next one."""
        if self.process and self._work and self.process.poll() is not None:
            with unit_of_work():
                self._jobs.died(self._work, now)
            self.process = self._work = None
        if not self._jobs.is_work_left():
            return
        with unit_of_work():
            self._jobs.rescue(now, is_alive=is_alive)
            self._work = self._work or self._jobs.claim(now)
        if self._work and not self.process:
            self.process = self._begin(self._work)

    def end(self) -> None:
        """The worker ends: its process, too, and what it worked on waits for the next worker."""
        if self.process is None or self._work is None:
            return
        self.process.terminate()
        self.process.wait()
        with unit_of_work():
            self._jobs.give_back(self._work)
        self.process = self._work = None

    def _begin(self, work: Work) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "eventreg", *self._command, str(work.id), work.token]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  # our own, a number and a token


class Pulse(AbstractContextManager["Pulse"]):
    """Says each second how far the work is, and hears whether it is still wanted. `context`: the app's, for its thread.

    A feature writes `beat`.
    """

    def __init__(self, context: Callable[[], AbstractContextManager[Any]]) -> None:
        self._context = context
        self._began, self._parent = time.monotonic(), os.getppid()
        self._over, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def beat(self) -> bool:
        """Write how far it is, inside the thread's unit of work; whether it is still wanted."""
        raise NotImplementedError

    def is_stopped(self) -> bool:
        """Whether somebody asked to stop, or it is another's by now."""
        return self._stop.is_set()

    def seconds(self) -> float:
        """How long it has been worked on."""
        return round(time.monotonic() - self._began, 1)

    def _run(self) -> None:
        with self._context():
            while True:
                try:
                    self._write()
                except SQLAlchemyError as error:  # the next second is soon enough
                    log.warning("the progress of work was not written: %s", type(error).__name__)
                finally:
                    db.session.remove()
                if self._over.wait(BEAT_S):
                    return

    def _write(self) -> None:
        if os.getppid() != self._parent:
            os._exit(1)  # the worker is gone: the next one begins anew, and two at once would only be slower
        with unit_of_work():
            if not self.beat():
                self._stop.set()


def is_alive(pid: int) -> bool:
    """Whether this machine has such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
