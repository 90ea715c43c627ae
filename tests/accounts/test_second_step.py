"""The second factor at the door of the staff pages: what is asked, what opens, and what guessing gets."""

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventreg.accounts import factors, queries, service
from eventreg.accounts.models import RecoveryCode, SignedInDevice, TotpSecret
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.core.signing import hash_secret
from tests.factories.people import make_person, new_totp, sign_in
from tests.support.visitor import soup

PANITIA = "panitia@contoh.id"
DESK = "/staff/events/"
SECOND = "/sign-in/second-step"
PAPER = "7K2MQ4XN8WPVB3HT"


@pytest.fixture
def app_of_panitia(app):
    """The authenticator app of an organiser."""
    with app.app_context():
        with unit_of_work():
            make_person(PANITIA, "Panitia", Role.ORGANISER)
        return new_totp(PANITIA)


@pytest.fixture
def half_in(app, english):
    """Makes visitors who have come in by e-mail alone."""

    def make(**fields):
        with app.app_context(), unit_of_work():
            token = service.make_link(PANITIA, now=clock.now())
        visitor = english()
        visitor.answer = visitor.post(f"/sign-in/{token}", **fields)
        return visitor

    return make


def code_of(totp, moment, steps=0):
    """The code that the app shows so many steps later."""
    return totp.at(moment + timedelta(seconds=30 * steps))


def a_wrong_one(totp):
    """A code that isn't valid around now."""
    near = {code_of(totp, clock.now(), steps) for steps in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def give_on_paper(app, *codes):
    with app.app_context(), unit_of_work():
        person = queries.find_person(PANITIA)
        for code in codes:
            db.session.add(RecoveryCode(person_id=person.id, code_hash=hash_secret(code), created_at=clock.now()))


def actions(app, action):
    with app.app_context():
        return db.session.scalars(db.select(AuditEntry).filter_by(action=action)).all()


def test_the_email_alone_opens_nothing(app_of_panitia, half_in):
    panitia = half_in()

    assert panitia.answer.location == SECOND
    for page in (DESK, "/me/", "/me/account"):
        assert panitia.get(page).location.startswith(SECOND)
    assert panitia.post("/me/account", name="Lain").status_code == 401
    assert "/sign-out" not in panitia.get("/events/").text


def test_the_code_of_the_app_opens_the_desk(app, app_of_panitia, half_in):
    panitia = half_in()
    page = panitia.get(DESK)
    assert page.location == f"{SECOND}?next=/staff/events/"

    answer = panitia.post(SECOND, code=app_of_panitia.now(), next=DESK)

    assert answer.location == DESK
    assert panitia.get(DESK).status_code == 200
    assert [entry.states for entry in actions(app, "factor.shown")] == [{"by": "totp"}]


def test_where_one_wanted_to_go_is_kept(app, english, app_of_panitia):
    panitia = english()
    with app.app_context(), unit_of_work():
        service.request_sign_in(
            PANITIA, language="en", browser="b", next_path="/staff/outbox/", now=clock.now(), is_demo=False
        )
        token = db.session.scalar(db.select(service.outbox.OutboxMessage)).params["token"]

    answer = panitia.post(f"/sign-in/{token}", follow=True)

    form = soup(answer).select_one(f"form[action='{SECOND}']")
    assert form.select_one("[name=next]")["value"] == "/staff/outbox/"
    assert panitia.post(SECOND, code=app_of_panitia.now(), next="/staff/outbox/").location == "/staff/outbox/"


def test_the_way_on_stays_on_this_site(app_of_panitia, half_in):
    panitia = half_in()

    assert panitia.post(SECOND, code=app_of_panitia.now(), next="//jahat.id/").location == "/staff/"


def test_the_half_cookie_is_worth_nothing_afterwards(app_of_panitia, half_in, english):
    """Whoever planted or copied the cookie of the first step isn't taken along by the second."""
    panitia, thief = half_in(), english()
    thief.client.set_cookie("session", panitia.client.get_cookie("session").value)

    panitia.post(SECOND, code=app_of_panitia.now())

    assert panitia.get(DESK).status_code == 200
    assert thief.get(DESK).location.startswith("/sign-in?")


def test_a_code_counts_once(app_of_panitia, half_in):
    code = app_of_panitia.now()
    assert half_in().post(SECOND, code=code).status_code == 302

    replay = half_in().post(SECOND, code=code)

    assert replay.status_code == 422
    assert "wrong or has been used" in replay.text


def test_an_older_code_than_the_last_is_refused(app, app_of_panitia, time, half_in):
    older, newer = code_of(app_of_panitia, time.moment), code_of(app_of_panitia, time.moment, 1)

    assert half_in().post(SECOND, code=newer).status_code == 302
    assert half_in().post(SECOND, code=older).status_code == 422


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 302), (0, 302), (30, 302), (60, 422)])
def test_clocks_may_differ_by_one_step(app_of_panitia, time, half_in, seconds, status):
    code = app_of_panitia.at(int(time.moment.timestamp()) + seconds)

    assert half_in().post(SECOND, code=code).status_code == status


@pytest.mark.sqlite_only
@settings(max_examples=15)
@given(offsets=st.lists(st.integers(-1, 1), min_size=2, max_size=6))
def test_no_code_is_accepted_twice(app, offsets):
    """Whatever order the codes around now come in: each opens at most one session, and never after a later one."""
    with app.app_context():
        with unit_of_work():
            person = make_person("", "", Role.ORGANISER)
            email, person_id = person.email, person.id
        totp, now, taken = new_totp(email), clock.now(), []
        for offset in offsets:
            with unit_of_work():
                entry = service.sign_in_by_link(service.make_link(email, now=now), now=now)
                device = queries.find_device(entry.device_secret)
                outcome = factors.show_totp(device.id, code_of(totp, now, offset), now=now)
            if isinstance(outcome, str):
                taken.append(offset)
        assert taken == sorted(set(taken))
        assert taken[0] == offsets[0]
        assert queries.find_totp(person_id).last_step is not None


def test_slips_cost_no_try(app, app_of_panitia, half_in):
    panitia = half_in()
    for slip in ("", "12", "abc def", "1234567"):
        assert panitia.post(SECOND, code=slip).status_code == 422

    code = app_of_panitia.now()
    assert not actions(app, "factor.refused")
    assert panitia.post(SECOND, code=f" {code[:3]} {code[3:]} ").status_code == 302


def test_five_wrong_codes_end_the_session(app, app_of_panitia, half_in):
    panitia = half_in()
    for left in (4, 3, 2, 1):
        assert f"Tries left: {left}" in panitia.post(SECOND, code=a_wrong_one(app_of_panitia)).text

    answer = panitia.post(SECOND, code=a_wrong_one(app_of_panitia), follow=True)

    assert "Five wrong codes" in answer.text
    assert panitia.post(SECOND, code=app_of_panitia.now()).location.startswith("/sign-in")
    assert panitia.get(DESK).location.startswith("/sign-in?")
    assert len(actions(app, "factor.refused")) == 5


def test_guessing_over_many_sessions_ends_too(app, app_of_panitia, time, half_in):
    for _ in range(4):
        panitia = half_in()
        for _ in range(5):
            panitia.post(SECOND, code=a_wrong_one(app_of_panitia))

    refused = half_in().post(SECOND, code=app_of_panitia.at(time.moment))

    assert refused.status_code == 422
    assert "Too many wrong codes" in refused.text
    give_on_paper(app, PAPER)
    on_paper = half_in().post(f"{SECOND}/recovery-code", recovery_code=PAPER)
    assert "Too many wrong codes" in on_paper.text
    time.passes(days=1, minutes=1)
    assert half_in().post(SECOND, code=app_of_panitia.at(time.moment)).status_code == 302


def test_a_recovery_code_stands_in_once(app, app_of_panitia, half_in):
    give_on_paper(app, PAPER, "0" * 16)
    typed = "7k2m-q4xn 8wpv-b3ht"

    answer = half_in().post(f"{SECOND}/recovery-code", recovery_code=typed, follow=True)
    said = soup(answer).select_one(".flash")
    assert "You are in. This code is used up; 1 is left." in said.text
    assert said.select_one("a")["href"] == "/me/account"

    again = half_in().post(f"{SECOND}/recovery-code", recovery_code=typed)
    assert again.status_code == 422
    assert "wrong or has been used" in again.text
    assert half_in().post(f"{SECOND}/recovery-code", recovery_code="OOOO oooo OOOO oooo").status_code == 302
    assert len(actions(app, "recovery_code.used")) == 2


def test_anothers_recovery_code_opens_nothing(app, app_of_panitia, half_in):
    with app.app_context(), unit_of_work():
        other = make_person("lain@contoh.id", "", Role.AUDITOR)
        db.session.add(RecoveryCode(person_id=other.id, code_hash=hash_secret(PAPER), created_at=clock.now()))
    give_on_paper(app, "0" * 16)

    assert half_in().post(f"{SECOND}/recovery-code", recovery_code=PAPER).status_code == 422


def test_one_begins_again_with_another_address(app_of_panitia, half_in):
    panitia = half_in()

    assert panitia.get("/sign-in").location == SECOND
    assert panitia.post(f"{SECOND}/end").location == "/sign-in"

    assert panitia.get("/sign-in").status_code == 200
    assert panitia.post(SECOND, code=app_of_panitia.now()).location.startswith("/sign-in")


def test_who_has_none_is_not_asked(english):
    sri = sign_in(english(), "sri@contoh.id")

    assert sri.get("/me/").status_code == 200
    assert sri.get(SECOND).location == "/me/"
    assert english().get(SECOND).location == "/sign-in"


def test_roles_without_a_second_factor_open_nothing(app, english, half_in):
    """A stolen mailbox finds an ordinary person's pages, and a word about the invitation."""
    with app.app_context(), unit_of_work():
        make_person(PANITIA, "Panitia", Role.ORGANISER)
    panitia = half_in()

    assert panitia.answer.location == "/me/"
    assert "Ask an administrator for your invitation" in panitia.get("/me/").text
    desk = panitia.get("/staff/")
    assert desk.status_code == 403
    assert "Your second factor is missing" in desk.text
    assert panitia.get("/staff/events/new").status_code == 403


def test_the_secret_is_not_readable_in_the_database(app, app_of_panitia):
    with app.app_context():
        stored = db.session.scalar(db.select(TotpSecret)).secret_encrypted

    assert app_of_panitia.secret.encode() not in stored


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_in_the_demo_made_up_people_show_none(english):
    panitia = sign_in(english(), "panitia@demo.test", Role.ORGANISER)
    real = sign_in(english(), "nyata@contoh.id", Role.ORGANISER)

    assert panitia.get(DESK).status_code == 200
    assert real.get(DESK).status_code == 200


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_in_the_demo_others_show_theirs(app_of_panitia, half_in):
    assert half_in().answer.location == SECOND


def test_outside_the_demo_made_up_people_show_theirs(app, english):
    with app.app_context(), unit_of_work():
        make_person("panitia@demo.test", "", Role.ORGANISER)
        token = service.make_link("panitia@demo.test", now=clock.now())
    panitia = english()
    panitia.post(f"/sign-in/{token}")

    assert panitia.get(DESK).status_code == 403


def test_a_passkey_that_is_made_up_is_refused(app, app_of_panitia, half_in):
    """Whatever a script sends in its place; five of these end the session too."""
    panitia = half_in()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', panitia.get(SECOND).text)[1]
    answers = ["", "{}", "[" * 50_000, '{"id":"AA","rawId":"AA","type":"public-key","response":{}}', '{"id":1}']

    def send(body):
        return panitia.client.post(f"{SECOND}/passkey", data=body, headers={"X-CSRFToken": token})

    for body in answers[:4]:
        assert send(body).json["title"].startswith("The passkey was not accepted")
    assert send(answers[4]).json["title"].startswith("Five wrong codes")
    assert panitia.get(DESK).location.startswith("/sign-in?")
    with app.app_context():
        assert db.session.scalars(db.select(SignedInDevice)).one().ended_at
