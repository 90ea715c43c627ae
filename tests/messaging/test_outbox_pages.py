"""The outbox as staff see it: what went out, what waits, what failed, and what is nobody's business."""

import pytest

from eventreg.accounts import service as accounts
from eventreg.core import clock, delivery, outbox
from eventreg.core.audit import AuditEntry
from eventreg.core.channels import Channel
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.queries import asked
from tests.support.visitor import soup


@pytest.fixture
def panitia(visitor):
    return sign_in(visitor(language="en"), "panitia@contoh.id", Role.ORGANISER)


def queue(app, address, *, state=MessageState.WAITING, **changes):
    """A sign-in message in some state; gives its id."""
    with app.app_context(), unit_of_work():
        accounts.request_sign_in(address, language="id", browser="b" * 32, next_path="", now=clock.now(), is_demo=False)
        message = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        message.state = state
        for name, value in changes.items():
            setattr(message, name, value)
        return message.id


def rows(page):
    return [row.text.strip() for row in soup(page).select("td .sub")]


def test_an_empty_outbox_says_what_will_come(panitia):
    page = panitia.get("/staff/outbox/")

    assert "Nothing has been sent yet" in page.text
    assert "No mail server is set." in page.text


def test_newest_first_with_counts_by_state(app, panitia):
    queue(app, "satu@contoh.id", state=MessageState.SENT)
    queue(app, "dua@contoh.id")
    queue(app, "tiga@contoh.id", state=MessageState.FAILED, problem="refused by the mail server: [550]")

    page = panitia.get("/staff/outbox/")

    assert rows(page) == ["tiga@contoh.id", "dua@contoh.id", "satu@contoh.id"]
    assert "refused by the mail server: [550]" in page.text
    tabs = [" ".join(tab.text.split()) for tab in soup(page).select(".tabs a")]
    assert tabs == [
        "All 3",
        "To be told by hand 0",
        "Waiting 1",
        "Being sent 0",
        "Sent 1",
        "Failed 1",
        "Expired 0",
        "Stopped 0",
    ]
    assert rows(panitia.get("/staff/outbox/", state="failed")) == ["tiga@contoh.id"]


@pytest.mark.parametrize(("words", "found"), [("DUA@", 1), ("sign-in", 2), ("100%", 0), ("_", 0), ("contoh", 2)])
def test_search_looks_at_addresses_and_kinds(app, panitia, words, found):
    queue(app, "satu@contoh.id")
    queue(app, "dua@contoh.id")

    page = panitia.get("/staff/outbox/", q=words)

    assert len(rows(page)) == found
    assert ("No message found" in page.text) == (found == 0)
    assert soup(page).select_one("[name=q]")["value"] == words


def test_pages_of_twenty_five(app, panitia):
    for number in range(27):
        queue(app, f"orang{number}@contoh.id")

    first = panitia.get("/staff/outbox/")
    second = panitia.get(soup(first).select_one("[rel=next]")["href"])

    assert (len(rows(first)), len(rows(second))) == (25, 2)
    assert "26–27" in second.text
    assert soup(second).select_one("[rel=prev]")
    for odd in ("0", "-3", "999", "x"):
        assert panitia.get("/staff/outbox/", page=odd).status_code == 200


def test_a_list_costs_the_same_with_one_row_and_with_three(app, panitia):
    counts = []
    for number in range(3):
        queue(app, f"orang{number}@contoh.id")
        with asked(app) as statements:
            panitia.get("/staff/outbox/")
        counts.append(len(statements))

    assert len(set(counts)) == 1


def test_staff_do_not_read_what_lets_others_in(app, panitia):
    number = queue(app, "ratna@contoh.id")
    with app.app_context():
        params = db.session.get(OutboxMessage, number).params

    page = panitia.get(f"/staff/outbox/{number}")

    assert "This message lets its reader in." in page.text
    assert params["code"] not in page.text
    assert params["token"] not in page.text


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_in_the_demo_they_do(app, panitia):
    number = queue(app, "sri@demo.test")
    with app.app_context():
        params = db.session.get(OutboxMessage, number).params

    page = soup(panitia.get(f"/staff/outbox/{number}"))

    assert page.select_one(f"a[href$='/sign-in/{params['token']}']")
    assert f"{params['code'][:3]} {params['code'][3:]}" in page.text


@pytest.mark.environ(EVENTREG_ENV="demo")
@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.EXPIRED])
def test_what_was_forgotten_is_told(app, panitia, state):
    number = queue(app, "sri@demo.test", state=state, params={})

    assert "deleted when it had done its work" in panitia.get(f"/staff/outbox/{number}").text


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_a_text_that_cannot_be_made_breaks_no_page(app, panitia):
    with app.app_context(), unit_of_work():
        strange = outbox.queue("of_a_later_version", to="sri@demo.test", language="id", now=clock.now())
        db.session.flush()
        number = strange.id

    assert panitia.get("/staff/outbox/").status_code == 200
    page = panitia.get(f"/staff/outbox/{number}")
    assert page.status_code == 200
    assert "The text can't be made" in page.text


def test_a_failed_message_is_sent_again(app, panitia, smtp):
    number = queue(app, "sri@contoh.id", state=MessageState.FAILED, attempts=10, problem="no route to host")
    page = soup(panitia.get(f"/staff/outbox/{number}"))
    assert "no route to host" in page.text
    panitia.post(page.select_one("main form")["action"], follow=True)

    with app.app_context():
        assert delivery.deliver_next(clock.now)
        entry = db.session.scalar(db.select(AuditEntry).filter_by(action="message.resent"))
        assert entry.subject_id == number
    assert len(smtp.to("sri@contoh.id")) == 1


@pytest.mark.parametrize("state", [state for state in MessageState if state is not MessageState.FAILED])
def test_others_are_not_sent_again(app, panitia, state):
    number = queue(app, "sri@contoh.id", state=state)

    page = panitia.post(f"/staff/outbox/{number}/resend", follow=True)

    assert "Only a message that failed can be sent again." in page.text
    with app.app_context():
        assert db.session.get(OutboxMessage, number).state is state


def test_no_such_message(panitia):
    assert panitia.get("/staff/outbox/4711").status_code == 404
    assert panitia.post("/staff/outbox/4711/resend").status_code == 404


def test_an_auditor_looks_and_touches_nothing(app, visitor):
    auditor = sign_in(visitor(language="en"), "auditor@contoh.id", Role.AUDITOR)
    number = queue(app, "sri@contoh.id", state=MessageState.FAILED)

    assert not soup(auditor.get(f"/staff/outbox/{number}")).select("main form")
    assert auditor.post(f"/staff/outbox/{number}/resend").status_code == 403


def test_it_is_for_staff(visitor):
    nobody, owner = visitor(), sign_in(visitor(), "sri@contoh.id")

    assert nobody.get("/staff/outbox/").location.startswith("/sign-in?next=")
    assert owner.get("/staff/outbox/").status_code == 403
    assert sign_in(visitor(), "komite@contoh.id", Role.COMMITTEE).get("/staff/outbox/").status_code == 403


# ---- Looking for some of many -----------------------------------------------------------------------


def test_filters_by_kind_channel_and_event(app, panitia):
    with app.app_context(), unit_of_work():
        make_application(make_event().id, email="sri@contoh.id")
        application = make_application(make_event(title="Pameran Lain").id, email="eko@contoh.id")
        other = application.event_id
        by_hand = db.session.scalars(db.select(OutboxMessage).filter_by(address="sri@contoh.id")).first()
        by_hand.channel, by_hand.state = Channel.WHATSAPP, MessageState.BY_HAND
        kind = by_hand.kind
    queue(app, "eva@contoh.id")

    assert rows(panitia.get("/staff/outbox/", event=str(other))) == ["eko@contoh.id"]
    assert rows(panitia.get("/staff/outbox/", channel="whatsapp")) == ["sri@contoh.id"]
    assert sorted(rows(panitia.get("/staff/outbox/", kind=kind))) == ["eko@contoh.id", "sri@contoh.id"]
    for odd in ({"event": "x"}, {"event": str(2**40)}, {"kind": "x"}, {"channel": "x"}, {"bulk": "-1"}):
        assert len(rows(panitia.get("/staff/outbox/", **odd))) == 3


def test_all_that_failed_are_sent_again(app, panitia):
    failed = [queue(app, f"orang{number}@contoh.id", state=MessageState.FAILED, attempts=10) for number in range(3)]
    kept = queue(app, "lain@contoh.id", state=MessageState.FAILED)
    page = soup(panitia.get("/staff/outbox/", state="failed", q="orang"))
    form = page.select_one("main form[action$='/failed/resend']")
    assert form.button.text == "Send 3 messages again"

    panitia.post(form["action"], q="orang")

    with app.app_context():
        found = {number: db.session.get(OutboxMessage, number) for number in [*failed, kept]}
        assert {found[number].state for number in failed} == {MessageState.WAITING}
        assert {found[number].attempts for number in failed} == {0}
        assert found[kept].state is MessageState.FAILED


# ---- How it goes as a whole -------------------------------------------------------------------------


def test_staff_pause_and_go_on(app, panitia, smtp):
    page = soup(panitia.get("/staff/outbox/"))
    panitia.post(page.select_one("main form[action$='/pause']")["action"])

    paused = soup(panitia.get("/staff/outbox/"))
    assert "Sending is paused." in paused.select_one("main").text
    panitia.post(paused.select_one("main form[action$='/resumption']")["action"])

    assert soup(panitia.get("/staff/outbox/")).select_one("main form[action$='/pause']")
    with app.app_context():
        actions = list(db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)))
    assert actions == ["outbox.resumed", "outbox.paused"]


@pytest.mark.environ(MAIL_PORT="9")
def test_trouble_with_the_server_is_told_in_words_until_it_is_over(app, panitia, smtp):
    queue(app, "sri@contoh.id")
    with app.app_context():
        delivery.deliver_next(clock.now)

    page = soup(panitia.get("/staff/outbox/"))
    assert "The mail server can't be reached." in page.select_one("main").text
    assert "Next attempt at" in page.select_one("main").text
    with app.app_context():
        assert not delivery.deliver_next(clock.now), "it rests"
    panitia.post(page.select_one("main form[action$='/attempt']")["action"])
    with app.app_context():
        assert delivery.deliver_next(clock.now)


def test_many_are_shown_and_stopped_after_a_question(app, panitia):
    with app.app_context(), unit_of_work():
        bulk = outbox.open_bulk("Kabar parkir", None, SYSTEM, clock.now()).id
    for number in range(3):
        queue(
            app,
            f"orang{number}@contoh.id",
            bulk_id=bulk,
            rank=1,
            state=MessageState.WAITING if number else MessageState.SENT,
        )

    card = soup(panitia.get("/staff/outbox/")).select_one("main section.card")
    assert "Kabar parkir" in card.text
    assert "1 of 3 sent" in card.text
    question = panitia.get(card.select_one("a[href$='/stop']")["href"])
    assert "2 messages have not left yet" in question.text
    panitia.post(f"/staff/outbox/bulks/{bulk}/stop")

    after = panitia.get("/staff/outbox/", bulk=str(bulk))
    assert len(rows(after)) == 3
    assert "Stopped: 2" in " ".join(soup(after).select_one("main section.card").text.split())
    assert panitia.get("/staff/outbox/bulks/4711/stop").status_code == 404


def test_who_only_reads_holds_nothing(app, visitor, smtp):
    auditor = sign_in(visitor(language="en"), "auditor@contoh.id", Role.AUDITOR)

    assert not soup(auditor.get("/staff/outbox/")).select("main form[method=post]")
    for path in ("pause", "resumption", "attempt", "failed/resend", "bulks/1/stop"):
        assert auditor.post(f"/staff/outbox/{path}").status_code == 403


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("unsubscribed", "Its reader has unsubscribed from news."),
        ("called_off", "The event was cancelled or postponed before it left."),
        ("overtaken", "What it says was no longer so before it left."),
        ("not_meant", "Its reader is no longer among those whom it is for."),
        ("called_back", "Staff called it back before it left."),
        ("", "Staff called it back before it left."),
        ("later: 451", "Staff called it back before it left."),
    ],
)
def test_what_was_stopped_says_why(app, panitia, problem, said):
    number = queue(app, "sri@contoh.id", state=MessageState.STOPPED, problem=problem)

    assert said in soup(panitia.get(f"/staff/outbox/{number}")).select_one("main .note").text
    assert said in soup(panitia.get("/staff/outbox/")).select_one("tbody").text
