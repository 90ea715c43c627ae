"""The outbox: nothing leaves before its cause is committed, nothing is lost, secrets are forgotten."""

from datetime import timedelta
from threading import Thread

import pytest

from eventreg.core import clock, delivery, outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from tests.support.smtp import text_of

pytestmark = pytest.mark.databases("sqlite", "postgresql")

PARAMS = {"request": 1, "token": "t" * 43, "code": "482913"}


@pytest.fixture
def post(app):
    """Queues a sign-in message (to whom, and with `expires_at` if it has an end) and gives its id."""

    def queue(to="sri@contoh.id", *, language="id", **more):
        with app.app_context(), unit_of_work():
            message = outbox.queue("sign_in", to=to, language=language, now=clock.now(), **more, **PARAMS)
            db.session.flush()
            return message.id

    return queue


@pytest.fixture
def read(app):
    """The state of a message, its attempts and what it was made from."""

    def look(number):
        with app.app_context():
            message = db.session.get(OutboxMessage, number)
            return message.state, message.attempts, message.params

    return look


@pytest.fixture
def deliver(app):
    """Sends what is due at `after` from now; gives how many were tried."""

    def work(after=timedelta()):
        tried = 0
        with app.app_context():
            while delivery.deliver_next(lambda: clock.now() + after):
                tried += 1
        return tried

    return work


def refusing(smtp, monkeypatch, answer):
    """Let the server refuse every recipient until the test undoes it."""

    async def refuse(server, session, envelope, address, options):
        return answer

    monkeypatch.setattr(smtp, "handle_RCPT", refuse, raising=False)


def test_text_and_html_arrive_in_the_readers_language(post, deliver, smtp):
    post("sri@contoh.id")
    post("eve@contoh.id", language="en")

    assert deliver() == 2

    (indonesian,), (english,) = smtp.to("sri@contoh.id"), smtp.to("eve@contoh.id")
    assert indonesian["Subject"].startswith("Masuk ke")
    assert english["Subject"].startswith("Sign in to")
    link = f"http://localhost:8000/sign-in/{PARAMS['token']}"
    assert link in text_of(english)
    assert f'href="{link}"' in text_of(english, "html")
    assert "482 913" in text_of(english, "html")
    assert english["Message-ID"].startswith("<outbox-")


def test_what_was_secret_is_forgotten_once_it_is_sent(post, deliver, read, smtp):
    number = post()
    assert read(number) == (MessageState.WAITING, 0, PARAMS)

    deliver()

    assert read(number) == (MessageState.SENT, 1, {})
    assert deliver(timedelta(days=1)) == 0
    assert len(smtp.messages) == 1


def test_nothing_leaves_when_its_cause_fails(app, deliver, smtp):
    def apply_in_vain():
        with app.app_context(), unit_of_work():
            outbox.queue("sign_in", to="sri@contoh.id", language="id", now=clock.now(), **PARAMS)
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        apply_in_vain()

    assert deliver() == 0
    assert smtp.messages == []


def test_without_a_mail_server_it_waits(post, deliver, read):
    number = post()

    assert deliver() == 0
    assert read(number)[0] is MessageState.WAITING


def test_a_server_that_is_busy_is_asked_again(post, deliver, read, smtp, monkeypatch):
    number = post()
    with monkeypatch.context() as busy:
        refusing(smtp, busy, "451 greylisted, try again")
        assert deliver() == 1
    assert read(number) == (MessageState.WAITING, 1, PARAMS)
    assert deliver() == 0

    assert deliver(timedelta(minutes=3)) == 1
    assert read(number)[0] is MessageState.SENT
    assert len(smtp.messages) == 1


def test_an_address_that_does_not_exist_is_asked_once(post, deliver, read, smtp, monkeypatch):
    number = post()
    other = post("eko@contoh.id")
    with monkeypatch.context() as strict:
        refusing(smtp, strict, "550 no such user")
        deliver()

    assert read(number)[:2] == (MessageState.FAILED, 1)
    assert read(other)[:2] == (MessageState.FAILED, 1)
    assert deliver(timedelta(days=9)) == 0


def test_it_gives_up_after_ten_attempts_until_somebody_resends(app, post, deliver, read, smtp, monkeypatch):
    number = post()
    with monkeypatch.context() as broken:
        refusing(smtp, broken, "421 closing")
        attempts = sum(deliver(timedelta(days=day)) for day in range(20))
    assert attempts == 10
    assert read(number)[0] is MessageState.FAILED

    with app.app_context(), unit_of_work():
        outbox.resend(number, clock.now())

    assert deliver() == 1
    assert len(smtp.messages) == 1


def test_one_that_cannot_be_made_holds_up_no_other(app, post, deliver, read, smtp):
    with app.app_context(), unit_of_work():
        outbox.queue("of_a_later_version", to="sri@contoh.id", language="id", now=clock.now())
    number = post()

    deliver()

    assert read(number)[0] is MessageState.SENT


def test_what_a_dying_worker_held_is_sent_by_the_next(app, post, deliver, read, smtp):
    """The worker claims a message, then is killed before or after the server took it."""
    number = post()
    with app.app_context(), unit_of_work():
        assert delivery._take(clock.now()).message_id == number
    assert deliver() == 0, "somebody else may still be at it"

    assert deliver(delivery.LEASE + timedelta(seconds=1)) == 1
    assert read(number)[:2] == (MessageState.SENT, 2)
    assert len(smtp.messages) == 1


def test_two_workers_send_each_message_once(app, post, smtp):
    numbers = [post(f"orang{number}@contoh.id") for number in range(12)]

    def work():
        with app.app_context():
            while delivery.deliver_next(clock.now):
                pass

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(message["To"] for message in smtp.messages) == sorted(
        f"orang{number}@contoh.id" for number in range(len(numbers))
    )


def test_what_comes_too_late_is_not_sent(app, post, deliver, read, smtp):
    number = post(expires_at=clock.now() + timedelta(minutes=15))

    assert deliver(timedelta(minutes=15, seconds=1)) == 0
    with app.app_context(), unit_of_work():
        outbox.forget_expired(clock.now() + timedelta(minutes=16))

    assert read(number) == (MessageState.EXPIRED, 0, {})
    assert smtp.messages == []


def test_what_lets_its_reader_in_fails_for_staff_to_see_where_there_is_no_address(app, post, deliver, smtp):
    number = post(to="")

    assert deliver() == 0
    with app.app_context():
        message = db.session.get_one(OutboxMessage, number)
        assert (message.state, message.channel) == (MessageState.FAILED, outbox.Channel.EMAIL)
        assert message.problem == "no_address"
