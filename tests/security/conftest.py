"""What attackers have: a clock, a mailbox, and addresses without number."""

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from eventreg.core import clock, delivery
from tests.support.smtp import Mailbox, text_of


class Time:
    """The present moment, as the app sees it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def passes(self, **span: int) -> None:
        self.moment += timedelta(**span)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time(clock.now())
    monkeypatch.setattr("eventreg.core.clock.now", lambda: time.moment)
    return time


@pytest.fixture
def mail_to(app: Flask, smtp: Mailbox) -> Callable[[str], tuple[str, str]]:
    """Sends what is due, then reads the newest sign-in message to an address: the link's path, and the code."""

    def newest(address: str) -> tuple[str, str]:
        with app.app_context():
            while delivery.deliver_next(clock.now):
                pass
        text = text_of(smtp.to(address)[-1])
        link, code = re.search(r"https?://[^/\s]+(/sign-in/\S+)", text), re.search(r"^(\d{3} \d{3})\r?$", text, re.M)
        assert link
        assert code
        return link[1], code[1]

    return newest


@pytest.fixture
def from_anywhere(app: Flask) -> Callable[..., TestResponse]:
    """Sends a request of this client from an address that was never used before."""
    addresses: Iterator[str] = (f"198.51.{high}.{low}" for high, low in itertools.product(range(256), range(1, 255)))

    def send(client: Any, method: str, path: str, **options: Any) -> TestResponse:
        answer: TestResponse = client.open(
            path, method=method, environ_overrides={"REMOTE_ADDR": next(addresses)}, **options
        )
        return answer

    return send
