"""What stands on all papers: the letterhead, numbers, and who signs; set by an administrator without code."""

from io import BytesIO

import pytest

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.council import queries, service
from eventreg.council.service import Facts, SignatoryFacts
from eventreg.documents.rules import DocumentKind
from eventreg.office import signing
from eventreg.office.models import EventPapers
from eventreg.office.signing import Rule
from tests.factories.businesses import picture
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

BASE = "/staff/organisation"
NUMBERS = {"pattern": "{number}/{office}/{year}", "office": "DKRN", "class_invitation": "005", "signer_invitation": "0"}
NUMBERS |= {f"{part}_{kind}": "0" for kind in ("acceptance", "assignment", "certificate") for part in ("signer",)}


@pytest.fixture
def admin(app, visitor):
    with app.app_context(), unit_of_work():
        service.update_organisation(Facts("Dewan Kerajinan", "Dekranasda"), actor=SYSTEM, now=clock.now())
    return sign_in(visitor(), "admin@contoh.id", Role.ADMINISTRATOR)


def add(*names):
    """Signatories in this order; the caller holds the unit of work. Their ids."""
    return [service.add_signatory(SignatoryFacts(n, "Ketua"), None, actor=SYSTEM, now=clock.now()).id for n in names]


def test_the_logo_is_shown_replaced_and_taken_away_again(app, admin):
    def send(**fields):
        return admin.post(f"{BASE}/letterhead", line="Telp. (0285) 421091", follow=True, **fields)

    def shown():
        return [image["src"] for image in soup(admin.get(f"{BASE}/letterhead")).select(".letterhead img")]

    assert send(logo=(picture(kind="PNG"), "logo.png")).status_code == 200
    (first,) = shown()
    assert admin.get(first).mimetype == "image/webp"
    send(logo=(picture((640, 640)), "logo.jpg"))
    (second,) = shown()
    assert admin.get(first).status_code == 404  # its picture is gone, from the disk too
    assert second != first
    wrong = admin.post(f"{BASE}/letterhead", line="Baris baru", logo=(BytesIO(b"no picture"), "logo.png"))
    assert wrong.status_code == 422
    assert soup(wrong).select_one("#logo-error")
    assert soup(wrong).select_one("#line")["value"] == "Baris baru"
    assert shown() == [second]
    send(removes_logo="y")
    assert shown() == []


def test_before_the_organisation_has_a_name_its_letterhead_waits(app, visitor):
    admin = sign_in(visitor(), "admin@contoh.id", Role.ADMINISTRATOR)

    page = admin.post(f"{BASE}/letterhead", line="Telp. 1")

    assert page.status_code == 422
    assert "Isi dulu nama instansi" in page.text


def test_the_next_paper_is_numbered_by_the_pattern_that_was_saved(app, admin):
    assert admin.post(f"{BASE}/numbers", **NUMBERS, follow=True).status_code == 200
    assert admin.post(f"{BASE}/numbers/last", series="", last="20", follow=True).status_code == 200

    with app.app_context(), unit_of_work():
        number = make_document().number
    assert number.startswith("021/DKRN/")
    too_low = admin.post(f"{BASE}/numbers/last", series="", last="3")
    assert too_low.status_code == 422
    assert "Nomor 21 sudah terpakai" in too_low.text


def test_a_wrong_pattern_is_told_beside_it_and_stays_typed(admin):
    page = admin.post(f"{BASE}/numbers", **NUMBERS | {"pattern": "{nomor}/{year}"})

    assert page.status_code == 422
    assert "nomor" in soup(page).select_one("#pattern-error").text
    assert soup(page).select_one("#pattern")["value"] == "{nomor}/{year}"
    assert "{nomor}" not in soup(admin.get(f"{BASE}/numbers")).select_one("#pattern")["value"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"by_class": "y"}, "{class}"),  # two classes would have the same numbers
        ({"pattern": "x" * 80 + "{office}/{number}/{year}", "office": "O" * 40}, "120"),  # its end would be cut off
    ],
)
def test_a_pattern_that_would_give_a_number_twice_is_told_beside_it(admin, given, told):
    page = admin.post(f"{BASE}/numbers", **NUMBERS | given)

    assert page.status_code == 422
    assert told in soup(page).select_one("#pattern-error").text


def test_each_kind_is_signed_by_whom_staff_chose_and_by_the_first_otherwise(app, admin):
    with app.app_context(), unit_of_work():
        first, second = add("Bu Inggit", "Pak Wahyu")
    admin.post(f"{BASE}/numbers", **NUMBERS | {"signer_invitation": str(second), "class_invitation": "090"})

    with app.app_context():
        assert signing.signatory_for(DocumentKind.INVITATION).id == second
        assert signing.letter_class_of(DocumentKind.INVITATION) == "090"
        assert signing.signatory_for(DocumentKind.ACCEPTANCE).id == first
        assert signing.letter_class_of(DocumentKind.STATEMENT) is None
    page = soup(admin.get(f"{BASE}/numbers"))
    assert page.select_one("#signer_invitation option[selected]").text == "Pak Wahyu"


@pytest.mark.sqlite_only
def test_a_certificate_is_signed_by_its_events_own_and_nobody_signs_who_has_left(app):
    with app.app_context(), unit_of_work():
        first, second, third = add("Bu Inggit", "Pak Wahyu", "Bu Dewi")
        event = make_event()
        db.session.add(EventPapers(event_id=event.id, signatory_id=third))
        signing.set_rules({DocumentKind.CERTIFICATE: Rule("893", second)}, actor=SYSTEM, now=clock.now())
        kind = DocumentKind.CERTIFICATE
        assert signing.signatory_for(kind, event.id).id == third
        assert signing.signatory_for(kind).id == second
        for left, expected in ((third, second), (second, first), (first, None)):
            service.end_signatory(left, actor=SYSTEM, now=clock.now())
            found = signing.signatory_for(kind, event.id)
            assert (found.id if found else None) == expected


def test_the_order_of_signatories_is_changed_by_a_button_and_one_may_leave(app, admin):
    with app.app_context(), unit_of_work():
        first, second, third = add("Bu Inggit", "Pak Wahyu", "Bu Dewi")

    def names(selector="ol h2"):
        return [one.text for one in soup(admin.get(f"{BASE}/signatories/")).select(selector)]

    admin.post(f"{BASE}/signatories/{third}/up")
    assert names() == ["Bu Inggit", "Bu Dewi", "Pak Wahyu"]
    admin.post(f"{BASE}/signatories/{first}/down")
    admin.post(f"{BASE}/signatories/{second}/down")  # the last stays the last
    assert names() == ["Bu Dewi", "Bu Inggit", "Pak Wahyu"]
    assert "Bu Dewi" in soup(admin.get(f"{BASE}/signatories/{third}/end")).h1.text
    admin.post(f"{BASE}/signatories/{third}/end")
    assert names() == ["Bu Inggit", "Pak Wahyu"]
    assert "Bu Dewi" in names("details li")[0]
    assert admin.get(f"{BASE}/signatories/{third}").status_code == 404


def test_a_signatory_with_a_signature_is_added_and_changed(app, admin):
    told = {"name": "Hj. Inggit Soraya, S.Sn.", "post": "Ketua", "identity": "NIP. 1"}
    admin.post(f"{BASE}/signatories/new", **told, picture=(picture(kind="PNG"), "ttd.png"))
    with app.app_context():
        (one,) = queries.signatories()
        address = f"{BASE}/signatories/{one.id}"
        assert (one.name, one.post, one.identity) == tuple(told.values())
    (image,) = soup(admin.get(address)).select("img.signature")
    assert admin.get(image["src"]).mimetype == "image/webp"

    refused = admin.post(address, **told | {"post": ""})
    assert refused.status_code == 422
    admin.post(address, **told | {"post": "Ketua Harian"}, removes_picture="y")
    with app.app_context():
        (one,) = queries.signatories()
        assert (one.post, one.picture) == ("Ketua Harian", None)
    assert admin.get(image["src"]).status_code == 404
