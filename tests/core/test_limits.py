"""Limits count for many threads at once without breaking a request."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventreg.core.limits import InTurnStorage

THREADS, ROUNDS = 16, 200


@pytest.fixture
def threads_that_cut_in() -> Iterator[None]:
    """Threads give way to each other as often as they can, so that what can come between does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("threads_that_cut_in")
def test_threads_that_come_together_are_counted_together():
    storage = InTurnStorage()
    together = Barrier(THREADS)

    def hit(_number: int) -> bool:
        together.wait()
        return bool(storage.acquire_entry("door", 10**6, 60))

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(ROUNDS):
            storage.timer.join()  # from here the next one must start another: the moment that matters
            assert all(pool.map(hit, range(THREADS)))

    assert storage.get_moving_window("door", 10**6, 60)[1] == THREADS * ROUNDS
