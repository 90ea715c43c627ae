"""The account of an event (SPJ): what it holds and what is missing is told before; files are enclosed and taken out."""

import re
import zipfile
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from babel.dates import format_date
from PIL import Image

from eventreg.core import clock, files
from eventreg.core.config import current_settings
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.rules import EventKind
from eventreg.office import batches, enclosing, making
from eventreg.office.enclosing import Particulars
from eventreg.office.models import Batch, BatchForm, BatchState, EnclosureKind
from eventreg.office.orders import Order
from tests.factories.events import DAY, days, make_event
from tests.factories.people import make_person, sign_in

PAPERS = "/staff/events/pekan-batik/papers"


def photo(colour="steelblue"):
    file = BytesIO()
    Image.new("RGB", (900, 600), colour).save(file, "JPEG")
    file.seek(0)
    return file


def bill(words="Nota"):
    file = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(300, 300))
        made.docinfo.Title = words
        made.save(file)
    file.seek(0)
    return file


@pytest.fixture
def fair(app):
    """The number of an event whose first day has begun."""
    with app.app_context(), unit_of_work():
        now = clock.now()
        return make_event(
            title="Pekan Batik",
            kind=EventKind.EXHIBITION,
            sessions=days(now - DAY, now + DAY),
            opens_at=now - 9 * DAY,
            closes_at=now - 5 * DAY,
        ).id


@pytest.fixture
def organiser(app, visitor):
    return sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)


def send(organiser, kind, *uploads):
    return organiser.post(f"{PAPERS}/enclosures/", kind=kind, files=list(uploads))


def made(app, event_id, form, language=Language.ID):
    """The finished account, as the worker's process makes it."""
    with app.app_context():
        with unit_of_work():
            person = make_person("panitia@contoh.id")
            order = Order(event_id, "spj", language, form, {}, person.id)
            total = making.MAKERS["spj"].count(order)
            batches.start(order, total=total, actor=SYSTEM, now=clock.now())
        with unit_of_work():
            work = batches.claim(clock.now())
        making.work_on(work, app.app_context)
        batch = db.session.get_one(Batch, work.id)
        assert (batch.state, batch.done) == (BatchState.DONE, total), batch.problem
        return batches.file_of(batch).read_bytes()


def test_the_zip_holds_each_paper_in_its_chapter_with_the_contents_in_front(app, fair, organiser):
    send(organiser, "photo", (photo(), "a.jpg"), (photo("tan"), "b.jpg"))
    send(organiser, "receipt", (bill(), "Nota tenda.pdf"))
    with app.app_context(), unit_of_work():
        receipt = enclosing.of_event(fair, EnclosureKind.RECEIPT)[0]
        told = Particulars(EnclosureKind.RECEIPT, "Sewa tenda", 1_250_000, clock.now().date())
        today = format_date(told.dated_on, "d MMMM y", locale="id")
        enclosing.change(fair, receipt.id, told, actor=SYSTEM, now=clock.now())

    with zipfile.ZipFile(BytesIO(made(app, fair, BatchForm.ZIP))) as account:
        names = sorted(account.namelist())
        assert names[0] == "00 Daftar isi.pdf"
        assert "02 Daftar hadir/Daftar hadir.pdf" in names
        assert "02 Daftar hadir/Daftar hadir.xlsx" in names
        assert any(name.startswith("05 Kuitansi/Sewa tenda 20") for name in names)
        assert len([name for name in names if name.startswith("06 Foto/")]) == 1
        contents = text_of(account.read(names[0]))
    assert re.search(rf"Sewa tenda · \w+, {today} · Rp1\.250\.000", contents)
    assert "Halaman Bab" not in contents
    assert "Belum ada undangan yang diterbitkan." in contents
    assert "1 sesi belum dimulai." in contents


def test_one_pdf_holds_all_that_can_be_printed(app, fair, organiser):
    send(organiser, "photo", *[(photo(), f"{number}.jpg") for number in range(3)])
    send(organiser, "other", (bill(), "Nota tenda.pdf"))

    data = made(app, fair, BatchForm.PDF)

    with pikepdf.open(BytesIO(data)) as whole:
        assert whole.check_pdf_syntax() == []
        assert len(whole.pages) == 1 + 1 + 2 + 1  # contents, the day that has begun, two pages of photos, a bill
        with whole.open_outline() as outline:
            marks = [(one.title, whole.pages.index(pikepdf.Page(one.destination[0]))) for one in outline.root]
    assert marks == [("00 Daftar isi", 0), ("Daftar hadir", 1), ("Foto", 2), ("Nota tenda", 4)]
    contents, *others = pages_of(data)
    assert "BERKAS PERTANGGUNGJAWABAN" in contents
    assert "2.1 Daftar hadir 2 " in contents
    assert "6.1 Foto 3 " in contents
    assert "7.1 Nota tenda 5 " in contents
    assert "DAFTAR HADIR" in others[0]


def test_the_contents_of_an_english_account_are_english(app, fair, organiser):
    contents = pages_of(made(app, fair, BatchForm.PDF, Language.EN))[0]

    assert "2.1 Attendance sheet 2 " in contents
    assert "Page 1 of 1" in contents


def text_of(data):
    return " ".join(pages_of(data))


def pages_of(data):
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


@pytest.mark.sqlite_only
def test_what_is_missing_is_said_before_it_is_made(fair, organiser):
    page = organiser.get(f"{PAPERS}/account").text
    for words in ("Belum ada undangan", "1 sesi belum dimulai", "Belum ada kuitansi", "Belum ada foto"):
        assert words in page

    send(organiser, "receipt", (bill(), "Nota.pdf"))

    assert "Belum ada kuitansi" not in organiser.get(f"{PAPERS}/account").text
    assert organiser.post(f"{PAPERS}/account", form="zip", language="id").status_code == 302


def test_many_files_are_sent_at_once_and_one_that_cannot_be_read_is_named(app, fair, organiser):
    refused = send(organiser, "photo", (photo(), "a.jpg"), (BytesIO(b"kosong"), "rusak.jpg"))
    assert refused.status_code == 422
    assert "rusak.jpg" in refused.text

    assert send(organiser, "photo", (photo(), "a.jpg"), (bill(), "Surat.pdf")).status_code == 302
    with app.app_context():
        assert [one.title for one in enclosing.of_event(fair)] == ["", "Surat"]
    assert send(organiser, "photo").status_code == 422


def test_a_receipt_tells_its_sum_and_is_deleted_with_its_file(app, fair, organiser):
    send(organiser, "receipt", (photo(), "a.jpg"))
    with app.app_context():
        found = enclosing.of_event(fair)[0]
        number, path = found.id, files.path_of(found.file, "large")
        assert path.is_relative_to(current_settings().instance)
    page = f"{PAPERS}/enclosures/{number}"

    for strange in ("sejuta", "0" * 11 + "9" * 30):
        refused = organiser.post(page, kind="receipt", title="Sewa tenda", amount=strange, dated_on="2026-11-20")
        assert refused.status_code == 422, strange
        assert "Sewa tenda" in refused.text
    organiser.post(page, kind="receipt", title="Sewa tenda", amount="Rp1.250.000", dated_on="2026-11-20")

    listed = organiser.get(f"{PAPERS}/enclosures/").text
    assert "Rp1.250.000" in listed
    assert "Sewa tenda" in listed
    assert path.is_file()
    assert "Sewa tenda" in organiser.get(f"{page}/removal").text
    organiser.post(f"{page}/removal")
    assert not path.exists()
    assert "Sewa tenda" not in organiser.get(f"{PAPERS}/enclosures/").text


@pytest.mark.sqlite_only
def test_who_reviews_without_names_gets_no_account(app, fair, visitor):
    for role, status in ((Role.TREASURER, 200), (Role.AUDITOR, 200), (Role.CURATOR, 403), (Role.DOOR_SUPERVISOR, 403)):
        reader = sign_in(visitor(), f"{role}@contoh.id", role)
        assert reader.get(f"{PAPERS}/account").status_code == status, role
        assert reader.post(f"{PAPERS}/enclosures/", kind="photo").status_code == 403, role
