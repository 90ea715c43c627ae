"""Where somebody is signed in: for how long, seen and ended from one's own account."""

import sqlite3
from datetime import timedelta

import pytest

from eventreg.accounts import queries, trust
from eventreg.accounts.browsers import label_of
from eventreg.accounts.models import SignedInDevice
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.config import Settings
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from tests.factories.people import make_person, sign_in
from tests.support.visitor import Visitor, soup

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Mobile Safari/537.36"
ACCOUNT = "/me/account"


def is_signed_in(visitor):
    return visitor.get(ACCOUNT).status_code == 200


def age(app, **columns):
    """Move the moments of all sessions into the past."""
    with app.app_context(), unit_of_work():
        for device in db.session.scalars(db.select(SignedInDevice)):
            for column, by in columns.items():
                setattr(device, column, getattr(device, column) - by)


def rows(page):
    return [" ".join(row.get_text(" ").split()) for row in soup(page).select("#sessions ~ ul li, #sessions li")]


# ---- How long ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("idle", "stays"), [({"days": 59, "hours": 23}, True), ({"days": 60}, False)])
def test_people_stay_signed_in_for_sixty_idle_days(app, english, idle, stays):
    sri = sign_in(english(), "sri@contoh.id")

    age(app, last_seen_at=timedelta(**idle), created_at=timedelta(days=400))

    assert is_signed_in(sri) is stays


@pytest.mark.parametrize(("idle", "stays"), [({"hours": 11, "minutes": 59}, True), ({"hours": 12}, False)])
def test_staff_stay_for_half_an_idle_day(app, english, idle, stays):
    panitia = sign_in(english(), "panitia@contoh.id", Role.ORGANISER)

    age(app, last_seen_at=timedelta(**idle))

    assert is_signed_in(panitia) is stays


@pytest.mark.parametrize(("old", "stays"), [({"days": 6, "hours": 23}, True), ({"days": 7}, False)])
def test_staff_sign_in_anew_every_week(app, english, old, stays):
    panitia = sign_in(english(), "panitia@contoh.id", Role.ORGANISER)

    age(app, created_at=timedelta(**old))

    assert is_signed_in(panitia) is stays


def test_a_role_shortens_the_session_that_is_open(app, english):
    sri = sign_in(english(), "sri@contoh.id")
    age(app, last_seen_at=timedelta(days=2))
    assert is_signed_in(sri)
    age(app, last_seen_at=timedelta(days=2))

    with app.app_context(), unit_of_work():
        make_person("sri@contoh.id", "", Role.AUDITOR)

    assert not is_signed_in(sri)


def test_the_cookie_lives_as_long(app):
    assert app.permanent_session_lifetime == trust.IDLE == timedelta(days=60)


def test_being_here_keeps_the_session(app, english):
    sri = sign_in(english(), "sri@contoh.id")
    for _ in range(3):
        age(app, last_seen_at=timedelta(days=40))
        assert is_signed_in(sri)


def test_when_somebody_was_here_is_written_every_five_minutes(app, english, time):
    sri = sign_in(english(), "sri@contoh.id")
    signed_in_at = time.moment

    def seen():
        with app.app_context():
            return db.session.scalar(db.select(SignedInDevice)).last_seen_at

    time.passes(minutes=4, seconds=59)
    sri.get("/me/")
    assert seen() == signed_in_at
    time.passes(seconds=1)
    sri.get("/me/")
    assert seen() == time.moment


@pytest.mark.sqlite_only
def test_a_busy_database_stops_no_page(app, english, database):
    sri = sign_in(english(), "sri@contoh.id")
    age(app, last_seen_at=timedelta(days=1))
    writer = sqlite3.connect(database.url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert sri.get("/me/").status_code == 200
    finally:
        writer.close()

    assert sri.get("/me/").status_code == 200
    with app.app_context():
        assert clock.now() - db.session.scalar(db.select(SignedInDevice)).last_seen_at < timedelta(minutes=5)


@pytest.mark.databases("postgresql")
def test_a_locked_row_stops_no_page(app, english):
    sri = sign_in(english(), "sri@contoh.id")
    age(app, last_seen_at=timedelta(days=1))
    with app.app_context(), db.engine.connect() as other:
        other.execute(db.select(SignedInDevice.id).with_for_update())

        assert sri.get("/me/").status_code == 200


# ---- One's own list ---------------------------------------------------------------------------------


def test_the_list_names_the_browsers(english):
    desk, phone = english(), english()
    sign_in(desk, "sri@contoh.id")
    phone.client.environ_base["HTTP_USER_AGENT"] = PHONE
    sign_in(phone, "sri@contoh.id")

    listed = rows(phone.get(ACCOUNT))

    assert len(listed) == 2
    assert listed[0].startswith("Chrome, Android this browser")
    assert listed[1].startswith("Unknown browser since")


def test_another_session_is_ended(app, english):
    desk, lost = sign_in(english(), "sri@contoh.id"), sign_in(english(), "sri@contoh.id")
    form = soup(desk.get(ACCOUNT)).select_one("form[action*='/sessions/'][action$='/ending']")

    answer = desk.post(form["action"], follow=True)

    assert "Signed out there." in answer.text
    assert not is_signed_in(lost)
    assert is_signed_in(desk)
    with app.app_context():
        assert db.session.scalar(db.select(AuditEntry).filter_by(action="session.ended"))


def test_all_others_are_ended(english):
    here, *others = [sign_in(english(), "sri@contoh.id") for _ in range(3)]

    here.post(f"{ACCOUNT}/sessions/others/ending")

    assert is_signed_in(here)
    assert not any(is_signed_in(other) for other in others)
    assert len(rows(here.get(ACCOUNT))) == 1


def test_ending_this_one_asks_first(english):
    sri = sign_in(english(), "sri@contoh.id")
    link = soup(sri.get(ACCOUNT)).select_one("a[href$='/ending']")

    assert "Sign out here?" in sri.get(link["href"]).text
    assert is_signed_in(sri)
    sri.post(link["href"])

    assert not is_signed_in(sri)


def test_nobody_ends_anothers_session(app, english):
    sri, stranger = sign_in(english(), "sri@contoh.id"), sign_in(english(), "lain@contoh.id")
    with app.app_context():
        sris = queries.devices_of(queries.find_person("sri@contoh.id").id)[0].id

    assert stranger.get(f"{ACCOUNT}/sessions/{sris}/ending").status_code == 404
    assert stranger.post(f"{ACCOUNT}/sessions/{sris}/ending").status_code == 404
    assert is_signed_in(sri)


def test_sessions_that_are_over_are_not_listed(app, english):
    sign_in(english(), "sri@contoh.id")
    age(app, last_seen_at=timedelta(days=61))
    sri = sign_in(english(), "sri@contoh.id")

    assert len(rows(sri.get(ACCOUNT))) == 1


# ---- Name and phone ---------------------------------------------------------------------------------


def test_name_and_phone_are_kept(app, english):
    sri = sign_in(english(), "sri@contoh.id")

    sri.post(ACCOUNT, name="  Sri   Wahyuni ", phone="0812-3456-7890")

    with app.app_context():
        person = queries.find_person("sri@contoh.id")
        assert (person.name, person.phone) == ("Sri Wahyuni", "+6281234567890")
        entry = db.session.scalar(db.select(AuditEntry).filter_by(action="person.changed"))
        assert entry.fields == ["name", "phone"]
    form = soup(sri.get(ACCOUNT)).select_one("#phone")
    assert form["value"] == "0812 3456 7890"


def test_a_wrong_number_is_told(app, english):
    sri = sign_in(english(), "sri@contoh.id")

    page = sri.post(ACCOUNT, name="Sri", phone="12345")

    assert page.status_code == 422
    assert "not valid" in page.text
    assert soup(page).select_one("#name")["value"] == "Sri"
    with app.app_context():
        assert queries.find_person("sri@contoh.id").name == ""


# ---- Cookies ----------------------------------------------------------------------------------------


def test_under_https_the_cookie_is_bound_to_this_host(environ, app):
    from eventreg.app import create_app

    safe = create_app(Settings.from_environ(environ | {"EVENTREG_BASE_URL": "https://daftar.example"}))
    try:
        answer = Visitor(safe).client.post("/sign-in", base_url="https://daftar.example")
        page = Visitor(safe).client.get("/sign-in", base_url="https://daftar.example")
    finally:
        with safe.app_context():
            db.engine.dispose()

    cookie = next(value for value in page.headers.getlist("Set-Cookie") if "session=" in value)
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert not any(attribute.startswith("Domain") for attribute in attributes)
    assert answer.status_code == 400


def test_without_https_the_cookie_has_its_plain_name(client):
    cookie = next(value for value in client.get("/sign-in").headers.getlist("Set-Cookie") if "session=" in value)

    assert cookie.startswith("session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


# ---- What browsers call themselves ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (PHONE, "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/129.0 Safari/537.36 Edg/129.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A546E) SamsungBrowser/25.0 Chrome/121.0 Mobile",
            "Samsung Internet, Android",
        ),
        ("curl/8.0", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_browsers_in_plain_words(user_agent, label):
    assert label_of(user_agent) == label
