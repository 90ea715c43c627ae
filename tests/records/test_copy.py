"""What somebody gets when they ask what is held about them."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.accounts.models import Person, SignedInDevice
from eventreg.businesses.models import Business, MemberRole
from eventreg.consents import queries as consents
from eventreg.core import clock, files, protected
from eventreg.core.audit import AuditEntry
from eventreg.core.audit import record as record_deed
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.records import erasure
from eventreg.records.holdings import HOLDINGS, IMPERSONAL
from tests.factories.businesses import make_paper, pdf
from tests.factories.people import actor_of, make_person, sign_in
from tests.records.conftest import EMAIL, NIK, NPWP, TEXTS, add_member
from tests.support.server import run_eventreg
from tests.support.visitor import soup

UNTOLD = {"reset", "problem", "param", "pending"}


@pytest.fixture
def owner(app, somebody, visitor):
    """The person, with the second step done: they have a passkey."""
    signed_in = sign_in(visitor(language="en"), EMAIL)
    with app.app_context(), unit_of_work():
        for device in db.session.scalars(select(SignedInDevice).filter_by(person_id=somebody.person_id)):
            device.factor_at = clock.now()
    return signed_in


def audited(app):
    with app.app_context():
        query = select(AuditEntry).filter_by(action="data.exported").order_by(AuditEntry.id)
        return [entry.states["form"] for entry in db.session.scalars(query)]


def test_the_page_tells_everything_in_words(app, owner):
    page = owner.get("/me/data")

    text = " ".join(soup(page).select_one("main").text.split())
    for name, value in TEXTS.items():
        assert (value in text) == (name not in UNTOLD - {"reset"}), name
    assert NIK in text
    assert NPWP in text
    assert "To select participants fairly" in text
    assert "180 days after its last step" in text
    assert "Application sent" in text
    assert "Hartono" not in text
    assert "Kurator Lain" not in text
    assert "staff (Committee)" in text
    assert audited(app) == ["page"]


def test_why_a_booth_is_told_as_on_the_page_without_the_numbers_of_others(owner):
    text = owner.get("/me/data").text + owner.get("/me/data.json").text

    assert text.count("Diberikan kepada") == 2
    assert "⟦" not in text
    assert "u27e6" not in text


def test_codes_of_the_program_are_told_in_words(app, owner, somebody):
    with app.app_context(), unit_of_work():
        person = db.session.get(Person, somebody.person_id)
        states = {"by": "totp", "role": "helper", "kind": "access", "purpose": "photos", "way": "paper"}
        record_deed(actor_of(person), "person.signed_in", person, states=states, now=clock.now())

    page = soup(owner.get("/me/data"))

    text = " ".join(page.select_one("main").text.split())
    for code in ("batik-tulis", "· ticket:", "totp", "Purpose: registration ·", "Purpose: photos;"):
        assert code not in text, code
    with app.app_context():
        title = consents.get_text("registration").title_en
    for words in (f"Purpose: {title}", "Hand-drawn batik", "authenticator app", "photos at events", "on paper"):
        assert words in text, words
    assert "Invitation to a business" in page.select_one("[aria-labelledby=data-businesses]").text
    assert not page.select("[aria-labelledby=data-work] li:-soup-contains('Invitation to a business')")


def test_files_carry_the_day_at_the_council(app, owner, monkeypatch):
    evening = (clock.now() - timedelta(days=1)).replace(hour=18, minute=30)  # already the next day in Indonesia
    monkeypatch.setattr(clock, "now", lambda: evening)

    for ending in ("zip", "json"):
        name = f"data-{evening + timedelta(hours=7):%Y-%m-%d}.{ending}"
        assert name in owner.get(f"/me/data.{ending}").headers["Content-Disposition"]


def test_json_has_stable_keys_and_iso_times(app, owner):
    answer = owner.get("/me/data.json")

    body = json.loads(answer.text)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (body["format"], body["version"]) == ("eventreg-personal-data", 1)
    assert set(body["holdings"]) == {holding.key for holding in HOLDINGS}
    empty = {key for key, rows in body["holdings"].items() if not rows}
    assert empty == {"roles", "pending_decisions"}  # what has not gone out is no decision yet
    (person,) = body["holdings"]["person"]
    assert (person["name"], person["nik"], person["born_on"]) == (TEXTS["name"], NIK, "1990-01-17")
    assert person["created_at"].endswith("+00:00")
    assert body["holdings"]["consents"][0].keys() >= {"purpose", "version", "text", "given_at", "way"}
    assert "hash" not in answer.text
    assert audited(app) == ["json"]


def test_the_zip_holds_page_data_and_pictures(app, owner, somebody):
    answer = owner.get("/me/data.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:2] == ["data.json", "data.html"]
        assert names[2:] == [f"pictures/{key}-large.webp" for key in somebody.picture_keys]
        page = archive.read("data.html").decode()
        assert names[2] in page
        assert TEXTS["business"] in page
        assert archive.read(names[2])[:4] == b"RIFF"


def test_the_pdf_of_a_paper_is_in_the_copy_and_goes_with_the_person(app, owner, somebody):
    with app.app_context(), unit_of_work():
        person = db.session.get(Person, somebody.person_id)
        paper = make_paper(db.session.get(Business, somebody.business_id), person, kind="halal", file=pdf())
        key, path = paper.file.key, files.whole_path_of(paper.file)

    assert owner.get(f"/documents/{key}").data == path.read_bytes()
    assert f"/documents/{key}" in owner.get("/me/data").text
    with zipfile.ZipFile(io.BytesIO(owner.get("/me/data.zip").data)) as archive:
        assert archive.read(f"pictures/{key}-whole.pdf") == path.read_bytes()
        assert f"pictures/{key}-whole.pdf" in archive.read("data.html").decode()
    with app.app_context():
        with unit_of_work():
            done = erasure.erase(somebody.person_id, actor=SYSTEM, now=clock.now())
        erasure.finish(done)
    assert not path.exists()


def test_who_looked_at_a_protected_field_is_told_by_role(app, owner, somebody):
    with app.app_context(), unit_of_work():
        staff = make_person("bendahara@contoh.id", "Rahasia Namanya", Role.TREASURER)
        person = db.session.get(Person, somebody.person_id)
        record_deed(
            actor_of(staff), "identity.opened", person, fields=["nik"], reason="Membandingkan KTP", now=clock.now()
        )

    text = owner.get("/me/data").text

    assert "Protected number opened" in text
    assert "staff (Treasurer)" in text
    assert "Membandingkan KTP" in text
    assert "Rahasia Namanya" not in text


def test_others_are_not_in_it(app, owner, visitor, somebody):
    other = sign_in(visitor(), "lain@contoh.id")

    assert TEXTS["business"] not in other.get("/me/data").text
    assert TEXTS["name"] not in other.get("/me/data.json").text
    assert visitor().get("/me/data").location.startswith("/sign-in?next=")


def test_a_helper_gets_no_tax_number_whole(app, visitor, somebody):
    """It may be the owner's NIK; the pages of the business mask it for everybody."""
    with app.app_context(), unit_of_work():
        add_member(somebody.business_id, "siti@contoh.id", "Siti", role=MemberRole.HELPER)
    helper = sign_in(visitor(), "siti@contoh.id")

    for address in ("/me/data", "/me/data.json"):
        copy = helper.get(address).text
        assert NPWP not in copy
        assert protected.mask(NPWP) in copy


def test_it_is_not_asked_for_without_end(owner):
    answers = [owner.get("/me/data.json").status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]


def test_the_shell_prints_it(app, environ, somebody):
    body = json.loads(run_eventreg(environ, "records", "export", EMAIL))

    assert body["holdings"]["person"][0]["name"] == TEXTS["name"]
    assert audited(app) == ["shell"]


def test_the_shell_lists_what_every_table_holds(environ):
    lines = run_eventreg(environ, "records", "tables").splitlines()

    assert len(lines) == len(HOLDINGS) + len(IMPERSONAL)
    assert any(line.split()[:2] == ["totp_secret", "delete"] for line in lines)
    assert any(line.split()[:2] == ["ticket", "anonymise"] for line in lines)
    assert any(line.split()[:2] == ["audit_entry", "keep"] for line in lines)
