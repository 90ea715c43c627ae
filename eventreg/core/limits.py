"""Counters of the rate limits in this process's memory, safe for threads.

`limits`' own memory storage starts a timer without a lock: two requests at one moment can start the same one, and one
of them breaks with "threads can only be started once". Here they take turns; each takes microseconds.
"""

from threading import RLock

from limits.storage import MemoryStorage


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
