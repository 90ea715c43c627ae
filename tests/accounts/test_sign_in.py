"""Signing in by e-mail: link and code, what burns them, and what a stranger can't learn."""

import pytest

from eventreg.accounts.models import Person
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from tests.factories.people import make_person, new_totp
from tests.support.visitor import soup


def is_signed_in(visitor):
    return soup(visitor.get("/sign-in")).select_one("form[action='/sign-out']") is not None


def another(code):
    """A code of six figures that isn't `code`."""
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"


def test_a_newcomer_comes_in_with_the_link(app, english, inbox):
    sri = english()
    page = sri.post("/sign-in", email=" Sri@Contoh.id ", next="", follow=True)
    assert "sri@contoh.id" in page.text
    mail = inbox("sri@contoh.id")

    button = sri.get(mail.path)
    assert "sri@contoh.id" in button.text
    assert sri.post(mail.path).location == "/me/"

    assert is_signed_in(sri)
    with app.app_context():
        assert [person.email for person in db.session.scalars(db.select(Person))] == ["sri@contoh.id"]


def test_the_code_opens_the_browser_that_asked(english, inbox):
    sri = english()
    sri.post("/sign-in", email="sri@contoh.id")

    answer = sri.post("/sign-in/code", code=inbox("sri@contoh.id").code)

    assert answer.location == "/me/"
    assert is_signed_in(sri)


def test_the_code_opens_no_other_browser(english, inbox):
    sri, thief = english(), english()
    sri.post("/sign-in", email="sri@contoh.id")
    code = inbox("sri@contoh.id").code

    assert thief.post("/sign-in/code", code=code).location == "/sign-in"
    thief.post("/sign-in", email="pencuri@contoh.id")
    page = thief.post("/sign-in/code", code=code)

    assert "This code is wrong" in page.text
    assert not is_signed_in(thief)
    assert sri.post("/sign-in/code", code=code).status_code == 302


def test_the_link_opens_any_browser(english, inbox):
    desk, phone = english(), english()
    desk.post("/sign-in", email="sri@contoh.id")

    phone.post(inbox("sri@contoh.id").path)

    assert is_signed_in(phone)
    assert not is_signed_in(desk)


def test_a_mail_scanner_burns_nothing(english, inbox):
    sri, scanner = english(), english()
    sri.post("/sign-in", email="sri@contoh.id")
    mail = inbox("sri@contoh.id")

    for _ in range(3):
        assert scanner.get(mail.path).status_code == 200
        assert scanner.client.head(mail.path).status_code == 200

    assert not is_signed_in(scanner)
    assert sri.post(mail.path).status_code == 302


@pytest.mark.parametrize("first", ["link", "code"])
def test_either_burns_both(english, inbox, first):
    sri, later = english(), english()
    sri.post("/sign-in", email="sri@contoh.id")
    mail = inbox("sri@contoh.id")
    if first == "link":
        english().post(mail.path)
    else:
        later.client.set_cookie("session", sri.client.get_cookie("session").value)  # a copy of the browser that asked
        sri.post("/sign-in/code", code=mail.code)
        sri = later

    for again in (sri.get(mail.path), sri.post(mail.path)):
        assert again.status_code == 410
        assert "already been used" in again.text
    assert "already been used" in sri.post("/sign-in/code", code=mail.code).text
    assert not is_signed_in(sri)


def test_guessing_over_many_messages_ends_and_the_link_still_lets_in(english, inbox):
    for _ in range(4):
        guesser = english()
        guesser.post("/sign-in", email="sri@contoh.id")
        wrong = another(inbox("sri@contoh.id").code)
        for _ in range(5):
            guesser.post("/sign-in/code", code=wrong)
    sri = english()
    sri.post("/sign-in", email="sri@contoh.id")
    mail = inbox("sri@contoh.id")

    page = sri.post("/sign-in/code", code=mail.code)

    assert "Press the link in the e-mail instead." in page.text
    assert sri.post(mail.path).status_code == 302


@pytest.mark.sqlite_only
def test_a_text_that_is_far_too_long_is_no_address(english):
    assert english().post("/sign-in", email="\u0301" * 80_000 + "@contoh.id").status_code == 422


def test_five_wrong_codes_burn_the_message(english, inbox):
    sri = english()
    sri.post("/sign-in", email="sri@contoh.id")
    mail = inbox("sri@contoh.id")

    left = [sri.post("/sign-in/code", code=another(mail.code)) for _ in range(5)]

    assert [page.status_code for page in left] == [422] * 5
    for page, number in zip(left[:4], (4, 3, 2, 1), strict=True):
        assert f"Tries left: {number}." in page.text
    assert "Five wrong codes" in left[4].text
    assert "Five wrong codes" in sri.post("/sign-in/code", code=mail.code).text
    assert "Five wrong codes" in sri.post(mail.path).text
    assert not is_signed_in(sri)


def test_a_slip_costs_no_try(english, inbox):
    sri = english()
    sri.post("/sign-in", email="sri@contoh.id")
    code = inbox("sri@contoh.id").code

    for slip in ("", "12345", "abc", "1234567", "٤٨٢٩١٣"):
        assert sri.post("/sign-in/code", code=slip).status_code == 422
    assert "Tries left: 4." in sri.post("/sign-in/code", code=another(code)).text
    assert sri.post("/sign-in/code", code=f" {code.replace(' ', '-')} ").status_code == 302


def test_after_fifteen_minutes_it_is_over(english, inbox, time):
    sri = english()
    sri.post("/sign-in", email="sri@contoh.id")
    mail = inbox("sri@contoh.id")

    time.passes(minutes=14, seconds=59)
    assert sri.get(mail.path).status_code == 200
    time.passes(seconds=1)

    assert sri.get(mail.path).status_code == 410
    assert "15 minutes" in sri.post(mail.path).text
    assert "15 minutes" in soup(sri.post("/sign-in/code", code=mail.code)).select_one(".errors").text
    assert not is_signed_in(sri)


def test_only_the_newest_code_counts(english, inbox):
    sri = english()
    sri.post("/sign-in", email="sri@contoh.id")
    first = inbox("sri@contoh.id")
    sri.post("/sign-in/again", follow=True)
    second = inbox("sri@contoh.id")

    if first.code != second.code:
        assert "Tries left: 4." in sri.post("/sign-in/code", code=first.code).text
    assert sri.post("/sign-in/code", code=second.code).status_code == 302


@pytest.mark.parametrize("path", ["/sign-in/unknown", "/sign-in/" + "A" * 43, "/sign-in/" + "x" * 3000])
def test_a_link_that_was_never_sent(english, path):
    sri = english()
    for answer in (sri.get(path), sri.post(path)):
        assert answer.status_code == 404
        assert "This link is not valid" in answer.text


def test_nobody_learns_who_is_known(app, english, inbox):
    with app.app_context(), unit_of_work():
        make_person("admin@contoh.id", "Ratna", Role.ADMINISTRATOR)

    answers = []
    for address in ("admin@contoh.id", "orang1@contoh.id"):
        one = english()
        sent = one.post("/sign-in", email=address)
        page = one.get("/sign-in/code")
        text = soup(page).main.text if soup(page).main else page.text
        name = address.partition("@")[0]
        answers.append((sent.status_code, sent.location, page.status_code, text.replace(name, "…")))
        assert inbox(address).subject

    assert answers[0] == answers[1]


def test_the_message_reads_the_language_of_the_page(english, visitor, inbox):
    english().post("/sign-in", email="en@contoh.id")
    visitor().post("/sign-in", email="id@contoh.id")

    assert inbox("en@contoh.id").subject.startswith("Sign in to")
    assert inbox("id@contoh.id").subject.startswith("Masuk ke")


@pytest.mark.parametrize(
    "address", ["", "sri", "sri@", "@contoh.id", "sri@contoh", "a b@contoh.id", "a@contoh.id\nBcc: b@c.id"]
)
def test_what_is_no_address_is_sent_nothing(english, inbox, smtp, address):
    page = english().post("/sign-in", email=address)

    assert page.status_code == 422
    assert soup(page).select_one("#email")["value"] == address.strip().partition("\n")[0] or "\n" in address
    assert smtp.messages == []


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/events/pekan-batik/apply?step=2", "/events/pekan-batik/apply?step=2"),
        ("https://evil.example/", "/me/"),
        ("//evil.example/", "/me/"),
        ("/\\evil.example/", "/me/"),
        ("/\t/evil.example/", "/me/"),
        ("javascript:alert(1)", "/me/"),
        ("/" + "a" * 600, "/me/"),
    ],
)
def test_the_way_on_is_kept_and_stays_here(english, inbox, wanted, reached):
    sri = english()
    asked = sri.get("/sign-in", next=wanted)
    sri.post("/sign-in", email="sri@contoh.id", next=soup(asked).select_one("#next")["value"])

    assert sri.post("/sign-in/code", code=inbox("sri@contoh.id").code).location == reached


def test_a_page_for_people_asks_to_sign_in_and_leads_back(app, english, inbox):
    with app.app_context():
        with unit_of_work():
            make_person("admin@contoh.id", "Ratna", Role.ADMINISTRATOR)
        totp = new_totp("admin@contoh.id")
    ratna = english()
    turned_away = ratna.get("/staff/outbox/", state="failed")
    form = soup(ratna.get(turned_away.location))
    ratna.post("/sign-in", email="admin@contoh.id", next=form.select_one("#next")["value"])

    step = ratna.post(inbox("admin@contoh.id").path).location
    answer = ratna.post(step, code=totp.at(clock.now()), follow=True)

    assert answer.request.full_path == "/staff/outbox/?state=failed"
    assert answer.status_code == 200


def test_staff_begin_at_their_desk(app, english, inbox):
    with app.app_context():
        with unit_of_work():
            make_person("panitia@contoh.id", "Bagus", Role.ORGANISER)
        totp = new_totp("panitia@contoh.id")
    bagus = english()
    bagus.post("/sign-in", email="panitia@contoh.id")
    bagus.post(inbox("panitia@contoh.id").path)

    assert bagus.post("/sign-in/second-step", code=totp.at(clock.now())).location == "/staff/"


def test_twenty_messages_an_hour_for_one_address(english, smtp, time):
    sri = english()
    for _ in range(20):
        assert sri.post("/sign-in", email="sri@contoh.id").status_code == 302

    refused = sri.post("/sign-in", email="SRI@contoh.id")
    assert refused.status_code == 429
    assert "Wait an hour" in refused.text
    assert "Wait an hour" in sri.post("/sign-in/again", follow=True).text
    assert sri.post("/sign-in", email="eko@contoh.id").status_code == 302

    time.passes(hours=1)
    assert sri.post("/sign-in", email="sri@contoh.id").status_code == 302


def test_sixty_requests_an_hour_from_one_place(english):
    visitor = english()
    for number in range(60):
        assert visitor.post("/sign-in", email=f"orang{number}@contoh.id").status_code == 302

    refused = visitor.post("/sign-in", email="orang60@contoh.id")

    assert refused.status_code == 429
    assert "Too many attempts" in soup(refused).h1.text


def test_every_sign_in_is_written_down(app, english, inbox):
    sri = english()
    sri.post("/sign-in", email="sri@contoh.id")
    sri.post("/sign-in/code", code=inbox("sri@contoh.id").code)
    sri.post("/sign-out")

    with app.app_context():
        entries = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [entry.action for entry in entries] == [
            "sign_in.requested",
            "person.created",
            "person.signed_in",
            "person.signed_out",
        ]
        assert not any("contoh" in str((entry.states, entry.fields, entry.reason)) for entry in entries)


def test_an_invitation_that_led_here_is_not_left_lying_about(app, english, inbox):
    eko = english()
    eko.post("/sign-in", email="eko@contoh.id", next="/me/invitations/rahasia")

    assert eko.post(inbox("eko@contoh.id").path).location == "/me/invitations/rahasia"

    with app.app_context():
        assert "rahasia" not in str(db.session.execute(db.text("SELECT * FROM sign_in_request")).all())
