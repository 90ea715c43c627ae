"""Berita acara serah terima stan: its text read back from the PDF."""

import re

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.documents.models import IssuedDocument
from eventreg.documents.pdf import Letterhead
from eventreg.documents.rules import grouped
from eventreg.events.models import Event
from eventreg.onsite import deposits, handing, ledger
from eventreg.onsite.documents import minutes_pdf
from eventreg.onsite.handing import Facts
from eventreg.onsite.minutes import Thing
from eventreg.onsite.models import Handover
from eventreg.onsite.rules import Way
from eventreg.onsite.texts import Bundle, Heads, Minutes, Side
from tests.factories.onsite import make_fair_at_work
from tests.factories.people import actor_of, make_person, sign_in

LIST = "/staff/events/pekan-batik/at-the-booths/handing"


def pages_of(body):
    document = pdfium.PdfDocument(body)
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]


@pytest.fixture
def fair(app):
    """A-01 was handed over by Rudi with a remark, its deposit paid; A-02 not yet. Codes and addresses."""
    with app.app_context(), unit_of_work():
        event, made = make_fair_at_work(2, deposit=200_000)
        code, rudi = made[0].code, actor_of(make_person(name="Rudi"))
        facts = Facts([Thing("Meja", 1), Thing("Kursi", 2, "satu goyang")], "Karpet basah", "Tono Prasetyo")
        handing.write(event.id, "a-01", code, Way.IN, facts, actor=rudi, now=clock.now())
        deposits.take(event.id, code, amount=200_000, receipt="KW-5", actor=SYSTEM, now=clock.now())
        return [(one.code, one.applicant.email) for one in made]


def test_minutes_name_both_sides_the_booth_the_things_and_the_deposit(client, fair):
    [(code, _email), _other] = fair
    volunteer = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)

    [text] = pages_of(volunteer.get(f"{LIST}/a-01/{code}/in.pdf").data)

    for words in (
        "BERITA ACARA SERAH TERIMA STAN",
        "Pada hari ini,",
        "dua ribu dua puluh",
        "Rudi",
        "Tono Prasetyo",
        "A-01",
        "3 × 3 m",
        "2. Kursi 2 satu goyang",
        "Karpet basah",
        "Rp200.000 (dua ratus ribu rupiah)",
        "KW-5",
        "Halaman 1 dari 1",
    ):
        assert words in text, words


def test_what_came_back_stands_beside_what_was_handed_over(app, client, fair):
    [(code, _email), _other] = fair
    with app.app_context(), unit_of_work():
        event_id = db.session.query(Handover).one().application.event_id
        facts = Facts([Thing("Meja", 0), Thing("Kursi", 2, "kaki patah", damaged=1)], exhibitor="Tono")
        handing.write(event_id, "a-01", code, Way.OUT, facts, actor=SYSTEM, now=clock.now())
    volunteer = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)

    [text] = pages_of(volunteer.get(f"{LIST}/a-01/{code}/out.pdf").data)

    assert "1. Meja 1 0 – kurang: 1" in text
    assert "2. Kursi 2 2 1 kaki patah" in text


def test_forms_for_all_booths_are_one_file_each_with_its_own_pages(client, fair):
    [_first, (other, _email)] = fair
    volunteer = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)

    texts = pages_of(volunteer.get(f"{LIST}/forms-in.pdf").data)

    assert len(texts) == 2
    assert all("Halaman 1 dari 1" in text for text in texts)
    assert other in texts[1]
    assert not any("Tono" in text for text in texts)


def test_the_exhibitor_reads_their_own_in_their_language_and_no_others(client, visitor, fair):
    [(code, email), (other, stranger)] = fair
    path = f"/me/applications/{code}/at-the-fair/minutes/a-01/in.pdf"
    owner = sign_in(client, email)

    assert "BERITA ACARA" in pages_of(owner.get(path).data)[0]
    assert sign_in(visitor(), stranger).get(path).status_code == 404
    assert owner.get(f"/me/applications/{code}/at-the-fair/minutes/a-01/out.pdf").status_code == 404
    owner.post("/language", language="en")
    assert "MINUTES OF HANDING OVER A BOOTH" in pages_of(owner.get(path).data)[0]
    assert other not in pages_of(owner.get(path).data)[0]


def test_the_longest_paper_goes_on_over_its_pages_and_loses_nothing():
    heads = Heads("Catatan", "Halaman {page} dari {pages}")
    side = Side((("Pihak", "Nama panjang " * 12),), "Yang menyerahkan " * 3, "Nama panjang " * 12)
    lines = tuple((f"{number}.", f"Barang {number}", "999", "catatan panjang " * 8) for number in range(1, 41))
    columns = (("No.", 0.07, True), ("Barang", 0.38, False), ("Jumlah", 0.13, True), ("Catatan", 0.42, False))
    paper = Minutes(
        titles=("BERITA ACARA", "Pekan " * 30, "Nomor"),
        foot="kaki " * 60,
        opening="Pada hari ini. " * 20,
        first=side,
        second=side,
        deed="Menyerahkan.",
        booth=(("Stan", "A-01, " * 60),),
        columns=columns,
        lines=lines,
        remarks="Karpet basah. " * 200,
        deposit="Uang jaminan. " * 40,
        closing="Demikian.",
        agreed="Disetujui " * 30,
        place_and_day="Pekalongan, 27 November 2026",
    )

    texts = pages_of(minutes_pdf(Bundle("Judul", Letterhead("Dewan", "Kota", ""), "id", heads), [paper, paper]))

    half = len(texts) // 2
    assert f"Halaman {half} dari {half}" in texts[-1]
    assert "Barang 40" in " ".join(texts[half:])
    assert " ".join(texts[:half]).count("Karpet") == 200
    assert "Demikian." in texts[-1]


def test_minutes_that_both_agreed_to_can_be_checked_by_anybody_until_they_are_changed(app, client, visitor, fair):
    [(code, email), _other] = fair
    staff = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)

    def printed():
        [text] = pages_of(staff.get(f"{LIST}/a-01/{code}/in.pdf").data)
        return text

    assert "Periksa keaslian" not in printed()
    with app.app_context(), unit_of_work():
        written, owner = db.session.scalars(select(Handover)).one(), actor_of(make_person(email))
        handing.agree(code, "a-01", Way.IN, seen=ledger.print_of(written), actor=owner, now=clock.now())
    with app.app_context():
        number = db.session.scalars(select(IssuedDocument)).one().code
    assert grouped(number) in printed()
    told = visitor().get(f"/verify/{number}").text
    assert "A-01" in told
    assert "serah terima stan" in told.casefold()

    with app.app_context(), unit_of_work():
        event_id = db.session.scalars(select(Event)).one().id
        seen = ledger.print_of(db.session.scalars(select(Handover)).one())
        facts = Facts([Thing("Meja", 2)], "", "Tono Prasetyo")
        handing.correct(
            event_id, "a-01", code, Way.IN, facts, seen=seen, reason="Salah hitung", actor=SYSTEM, now=clock.now()
        )
    assert "diubah setelah kedua pihak setuju" in visitor().get(f"/verify/{number}").text
    assert "Periksa keaslian" not in printed()
