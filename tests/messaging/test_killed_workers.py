"""Two workers are killed at every step of sending, while the mail server refuses, stalls and hangs up.

Each message reaches the server at least once, under one Message-ID. It comes twice only where the kill fell between the
server's yes and our commit: those are exactly the messages that were still being sent as the workers died.
"""

import os
import signal
import time
from asyncio import Transport
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from threading import Condition

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select, update

from eventreg.core import clock, outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxControl, OutboxMessage
from tests.support.server import start_eventreg
from tests.support.smtp import PATIENCE_S, Mailbox, mailbox

STEPS = ("hello", "sender", "recipient", "asked_for_data", "taken")


class BadServer(Mailbox):
    """Says no, comes to nothing or hangs up in some of the cases, and counts the steps that it is asked to take."""

    def __init__(self, random: Random, badness: float) -> None:
        super().__init__()
        self.random, self.badness = random, badness
        self.steps: Counter[str] = Counter()
        self._step = Condition()

    def _took(self, step: str) -> None:
        with self._step:
            self.steps[step] += 1
            self._step.notify_all()

    def wait_for_step(self, step: str, wanted: int) -> bool:
        """For a second, or until so many of these were taken; whether they were."""
        with self._step:
            return self._step.wait_for(lambda: self.steps[step] >= wanted, 1)

    def _is_bad(self) -> bool:
        return self.random.random() < self.badness

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, said: list[str]
    ) -> list[str]:
        self._took("hello")
        session.host_name = name
        return ["421 too busy"] if self._is_bad() else said

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._took("sender")
        if self._is_bad():
            return "451 later"
        envelope.mail_from = address
        return "250 well"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._took("recipient")
        if self._is_bad():
            return "450 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 well"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._took("asked_for_data")
        if self._is_bad():
            if self.random.random() < 0.5:
                assert isinstance(server.transport, Transport)
                server.transport.abort()  # the line is dead, and nobody knows whether it was taken
            return "452 no room"
        answer = await super().handle_DATA(server, session, envelope)
        self._took("taken")
        return answer


class Workers:
    """Two workers on the app's database."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        self.environ, self.log = environ, folder / "workers.log"
        self._running: list[ForkServerProcess] = []

    def start(self) -> None:
        self._running = [start_eventreg(self.environ, ["worker"], self.log, self.log) for _ in range(2)]

    def kill(self) -> None:
        """kill -9 of both; nothing of what they did goes on."""
        for process in self._running:
            assert process.pid
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        for process in self._running:
            process.join()


@pytest.fixture
def post(request: pytest.FixtureRequest, environ: dict[str, str]) -> Iterator[BadServer]:
    random: Random = request.param
    box = BadServer(random, badness=0.06)
    with mailbox(box):
        environ |= {"MAIL_SERVER": box.host, "MAIL_PORT": str(box.port)}
        yield box


def let_time_pass(app: Flask, *, workers_live: bool) -> None:
    """As after hours: pauses are over, the server is asked again, and what dead workers held is free."""
    over = [MessageState.WAITING] if workers_live else [MessageState.WAITING, MessageState.SENDING]
    with app.app_context(), unit_of_work():
        moment = clock.now() - timedelta(seconds=1)
        db.session.execute(update(OutboxControl).values(resting_until=None, next_at=None))
        db.session.execute(update(OutboxMessage).where(OutboxMessage.state.in_(over)).values(due_at=moment))


def being_sent(app: Flask) -> set[int]:
    with app.app_context():
        return set(db.session.scalars(select(OutboxMessage.id).filter_by(state=MessageState.SENDING)))


def count(app: Flask, *states: MessageState) -> int:
    with app.app_context():
        query = select(db.func.count()).select_from(OutboxMessage).where(OutboxMessage.state.in_(states))
        return db.session.scalar(query) or 0


def unsent(app: Flask) -> list[tuple[int, str, int, str]]:
    """Number, state, attempts and problem of what didn't arrive."""
    with app.app_context():
        left = select(OutboxMessage).where(OutboxMessage.state != MessageState.SENT).order_by(OutboxMessage.id)
        return [(one.id, one.state.value, one.attempts, one.problem) for one in db.session.scalars(left)]


def number_of(message_id: str) -> int:
    """`<outbox-12-20261127080012@host>` → 12."""
    return int(message_id.split("-")[1])


def go_on_until(app: Flask, is_enough: Callable[[], bool]) -> None:
    """Until then, or until there is nothing left to send; hours pass whenever nothing happens for a second."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_enough() and count(app, MessageState.WAITING, MessageState.SENDING):
        assert time.monotonic() < deadline, "nothing moves"
        let_time_pass(app, workers_live=True)


def go_through(
    app: Flask, environ: dict[str, str], post: BadServer, folder: Path, *, messages: int, kills: int
) -> None:
    with app.app_context(), unit_of_work():
        for number in range(messages):
            outbox.queue(
                "sign_in",
                to=f"orang{number}@contoh.id",
                language="id",
                now=clock.now(),
                request=number,
                token="t" * 43,
                code="482913",
            )
    workers = Workers(environ, folder)
    cut_off: Counter[int] = Counter()
    for turn in range(kills):
        step = STEPS[turn % len(STEPS)]
        is_there = partial(post.wait_for_step, step, post.steps[step] + post.random.randint(1, 3))
        workers.start()
        go_on_until(app, is_there)
        workers.kill()
        cut_off.update(being_sent(app))  # what is on the line yet may be taken after the kill
        let_time_pass(app, workers_live=False)
    post.badness = 0
    workers.start()
    try:
        go_on_until(app, lambda: post.wait_for_step("taken", post.steps["taken"] + 1) and False)
    finally:
        workers.kill()

    assert unsent(app) == [], "a message was lost or given up"
    came = Counter(str(message["Message-ID"]) for message in post.messages)
    reached = Counter(str(message["To"]) for message in post.messages)
    assert len(came) == len(reached) == messages, "each message arrives, under one Message-ID"
    once_more = Counter({number_of(name): times - 1 for name, times in came.items() if times > 1})
    assert once_more <= cut_off, "only a kill between the server's yes and our commit sends a message once more"


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("post", [Random(8)], indirect=True, ids=["eight"])
def test_a_bad_morning(app, environ, post, tmp_path):
    go_through(app, environ, post, tmp_path, messages=40, kills=10)


@pytest.mark.long
@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("post", [Random(number) for number in range(3)], indirect=True, ids=["0", "1", "2"])
def test_a_bad_day(app, environ, post, tmp_path):
    go_through(app, environ, post, tmp_path, messages=400, kills=100)
