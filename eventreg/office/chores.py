"""What the worker does for the office: lets a process of low priority make papers, and deletes them after some days."""

from datetime import datetime

from eventreg.core.db import unit_of_work
from eventreg.core.processes import Keeper
from eventreg.office import batches


class PaperMaker(Keeper):
    """The chore that makes batches; it knows the process that it has begun."""

    def __init__(self) -> None:
        super().__init__(("papers", "work"), batches)


def forget(now: datetime) -> None:
    """Delete the files that have been kept long enough."""
    if not batches.has_old(now):
        return
    with unit_of_work():
        forgotten = batches.forget_old(now)
    batches.sweep(batches.known_files(), forgotten, now)
