"""What several do at the same moment, each with a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from eventreg.core.errors import DomainError


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each of these comes to, all begun at once; a refusal is its kind."""
    ready = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return deed()
        except DomainError as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(do, deed) for deed in deeds]]
