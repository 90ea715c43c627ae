"""Handing a message to a mail server: whatever it does, there is an end, and it means one of three things."""

from dataclasses import replace
from datetime import UTC, datetime
from email import policy

import pytest
from flask import Flask

from eventreg.core import mailer, smtp
from eventreg.core.carriers import NotCarried, Refused, ServerTrouble, TryLater
from eventreg.core.config import Settings
from eventreg.core.kinds import Attachment, Rendered
from eventreg.core.messages import OutboxMessage
from tests.conftest import KEYS
from tests.support.certificates import authority
from tests.support.smtp import text_of
from tests.support.smtp_faults import DRIBBLE, DROP, HANG, bad_server

TEXT = Rendered(
    "Diterima: Batik é", "Selamat.\n.titik di awal baris\n" + "panjang " * 300, "<p>Selamat &amp; é</p>", ()
)
MADE = datetime(2026, 11, 27, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def server():
    with bad_server() as made:
        yield made


@pytest.fixture
def settings(server, tmp_path):
    made = Settings.from_environ(
        {
            **KEYS,
            "EVENTREG_INSTANCE": str(tmp_path),
            "EVENTREG_BASE_URL": "https://acara.contoh.id",
            "MAIL_SERVER": server.host,
            "MAIL_PORT": str(server.port),
            "MAIL_DEFAULT_SENDER": "Panitia <panitia@contoh.id>",
        }
    )
    return replace(made, mail_timeout=0.4)


@pytest.fixture
def give(settings):
    """Hands a message over; gives what went wrong, None when it was taken."""
    carrier = mailer.Mailer()

    def hand_over(address="sri@contoh.id", *, rendered=TEXT, keeps=False, number=7, **changes):
        app = Flask("mail alone")
        app.extensions["eventreg.settings"] = replace(settings, **changes)
        mailer.mail.init_app(app)
        carrier.keeps = keeps
        message = OutboxMessage(id=number, kind="sign_in", address=address, language="id", created_at=MADE)
        with app.app_context():
            try:
                carrier.carry(message, rendered)
            except NotCarried as trouble:
                return trouble
        return None

    yield hand_over
    carrier.hang_up()


def is_all_rest(trouble, *, at_message):
    return isinstance(trouble, ServerTrouble) and trouble.at_message is at_message


# ---- What is sent ---------------------------------------------------------------------------------


def test_text_and_html_are_one_message_that_every_server_takes(server, give):
    assert give() is None

    (message,) = server.messages
    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"] == "Diterima: Batik é"
    assert text_of(message).replace("\r\n", "\n") == TEXT.text
    assert text_of(message, "html").strip() == TEXT.html
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Panitia <panitia@contoh.id>"
    assert message["Date"].datetime
    raw = message.as_bytes(policy=policy.SMTP)
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) < 998
    assert not message.defects
    assert not [part for part in message.walk() if part.defects]


def test_what_is_attached_stands_beside_it(server, give):
    ticket = Attachment("tiket é.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)) * 300)

    assert give(rendered=replace(TEXT, attachments=[ticket])) is None

    (message,) = server.messages
    assert message.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in message.iter_parts()] == ["multipart/alternative", "application/pdf"]
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (ticket.name, ticket.data)


def test_its_id_is_the_same_at_every_attempt_and_its_headers_are_added(server, give):
    server.then("end", "keep 451 too busy to say yes")
    listed = replace(TEXT, headers={"List-Unsubscribe": "<https://acara.contoh.id/unsubscribe/x>"})

    assert isinstance(give(rendered=listed), TryLater)
    assert give(rendered=listed) is None

    assert server.ids("sri@contoh.id") == ["<outbox-7-20261127010203@acara.contoh.id>"] * 2
    assert {message["List-Unsubscribe"] for message in server.messages} == {"<https://acara.contoh.id/unsubscribe/x>"}


def test_the_name_beside_the_address(server, give):
    assert give(mail_default_sender="kirim@contoh.id", rendered=replace(TEXT, sender='Dewan "Kriya", Kota é')) is None
    assert give(mail_sender_name="Panitia Pameran", rendered=replace(TEXT, sender="Dewan")) is None

    names = [message["From"].addresses[0] for message in server.messages]
    assert [name.display_name for name in names] == ['Dewan "Kriya", Kota é', "Panitia Pameran"]
    assert {name.addr_spec for name in names} == {"kirim@contoh.id", "panitia@contoh.id"}


def test_a_line_break_in_a_header_is_no_header_more(server, give):
    trouble = give(rendered=replace(TEXT, subject="Halo\r\nBcc: semua@contoh.id"))

    assert isinstance(trouble, Refused)
    assert not trouble.is_address
    assert server.talks == []


# ---- What servers answer --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("RCPT", "450 greylisted"),
        ("RCPT", "452 4.2.2 full"),
        ("RCPT", "552 5.2.2 full"),
        ("DATA", "451 no"),
        ("end", "452 no"),
    ],
)
def test_later_means_later_and_then_it_is_taken(server, give, step, answer):
    server.then(step, answer)

    assert isinstance(give(), TryLater)
    assert give() is None
    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("step", "answer", "is_address"),
    [
        ("RCPT", "550 no such user", True),
        ("RCPT", "550 5.1.1 no such user", True),
        ("RCPT", "553 5.1.3 what is this", True),
        ("end", "550 5.1.1 no such user after all", True),
        ("RCPT", "550 5.4.6 a loop", False),
        ("end", "554 5.7.1 this looks like spam", False),
        ("end", "552 5.3.4 too large", False),
    ],
)
def test_never_means_the_address_only_where_it_says_so(server, give, step, answer, is_address):
    server.then(step, answer)

    trouble = give()

    assert isinstance(trouble, Refused)
    assert trouble.is_address is is_address
    assert answer.split(maxsplit=1)[1] in str(trouble)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("greeting", "554 go away"),
        ("greeting", "421 too many of you"),
        ("EHLO", DROP),
        ("greeting", HANG),
        ("greeting", DRIBBLE),
        ("MAIL", "530 5.7.0 sign in first"),
        ("MAIL", "550 5.7.1 not your sender"),
        ("MAIL", "452 4.5.3 your hour is full"),
    ],
)
def test_trouble_before_any_message_is_nobodys_fault(server, give, monkeypatch, step, answer):
    monkeypatch.setattr(mailer, "MESSAGE_S", 1.5)
    server.then(step, answer)

    assert is_all_rest(give(), at_message=False)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("MAIL", DROP),
        ("RCPT", HANG),
        ("RCPT", "421 closing"),
        ("RCPT", "550 5.7.1 relaying denied"),
        ("RCPT", "554 relay access denied"),
        ("DATA", HANG),
        ("DATA", DROP),
        ("middle", DROP),
        ("end", HANG),
        ("end", DROP),
        ("end", DRIBBLE),
        ("end", "421 closing"),
    ],
)
def test_trouble_in_the_middle_of_one_may_be_its_own(server, give, monkeypatch, step, answer):
    monkeypatch.setattr(mailer, "MESSAGE_S", 1.5)
    server.then(step, answer)

    trouble = give()

    assert is_all_rest(trouble, at_message=True)
    assert "sri@" not in str(trouble), "whom it was for is nobody's business who reads of the server's trouble"
    assert server.messages == []


@pytest.mark.parametrize("at", ["greeting", "EHLO"])
def test_silence_is_called_so(server, give, at):
    server.then(at, HANG)

    assert str(give()).startswith("silent: ")


def test_nobody_listens(give):
    assert is_all_rest(give(mail_port=9), at_message=False)


def test_what_was_taken_was_taken_whatever_the_server_does_at_leave_taking(server, give, monkeypatch):
    monkeypatch.setattr(smtp, "FAREWELL_S", 0.2)
    server.then("QUIT", HANG).then("QUIT", DROP)

    assert give() is None
    assert give() is None


@pytest.mark.parametrize("address", ["tanpa-at", "a b@contoh.id", "sri@contoh.id>\r\nRCPT TO:<x@y.id", "é@contoh.id"])
def test_what_is_no_address_is_not_asked_for(server, give, address):
    trouble = give(address)

    assert isinstance(trouble, Refused)
    assert server.messages == []


def test_a_domain_in_letters_of_another_alphabet(server, give):
    assert give("sri@kriyá.id") is None

    assert [message["To"] for message in server.messages] == ["sri@xn--kriy-8na.id"]


# ---- A connection that is kept ----------------------------------------------------------------------


def test_a_worker_keeps_its_connection(server, give):
    assert [give(keeps=True, number=number) for number in range(3)] == [None] * 3

    assert len(server.talks) == 1
    assert len(server.messages) == 3


@pytest.mark.parametrize("answer", [DROP, HANG, "421 idle for too long"])
def test_one_that_the_server_let_go_is_made_anew(server, give, answer):
    server.then("RSET", answer)

    assert [give(keeps=True, number=number) for number in range(3)] == [None] * 3

    assert len(server.messages) == 3
    assert len(server.talks) == 2


def test_after_trouble_it_is_made_anew(server, give):
    give(keeps=True)
    server.then("end", DROP)

    assert is_all_rest(give(keeps=True), at_message=True)
    assert give(keeps=True) is None
    assert len(server.messages) == 2


# ---- TLS and signing in -----------------------------------------------------------------------------


@pytest.fixture
def ca(tmp_path, monkeypatch):
    made = authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.trusted))
    return made


def test_starttls_and_sign_in(server, give, ca):
    server.tls = ca.context_for("127.0.0.1")
    server.extensions.append("AUTH PLAIN")

    assert give(mail_use_tls=True, mail_username="panitia", mail_password="rahasia") is None

    assert server.talks[0][:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
    assert len(server.messages) == 1


def test_tls_from_the_first_byte(server, give, ca):
    server.tls, server.is_tls_from_the_start = ca.context_for("127.0.0.1"), True

    assert [give(mail_use_ssl=True, keeps=True) for _ in range(2)] == [None, None]

    assert server.talks == [["EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA"]]


@pytest.mark.parametrize("kind", ["mail_use_tls", "mail_use_ssl"])
@pytest.mark.parametrize(("host", "days"), [("mail.contoh.id", 1), ("127.0.0.1", -1)])
def test_a_certificate_that_is_wrong_gets_nothing(server, give, ca, host, days, kind):
    server.tls, server.is_tls_from_the_start = ca.context_for(host, days=days), kind == "mail_use_ssl"

    trouble = give(mail_username="panitia", mail_password="rahasia", **{kind: True})

    assert is_all_rest(trouble, at_message=False)
    assert str(trouble).startswith("certificate: ")
    assert not [verb for talk in server.talks for verb in talk if verb in {"AUTH", "MAIL"}]


def test_a_certificate_of_nobody_known_gets_nothing(server, give, ca, monkeypatch):
    server.tls = ca.context_for("127.0.0.1")
    monkeypatch.delenv("SSL_CERT_FILE")

    assert str(give(mail_use_tls=True)).startswith("certificate: ")


def test_without_starttls_nothing_is_said_in_the_clear(server, give):
    server.extensions.append("AUTH PLAIN")

    trouble = give(mail_use_tls=True, mail_username="panitia", mail_password="rahasia")

    assert is_all_rest(trouble, at_message=False)
    assert server.talks[0][:1] == ["EHLO"]
    assert not {"AUTH", "MAIL"} & set(server.talks[0])


def test_a_sign_in_that_is_refused(server, give):
    server.extensions.append("AUTH PLAIN")
    server.always["AUTH"] = "535 5.7.8 wrong password"

    trouble = give(mail_username="panitia", mail_password="rahasia")

    assert is_all_rest(trouble, at_message=False)
    assert str(trouble) == "sign_in: 535 5.7.8 wrong password"
