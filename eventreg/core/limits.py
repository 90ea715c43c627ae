"""How often somebody may try: by address, and by account, whatever addresses it comes from.

Without Redis the counters live in this process's memory, safe for threads. `limits`' own memory storage starts a timer
without a lock: two requests at one moment can start the same one, and one of them breaks with "threads can only be
started once". Here they take turns; each takes microseconds.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar

from flask import g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import MemoryStorage

from eventreg.core.config import current_settings
from eventreg.core.permissions import ANONYMOUS

View = TypeVar("View", bound=Callable[..., Any])
limiter = Limiter(get_remote_address, strategy="moving-window")


class InTurnStorage(MemoryStorage):
    """Memory storage whose writers wait for each other; chosen by the address `in-turn://`."""

    STORAGE_SCHEME = ["in-turn"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        self._turn = RLock()
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count for a fixed window, `expiry` in seconds."""
        with self._turn:
            return super().incr(key, expiry, amount)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count for a moving window, `expiry` in seconds; whether there was room."""
        with self._turn:
            return super().acquire_entry(key, limit, expiry, amount)


ADDRESS = f"{InTurnStorage.STORAGE_SCHEME[0]}://"


def limit_address(limit: str) -> Callable[[View], View]:
    """At most so many forms to this route from one address: `@limit_address("60 per hour")`.

    Generous, for a whole village hall may share one. Not in the demo, where everybody is at the same machine.
    """
    return limiter.limit(limit, methods=["POST"], exempt_when=_is_demo)  # type: ignore[return-value]


def limit_field(name: str, limit: str) -> Callable[[View], View]:
    """At most so many forms to this route with the same text in a field: nobody's mailbox is filled through us.

    An empty field isn't counted. Not in the demo.
    """

    def text() -> str:
        return request.form.get(name, "").strip().casefold()

    def is_exempt() -> bool:
        return not text() or _is_demo()

    return limiter.limit(limit, methods=["POST"], key_func=text, exempt_when=is_exempt)  # type: ignore[return-value]


def limit_account(limit: str) -> Callable[[View], View]:
    """At most so many forms to this route from one account, whatever addresses it uses; pages aren't counted."""
    return limiter.limit(limit, methods=["POST"], key_func=_account)  # type: ignore[return-value]


def limit_looking(limit: str) -> Callable[[View], View]:
    """At most so many looks at this page from one address, so that nobody tries codes; not in the demo."""
    return limiter.limit(limit, methods=["GET"], exempt_when=_is_demo)  # type: ignore[return-value]


def limit_making(limit: str) -> Callable[[View], View]:
    """At most so many files made for one account by this page: what takes the machine seconds isn't asked at will."""
    return limiter.limit(limit, methods=["GET"], key_func=_account)  # type: ignore[return-value]


def _is_demo() -> bool:
    return current_settings().is_demo


def _account() -> str:
    """Who is asking; whoever isn't signed in is counted by address."""
    actor = g.get("actor", ANONYMOUS)
    return f"person {actor.person_id}" if actor.is_signed_in else get_remote_address()
