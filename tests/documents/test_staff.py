"""The register for staff: who sees which papers, finding one, withdrawing it, taking the list along."""

import io
import zipfile

import pytest
from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from tests.factories.businesses import make_business
from tests.factories.curation import DAY, make_curation, phase
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.support.visitor import soup


@pytest.fixture
def papers(app):
    """Two events with a paper each, and a third that belongs to none: ids by what they are called."""
    with app.app_context(), unit_of_work():
        here, there = make_event(title="Di sini"), make_event(title="Di sana")
        business = make_business(make_person("sri@contoh.id", "Sri Wahyuni"))
        made = {
            "here": make_document(event_id=here.id, title="Sertifikat satu", business_id=business.id),
            "there": make_document(event_id=there.id, title="Undangan dua", kind=DocumentKind.INVITATION),
            "nowhere": make_document(title="Berita acara tiga", kind=DocumentKind.MINUTES),
        }
        return {name: one.id for name, one in made.items()} | {"event": here.id, "business": business.name}


def titles(page):
    return {link.text for link in soup(page).select("td a.who")}


def test_staff_see_the_papers_of_their_events_and_those_of_none_only_from_above(visitor, papers):
    everywhere = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)
    of_one = sign_in(visitor(), "budi@contoh.id", Role.ORGANISER, event_id=papers["event"])

    assert titles(everywhere.get("/staff/documents/")) == {"Sertifikat satu", "Undangan dua", "Berita acara tiga"}
    assert titles(of_one.get("/staff/documents/")) == {"Sertifikat satu"}
    assert of_one.get(f"/staff/documents/{papers['there']}").status_code == 404
    assert of_one.get(f"/staff/documents/{papers['nowhere']}/withdrawal").status_code == 404


def test_a_paper_is_found_by_number_title_name_kind_and_state(visitor, papers):
    panitia = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)

    for query, found in (
        ({"q": "893/002"}, {"Undangan dua"}),
        ({"q": "SERTIFIKAT"}, {"Sertifikat satu"}),
        ({"q": papers["business"]}, {"Sertifikat satu"}),
        ({"kind": "minutes"}, {"Berita acara tiga"}),
        ({"event": papers["event"]}, {"Sertifikat satu"}),
        ({"standing": "withdrawn"}, set()),
        ({"standing": "nonsense", "kind": "x", "event": "y"}, {"Sertifikat satu", "Undangan dua", "Berita acara tiga"}),
    ):
        assert titles(panitia.get("/staff/documents/", **query)) == found, query


def test_whoever_reviews_without_names_reads_none_in_the_papers(app, visitor, papers):
    with app.app_context(), unit_of_work():
        event = make_event(title="Terkurasi")
        make_curation(event, phases=[phase("Penilaian", clock.now() - DAY, reviewers=[Role.COMMITTEE])])
        make_document(event_id=event.id, title="Surat penerimaan")
    komite = sign_in(visitor(), "komite@contoh.id", Role.COMMITTEE)
    panitia = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)

    assert titles(komite.get("/staff/documents/")) == {"Sertifikat satu", "Undangan dua", "Berita acara tiga"}
    assert "Surat penerimaan" in titles(panitia.get("/staff/documents/"))


def test_withdrawing_asks_first_wants_a_reason_and_is_told_to_everybody(app, visitor, papers):
    panitia, address = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER), f"/staff/documents/{papers['here']}"

    assert soup(panitia.get(address)).select_one(f"a[href='{address}/withdrawal']")
    refused = panitia.post(f"{address}/withdrawal", reason="")
    assert refused.status_code == 422
    assert panitia.post(f"{address}/withdrawal", reason="Ejaan nama salah", follow=True).status_code == 200

    shown = panitia.get(address)
    assert "Ejaan nama salah" in shown.text
    assert not soup(shown).select(f"a[href='{address}/withdrawal']")
    again = panitia.post(f"{address}/withdrawal", reason="Lagi")
    assert again.status_code == 422
    assert "sudah ditarik" in again.text
    with app.app_context():
        code = db.session.scalars(select(IssuedDocument.code).filter_by(id=papers["here"])).one()
    assert "Ejaan nama salah" in visitor().get(f"/verify/{code}").text


def test_whoever_may_only_read_withdraws_nothing(visitor, papers):
    bendahara, address = sign_in(visitor(), "bendahara@contoh.id", Role.TREASURER), f"/staff/documents/{papers['here']}"

    assert not soup(bendahara.get(address)).select("a[href$=withdrawal]")
    assert bendahara.post(f"{address}/withdrawal", reason="Saya mau").status_code == 403


def test_the_list_as_a_file_holds_what_was_looked_for_and_is_written_down(app, visitor, papers):
    panitia = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)

    book = zipfile.ZipFile(io.BytesIO(panitia.post("/staff/documents/file", q="satu").data))

    cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert "Sertifikat satu" in cells
    assert papers["business"] in cells
    assert "Undangan dua" not in cells
    with app.app_context():
        (entry,) = db.session.scalars(select(AuditEntry).filter_by(action="documents.exported"))
        assert entry.states == {"rows": "1"}
