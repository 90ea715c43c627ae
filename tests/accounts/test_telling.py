"""Who is told by e-mail what happened to a second factor."""

import re

import pyotp
import pytest

from eventreg.accounts import factors, queries, service, staff
from eventreg.accounts.models import Passkey, RecoveryCode, SignedInDevice
from eventreg.businesses.queries import actor_of
from eventreg.core import clock, delivery
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.core.signing import hash_secret
from tests.factories.people import make_person, new_totp
from tests.support.smtp import text_of
from tests.support.visitor import soup

BAGUS, RATNA, YUSUF = "bagus@contoh.id", "ratna@contoh.id", "yusuf@contoh.id"
PAPER = "7K2MQ4XN8WPVB3HT"


@pytest.fixture
def post(app, smtp):
    """Sends what is due; who got it, with subject and text."""

    def sent():
        with app.app_context():
            while delivery.deliver_next(clock.now):
                pass
        return [(mail["To"], mail["Subject"], text_of(mail).replace("\r\n", "\n")) for mail in smtp.messages]

    return sent


@pytest.fixture
def device(app):
    """A browser of Bagus's, who has an authenticator app and may change factors."""
    with app.app_context():
        with unit_of_work():
            person = make_person(BAGUS, "Bagus", Role.ORGANISER)
            person.language = "en"
            service.sessions.begin(person, label="Firefox", now=clock.now())
        new_totp(BAGUS)
        with unit_of_work():
            found = db.session.scalars(db.select(SignedInDevice)).one()
            found.factor_at = clock.now()
            return found.id


def test_a_new_factor_is_told_without_its_secret(app, device, post):
    with app.app_context(), unit_of_work():
        offer = factors.offer_totp(db.session.get_one(SignedInDevice, device), now=clock.now())
        factors.add_totp(device, offer.sealed, pyotp.TOTP(offer.shown[0]).at(clock.now()), now=clock.now())

    ((to, subject, text),) = post()
    assert (to, subject) == (BAGUS, "A second factor was added to your account")
    assert "an authenticator app was set up" in text
    assert "http://localhost:8000/me/account" in text
    assert offer.shown[0] not in text


def test_a_removed_one_is_told(app, device, post):
    with app.app_context(), unit_of_work():
        db.session.add(passkey_of(device))
        db.session.flush()
        factors.remove_totp(device, now=clock.now())

    ((to, subject, text),) = post()
    assert (to, subject) == (BAGUS, "A second factor was removed from your account")
    assert "the authenticator app was removed" in text


def passkey_of(device):
    owner = db.session.get_one(SignedInDevice, device).person_id
    return Passkey(
        person_id=owner, credential_id=b"1", public_key=b"2", sign_count=0, name="Kunci", created_at=clock.now()
    )


def test_a_used_recovery_code_is_told_with_what_is_left(app, device, post):
    with app.app_context(), unit_of_work():
        owner = db.session.get_one(SignedInDevice, device).person_id
        for code in (PAPER, "0" * 16):
            db.session.add(RecoveryCode(person_id=owner, code_hash=hash_secret(code), created_at=clock.now()))
        db.session.flush()
        factors.show_recovery_code(device, PAPER, now=clock.now())

    ((to, subject, text),) = post()
    assert (to, subject) == (BAGUS, "A recovery code was used for your account")
    assert "Codes left: 1." in text
    assert PAPER not in text


def test_a_reset_is_told_to_the_other_administrators_then_to_whom_it_concerns(app, device, post):
    with app.app_context(), unit_of_work():
        ratna, yusuf = make_person(RATNA, "Ratna", Role.ADMINISTRATOR), make_person(YUSUF, "Yusuf", Role.ADMINISTRATOR)
        yusuf.language = "en"
        bagus = queries.find_person(BAGUS)
        reset = staff.ask_reset(bagus.id, "Ponselnya hilang di Comal", actor=actor_of(ratna), now=clock.now())
        reset_id = reset.id

    ((to, subject, text),) = post()
    assert (to, subject) == (YUSUF, "A reset of the second factor of Bagus is asked for")
    assert f"http://localhost:8000/staff/resets/{reset_id}/decision" in text
    assert "Comal" not in text

    with app.app_context(), unit_of_work():
        staff.decide_reset(reset_id, True, actor=actor_of(queries.find_person(YUSUF)), now=clock.now())
    assert [(to, subject) for to, subject, _text in post()[1:]] == [(BAGUS, "Your second factor was reset")]


def test_who_reads_indonesian_is_told_in_it(app, device, post):
    with app.app_context(), unit_of_work():
        queries.find_person(BAGUS).language = "id"
        factors.take_away(queries.find_person(BAGUS).id, actor=actor_of(queries.find_person(BAGUS)), now=clock.now())

    ((_to, subject, text),) = post()
    assert subject == "Faktor kedua Anda diatur ulang"
    assert "kunci sandi (passkey)" in text


def test_the_first_factor_replaces_nothing(app, english, device):
    """Neither an app nor codes that somebody never had are said to end."""
    visitor = english()
    with app.app_context(), unit_of_work():
        made = make_person("baru@contoh.id", "Baru", Role.CURATOR)
        token, admin = service.make_link("baru@contoh.id", now=clock.now()), make_person(RATNA, "", Role.ADMINISTRATOR)
        invitation = staff.invite(made.id, actor=actor_of(admin), now=clock.now())
    visitor.post(f"/sign-in/{token}")
    visitor.post(f"/sign-in/invitation/{invitation}")

    page = visitor.get("/me/account/totp/new")
    assert "set up before is replaced" not in page.text
    secret = re.sub(r"\s", "", soup(page).select_one("[data-secret]").text)
    offer = soup(page).select_one("[name=offer]")["value"]
    codes = visitor.post("/me/account/totp/new", offer=offer, code=pyotp.TOTP(secret).at(clock.now()), follow=True)
    done = visitor.post(
        "/me/account/recovery-codes/new", offer=soup(codes).select_one("[name=offer]")["value"], kept="y", follow=True
    )
    assert "The recovery codes are valid now." in done.text
    assert "Earlier ones" not in done.text
    assert "set up before is replaced" in visitor.get("/me/account/totp/new").text
