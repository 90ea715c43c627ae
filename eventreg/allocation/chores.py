"""What the worker does for booth plans: lets a process of low priority work on one, so that messages go on leaving."""

import os
import subprocess
import sys
from datetime import datetime

from eventreg.allocation import running
from eventreg.allocation.running import Work
from eventreg.core.db import unit_of_work


class PlanMaker:
    """The chore; it knows the process that it has begun."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._work: Work | None = None

    def __call__(self, now: datetime) -> None:
        """See after the process, after those of workers that are gone, and begin the next one."""
        if self.process and self._work and self.process.poll() is not None:
            with unit_of_work():
                running.died(self._work, now)
            self.process = self._work = None
        if not running.is_work_left():
            return
        with unit_of_work():
            running.rescue(now, is_alive=is_alive)
            self._work = self._work or running.claim(now)
        if self._work and not self.process:
            self.process = _begin(self._work)

    def end(self) -> None:
        """The worker ends: its process, too, and the version waits for the next worker."""
        if self.process is None or self._work is None:
            return
        self.process.terminate()
        self.process.wait()
        with unit_of_work():
            running.give_back(self._work)
        self.process = self._work = None


def is_alive(pid: int) -> bool:
    """Whether this machine has such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _begin(work: Work) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "eventreg", "booths", "work", str(work.version_id), work.token]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  # our own, a number and a token
