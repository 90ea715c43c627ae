"""A lost phone: whose data was on it, the notice, and the 72 hours."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.door import pairing
from eventreg.door.models import DoorDevice
from eventreg.records.models import Incident
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.records.conftest import TEXTS
from tests.support.visitor import soup

HOUR = timedelta(hours=1)


@pytest.fixture
def admin(visitor):
    return sign_in(visitor(language="en"), "admin@contoh.id", Role.ADMINISTRATOR)


def typed(moment):
    """As clocks show it in the west of Indonesia."""
    return f"{moment + 7 * HOUR:%Y-%m-%dT%H:%M}"


def lost(admin, kind, *, noticed=None, follow=True, **fields):
    now = noticed or clock.now() - HOUR
    usual = {
        "kind": kind,
        "happened_at": typed(now - 2 * HOUR),
        "noticed_at": typed(now),
        "words": "Tertinggal di angkot.",
        "measures": "Akses dicabut.",
    }
    return admin.post("/staff/incidents/new", follow=follow, **usual | fields)


@pytest.fixture
def device_id(app, somebody):
    with app.app_context():
        return db.session.scalars(select(DoorDevice.id)).one()


def test_nothing_lost_yet(admin):
    assert "Nothing was lost" in admin.get("/staff/incidents/").text


def test_a_door_phone_tells_whose_names_it_held(app, admin, somebody, device_id):
    with app.app_context(), unit_of_work():
        make_application(make_event().id, name="Usaha Kegiatan Lain")

    page = lost(admin, "door_phone", door_device=device_id)

    text = " ".join(soup(page).select_one("main").text.split())
    assert "70 hours left" in text or "71 hours left" in text
    assert "Whose data it was 1" in text
    assert TEXTS["owner"] in text
    assert "the last three digits of telephone numbers" in text
    assert "Usaha Kegiatan Lain" not in text
    assert soup(page).select_one(f"a[href$='/door/devices/{device_id}/revocation']")
    listed = admin.get("/staff/incidents/")
    assert "To be told" in listed.text
    assert soup(listed).select_one("[href='/staff/incidents/'] .count").text == "1"


def test_after_revoking_the_page_says_since_when(app, admin, device_id):
    lost(admin, "door_phone", door_device=device_id)
    with app.app_context(), unit_of_work():
        pairing.revoke(db.session.get(DoorDevice, device_id), actor=SYSTEM, now=clock.now())

    page = admin.get("/staff/incidents/1")

    assert "Revoke the device now" not in page.text
    assert "access was revoked" in admin.get("/staff/incidents/1/notice").text


def test_the_list_is_taken_as_a_table_and_recorded(app, admin, device_id):
    lost(admin, "door_phone", door_device=device_id)

    answer = admin.post("/staff/incidents/1/list")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert TEXTS["owner"] in texts
    assert "0812" in texts
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="incident.list_exported")).one()
        assert entry.states == {"people": "1"}


def test_the_notice_is_drafted_in_both_languages(admin, device_id):
    lost(admin, "door_phone", door_device=device_id)

    page = soup(admin.get("/staff/incidents/1/notice"))

    indonesian, english = page.select_one("[lang=id] h2"), page.select_one("article [lang=en] h2")
    assert "kegagalan pelindungan data pribadi" in indonesian.text
    assert english.text == "Notice of a personal data breach"
    assert page.text.count("Tertinggal di angkot.") == 2
    assert page.text.count("Akses dicabut.") == 2


def test_an_events_data_concerns_all_its_applicants(app, admin, somebody):
    with app.app_context(), unit_of_work():
        event_id = make_event().id
        make_application(event_id, name="Batik Satu")
        make_application(event_id, name="Batik Dua")

    page = lost(admin, "event_data", event=event_id)

    text = " ".join(soup(page).select_one("main").text.split())
    assert "Whose data it was 2" in text
    assert "Batik Satu" in text
    assert TEXTS["business"] not in text


@pytest.mark.parametrize(
    ("role", "people", "kind"),
    [
        (Role.DOOR_VOLUNTEER, 0, "Nothing about people could be read."),
        (Role.COMMITTEE, 1, "what was written in applications"),
        (Role.TREASURER, 2, "identity and tax numbers"),  # of the business without an application too
    ],
)
def test_a_members_device_held_what_their_roles_show(app, admin, somebody, role, people, kind):
    with app.app_context(), unit_of_work():
        staff_id = make_person("staf@contoh.id", "Staf", role).id

    page = lost(admin, "staff_device", staff=staff_id)

    text = " ".join(soup(page).select_one("main").text.split())
    assert f"Whose data it was {people}" in text
    assert kind in text


def test_a_role_for_one_event_shows_that_event_alone(app, admin, somebody):
    with app.app_context(), unit_of_work():
        event_id = make_event().id
        make_application(event_id, name="Batik Satu")
        staff_id = make_person("staf@contoh.id", "Staf", Role.COMMITTEE, event_id=event_id).id

    text = soup(lost(admin, "staff_device", staff=staff_id)).select_one("main").text

    assert "Batik Satu" in text
    assert TEXTS["business"] not in text


def test_what_is_told_no_longer_counts_down(app, admin, device_id):
    lost(admin, "door_phone", door_device=device_id)

    refused = admin.post("/staff/incidents/1/told")
    assert refused.status_code == 422
    assert "Tick this first." in refused.text
    assert "hours left" in refused.text

    page = admin.post("/staff/incidents/1/told", are_told="y", follow=True)

    assert "Marked as told." in page.text
    assert "hours left" not in page.text
    assert not soup(page).select("[href='/staff/incidents/'] .count")


def test_what_is_to_be_done_stands_before_the_long_list(admin, device_id):
    page = lost(admin, "door_phone", door_device=device_id)

    assert [title["id"] for title in soup(page).select("main h2")] == ["known", "todo", "whose"]


def test_every_mistake_is_told_at_once_where_it_is(admin, device_id):
    page = soup(lost(admin, "door_phone", door_device="0", words="", noticed_at="2099-01-01T00:00"))

    for name in ("door_device", "words", "noticed_at"):
        field = page.select_one(f"[name={name}]")
        assert field["aria-invalid"] == "true", name
    assert "(optional)" not in page.select_one("[for=door_device]").text


def test_what_is_late_is_marked(admin, device_id):
    lost(admin, "door_phone", door_device=device_id, noticed=clock.now() - 80 * HOUR)

    assert "Overdue" in admin.get("/staff/incidents/").text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": ""}, "Choose what happened."),
        ({"words": ""}, "Fill this in."),
        ({"door_device": "0"}, "Choose what was lost."),
        ({"door_device": "999"}, "Choose what was lost."),
        ({"door_device": "x"}, ""),
        ({"happened_at": "2099-01-01T00:00"}, "noticed after it happened"),
        ({"noticed_at": "kemarin"}, "Choose a day and a time."),
        ({"noticed_at": "2001-01-01T00:00"}, "noticed after it happened"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(app, admin, device_id, fields, says):
    page = lost(admin, **{"kind": "door_phone", "door_device": str(device_id), **fields})

    assert page.status_code == 422
    assert says in page.text
    if "words" not in fields:
        assert "Tertinggal di angkot." in page.text
    with app.app_context():
        assert db.session.scalars(select(Incident)).all() == []


def test_no_such_incident(admin):
    for path in ("/staff/incidents/9", "/staff/incidents/9/notice"):
        assert admin.get(path).status_code == 404
    for path in ("/staff/incidents/9/told", "/staff/incidents/9/list"):
        assert admin.post(path).status_code == 404


@pytest.mark.sqlite_only
def test_a_merged_business_is_told_under_the_name_that_it_has_now(app, admin):
    with app.app_context(), unit_of_work():
        event = make_event()
        kept = make_application(event.id, email="sri@contoh.id", name="Batik Tini", phone="0812 1111 2222")
        left = make_application(event.id, email="tini@contoh.id", name="Batik Tinni", phone="0812 3333 4444")
        left.business.merged_into_id = kept.business_id
        number = event.id

    page = lost(admin, "event_data", event=number)

    text = soup(page).select_one("main").text
    assert "Batik Tini" in text
    assert "Batik Tinni" not in text
