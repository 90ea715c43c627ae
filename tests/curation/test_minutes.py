"""The minutes of a meeting: their text read back from the PDF, and what a reader who stays away doesn't get."""

import re
from datetime import UTC, datetime, timedelta

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.numerals import in_words
from eventreg.core.permissions import SYSTEM
from eventreg.curation import meetings, papers
from eventreg.curation.meetings import Facts, Guest
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind, grouped
from eventreg.events.rules import EventKind
from tests.curation.committee import REJECTED, REVISION, WAITLISTED, Committee
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import sign_in


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (17, "tujuh belas"),
        (26, "dua puluh enam"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2026, "dua ribu dua puluh enam"),
        (1_000_000, "satu juta"),
        (21_100_010, "dua puluh satu juta seratus ribu sepuluh"),
    ],
)
def test_numbers_in_words(number, words):
    assert in_words(number) == words


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numbers_that_have_no_words(number):
    with pytest.raises(ValueError, match=str(number)):
        in_words(number)


def test_a_day_as_minutes_write_it():
    day = datetime(2026, 11, 26, tzinfo=UTC)
    assert papers.day_in_words(day) == "Kamis, tanggal dua puluh enam November dua ribu dua puluh enam"


def text_of(body):
    document = pdfium.PdfDocument(body)
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s+", " ", words)


def minutes(committee, reader=None, number=1):
    with committee.app.app_context():
        meeting = meetings.get(committee.event_id, number)
        body = papers.minutes_of(committee.event(), meeting, reader=reader or committee.organiser, now=clock.now())
    return text_of(body)


@pytest.fixture
def committee(app):
    """A meeting at which everything was decided, approved and let go out."""
    made = Committee(app, approvals_needed=2)
    made.do(meetings.begin, "Aula Museum Batik", now=datetime(2026, 11, 26, 8, 40, tzinfo=UTC))
    made.draw(2, WAITLISTED)
    made.put(4, REVISION, "NIB belum ada")
    made.put(5, REJECTED, "Bukan buatan sendiri")
    people = [one.person_id for one in made.members[:2]]
    facts = Facts(
        place="Aula Museum Batik",
        minutes_number="005/012/DEKRANASDA/XI/2026",
        notes="Dua usaha dibahas lama.",
        people=people,
        guests=[Guest("Dewi Lestari", "Dinas Koperasi")],
    )
    made.do(meetings.write, 1, facts)
    return made


def test_the_minutes_tell_all_that_was_decided_and_by_whom(committee):
    committee.approve(0, 1)
    committee.apply()
    told = minutes(committee)
    for words in (
        "BERITA ACARA KURASI",
        "Nomor: 005/012/DEKRANASDA/XI/2026",
        "Pada hari ini, Kamis, tanggal dua puluh enam November dua ribu dua puluh enam, pukul 15.40 WIB",
        "bertempat di Aula Museum Batik",
        "rapat kurasi ke-1 (satu)",
        "Komite 1 Komite",
        "Dewi Lestari Dinas Koperasi",
        "Tanda tangan",
        "Mutu dan pengerjaan 1–5 25 (41,7%)",
        "Hasil akhir adalah rata-rata dari nilai para kurator",
        f"1 {committee.codes[0]} Batik ke-1 100,0 1 Diterima",
        f"3 {committee.codes[2]} Batik ke-3",
        "Daftar tunggu",
        "Alasan: Bukan buatan sendiri",
        "Perlu perbaikan : 1",
        "Diterima : 2",
        "Seluruhnya : 5",
        "Persetujuan komite",
        "Keputusan diberlakukan serentak pada",
        "oleh Komite 1.",
        "Dua usaha dibahas lama.",
        "Pimpinan rapat,",
        "Halaman 1 dari",
    ):
        assert words in told, words
    assert "Tidak ditampilkan" not in told


@pytest.mark.sqlite_only
def test_minutes_of_a_meeting_that_left_all_pending_say_so(committee):
    told = minutes(committee)
    assert "masih tertunda dan belum diberitahukan" in told
    assert "Belum ada persetujuan atas daftar ini." in told
    assert f"5 {committee.codes[4]} Batik ke-5" in told
    committee.approve(0)
    committee.put(5, REJECTED, "Impor")
    assert "Belum ada persetujuan atas daftar ini." in minutes(committee)


@pytest.mark.sqlite_only
def test_minutes_of_an_earlier_meeting_keep_what_it_decided_whatever_came_later(committee):
    """Before the next meeting's decisions go out, and once they have."""
    committee.do(meetings.end, 1)
    committee.do(meetings.begin)
    committee.put(1, REJECTED, "Stan penuh")
    first = f"1 {committee.codes[0]} Batik ke-1 100,0 1 diputuskan kemudian"
    second = f"2 {committee.codes[1]} Batik ke-2"

    assert first in minutes(committee)
    assert "Stan penuh" not in minutes(committee)
    assert "Stan penuh" in minutes(committee, number=2)
    committee.approve(0, 1)
    committee.apply()

    told = minutes(committee)
    assert first in told
    assert "Stan penuh" not in told
    assert re.search(f"{second} [0-9,]+ 1 Diterima", told)
    assert "Bukan buatan sendiri" in told
    assert "sebelumnya" not in told
    assert "masih tertunda" not in told
    assert "Keputusan diberlakukan serentak pada" in told
    assert "Stan penuh" in minutes(committee, number=2)


@pytest.mark.sqlite_only
def test_what_is_taken_from_a_result_is_told_of_each(app):
    made = Committee(app, rotation_points=5)
    made.do(meetings.begin)
    with app.app_context(), unit_of_work():
        made.event().rotation_years, past = 2, clock.now() - timedelta(days=200)
        took_part = make_application(make_event(kind=EventKind.EXHIBITION, now=past).id, now=past)
        mine = db.session.get_one(Application, made.ids[0]).business_id
        took_part.status, took_part.business_id = Status.CONFIRMED, mine
    made.draw(5)

    assert minutes(made).count("Belum gilirannya: dikurangi 5 poin.") == 1
    made.approve(0)
    made.apply()
    assert minutes(made).count("Belum gilirannya: dikurangi 5 poin.") == 1


@pytest.mark.sqlite_only
def test_what_the_reader_stays_away_from_is_left_out_and_named(committee):
    committee.recuse(1, committee.members[2])
    committee.approve(0, 1)
    committee.apply()
    told = minutes(committee, committee.members[2])
    head, tail = told.split("Tidak ditampilkan dalam salinan ini")
    assert committee.codes[0] not in head
    assert f"Batik ke-1 ({committee.codes[0]})" in tail
    assert "Diterima : 1" in head


@pytest.mark.sqlite_only
def test_an_approval_names_what_it_does_not_cover(committee):
    committee.recuse(2, committee.members[1])
    committee.approve(0, 1, 2)
    committee.apply()
    assert f"Tanpa {committee.codes[1]}: benturan kepentingan." in minutes(committee)
    assert "Tanpa" not in minutes(committee, committee.members[1])


@pytest.mark.sqlite_only
def test_the_page_hands_the_pdf_over_and_writes_it_down(committee, visitor):
    member = sign_in(visitor(), "komite3@contoh.id")
    answer = member.post(f"/staff/events/{committee.slug}/meetings/1/minutes.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert "Batik ke-1" in text_of(answer.data)
    assert committee.audited("minutes.") == ["minutes.made"]
    assert member.post(f"/staff/events/{committee.slug}/meetings/9/minutes.pdf").status_code == 404


# ---- In the register ---------------------------------------------------------------------------------------------


def registered(committee):
    with committee.app.app_context():
        query = select(IssuedDocument).where(IssuedDocument.kind == DocumentKind.MINUTES)
        return [(one.number, one.code, one.event_id) for one in db.session.scalars(query)]


@pytest.mark.databases("sqlite", "postgresql")
def test_minutes_are_numbered_and_anybody_can_check_them_once_the_meeting_has_ended(committee, visitor):
    committee.do(meetings.write, 1, Facts(place="Aula Museum Batik"))
    assert "Periksa keaslian" not in minutes(committee)
    assert registered(committee) == []

    for _twice in range(2):
        committee.do(meetings.end, 1)

    [(number, code, event_id)] = registered(committee)
    assert event_id == committee.event_id
    assert number.startswith("005/001/")
    told = minutes(committee)
    assert f"Nomor: {number}" in told
    assert grouped(code) in told
    check = visitor().get(f"/verify/{code}").text
    assert number in check
    assert "Rapat kurasi ke-1" in check
    assert not [one for one in committee.codes if one in check]


@pytest.mark.sqlite_only
def test_minutes_that_were_numbered_by_hand_take_no_number_and_keep_theirs(committee, visitor):
    committee.do(meetings.end, 1)
    committee.do(meetings.write, 1, Facts(place="Aula", minutes_number="Lain"))

    [(number, code, _event_id)] = registered(committee)
    assert number == ""
    assert "Nomor: 005/012/DEKRANASDA/XI/2026" in minutes(committee)
    assert "005/012/DEKRANASDA/XI/2026" in visitor().get(f"/verify/{code}").text


@pytest.mark.sqlite_only
def test_minutes_that_were_withdrawn_show_no_code_any_more(committee):
    committee.do(meetings.end, 1)
    [(_number, code, _event_id)] = registered(committee)
    with committee.app.app_context(), unit_of_work():
        document = db.session.scalars(select(IssuedDocument).filter_by(code=code)).one()
        register.withdraw(document.id, reason="Salah", actor=SYSTEM, now=clock.now())

    assert grouped(code) not in minutes(committee)
