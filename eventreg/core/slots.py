"""What a later feature adds to an earlier one's page: the earlier one names the slot, `app.py` fills it."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Slot(Generic[P, R]):
    """A function that is looked up when it is called; until it is filled it answers with its default."""

    def __init__(self, default: Callable[P, R]) -> None:
        self._function = default

    def fill(self, function: Callable[P, R]) -> None:
        """Let `function` answer from now on."""
        self._function = function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._function(*args, **kwargs)
