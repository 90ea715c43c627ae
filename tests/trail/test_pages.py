"""The trail's pages: found by whom and what it concerns, told in words, handed out."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from eventreg.businesses.models import Business
from eventreg.core import audit, clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Actor, Role
from eventreg.trail import sealing
from tests.factories.businesses import make_business
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.support.visitor import soup
from tests.trail.conftest import NOON


@pytest.fixture
def auditor(visitor):
    return sign_in(visitor(language="en"), "auditor@contoh.id", Role.AUDITOR)


@pytest.fixture
def deeds(app):
    """Sri's business was changed by Komite, and an event closed; their numbers."""
    with app.app_context(), unit_of_work():
        sri, komite = make_person("sri@contoh.id", "Sri Lestari"), make_person("komite@contoh.id", "Komite Satu")
        business = make_business(sri, name="Batik Lintang")
        event = make_event(title="Pekan Batik")
        actor = Actor(person_id=komite.id)
        audit.record(actor, "business.changed", business, fields=["phone", "nib"], reason="=1+1", now=NOON)
        audit.record(actor, "event.closed", event, states={"state": "closed"}, now=NOON + timedelta(days=1))
        return {"sri": sri.id, "komite": komite.id, "business": business.id, "event": event.id}


def rows(page):
    return [row.text for row in soup(page).select("tbody tr")]


def test_an_entry_is_told_in_words(auditor, deeds):
    [row] = rows(auditor.get("/staff/audit/", action="business.changed"))

    assert "Business profile changed" in row
    assert "Batik Lintang" in row
    assert "Komite Satu" in row
    assert "WhatsApp number" in row
    assert "12.00 WIB" in row


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "komite@"}, {"Business profile changed", "Applications of an event closed"}),
        ({"person": "satu"}, {"Business profile changed", "Applications of an event closed"}),
        ({"business": "lintang", "person": "satu"}, {"Business profile changed"}),
        ({"event": "{event}", "person": "satu"}, {"Applications of an event closed"}),
        ({"person": "{komite}", "from": "2026-11-25"}, {"Applications of an event closed"}),
        ({"person": "{komite}", "to": "2026-11-24"}, {"Business profile changed"}),
        ({"business": "{business}", "action": "business.changed"}, {"Business profile changed"}),
        ({"action": "event.closed", "number": "{event}"}, {"Applications of an event closed"}),
        ({"person": "99999999999999999999"}, set()),
        ({"business": "999999"}, set()),
    ],
)
def test_it_is_narrowed_to_what_is_asked(auditor, deeds, asked, found):
    page = auditor.get("/staff/audit/", **{name: value.format(**deeds) for name, value in asked.items()})

    shown = {link.text for link in soup(page).select("tbody a.who")}
    assert shown & {"Business profile changed", "Applications of an event closed"} == found
    assert ("Nothing found" in page.text) is (not shown)


def test_what_was_merged_is_found_with_the_business_that_it_became(app, auditor, deeds):
    with app.app_context(), unit_of_work():
        survivor = make_business(make_person("tini@contoh.id"), name="Batik Tini")
        db.session.get_one(Business, deeds["business"]).merged_into_id = survivor.id
        number = survivor.id

    for asked in ("Batik Tini", str(number)):
        [row] = rows(auditor.get("/staff/audit/", business=asked, action="business.changed"))
        assert "Batik Lintang (merged into Batik Tini)" in row


@pytest.mark.parametrize(
    "asked",
    [
        {"event": "9" * 30},
        {"number": "9" * 6000},
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"page": "x"},
        {"event": "-1"},
    ],
)
def test_what_cannot_be_asked_is_not(auditor, deeds, asked):
    assert "Business profile changed" in auditor.get("/staff/audit/", person="satu", **asked).text


def test_many_entries_come_in_pages_and_cost_no_more_queries(auditor, write, app):
    write(120)

    first = auditor.get("/staff/audit/", action="organisation.changed")
    assert len(rows(first)) == 50
    last = auditor.get("/staff/audit/", action="organisation.changed", page=3)
    assert "101–120 of 120" in last.text
    assert "action=organisation.changed" in soup(last).select_one("a[rel=prev]")["href"]


def test_one_entry_has_everything_and_leads_further(app, auditor, deeds):
    with app.app_context():
        number = db.session.scalar(select(AuditEntry.id).filter_by(action="business.changed"))
    before = auditor.get(f"/staff/audit/{number}")
    with app.app_context():
        sealing.seal_waiting()
    after = soup(auditor.get(f"/staff/audit/{number}"))

    assert "Not sealed yet" in before.text
    assert "Business profile changed by Komite Satu: Batik Lintang." in after.text
    assert "In the chain" in after.text
    links = [link["href"] for link in after.select("main a")]
    assert f"/staff/audit/?person={deeds['komite']}" in links
    assert f"/staff/audit/?business={deeds['business']}" in links
    assert auditor.get("/staff/audit/999999").status_code == 404
    assert auditor.get(f"/staff/audit/{10**30}").status_code == 404


def test_whoever_was_erased_is_a_number(app, auditor, deeds):
    with app.app_context(), unit_of_work():
        db.session.execute(
            text("UPDATE person SET erased_at = :now WHERE id = :id"),
            {"now": NOON.replace(tzinfo=None), "id": deeds["komite"]},
        )

    [row] = rows(auditor.get("/staff/audit/", action="business.changed"))
    assert f"person no. {deeds['komite']}" in row
    assert "Komite Satu" not in row


def test_an_unknown_deed_shows_its_raw_name(app, auditor, write):
    write(1, action="thing.done")

    assert "thing.done" in auditor.get("/staff/audit/").text


def exported(auditor, **fields):
    answer = auditor.post("/staff/audit/exports", **fields)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=audit-")
    return answer.data


def test_a_table_is_handed_out_and_runs_nothing(auditor, deeds):
    data = exported(auditor, format="csv", action="business.changed")
    head, row = csv.reader(io.StringIO(data.decode("utf-8-sig")))

    assert head[:5] == ["Number", "When", "Who", "What", "About"]
    assert row[2:5] == ["Komite Satu", "Business profile changed", "Batik Lintang"]
    assert row[8] == "'=1+1"


def test_a_workbook_is_handed_out_and_runs_nothing(auditor, deeds):
    book = zipfile.ZipFile(io.BytesIO(exported(auditor, format="xlsx", action="business.changed")))

    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "Komite Satu" in sheet
    assert "=1+1" in sheet
    assert "<f>" not in sheet


def test_lines_hold_what_the_chain_is_computed_from(app, auditor, deeds):
    with app.app_context():
        sealing.seal_waiting()
    lines = [json.loads(line) for line in exported(auditor, format="jsonl", action="business.changed").splitlines()]

    assert [line["fields"] for line in lines] == [["nib", "phone"]]
    assert lines[0]["position"] >= 1
    assert len(lines[0]["mac"]) == 64


def test_an_export_is_recorded_and_a_look_is_not(app, auditor, deeds):
    def count():
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(AuditEntry))

    before = count()
    auditor.get("/staff/audit/", person="sri")
    assert count() == before
    exported(auditor, format="csv", person="sri")
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (entry.action, entry.fields, entry.states) == ("audit.exported", ["person"], {"format": "csv"})


def test_seals_are_listed_and_the_chain_is_verified_on_request(app, auditor, deeds, attack):
    with app.app_context():
        sealing.seal_waiting()
        sealing.seal_day(clock.now() + timedelta(days=1))
    assert len(rows(auditor.get("/staff/audit/seals"))) == 1
    assert "The trail is whole" in auditor.post("/staff/audit/verification", follow=True).text

    attack("UPDATE audit_entry SET reason = 'lain' WHERE action = 'business.changed'")
    assert "was altered after it was sealed" in auditor.post("/staff/audit/verification", follow=True).text


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.AUDITOR}])
@pytest.mark.sqlite_only
def test_others_do_not_read_it(visitor, role):
    other = sign_in(visitor(), "lain@contoh.id", role)

    assert other.get("/staff/audit/").status_code == 403
    assert other.post("/staff/audit/exports", format="csv").status_code == 403
    assert other.post("/staff/audit/verification").status_code == 403


@pytest.mark.sqlite_only
def test_an_auditor_of_one_event_does_not_read_it(visitor):
    other = sign_in(visitor(), "lain@contoh.id", Role.AUDITOR, event_id=7)

    assert other.get("/staff/audit/").status_code == 403
