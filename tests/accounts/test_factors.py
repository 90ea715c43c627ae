"""Setting up second factors: by invitation alone, in the session of whom it is for; and taking them away."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pyotp
import pytest

from eventreg.accounts import factors, queries, service, staff
from eventreg.accounts.models import Passkey, SignedInDevice, StaffInvitation
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.logging import blank
from eventreg.core.permissions import SYSTEM, Role
from tests.factories.people import make_person, sign_in
from tests.support.visitor import soup

PANITIA = "panitia@contoh.id"
SECOND = "/sign-in/second-step"
ACCOUNT = "/me/account"
NEW, TOTP, CODES = f"{ACCOUNT}/factors/new", f"{ACCOUNT}/totp/new", f"{ACCOUNT}/recovery-codes/new"
DESK = "/staff/events/"


@pytest.fixture
def invited(app):
    """Makes the address of an invitation for a member of the staff."""

    def make(email=PANITIA):
        with app.app_context(), unit_of_work():
            person = make_person(email, "", Role.ORGANISER)
            return f"/sign-in/invitation/{staff.invite(person.id, actor=SYSTEM, now=clock.now())}"

    return make


@pytest.fixture
def by_email(app, english):
    """Makes visitors who came in by e-mail alone."""

    def make(email=PANITIA):
        with app.app_context(), unit_of_work():
            make_person(email)
            token = service.make_link(email, now=clock.now())
        visitor = english()
        visitor.post(f"/sign-in/{token}")
        return visitor

    return make


def secret_on(page):
    """The secret as the page says it in letters."""
    return " ".join((page if hasattr(page, "select_one") else soup(page)).select_one("[data-secret]").text.split())


def set_up_app(visitor):
    """Set up an authenticator app as the page says; gives it, and the answer."""
    page = visitor.get(TOTP)
    secret = secret_on(page).replace(" ", "")
    offer = soup(page).select_one("[name=offer]")["value"]
    totp = pyotp.TOTP(secret)
    return totp, visitor.post(TOTP, offer=offer, code=totp.at(clock.now()))


def keep_codes(visitor):
    page = soup(visitor.get(CODES))
    visitor.post(CODES, offer=page.select_one("[name=offer]")["value"], kept="y")
    return [row.text for row in page.select("ol li")]


def actions(app, like):
    with app.app_context():
        query = db.select(AuditEntry.action).where(AuditEntry.action.like(like)).order_by(AuditEntry.id)
        return list(db.session.scalars(query))


# ---- By invitation ----------------------------------------------------------------------------------


def test_an_invited_person_sets_up_an_app(app, invited, by_email):
    panitia = by_email()
    path = invited()
    assert panitia.get(DESK).status_code == 403

    assert "Set up the second factor" in panitia.get(path).text
    assert panitia.post(path).location == NEW
    assert "Authenticator app" in panitia.get(NEW).text
    _, answer = set_up_app(panitia)

    assert answer.location == CODES
    assert panitia.get(DESK).status_code == 200
    assert actions(app, "%factor%") == ["factor.enrolled"]
    assert actions(app, "staff_invitation.%") == ["staff_invitation.made", "staff_invitation.accepted"]


def test_whoever_is_not_signed_in_does_that_first(app, invited, english):
    path = invited()
    panitia = english()

    away = panitia.get(path).location

    assert away.startswith("/sign-in?")
    assert parse_qs(urlsplit(away).query)["next"] == [path]


def test_a_stolen_mailbox_cannot_enrol(app, invited, by_email):
    """Whoever reads the mail of staff comes in as an ordinary person, and no address of enrolment opens."""
    invited()
    thief = by_email()

    for page in (NEW, TOTP, CODES):
        assert thief.get(page).status_code == 403
    assert thief.post(TOTP, offer="", code="123456").status_code == 403
    assert thief.post(CODES, offer="", kept="y").status_code == 403
    assert thief.post(f"{ACCOUNT}/passkeys/options").status_code == 403
    assert thief.post(f"{ACCOUNT}/passkeys").status_code == 403
    assert "factors/new" not in thief.get(ACCOUNT).text
    assert thief.get(DESK).status_code == 403
    with app.app_context():
        assert not queries.has_factor(queries.find_person(PANITIA).id)


def test_an_offer_of_another_session_is_refused(app, invited, by_email):
    """A page that somebody else prepared, with a secret that they know, opens nothing here."""
    eko = by_email("eko@contoh.id")
    eko.post(invited("eko@contoh.id"))
    page = soup(eko.get(TOTP))
    secret, offer = secret_on(page).replace(" ", ""), page.select_one("[name=offer]")["value"]
    panitia = by_email()
    panitia.post(invited())

    for made_up in (offer, "", "gAAAAA"):
        answer = panitia.post(TOTP, offer=made_up, code=pyotp.TOTP(secret).at(clock.now()))
        assert answer.location == TOTP

    assert panitia.get(DESK).status_code == 403


def test_anothers_invitation_says_nothing(app, invited, by_email):
    path = invited()
    stranger = by_email("lain@contoh.id")

    answers = [stranger.get(path), stranger.post(path), stranger.get("/sign-in/invitation/tidak-ada")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert all("not for you, or not complete" in answer.text for answer in answers)
    assert not any(PANITIA in answer.text for answer in answers)
    assert by_email().post(path).location == NEW


def test_an_invitation_counts_once(invited, by_email):
    path = invited()
    by_email().post(path)

    thief = by_email()

    assert thief.post(path).status_code == 410
    assert "is over" in thief.get(path).text
    assert thief.get(TOTP).status_code == 403


def test_an_invitation_lasts_a_week(invited, by_email, time):
    path = invited()
    time.passes(days=6, hours=23)
    assert by_email().get(path).status_code == 200
    time.passes(hours=1)

    assert by_email().post(path).status_code == 410


def test_a_withdrawn_invitation_opens_nothing(app, invited, by_email):
    path = invited()
    with app.app_context(), unit_of_work():
        staff.withdraw_invitation(queries.find_person(PANITIA).id, actor=SYSTEM, now=clock.now())

    assert by_email().post(path).status_code == 410


def test_after_half_an_hour_the_invitation_is_wasted(invited, by_email, time):
    panitia = by_email()
    panitia.post(invited())
    assert panitia.get(TOTP).status_code == 200

    time.passes(minutes=30)

    assert panitia.get(TOTP).status_code == 403


def test_other_browsers_do_not_enrol_along(invited, by_email):
    here, there = by_email(), by_email()
    here.post(invited())

    assert there.get(TOTP).status_code == 403


def test_the_token_is_not_in_the_database(app, invited):
    token = invited().rsplit("/", 1)[1]

    with app.app_context():
        row = db.session.scalar(db.select(StaffInvitation))
        assert token not in {str(value) for value in vars(row).values()}


def test_the_token_is_not_in_the_logs(invited):
    path = invited()
    token = path.rsplit("/", 1)[1]

    for line in (f'GET {path} HTTP/1.1" 200', f"GET /sign-in?next={path}", f"GET /sign-in?next={quote(path, safe='')}"):
        assert token not in blank(line)


# ---- The app ----------------------------------------------------------------------------------------


def test_the_page_says_the_same_in_three_ways(invited, by_email):
    panitia = by_email()
    panitia.post(invited())

    page = soup(panitia.get(TOTP))

    address = page.select_one("a[href^='otpauth:']")["href"]
    secret = secret_on(page)
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", secret)
    assert parse_qs(urlsplit(address).query)["secret"] == [secret.replace(" ", "")]
    assert PANITIA in address.replace("%40", "@")
    assert page.select_one("svg.qr")


def test_a_wrong_first_code_keeps_the_secret(app, invited, by_email):
    panitia = by_email()
    panitia.post(invited())
    page = soup(panitia.get(TOTP))
    secret, offer = secret_on(page), page.select_one("[name=offer]")["value"]
    right = pyotp.TOTP(secret.replace(" ", "")).at(clock.now())

    refused = panitia.post(TOTP, offer=offer, code=f"{(int(right) + 500_000) % 1_000_000:06}")

    assert refused.status_code == 422
    assert "does not fit" in refused.text
    assert secret_on(refused) == secret
    with app.app_context():
        assert not queries.has_factor(queries.find_person(PANITIA).id)
    assert panitia.post(TOTP, offer=offer, code=right).location == CODES


def test_the_first_code_is_used_up(invited, by_email):
    panitia = by_email()
    panitia.post(invited())
    totp, _ = set_up_app(panitia)

    assert by_email().post(SECOND, code=totp.at(clock.now())).status_code == 422


def test_sessions_from_before_wait_for_the_factor(invited, by_email):
    thief, panitia = by_email(), by_email()
    assert thief.get("/me/").status_code == 200
    panitia.post(invited())

    set_up_app(panitia)

    assert thief.get("/me/").location.startswith(SECOND)


def test_setting_up_gives_a_new_session(invited, by_email, english):
    panitia, copy = by_email(), english()
    panitia.post(invited())
    copy.client.set_cookie("session", panitia.client.get_cookie("session").value)

    set_up_app(panitia)

    assert copy.get("/me/").location.startswith("/sign-in?")


# ---- Recovery codes ---------------------------------------------------------------------------------


def test_ten_codes_are_shown_once(app, invited, by_email):
    panitia = by_email()
    panitia.post(invited())
    set_up_app(panitia)

    codes = keep_codes(panitia)

    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4} ){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    assert not set(codes) & {row.text for row in soup(panitia.get(CODES)).select("ol li")}
    assert by_email().post(f"{SECOND}/recovery-code", recovery_code=codes[3]).status_code == 302
    assert by_email().post(f"{SECOND}/recovery-code", recovery_code=codes[3]).status_code == 422


def test_the_codes_count_once_their_owner_has_kept_them(invited, by_email):
    panitia = by_email()
    panitia.post(invited())
    set_up_app(panitia)
    page = soup(panitia.get(CODES))
    offer, codes = page.select_one("[name=offer]")["value"], [row.text for row in page.select("ol li")]

    refused = panitia.post(CODES, offer=offer)

    assert refused.status_code == 422
    assert [row.text for row in soup(refused).select("ol li")] == codes
    assert "no recovery codes" in panitia.get(ACCOUNT).text
    assert panitia.post(CODES, offer=offer, kept="y").location == "/staff/"
    assert "10 left" in panitia.get(ACCOUNT).text


def test_new_codes_end_the_old_ones(invited, by_email):
    panitia = by_email()
    panitia.post(invited())
    set_up_app(panitia)
    old, new = keep_codes(panitia), keep_codes(panitia)

    assert by_email().post(f"{SECOND}/recovery-code", recovery_code=old[0]).status_code == 422
    assert by_email().post(f"{SECOND}/recovery-code", recovery_code=new[0]).status_code == 302


def test_used_codes_do_not_come_back(invited, by_email):
    """The form with the codes is sent again after one of them was used."""
    panitia = by_email()
    panitia.post(invited())
    set_up_app(panitia)
    page = soup(panitia.get(CODES))
    offer, code = page.select_one("[name=offer]")["value"], page.select_one("ol li").text
    panitia.post(CODES, offer=offer, kept="y")
    by_email().post(f"{SECOND}/recovery-code", recovery_code=code)

    assert "too old" in panitia.post(CODES, offer=offer, kept="y").text
    assert by_email().post(f"{SECOND}/recovery-code", recovery_code=code).status_code == 422


# ---- Changing them ----------------------------------------------------------------------------------


def test_changing_factors_asks_again_after_ten_minutes(invited, by_email, time):
    panitia = by_email()
    panitia.post(invited())
    totp, _ = set_up_app(panitia)
    time.passes(minutes=9, seconds=59)
    assert panitia.get(NEW).status_code == 200
    time.passes(seconds=1)

    assert panitia.get(NEW).location == f"{SECOND}?next={NEW}"
    assert panitia.post(f"{ACCOUNT}/totp/removal").location.startswith(SECOND)
    assert panitia.get(DESK).status_code == 200

    assert panitia.post(SECOND, code=totp.at(time.moment), next=NEW).location == NEW
    assert panitia.get(NEW).status_code == 200


def test_another_app_replaces_the_first(invited, by_email, time):
    panitia = by_email()
    panitia.post(invited())
    old, _ = set_up_app(panitia)
    new, _ = set_up_app(panitia)
    time.passes(seconds=60)

    assert by_email().post(SECOND, code=old.at(time.moment)).status_code == 422
    assert by_email().post(SECOND, code=new.at(time.moment)).status_code == 302


def test_staff_keep_their_last_factor(app, invited, by_email):
    panitia = by_email()
    panitia.post(invited())
    set_up_app(panitia)
    assert "Remove “Authenticator app”?" in panitia.get(f"{ACCOUNT}/totp/removal").text

    answer = panitia.post(f"{ACCOUNT}/totp/removal", follow=True)

    assert "Staff keep one second factor" in answer.text
    with app.app_context():
        assert queries.has_factor(queries.find_person(PANITIA).id)


def test_one_of_two_may_go(app, invited, by_email):
    panitia = by_email()
    panitia.post(invited())
    set_up_app(panitia)
    passkey_id = give_passkey(app, PANITIA)

    panitia.post(f"{ACCOUNT}/totp/removal")
    assert panitia.post(f"{ACCOUNT}/passkeys/{passkey_id}/removal", follow=True).text.count("Staff keep one") == 1

    with app.app_context():
        person_id = queries.find_person(PANITIA).id
        assert queries.find_totp(person_id) is None
        assert len(queries.passkeys_of(person_id)) == 1
    assert "factor.removed" in actions(app, "factor.%")


def test_anothers_passkey_is_not_found(app, english):
    sign_in(english(), "lain@contoh.id", Role.AUDITOR)
    passkey_id = give_passkey(app, "lain@contoh.id")
    panitia = sign_in(english(), PANITIA, Role.ORGANISER)

    assert panitia.get(f"{ACCOUNT}/passkeys/{passkey_id}/removal").status_code == 404
    assert panitia.post(f"{ACCOUNT}/passkeys/{passkey_id}/removal").status_code == 404


def give_passkey(app, email):
    with app.app_context(), unit_of_work():
        person = queries.find_person(email)
        passkey = Passkey(
            person_id=person.id, credential_id=b"k" * 16, public_key=b"", name="Kunci", created_at=clock.now()
        )
        db.session.add(passkey)
        db.session.flush()
        return passkey.id


def test_taking_away_ends_everything(app, invited, by_email):
    panitia = by_email()
    panitia.post(invited())
    totp, _ = set_up_app(panitia)
    codes = keep_codes(panitia)
    give_passkey(app, PANITIA)

    with app.app_context(), unit_of_work():
        person_id = queries.find_person(PANITIA).id
        factors.take_away(person_id, actor=SYSTEM, now=clock.now())

    assert panitia.get(DESK).location.startswith("/sign-in?")
    with app.app_context():
        assert not factors.has_factor(person_id)
        assert not queries.passkeys_of(person_id)
        assert not queries.recovery_codes_of(person_id)
        assert all(device.ended_at for device in db.session.scalars(db.select(SignedInDevice)))
    again = by_email()
    assert again.post(SECOND, code=totp.at(clock.now())).location == "/me/"
    assert again.post(f"{SECOND}/recovery-code", recovery_code=codes[0]).location == "/me/"
    assert again.get(DESK).status_code == 403
    assert again.get(TOTP).status_code == 403


def test_a_challenge_is_answered_once_and_soon(app, english):
    """Without a browser nothing can be signed; what is kept of the question shows that it is asked once."""
    panitia = sign_in(english(), PANITIA, Role.ORGANISER)
    give_passkey(app, PANITIA)

    def kept():
        with app.app_context():
            device = db.session.scalar(db.select(SignedInDevice))
            return device.challenge, device.challenge_until

    asked = panitia.post(f"{SECOND}/passkey/options").json
    challenge, until = kept()
    assert challenge
    assert asked["rpId"] == "localhost"
    assert until - clock.now() <= timedelta(minutes=5)

    panitia.post(f"{SECOND}/passkey")

    assert kept() == (None, None)
