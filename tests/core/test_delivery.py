"""Several workers, one outbox: nothing taken twice, nothing lost, the provider's pace kept, and staff in charge."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import OperationalError

from eventreg.core import clock, delivery, outbox, pacing, worker
from eventreg.core.carriers import CARRIERS, Refused, ServerTrouble, TryLater
from eventreg.core.channels import Channel, Reach
from eventreg.core.db import db, unit_of_work
from eventreg.core.kinds import KINDS, Content, Kind
from eventreg.core.messages import MessageState, OutboxControl, OutboxMessage
from eventreg.core.permissions import SYSTEM

BOTH = pytest.mark.databases("sqlite", "postgresql")
SIGN_IN = {"request": 1, "token": "t" * 43, "code": "482913"}
NEWS = "application_submitted"  # any that isn't secret
NOW = clock.now()
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Pigeon:
    """A carrier that notes what it took; `answers` are what it says first, None for yes."""

    def __init__(self):
        self.taken, self.answers, self.on_the_way = [], [], lambda: None

    def ready(self):
        return True

    def carry(self, message, rendered):
        answer = self.answers.pop(0) if self.answers else None
        self.on_the_way()
        if answer:
            raise answer
        self.taken.append(message.phone if message.channel is Channel.WHATSAPP else message.address)


@pytest.fixture
def pigeon(app, monkeypatch):
    """Carries mail instead of SMTP."""
    made = Pigeon()
    monkeypatch.setitem(CARRIERS, Channel.EMAIL, made)
    set_kind(monkeypatch)
    return made


def set_kind(monkeypatch, **changes):
    told = {"label": "", "secret": False, "farewell": False, "matters": True, "reader": None, "sample": None} | changes
    monkeypatch.setitem(KINDS, NEWS, Kind(make=lambda params: Content({}), **told))


def reaches(monkeypatch, **how):
    monkeypatch.setattr(outbox.reach_of, "_function", lambda person_id: Reach(**how))


def queue(to="sri@contoh.id", kind=NEWS, now=NOW, **more):
    with unit_of_work():
        message = outbox.queue(kind, to=to, language="id", now=now, **more, **(SIGN_IN if kind == "sign_in" else {}))
        db.session.flush()
        return message.id


def pacing_row_is_there():
    with unit_of_work():
        pacing.locked()


def at_once(workers):
    threads = [Thread(target=one) for one in workers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def deliver(after=timedelta()):
    tried = 0
    while delivery.deliver_next(lambda: NOW + after):
        tried += 1
    return tried


def read(number):
    db.session.rollback()
    return db.session.get(OutboxMessage, number)


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


# ---- Workers --------------------------------------------------------------------------------------


@BOTH
def test_workers_at_the_same_moment_hold_different_messages(app, pigeon):
    numbers = [queue(f"orang{number}@contoh.id") for number in range(24)]
    together, held = Barrier(6), []

    def take():
        with app.app_context():
            together.wait()
            for _ in range(4):
                with unit_of_work():
                    held.append(delivery._take(NOW).message_id)

    at_once([take] * 6)

    assert sorted(held) == numbers
    assert deliver() == 0, "all are held"


@BOTH
def test_who_comes_back_after_the_lease_disturbs_nobody(pigeon):
    number = queue()
    with unit_of_work():
        slow = delivery._take(NOW)
    later = NOW + delivery.LEASE + SECOND
    with unit_of_work():
        quick = delivery._take(later)

    delivery._settle_surely(slow, ServerTrouble("silent: the end", at_message=True), None, lambda: later)

    assert read(number).state is MessageState.SENDING
    assert read(number).claim == quick.token
    delivery._settle_surely(quick, None, None, lambda: later)
    assert read(number).state is MessageState.SENT


@BOTH
def test_what_arrived_after_the_lease_is_not_sent_again(pigeon):
    number = queue()
    with unit_of_work():
        slow = delivery._take(NOW)
    later = NOW + delivery.LEASE + SECOND
    with unit_of_work():
        quick = delivery._take(later)
    delivery._settle_surely(quick, TryLater("later: 451"), None, lambda: later)

    delivery._settle_surely(slow, None, 3, lambda: later)

    assert (read(number).state, read(number).text_version) == (MessageState.SENT, 3)
    assert deliver(timedelta(days=1)) == 0
    assert pigeon.taken == []


def test_one_that_kills_whoever_sends_it_is_given_up(pigeon):
    number = queue()
    with unit_of_work():
        assert delivery._take(NOW).message_id == number
        db.session.get(OutboxMessage, number).deaths = delivery.LAST_DEATH

    assert deliver(delivery.LEASE + SECOND) == 0
    assert read(number).state is MessageState.FAILED


def test_workers_that_died_over_it_are_not_held_against_it(pigeon):
    number = queue()
    for turn in range(delivery.LAST_ATTEMPT + 2):
        with unit_of_work():
            assert delivery._take(NOW + turn * (delivery.LEASE + SECOND)).message_id == number
    pigeon.answers = [TryLater("later: 451")]
    later = (delivery.LAST_ATTEMPT + 2) * (delivery.LEASE + SECOND)

    assert deliver(later) == 1
    assert read(number).state is MessageState.WAITING
    assert deliver(later + delivery.FIRST_PAUSE + SECOND) == 1
    assert read(number).state is MessageState.SENT


def test_the_servers_yes_survives_a_database_that_stumbles(app, pigeon, monkeypatch):
    monkeypatch.setattr(delivery, "PATIENCE_S", (0.01,) * 3)
    number = queue()
    stumbles = iter([True, True, False])

    def stumble(connection, cursor, statement, *rest):
        if statement.startswith("UPDATE outbox_message") and pigeon.taken and next(stumbles, False):
            raise OperationalError(statement, None, OSError("gone"))

    event.listen(db.engine, "before_cursor_execute", stumble)
    try:
        assert deliver() == 1
    finally:
        event.remove(db.engine, "before_cursor_execute", stumble)

    assert read(number).state is MessageState.SENT
    assert pigeon.taken == ["sri@contoh.id"]


@pytest.mark.sqlite_only
def test_nothing_is_held_open_while_a_server_is_waited_for(pigeon):
    queue()
    pigeon.on_the_way = lambda: open_at_sending.append(db.session().in_transaction())
    open_at_sending = []

    deliver()

    assert open_at_sending == [False]


@pytest.mark.sqlite_only
def test_a_chore_that_fails_holds_up_no_message(pigeon):
    queue(now=clock.now())

    def fails(now):
        raise ZeroDivisionError

    worker.work_once([fails])

    assert pigeon.taken == ["sri@contoh.id"]


# ---- The server's trouble, the provider's rate, the clock -------------------------------------------


@BOTH
def test_when_the_server_is_in_trouble_all_rest_longer_each_time(pigeon):
    numbers = [queue(), queue("eko@contoh.id")]
    pigeon.answers = [ServerTrouble("unreachable: refused")] * 3

    assert deliver() == 1
    assert deliver(14 * SECOND) == 0
    told = pacing.standing(NOW + SECOND)
    assert (told.trouble, told.rests_until) == ("unreachable: refused", NOW + 15 * SECOND)
    assert deliver(15 * SECOND) == 1
    assert deliver((15 + 29) * SECOND) == 0
    assert deliver((15 + 30) * SECOND) == 1
    assert [read(number).attempts for number in numbers] == [0, 0], "it was nobody's fault"
    assert deliver(MINUTE) == 0

    assert deliver(timedelta(hours=1)) == 2
    assert pacing.standing(NOW).trouble == ""
    assert sorted(pigeon.taken) == ["eko@contoh.id", "sri@contoh.id"]


def test_a_message_that_breaks_the_server_lets_others_pass(pigeon):
    number = queue("racun@contoh.id")
    queue("eko@contoh.id")
    pigeon.answers = [ServerTrouble("broken: DATA", at_message=True)]

    assert deliver() == 1
    assert deliver(20 * SECOND) == 1
    assert pigeon.taken == ["eko@contoh.id"]
    assert (read(number).attempts, read(number).state) == (1, MessageState.WAITING)


@pytest.mark.sqlite_only
def test_pauses_grow_and_end_in_failure_that_is_seen(pigeon):
    number = queue(now=NOW)
    pigeon.answers = [TryLater("later: 451")] * 10
    tried = []
    while read(number).state is MessageState.WAITING:
        due = read(number).due_at - NOW
        assert deliver(due - SECOND) == 0
        tried += [due / MINUTE] * deliver(due)

    assert tried == [0, 2, 6, 14, 30, 62, 126, 254, 510, 870]
    assert read(number).state is MessageState.FAILED
    assert read(number).problem == "later: 451"


@BOTH
@pytest.mark.environ(MAIL_RATE="30")
def test_workers_keep_to_the_rate_together(app, pigeon):
    for number in range(9):
        queue(f"orang{number}@contoh.id")
    looks = [tick / 2 for tick in range(25) for _ in range(3)]  # of three workers, twice a second

    sent = [look for look in looks if delivery.deliver_next(lambda look=look: NOW + look * SECOND)]

    assert sent == [0, 2, 4, 6, 8, 10, 12]
    assert pacing.seconds_until_next(NOW + 13 * SECOND) == pytest.approx(1)


@BOTH
@pytest.mark.environ(MAIL_RATE="30")
def test_of_workers_at_the_same_moment_one_may_send(app, pigeon):
    numbers = [queue(f"orang{number}@contoh.id") for number in range(6)]
    together, held = Barrier(6), []
    pacing_row_is_there()

    def take():
        with app.app_context():
            together.wait()
            with unit_of_work():
                held.append(delivery._take(NOW))

    at_once([take] * 6)

    assert [claim.message_id for claim in held if claim] == numbers[:1]


@pytest.mark.sqlite_only
@pytest.mark.environ(MAIL_RATE="30")
def test_a_clock_that_was_wrong_for_a_moment_holds_up_nothing(pigeon):
    with unit_of_work():
        control = pacing.locked()
        control.next_at = control.resting_until = NOW + timedelta(days=400)
    queue()

    assert pacing.seconds_until_next(NOW) == 0
    assert deliver() == 1


# ---- Order, pause, stop -----------------------------------------------------------------------------


def test_who_waits_to_sign_in_overtakes_five_thousand(pigeon):
    with unit_of_work():
        bulk = outbox.open_bulk("Kabar", None, SYSTEM, NOW)
        row = {"kind": NEWS, "language": "id", "params": {}, "state": MessageState.WAITING, "created_at": NOW}
        row |= {"due_at": NOW - MINUTE, "bulk_id": bulk.id, "rank": 1}
        rows = [row | {"address": f"orang{number}@contoh.id"} for number in range(5000)]
        db.session.execute(insert(OutboxMessage), rows)
    queue("eko@contoh.id", "sign_in")

    delivery.deliver_next(lambda: NOW)

    assert pigeon.taken == ["eko@contoh.id"]
    assert outbox.progress([bulk.id]) == {bulk.id: {MessageState.WAITING: 5000}}


@BOTH
def test_a_pause_lets_what_is_on_its_way_arrive_and_people_sign_in(pigeon):
    first, second = queue(), queue("eko@contoh.id")

    def pause():
        with unit_of_work():
            pacing.pause(SYSTEM, NOW)

    pigeon.on_the_way = pause
    assert deliver() == 1
    pigeon.on_the_way = lambda: None

    assert read(first).state is MessageState.SENT
    assert read(second).state is MessageState.WAITING
    assert pacing.standing(NOW).paused_at == NOW
    queue("eva@contoh.id", "sign_in")
    assert deliver() == 1
    assert pigeon.taken == ["sri@contoh.id", "eva@contoh.id"]

    with unit_of_work():
        pacing.resume(SYSTEM, NOW)
    assert deliver() == 1
    assert read(second).state is MessageState.SENT


@BOTH
def test_many_are_stopped_but_for_the_one_on_its_way(pigeon):
    with unit_of_work():
        bulk = outbox.open_bulk("Kabar", None, SYSTEM, NOW).id
    for number in range(3):
        queue(f"orang{number}@contoh.id", bulk_id=bulk)
    queue("", bulk_id=bulk)

    def stop():
        with unit_of_work():
            outbox.stop_bulk(bulk, SYSTEM, NOW)

    pigeon.on_the_way = stop
    assert deliver() == 1
    late = queue("terlambat@contoh.id", bulk_id=bulk)

    assert deliver(timedelta(days=1)) == 0
    assert outbox.progress([bulk, 4711]) == {bulk: {MessageState.SENT: 1, MessageState.STOPPED: 4}, 4711: {}}
    assert read(late).state is MessageState.STOPPED


def test_one_that_failed_while_its_like_were_stopped_stops_as_well(pigeon):
    with unit_of_work():
        bulk = outbox.open_bulk("Kabar", None, SYSTEM, NOW).id
    number = queue(bulk_id=bulk)
    pigeon.answers = [TryLater("later: 451")]
    deliver()
    with unit_of_work():
        outbox.stop_bulk(bulk, SYSTEM, NOW)
        db.session.get(OutboxMessage, number).state = MessageState.WAITING  # as who had it says a moment later

    assert deliver(timedelta(days=1)) == 0
    assert read(number).state is MessageState.STOPPED


def test_what_nobody_wants_any_more_stays_here(pigeon, monkeypatch):
    why = {"sri@contoh.id": "called_off"}
    monkeypatch.setattr(outbox.why_unwanted, "_function", lambda message: why.get(message.address, ""))
    number = queue()
    queue("eko@contoh.id")

    deliver()

    assert pigeon.taken == ["eko@contoh.id"]
    assert (read(number).state, read(number).problem) == (MessageState.STOPPED, "called_off")


@BOTH
def test_one_cause_is_told_once_also_by_two_at_the_same_moment(app, pigeon):
    together, told = Barrier(4), []

    def tell():
        with app.app_context():
            together.wait()
            told.append(queue(cause="offer:7"))

    at_once([tell] * 4)

    assert len(told) == 4
    assert len(set(told)) == 1
    assert deliver() == 1


def test_what_is_being_sent_is_not_forgotten_for_being_late(pigeon):
    number = queue(expires_at=NOW + SECOND)
    with unit_of_work():
        claim = delivery._take(NOW)
    with unit_of_work():
        outbox.forget_expired(NOW + 2 * SECOND)
    delivery._settle_surely(claim, None, None, lambda: NOW + 3 * SECOND)

    assert read(number).state is MessageState.SENT


# ---- Ways -------------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch):
    """What accounts are told of addresses."""
    heard = []
    monkeypatch.setattr(outbox.address_refused, "_function", lambda *about: heard.append(("refused", *about[:3])))
    monkeypatch.setattr(outbox.address_works, "_function", lambda *about: heard.append(("works", *about[:2])))
    return heard


@pytest.mark.parametrize(
    ("phone", "channel", "state"),
    [("+6281234567890", Channel.WHATSAPP, MessageState.BY_HAND), ("", Channel.NOTICE, MessageState.SENT)],
)
def test_an_address_where_nobody_is_gives_way(pigeon, monkeypatch, told, phone, channel, state):
    reaches(monkeypatch, email="sri@contoh.id", phone=phone)
    number = queue(person_id=7)
    pigeon.answers = [Refused("address: 550 no such user")]

    deliver()

    message = read(number)
    assert (message.channel, message.state, message.phone) == (channel, state, phone)
    assert "no such user" in message.problem
    assert told == [("refused", 7, "sri@contoh.id", "address: 550 no such user")]


def test_mail_that_arrives_is_told_and_mail_that_is_not_liked_says_nothing_of_the_address(pigeon, told):
    queue(person_id=7)
    queue("eko@contoh.id", person_id=8)
    pigeon.answers = [None, Refused("refused: 554 spam", is_address=False)]

    deliver()

    assert told == [("works", 7, "sri@contoh.id")]


@pytest.mark.parametrize("kind", [NEWS, "sign_in"])
def test_what_does_not_matter_and_what_is_secret_has_failed(pigeon, monkeypatch, kind):
    set_kind(monkeypatch, matters=False)
    reaches(monkeypatch, email="sri@contoh.id", phone="+6281234567890")
    number = queue(kind=kind, person_id=7)
    pigeon.answers = [Refused("address: 550 no such user")]

    deliver()

    assert read(number).state is MessageState.FAILED


def test_a_mistake_about_the_address_does_not_undo_what_was_sent(pigeon, monkeypatch):
    monkeypatch.setattr(outbox.address_works, "_function", lambda person_id, address, now: 1 / 0)
    number = queue(person_id=7)

    assert deliver() == 1
    assert read(number).state is MessageState.SENT
    assert deliver(timedelta(days=1)) == 0


def test_a_way_that_carries_by_itself_is_one_entry_more(pigeon, monkeypatch):
    """What a WhatsApp API would be."""
    reaches(monkeypatch, email="sri@contoh.id", phone="+6281234567890", chosen=Channel.WHATSAPP)
    by_hand = queue(person_id=7)
    assert read(by_hand).state is MessageState.BY_HAND

    api = Pigeon()
    monkeypatch.setitem(CARRIERS, Channel.WHATSAPP, api)
    queue(person_id=7)
    api.answers = [TryLater("later: 429"), None]
    assert deliver() == 1
    assert deliver(3 * MINUTE) == 1
    assert api.taken == ["+6281234567890"]
    assert pigeon.taken == []

    waiting = queue(person_id=7, now=NOW)
    monkeypatch.delitem(CARRIERS, Channel.WHATSAPP)
    deliver()
    assert read(waiting).state is MessageState.BY_HAND, "staff step in when the API is gone"


def test_the_row_of_all_workers_is_made_once(app, pigeon):
    queue()
    deliver()

    assert db.session.scalars(db.select(OutboxControl.id)).all() == [OutboxControl.ONLY]
