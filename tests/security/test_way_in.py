"""Coming in as somebody else: by a planted session, a used or old link, a guessed code, or a list of who is known."""

import re

import pytest
from sqlalchemy import func, select

from eventreg.accounts.models import SignInRequest
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Role
from tests.factories.people import make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

SRI = "sri@contoh.id"
GUESSES_A_DAY = 20


def is_signed_in(visitor):
    return visitor.get("/me/").status_code == 200


def session_of(visitor):
    """The cookie that holds the session, whatever its name."""
    (cookie,) = [cookie for cookie in visitor.client._cookies.values() if "session" in cookie.key]
    return cookie


# ---- A session that somebody else knows -------------------------------------------------------------


def test_a_planted_session_is_not_the_one_of_who_signs_in(visitor, mail_to):
    """The attacker gives the victim the cookie of a session that the attacker keeps a copy of."""
    attacker, victim = visitor(language="en"), visitor(language="en")
    attacker.get("/sign-in")
    attacker.post("/sign-in", email="penyerang@contoh.id")
    planted = session_of(attacker)
    victim.client.set_cookie(planted.key, planted.value)

    victim.post("/sign-in", email=SRI)
    link, _code = mail_to(SRI)
    victim.post(link)

    assert is_signed_in(victim)
    assert session_of(victim).value != planted.value
    assert not is_signed_in(attacker)


def test_the_copy_of_a_session_ends_with_it(visitor):
    sri, thief = sign_in(visitor(), SRI), visitor()
    stolen = session_of(sri)
    thief.client.set_cookie(stolen.key, stolen.value)
    assert is_signed_in(thief)

    sri.post("/sign-out")

    assert not is_signed_in(thief)


def test_a_session_of_ones_own_making_is_none(app, visitor):
    """Signed with another key, unsigned, or another's changed by one letter."""
    sri = sign_in(visitor(), SRI)
    genuine = session_of(sri)
    changed = "A" if genuine.value[-2] != "A" else "B"  # the very last letter has bits that count for nothing
    for value in (
        genuine.value[:-2] + changed + genuine.value[-1],
        "e30.aaaaaa.bbbbbb",
        genuine.value.replace(".", "", 1),
        "x" * 4000,
    ):
        forger = visitor()
        forger.client.set_cookie(genuine.key, value)
        assert not is_signed_in(forger)


# ---- A link that was used, or is old ----------------------------------------------------------------


def test_a_link_opens_once(visitor, mail_to):
    sri, thief = visitor(language="en"), visitor(language="en")
    sri.post("/sign-in", email=SRI)
    link, _code = mail_to(SRI)
    sri.post(link)

    again = [thief.get(link), thief.post(link)]

    assert is_signed_in(sri)
    assert [page.status_code for page in again] == [410, 410]
    assert not is_signed_in(thief)


def test_looking_at_a_link_opens_nothing(visitor, mail_to):
    """A mail scanner, or a preview in a chat, has looked before the person does."""
    scanner, sri = visitor(), visitor()
    sri.post("/sign-in", email=SRI)
    link, _code = mail_to(SRI)

    scanner.get(link)

    assert not is_signed_in(scanner)
    assert sri.post(link).status_code == 302


def test_a_link_lives_fifteen_minutes(visitor, mail_to, time):
    sri = visitor(language="en")
    sri.post("/sign-in", email=SRI)
    link, code = mail_to(SRI)

    time.passes(minutes=15)

    assert sri.get(link).status_code == 410
    assert sri.post(link).status_code == 410
    assert sri.post("/sign-in/code", code=code).status_code == 422
    assert not is_signed_in(sri)


# ---- Codes, guessed from everywhere -----------------------------------------------------------------


def test_guessing_ends_however_many_addresses_it_comes_from(visitor, mail_to, from_anywhere):
    """Each guess comes from an address never seen before; what is counted is the account."""
    tried = 0
    for _ in range(GUESSES_A_DAY):
        guesser = visitor(language="en")
        token = soup(guesser.get("/sign-in")).select_one("main [name=csrf_token]")["value"]
        from_anywhere(guesser.client, "POST", "/sign-in", data={"csrf_token": token, "email": SRI})
        _link, right = mail_to(SRI)
        wrong = "000000" if right != "000 000" else "000001"
        for _ in range(5):
            page = from_anywhere(
                guesser.client, "POST", "/sign-in/code", data={"csrf_token": guesser._csrf_token(), "code": wrong}
            )
            tried += "Tries left" in page.text or "Five wrong codes" in page.text
        if tried >= GUESSES_A_DAY:
            break
    page = from_anywhere(
        guesser.client, "POST", "/sign-in/code", data={"csrf_token": guesser._csrf_token(), "code": right}
    )

    assert tried <= GUESSES_A_DAY
    assert page.status_code == 422
    assert not is_signed_in(guesser)  # not even with the right one


@pytest.mark.sqlite_only
def test_an_address_is_not_flooded_however_many_ask(visitor, from_anywhere):
    sent = []
    for _ in range(25):
        one = visitor(language="en")
        fields = {"csrf_token": one._csrf_token(), "email": SRI}
        sent.append(from_anywhere(one.client, "POST", "/sign-in", data=fields).status_code)

    assert sent == [302] * 20 + [429] * 5


# ---- Who is known here ------------------------------------------------------------------------------


def test_known_and_unknown_get_the_same_answer_for_the_same_work(app, visitor):
    """Words, headers, statements to the database, and messages: the same for an administrator and for nobody."""
    with app.app_context(), unit_of_work():
        make_person("admin@contoh.id", "Ratna", Role.ADMINISTRATOR)
    first, second = [
        (watched(app, visitor(language="en"), "admin@contoh.id")),
        (watched(app, visitor(language="en"), "orang@contoh.id")),
    ]

    assert first == second


def watched(app, visitor, address):
    """All that whoever asks for a link sees, with what it made the server do."""
    seen = []
    token = visitor._csrf_token()
    steps = [
        ("POST", "/sign-in", {"email": address}),
        ("GET", "/sign-in/code", {}),
        ("POST", "/sign-in/code", {"code": "12"}),
        ("POST", "/sign-in/again", {}),
        ("GET", "/sign-in/code", {}),
    ]
    for method, path, fields in steps:
        with asked(app) as statements:
            answer = visitor.client.open(path, method=method, data={"csrf_token": token, **fields})
        headers = {name: same(value) for name, value in answer.headers if name != "Set-Cookie"}
        seen.append((answer.status_code, headers, same(answer.text).replace(address, "…"), list(statements)))
    with app.app_context():
        queued = db.session.scalar(select(func.count()).select_from(OutboxMessage).filter_by(address=address))
        asked_for = db.session.scalar(select(func.count()).select_from(SignInRequest).filter_by(email=address))
    return seen, queued, asked_for


def same(text):
    """Without what differs from answer to answer for everybody: tokens, counters, moments, the length of an address."""
    text = re.sub(r'name="csrf_token" [^>]*', "", text)
    return re.sub(r"\b\d+\b", "0", text)
