"""Where random bytes come from: the operating system, except while demo data is made.

The same seed then gives the same data, down to the tickets' codes.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

_source: ContextVar[Callable[[int], bytes]] = ContextVar("random bytes", default=secrets.token_bytes)


def random_bytes(count: int) -> bytes:
    """`count` bytes that nobody can guess."""
    return _source.get()(count)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let `random_bytes` repeat itself: for demo data alone, never where a secret guards something real."""
    token = _source.set(Random(seed).randbytes)  # noqa: S311 (repeatable on purpose)
    try:
        yield
    finally:
        _source.reset(token)
