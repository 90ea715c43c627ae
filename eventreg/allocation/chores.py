"""What the worker does for booth plans: lets a process of low priority work on one, so that messages go on leaving."""

from eventreg.allocation import running
from eventreg.core.processes import Keeper


class PlanMaker(Keeper):
    """The chore; it knows the process that it has begun."""

    def __init__(self) -> None:
        super().__init__(("booths", "work"), running)
