"""What people who sign in have: a clock that the test turns, and an inbox."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from eventreg.core import clock, delivery
from tests.support.smtp import Mailbox, text_of
from tests.support.visitor import Visitor


@dataclass
class Time:
    """The present moment, as the app sees it."""

    moment: datetime

    def passes(self, **span: int) -> None:
        self.moment += timedelta(**span)


@dataclass(frozen=True)
class Mail:
    """What a person reads in a sign-in message."""

    subject: str
    text: str
    path: str
    code: str


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time(clock.now())
    monkeypatch.setattr("eventreg.core.clock.now", lambda: time.moment)
    return time


@pytest.fixture
def inbox(app: Flask, smtp: Mailbox) -> Callable[[str], Mail]:
    """Lets the outbox send what is due, then opens the newest message to an address."""

    def newest(address: str) -> Mail:
        with app.app_context():
            while delivery.deliver_next(clock.now):
                pass
        message = smtp.to(address)[-1]
        text = text_of(message).replace("\r\n", "\n")
        link, code = re.search(r"http://localhost:\d+(/sign-in/\S+)", text), re.search(r"^(\d{3} \d{3})$", text, re.M)
        assert link, text
        assert code, text
        return Mail(message["Subject"], text, link[1], code[1])

    return newest


@pytest.fixture
def english(visitor: Callable[..., Visitor]) -> Callable[[], Visitor]:
    """Makes visitors who chose English."""

    return lambda: visitor(language="en")
