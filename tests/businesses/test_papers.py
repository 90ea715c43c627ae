"""Papers: kept once, looked at once, worth what they are on a day; and files that pretend to be papers."""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from sqlalchemy import select

from eventreg.businesses import papers, queries, rules, shelf
from eventreg.businesses.models import Business, Paper
from eventreg.businesses.rules import PaperState
from eventreg.core import clock, files
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.files import StoredFile
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Role
from tests.factories.businesses import make_business, make_paper, pdf, picture
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

TODAY = date(2026, 11, 26)

# ---- What a paper is worth on a day ------------------------------------------------------------------


def paper(**changes):
    return SimpleNamespace(**{"expires_on": None, "verified_at": None, "refused_at": None, **changes})


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, PaperState.UNCHECKED),
        ({"verified_at": 1}, PaperState.VERIFIED),
        ({"verified_at": 1, "expires_on": TODAY}, PaperState.EXPIRING),  # its last day still counts
        ({"verified_at": 1, "expires_on": TODAY + timedelta(days=30)}, PaperState.EXPIRING),
        ({"verified_at": 1, "expires_on": TODAY + timedelta(days=31)}, PaperState.VERIFIED),
        ({"verified_at": 1, "expires_on": TODAY - timedelta(days=1)}, PaperState.EXPIRED),
        ({"expires_on": TODAY - timedelta(days=1)}, PaperState.EXPIRED),
        ({"expires_on": TODAY}, PaperState.UNCHECKED),
        ({"refused_at": 1, "expires_on": TODAY - timedelta(days=1)}, PaperState.REFUSED),
    ],
)
def test_the_state_of_a_paper_on_a_day(changes, state):
    assert papers.state_of(paper(**changes), TODAY) is state


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.booleans())
def test_a_paper_is_good_exactly_while_it_is_verified_and_not_over(expires_on, on, is_verified):
    found = paper(expires_on=expires_on, verified_at=1 if is_verified else None)

    assert papers.is_good(found, on) == (is_verified and on <= expires_on)


@pytest.mark.parametrize(
    ("kind", "number", "nib", "refusal"),
    [
        ("pirt", " ", "", rules.NumberMissing),
        ("halal", "9" * 81, "", rules.NumberTooLong),
        ("nib", "9120103344556", "9120103344557", rules.NibDiffers),
    ],
)
def test_numbers_that_are_refused(kind, number, nib, refusal):
    with pytest.raises(refusal):
        rules.check_number(kind, number, nib=nib)


def test_a_statement_has_no_number_and_another_paper_a_title():
    assert rules.check_number("statement", "", nib="") == ""
    assert rules.check_title("halal", "Sertifikat") == ""
    with pytest.raises(rules.TitleMissing):
        rules.check_title("other", "  ")


def test_days_that_cannot_be():
    rules.check_days(date(2020, 1, 1), date(2021, 1, 1), today=TODAY)  # one that is over may be kept
    with pytest.raises(rules.IssuedLater):
        rules.check_days(TODAY + timedelta(days=1), None, today=TODAY)
    with pytest.raises(rules.ExpiresBeforeIssued):
        rules.check_days(date(2025, 1, 1), date(2024, 1, 1), today=TODAY)


# ---- A business and its staff ------------------------------------------------------------------------


@pytest.fixture
def shop(app):
    """Sri's business; whatever a test asks is asked with an app context."""
    with app.app_context():
        with unit_of_work():
            sri = make_person("sri@demo.test", "Sri")
            organiser = make_person("panitia@contoh.id", "Ratna", Role.ORGANISER)
            business = make_business(sri, name="Batik Lintang")
            make_business(organiser, name="Batik Ratna")
        db.session.refresh(sri)
        db.session.refresh(organiser)
        yield SimpleNamespace(id=business.id, sri=sri, staff=actor_of(organiser), organiser=organiser)


def actions(prefix):
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [entry.action for entry in entries if entry.action.startswith(prefix)]


def business_of(shop):
    return db.session.get_one(Business, shop.id)


def test_the_number_of_a_nib_fills_a_profile_without_one_and_must_agree_with_another(shop):
    with unit_of_work():
        make_paper(business_of(shop), shop.sri, kind="nib", number="9120 1033 44556")
    assert business_of(shop).nib == "9120103344556"

    with pytest.raises(rules.NibDiffers), unit_of_work():
        make_paper(business_of(shop), shop.sri, kind="nib", number="9120103344557")
    with pytest.raises(rules.NibTooShort), unit_of_work():
        make_paper(business_of(shop), shop.sri, kind="nib", number="912010334455")


def test_a_paper_is_refused_with_a_message_mended_and_verified(shop):
    with unit_of_work():
        first = make_paper(business_of(shop), shop.sri, number="ID1").id
    assert [waiting.id for waiting in shelf.page_to_verify(None, 1).rows] == [first]

    with unit_of_work():
        papers.refuse(first, "Foto buram", actor=shop.staff, now=clock.now())
    message = db.session.scalars(select(OutboxMessage).filter_by(kind="paper_refused")).one()
    assert (message.address, message.params["remark"]) == ("sri@demo.test", "Foto buram")
    assert shelf.page_to_verify(None, 1).rows == []

    key = db.session.get_one(Paper, first).file.key
    details = rules.PaperDetails(kind="halal", number="ID2")
    with unit_of_work():
        second = papers.replace(shop.id, first, details, key, actor=actor_of(shop.sri), now=clock.now()).id
        papers.verify(second, actor=shop.staff, now=clock.now())
    [held] = shelf.papers_of(shop.id)
    assert (held.id, held.number, papers.state_of(held, TODAY)) == (second, "ID2", PaperState.VERIFIED)
    assert db.session.get_one(Paper, first).archived_at is not None
    with pytest.raises(rules.PaperChanged), unit_of_work():
        papers.verify(first, actor=shop.staff, now=clock.now())

    with unit_of_work():
        papers.reset(second, actor=shop.staff, now=clock.now())
    assert shelf.counts_to_verify() == {"halal": 1}
    assert actions("paper.") == ["paper.added", "paper.refused", "paper.replaced", "paper.verified", "paper.reset"]


def test_saving_it_unchanged_leaves_the_verdict(shop):
    with unit_of_work():
        kept = make_paper(business_of(shop), shop.sri, number="ID1")
        papers.verify(kept.id, actor=shop.staff, now=clock.now())
        details = rules.PaperDetails(kind="halal", number="ID1")
        same = papers.replace(shop.id, kept.id, details, kept.file.key, actor=actor_of(shop.sri), now=clock.now())

    assert same.id == kept.id
    assert same.verified_at is not None


def test_who_may_judge(shop):
    with unit_of_work():
        theirs = make_paper(business_of(shop), shop.sri).id
        own = db.session.get_one(Business, min(shop.staff.business_ids))
        mine = make_paper(own, shop.organiser).id

    with pytest.raises(Forbidden), unit_of_work():
        papers.verify(theirs, actor=actor_of(shop.sri), now=clock.now())
    with pytest.raises(rules.OwnPaper), unit_of_work():
        papers.verify(mine, actor=shop.staff, now=clock.now())
    with pytest.raises(rules.RemarkMissing), unit_of_work():
        papers.refuse(theirs, " ", actor=shop.staff, now=clock.now())
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_paper_needs_a_file_that_is_the_business_s(shop):
    with unit_of_work():
        stranger = make_person("eko@demo.test")
        foreign = make_paper(make_business(stranger), stranger, file=pdf()).file.key

    details = rules.PaperDetails(kind="halal", number="ID1")
    for key in (foreign, "tidak-ada"):
        with pytest.raises(papers.PhotoUnknown), unit_of_work():
            papers.add(shop.id, details, key, actor=actor_of(shop.sri), now=clock.now())
    with pytest.raises(rules.FileMissing), unit_of_work():
        papers.add(shop.id, details, "", actor=actor_of(shop.sri), now=clock.now())
    assert queries.find_own_photo(foreign, shop.sri.id) is None


def test_a_removed_paper_takes_its_file_along_unless_something_else_has_it(shop):
    with unit_of_work():
        one = make_paper(business_of(shop), shop.sri, file=pdf())
        key, path = one.file.key, files.whole_path_of(one.file)
        other = papers.add(
            shop.id,
            rules.PaperDetails(kind="pirt", number="P1"),
            key,
            actor=actor_of(shop.sri),
            now=clock.now(),
        )
        first, second = one.id, other.id
    with unit_of_work():
        assert papers.remove(shop.id, first, actor=actor_of(shop.sri), now=clock.now()) == ""
    with unit_of_work():
        assert papers.remove(shop.id, second, actor=actor_of(shop.sri), now=clock.now()) == key
    files.remove(key)

    assert not path.exists()
    assert db.session.scalar(select(StoredFile).filter_by(key=key)) is None
    with pytest.raises(NotFound):
        shelf.get_own_paper(shop.id, second, actor_of(shop.sri))


# ---- Pages -------------------------------------------------------------------------------------------

FORM = {"kind": "halal", "title": "", "number": "ID33110001", "issued_on": "2024-05-01", "expires_on": "2028-05-01"}


@pytest.fixture
def page(lintang):
    return f"{lintang.url}/papers"


@pytest.mark.sqlite_only
def test_a_pdf_is_sent_listed_and_given_back_as_a_download(lintang, sri, page):
    sent = sri.post(f"{page}/new", **FORM, file=(pdf(2), "../../etc/Sertifikat Halal.PDF"))
    assert (sent.status_code, sent.location) == (302, page)
    listed = soup(sri.get(page))
    assert "ID33110001" in listed.text
    assert "belum dilihat" in listed.select_one(".status").text

    [link] = [a["href"] for a in listed.select("a") if a["href"].endswith("/file")]
    answer = sri.get(link)
    assert answer.data.startswith(b"%PDF-")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Sertifikat Halal.pdf" in answer.headers["Content-Disposition"]
    assert "/" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def polyglot():
    """A PDF that a careless browser would take for a page with a script."""
    return BytesIO(b"<html><script>alert(1)</script>" + pdf().getvalue())


def encrypted(password):
    return pdf(encrypt=StandardEncryption(password, ownerPassword="pemilik"))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("halaman.pdf", lambda: BytesIO(b"<html><script>alert(1)</script></html>"), "bukan foto atau PDF"),
        ("poliglot.pdf", polyglot, "bukan foto atau PDF"),
        ("kosong.pdf", lambda: BytesIO(b""), None),
        ("awal.pdf", lambda: BytesIO(b"%PDF-1.7\n<html><script>alert(1)</script>"), "bukan foto atau PDF"),
        ("gambar.svg", lambda: BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), None),
        ("terkunci.pdf", lambda: encrypted("rahasia"), "dikunci"),
        ("dibatasi.pdf", lambda: encrypted(""), "dikunci"),
        ("panjang.pdf", lambda: pdf(21), "21 halaman"),
        ("besar.pdf", lambda: BytesIO(pdf().getvalue() + b"\n%" + b"0" * (8 * 1024 * 1024)), "8 MB"),
    ],
)
def test_what_pretends_to_be_a_paper_is_refused_at_its_field(lintang, sri, page, name, file, words):
    answer = sri.post(f"{page}/new", **FORM, file=(file(), name))

    assert answer.status_code == 422
    error = soup(answer).select_one("#file-error").text
    assert words is None or words in error
    assert soup(answer).select_one("[name=number]")["value"] == "ID33110001"
    assert "ID33110001" not in sri.get(page).text


@pytest.mark.sqlite_only
def test_a_wrong_number_keeps_the_file(lintang, sri, page):
    refused = sri.post(f"{page}/new", **{**FORM, "kind": "nib", "number": "9120103344557"}, file=(pdf(), "nib.pdf"))
    assert refused.status_code == 422
    assert "9120103344556" in soup(refused).select_one("#number-error").text, "the profile's"
    key = soup(refused).select_one("[name=file_key]")["value"]

    assert (
        sri.post(f"{page}/new", **{**FORM, "kind": "nib", "number": "9120103344556"}, file_key=key).status_code == 302
    )


@pytest.mark.sqlite_only
def test_papers_are_their_business_s_alone_and_staff_looks_are_written_down(app, visitor, lintang, sri, stranger, page):
    sri.post(f"{page}/new", **FORM, file=(picture(), "IMG_1.jpg"))
    with app.app_context():
        found = db.session.scalars(select(Paper)).one()
        paper_id, key = found.id, found.file.key
    for url in (f"{page}/{paper_id}/file", f"{page}/{paper_id}/edit", page, f"/photos/{key}/large"):
        assert sri.get(url).status_code == 200
        assert stranger.get(url).status_code == 404
    assert stranger.get(f"/staff/papers/{paper_id}/file").status_code == 403

    staff = sign_in(visitor(), "ratna@contoh.id", Role.ORGANISER)
    assert staff.get(f"/photos/{key}/large").status_code == 404, "only where it is written down"
    assert "Sertifikat halal" in staff.get("/staff/papers/").text
    assert staff.get(f"/staff/papers/{paper_id}").status_code == 200
    assert staff.get(f"/staff/papers/{paper_id}/file").content_type == "image/webp"
    with app.app_context():
        assert actions("paper.opened") == ["paper.opened"]

    refused = staff.post(f"/staff/papers/{paper_id}/refusal", remark="")
    assert refused.status_code == 422
    staff.post(f"/staff/papers/{paper_id}/refusal", remark="Halaman kedua belum ada")
    assert "Halaman kedua belum ada" in sri.get(page).text
    staff.post(f"/staff/papers/{paper_id}/reset")
    staff.post(f"/staff/papers/{paper_id}/verification")
    assert "terverifikasi" in soup(sri.get(page)).select_one(".status").text
