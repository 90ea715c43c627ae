"""Attendance sheets: who is expected, room to sign, what the door saw; as PDF and as XLSX."""

import zipfile
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pypdf
import pytest

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.documents.pdf import Letterhead
from eventreg.door import attending
from eventreg.events import queries as events
from eventreg.office.sheets import Attending, Closing, Sheet, sheets_pdf
from eventreg.tickets import service as tickets
from tests.factories.businesses import make_business
from tests.factories.events import DAY, days, make_event
from tests.factories.people import make_person, sign_in

LONG = Attending(
    "Raden Ayu Siti Nurhasanah Kusumawardhani Prawirodiningrat, SE",
    "Kelompok Usaha Bersama Perajin Eceng Gondok Sumber Rejeki Makmur Sentosa",
    "Jl. KH. Ahmad Dahlan Gang 5 No. 12 RT 03 RW 04, Tirto, Pekalongan Barat, Kota Pekalongan",
    "0812 3456 7890",
)
SHEET = Sheet(
    heading="DAFTAR HADIR",
    event="Pelatihan Pewarna Alam",
    facts=(("Hari, tanggal", "Kamis, 26 November 2026"),),
    columns=("No.", "Nama", "Usaha", "Alamat", "HP", "Tanda tangan"),
    rows=(),
    closing=Closing("Pekalongan, 26 November 2026", "Ketua Panitia", "Ratna Dewi", "NIP. 1970"),
    page="Halaman {page} dari {pages}",
)
COUNCIL = Letterhead("Dekranasda", "Kota Pekalongan", "")


def texts_of(data):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(data)).pages]


@pytest.mark.parametrize("count", range(60))
def test_however_many_there_are_each_stands_once_and_the_list_is_signed_at_its_end(count):
    sheet = replace(SHEET, rows=[replace(LONG, phone=f"08-{number:02}") for number in range(count)])

    pages = texts_of(sheets_pdf([sheet], COUNCIL, title="x", language="id"))

    for number in range(count):
        assert sum(page.count(f"08-{number:02}") for page in pages) == 1
    assert " ".join(pages).count(LONG.name) == " ".join(pages).count(LONG.business) == count
    assert [page.count("Ratna Dewi") for page in pages] == [0] * (len(pages) - 1) + [1]
    assert all(f"Halaman {number} dari {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert pages[-1].count(LONG.name) >= min(count, 2)  # nobody signs a page without names


def test_a_dozen_and_who_signs_for_them_stand_on_one_page_with_each_number_in_one_line():
    sheet = replace(SHEET, rows=[replace(LONG, business="Batik Ayu", address="Jl. Jetayu 3")] * 12)

    (page,) = pypdf.PdfReader(BytesIO(sheets_pdf([sheet], COUNCIL, title="x", language="id"))).pages

    assert page.extract_text().count("0812 3456 7890") == 12
    assert "Ratna Dewi" in page.extract_text()


# ---- Of an event -----------------------------------------------------------------------------------


@pytest.fixture
def course(app):
    """The slug of a training of two days; Dewi came to the first, and Slamet to none."""
    with app.app_context(), unit_of_work():
        now = clock.now()
        event = make_event(title="Pewarna Alam", sessions=days(now - 3 * DAY, now - 2 * DAY), now=now - 10 * DAY)
        business = make_business(make_person("dewi@contoh.id"), name="=Batik Lintang")
        business.address = "Jl. Jetayu 3"
        for holder in ("Dewi Lestari", "Slamet"):
            ticket = tickets.issue(
                event,
                holder=holder,
                person_id=None,
                business_id=business.id,
                business_name=business.name,
                category="",
                actor=SYSTEM,
                now=now,
            )
            if holder == "Dewi Lestari":
                session = event.sessions[0]
                attending.correct(ticket, session, present=True, reason="Daftar", actor=SYSTEM, now=now)
        return event.slug


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


def page_of(slug):
    return f"/staff/events/{slug}/papers/attendance-sheets/"


@pytest.mark.sqlite_only
def test_a_sheet_for_each_session_with_names_or_with_who_was_seen(app, course, organiser):
    with app.app_context():
        first = events.get_public(course).sessions[0].id

    empty = texts_of(organiser.post(page_of(course), filling="blank", blank="3", language="id", format="pdf").data)
    names = texts_of(organiser.post(page_of(course), filling="names", blank="0", language="id", format="pdf").data)
    seen = organiser.post(page_of(course), filling="presence", blank="0", session=str(first), language="en").data

    assert len(empty) == len(names) == 2
    assert "3." in empty[0]
    assert "Dewi" not in empty[0]
    assert all("Dewi Lestari =Batik Lintang Jl. Jetayu 3" in page for page in names)
    (page,) = texts_of(seen)
    assert "ATTENDANCE SHEET" in page
    assert page.count("Present ") == page.count("Absent") == 1
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="event.attendance_sheet_made").count() == 3


def leaves_of(data):
    """The rows of each leaf, each value as text; no cell may be a formula."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(BytesIO(data)) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        leaves = [ElementTree.fromstring(book.read(name)) for name in names]
    assert all(leaf.find(f".//{space}f") is None for leaf in leaves)
    return [[["".join(cell.itertext()) for cell in row] for row in leaf.iter(f"{space}row")] for leaf in leaves]


@pytest.mark.sqlite_only
def test_the_spreadsheet_has_a_column_to_sign_in_and_no_formulas(course, organiser):
    made = organiser.post(page_of(course), filling="names", blank="2", language="id", format="xlsx")

    first, second = leaves_of(made.data)
    head = next(number for number, row in enumerate(first) if row[:1] == ["No."])
    assert first[head][5] == "Tanda tangan"
    assert [row[:3] for row in first[head + 1 : head + 3]] == [
        ["1", "Dewi Lestari", "=Batik Lintang"],
        ["2", "Slamet", "=Batik Lintang"],
    ]
    assert first[head + 4][0] == "4"  # the last empty line
    assert len(second) == len(first)


@pytest.mark.sqlite_only
def test_another_events_session_has_no_sheet_here(app, course, organiser):
    with app.app_context(), unit_of_work():
        other = make_event().sessions[0].id

    assert organiser.post(page_of(course), session=str(other)).status_code == 404
