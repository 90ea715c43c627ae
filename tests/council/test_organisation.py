"""The organisation: words for every page before and after somebody has named it."""

import pytest

from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.core.permissions import Role
from eventreg.council.models import Organisation
from tests.factories.people import sign_in
from tests.support.visitor import soup

FACTS = {
    "name": "Dewan Kerajinan Nasional Daerah Kota Pekalongan",
    "short_name": "Dekranasda",
    "place": "Kota Pekalongan",
    "address": "Jl. Jetayu\nPekalongan",
    "hours": "Senin–Jumat, 08.00–15.30 WIB",
    "whatsapp": "0812-3456-7890",
    "welcome": "Selamat datang",
    "lead": "Daftar lewat ponsel.",
    "zone": "WITA",
    "privacy_contact": "Bu Sekar, 0812 3456 7890",
    "seal_address": "sekretaris@contoh.id",
}


@pytest.fixture
def admin(visitor):
    return sign_in(visitor(language="en"), "admin@contoh.id", Role.ADMINISTRATOR)


def test_pages_have_neutral_words_before_it_has_a_name(app, visitor):
    page = soup(visitor(language="en").get("/sign-in"))

    assert page.title.text == "Sign in · Craft council"
    with app.app_context():
        assert db.session.scalars(db.select(Organisation)).all() == []


def test_what_was_saved_stands_on_the_pages(admin, visitor):
    assert admin.post("/staff/organisation", **FACTS, follow=True).status_code == 200

    foot = soup(visitor().get("/sign-in")).select_one("footer")
    assert FACTS["name"] in foot.text
    assert foot.select_one("a[href='https://wa.me/6281234567890']")
    form = soup(admin.get("/staff/organisation"))
    assert form.select_one("#whatsapp")["value"] == "0812 3456 7890"
    assert form.select_one("#zone option[selected]").text == "WITA"
    assert form.select_one("#privacy_contact")["value"] == "Bu Sekar, 0812 3456 7890"
    assert form.select_one("#seal_address")["value"] == "sekretaris@contoh.id"


def test_saving_twice_keeps_one_row_and_tells_what_changed(app, admin):
    admin.post("/staff/organisation", **FACTS)
    admin.post("/staff/organisation", **FACTS | {"hours": "", "lead": "Daftar."})
    admin.post("/staff/organisation", **FACTS | {"hours": "", "lead": "Daftar."})

    with app.app_context():
        assert len(db.session.scalars(db.select(Organisation)).all()) == 1
        changes = db.session.scalars(db.select(AuditEntry).filter_by(action="organisation.changed")).all()
        assert [entry.fields for entry in changes[1:]] == [["hours", "lead"]]


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("name", "  ", "Fill this in."),
        ("short_name", "x" * 41, "Shorten this to 40 characters at most."),
        ("whatsapp", "0285 421 234", "This WhatsApp number is not valid."),
        ("seal_address", "sekretaris", "This is not an e-mail address."),
        ("whatsapp", "0800 0000 0012", "This WhatsApp number is not valid."),
    ],
)
def test_mistakes_are_told_and_nothing_typed_is_lost(app, admin, field, text, says):
    page = admin.post("/staff/organisation", **FACTS | {field: text, "lead": "Kalimat baru"})

    assert page.status_code == 422
    assert says in soup(page).select_one(".errors").text
    assert "Kalimat baru" in page.text
    with app.app_context():
        assert db.session.scalar(db.select(Organisation)) is None


def test_nobody_has_to_get_the_seal(app, admin):
    assert admin.post("/staff/organisation", **FACTS | {"seal_address": "", "privacy_contact": ""}).status_code == 302

    with app.app_context():
        assert db.session.get(Organisation, Organisation.ONLY).seal_address == ""


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_demo_numbers_are_for_the_demo(admin):
    assert admin.post("/staff/organisation", **FACTS | {"whatsapp": "0800 0000 0012"}).status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
@pytest.mark.sqlite_only
def test_only_administrators_edit_it(visitor, role):
    other = sign_in(visitor(), "lain@contoh.id", role)

    assert other.get("/staff/organisation").status_code == 403
    assert other.post("/staff/organisation", **FACTS).status_code == 403


def test_an_administrator_of_one_event_does_not(visitor):
    other = sign_in(visitor(), "lain@contoh.id", Role.ADMINISTRATOR, event_id=7)

    assert other.get("/staff/organisation").status_code == 403
    assert other.post("/staff/organisation", **FACTS).status_code == 403
    assert other.get("/staff/outbox/").status_code == 403
