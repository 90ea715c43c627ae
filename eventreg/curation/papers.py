"""The minutes of a meeting (berita acara kurasi), as an office writes them: always in Indonesian, on A4."""

from datetime import datetime
from fractions import Fraction

from babel.dates import format_date
from reportlab.lib.units import mm

from eventreg.accounts.models import Person
from eventreg.accounts.words import ROLE_NAMES
from eventreg.core import audit
from eventreg.core.i18n import Language, force_locale, format_datetime, format_time
from eventreg.core.numerals import in_words
from eventreg.core.permissions import Actor, Role
from eventreg.council.models import Organisation
from eventreg.council.queries import organisation
from eventreg.curation import history, lists, meetings, outcome, pending, registering, standings
from eventreg.curation.documents import HEIGHT, LEFT, WIDTH, Column, Line, Sheet
from eventreg.curation.history import ARROW
from eventreg.curation.models import Meeting, MeetingGuest
from eventreg.curation.naming import called
from eventreg.curation.rules import Average
from eventreg.curation.standings import Standings
from eventreg.curation.words import change_told, points
from eventreg.documents.letterhead import draw_check, letterhead
from eventreg.documents.pdf import Document
from eventreg.events.models import Event

CLOSING, CHECK = 62 * mm, 22 * mm


def minutes_of(event: Event, meeting: Meeting, *, reader: Actor, now: datetime) -> bytes:
    """The minutes as a PDF. What the reader stays away from is left out, and named as such."""
    with force_locale(Language.ID.value):
        pages = _set(event, meeting, reader, now, 0)[1]
        return _set(event, meeting, reader, now, pages)[0]


def note(meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """Write down that minutes left the house; the caller holds the unit of work."""
    audit.record(actor, "minutes.made", meeting, now=now)


def day_in_words(moment: datetime) -> str:
    """`Kamis, tanggal dua puluh enam November dua ribu dua puluh enam`; the moment in the event's zone."""
    weekday, month = (format_date(moment, pattern, locale="id") for pattern in ("EEEE", "MMMM"))
    return f"{weekday}, tanggal {in_words(moment.day)} {month} {in_words(moment.year)}"


def _set(event: Event, meeting: Meeting, reader: Actor, now: datetime, pages: int) -> tuple[bytes, int]:
    council, number = organisation(), registering.number_of(meeting) or "." * 40
    document = Document((WIDTH, HEIGHT), title=f"Berita acara kurasi {event.title}", author=council.name, language="id")
    sheet = Sheet(
        document, f"Berita acara kurasi {event.title}, rapat ke-{meeting.number}", "Halaman {page} dari {pages}", pages
    )
    sheet.head(letterhead())
    sheet.title("BERITA ACARA KURASI", event.title, f"Nomor: {number}")
    sheet.paragraph(_opening(event, meeting))
    _attendance(sheet, event, meeting)
    found = standings.complete(event, now)
    barred = pending.away(event.id, reader)
    _criteria(sheet, found)
    _fairness(sheet, event, barred)
    hides = not lists.shows_names(reader, event.id)
    outcome.write(sheet, event, meeting, found, barred, hides, now)
    if meeting.notes:
        sheet.heading("Catatan rapat")
        sheet.paragraph(meeting.notes)
    _withheld(sheet, found, barred, hides)
    _closing(sheet, event, meeting, council)
    sheet.end_page()
    return document.finish(), sheet.page


def _opening(event: Event, meeting: Meeting) -> str:
    began = meeting.began_at.astimezone(event.zone.info)
    hours = f"pukul {format_time(meeting.began_at, event.zone)}"
    if meeting.ended_at:
        hours += f" sampai {format_time(meeting.ended_at, event.zone)}"
    place = f", bertempat di {meeting.place}" if meeting.place else ""
    return (
        f"Pada hari ini, {day_in_words(began)}, {hours}{place}, telah dilaksanakan rapat kurasi ke-{meeting.number} "
        f"({in_words(meeting.number)}) atas pendaftaran {event.title}, dengan hasil sebagai berikut."
    )


def _attendance(sheet: Sheet, event: Event, meeting: Meeting) -> None:
    sheet.heading("A. Yang hadir")
    columns = [Column("No", 0.06, right=True), Column("Nama", 0.34), Column("Jabatan atau instansi", 0.3)]
    lines = [
        Line((str(number), guest.person.name if guest.person else guest.name, _post(guest, event), f"{number}."))
        for number, guest in enumerate(meeting.guests, start=1)
    ]
    sheet.table([*columns, Column("Tanda tangan", 0.3)], lines, height=30, size=9)


def _post(guest: MeetingGuest, event: Event) -> str:
    """What was written, or the roles that let them be there."""
    if guest.position or guest.person is None:
        return guest.position
    held = {grant.role for grant in guest.person.grants if grant.event_id in {None, event.id}}
    return ", ".join(str(ROLE_NAMES[role]) for role in Role if role in held and role in meetings.COUNCIL)


def _criteria(sheet: Sheet, found: Standings) -> None:
    curation = found.curation
    criteria = curation.rubric.criteria
    whole = sum(one.weight for one in criteria if one.counts)
    sheet.heading("B. Kriteria dan cara penilaian")
    columns = (Column("Kriteria", 0.6), Column("Skala", 0.15), Column("Bobot", 0.25, right=True))
    lines = [
        Line(
            (
                one.name_id,
                f"1–{one.best}",
                f"{one.weight} ({points(Fraction(100 * one.weight, whole))}%)" if one.counts else "tidak dihitung",
            )
        )
        for one in criteria
    ]
    sheet.table(columns, lines)
    middle = "nilai tengah (median)" if curation.average is Average.MEDIAN else "rata-rata"
    words = (
        f"Setiap pendaftaran dinilai oleh sedikitnya {curation.reviews_each} ({in_words(curation.reviews_each)}) "
        "kurator. Nilai satu kurator adalah jumlah skor menurut bobotnya, pada skala 0 sampai 100. Hasil akhir adalah "
        f"{middle} dari nilai para kurator; penilaian kurator dengan benturan kepentingan atau yang abstain tidak "
        "dihitung."
    )
    if curation.rotation_points:
        words += f" Usaha yang menurut aturan rotasi belum mendapat giliran dikurangi {curation.rotation_points} poin."
    sheet.paragraph(words)


def _fairness(sheet: Sheet, event: Event, barred: frozenset[int]) -> None:
    """What was changed once scores were known, and who stays away because it was said so."""
    changes = history.after_scores(event.id)
    if changes:
        sheet.heading("Perubahan setelah penilaian dimulai")
    for one in changes:
        what = "; ".join(filter(None, (change_told(*state) for state in one.states.items()))) or "kata-kata saja"
        sheet.paragraph(f"{format_datetime(one.at, event.zone)}{_by(one.by)}: {what}.".replace(ARROW, " menjadi "))
    kept = [one for one in history.recusals(event.id) if one.recusal.application_id not in barred]
    if kept:
        sheet.heading("Benturan kepentingan yang dinyatakan")
    for away in kept:
        row = away.recusal
        who = "dinyatakan sendiri" if away.is_declared else f"dicatat{_by(away.by)}"
        words = f"{who} pada {format_datetime(row.at, event.zone)}"
        words += ", sesudah menilai: penilaiannya tidak dihitung" if away.silenced and row.ended_at is None else ""
        words += f"; dicabut pada {format_datetime(row.ended_at, event.zone)}" if row.ended_at else ""
        sheet.paragraph(f"{row.application.code}, {row.person.name}: {words}.")


def _by(person: Person | None) -> str:
    return f" oleh {person.name}" if person else ""


def _withheld(sheet: Sheet, found: Standings, barred: frozenset[int], hides: bool) -> None:
    names = [f"{called(row.application, hides=hides)} ({row.application.code})" for row in found.rows]
    left_out = [name for name, row in zip(names, found.rows, strict=True) if row.application.id in barred]
    if left_out:
        sheet.heading("Tidak ditampilkan dalam salinan ini")
        away = "; ".join(sorted(left_out, key=str.casefold))
        sheet.paragraph(f"Benturan kepentingan pembaca: {away}. Peringkat dalam salinan ini dihitung tanpanya.")


def _closing(sheet: Sheet, event: Event, meeting: Meeting, council: Organisation) -> None:
    sheet.make_room(CLOSING)  # the signature never stands alone on a page
    sheet.paragraph("Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.")
    day = (meeting.ended_at or meeting.began_at).astimezone(event.zone.info)
    place = council.town
    called = next((one.person for one in meeting.guests if one.person_id == meeting.called_by_id and one.person), None)
    where = ", ".join(filter(None, (place, format_date(day, "d MMMM y", locale="id"))))
    sheet.signature(where, "Pimpinan rapat,", called.name if called else "")
    document = registering.entered(meeting)
    if document:
        draw_check(sheet.canvas, document, LEFT - 2, sheet.y, CHECK, room=CHECK * 2.5)
