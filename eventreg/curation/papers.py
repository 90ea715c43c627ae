"""The minutes of a meeting (berita acara kurasi), as an office writes them: always in Indonesian, on A4."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person
from eventreg.accounts.words import ROLE_NAMES
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.words import STATUS_NAMES
from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.i18n import Language, force_locale, format_datetime, format_time
from eventreg.core.numerals import in_words
from eventreg.core.permissions import Actor, Role
from eventreg.council.models import Organisation
from eventreg.council.queries import organisation
from eventreg.curation import history, lists, meetings, panel, pending, ranking, resolving, standings
from eventreg.curation.documents import HEIGHT, WIDTH, Column, Line, Sheet
from eventreg.curation.history import ARROW
from eventreg.curation.models import Approval, Meeting, MeetingGuest, Resolution
from eventreg.curation.naming import called
from eventreg.curation.rules import Average
from eventreg.curation.standings import Standings
from eventreg.curation.words import change_told, points
from eventreg.documents.pdf import Document, Letterhead
from eventreg.events.models import Event

VERDICTS = {
    Status.ACCEPTED: "Diterima",
    Status.WAITLISTED: "Daftar tunggu",
    Status.NEEDS_REVISION: "Perlu perbaikan",
    Status.REJECTED: "Belum lolos",
}
RANKING = (
    Column("#", 0.06, right=True),
    Column("Nomor", 0.16),
    Column("Usaha", 0.36),
    Column("Nilai", 0.09, right=True),
    Column("Kurator", 0.1, right=True),
    Column("Keputusan", 0.23),
)


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
    council, number = organisation(), meeting.minutes_number or "." * 40
    document = Document((WIDTH, HEIGHT), title=f"Berita acara kurasi {event.title}", author=council.name, language="id")
    sheet = Sheet(document, f"Berita acara kurasi {event.title}, rapat ke-{meeting.number}", pages)
    sheet.head(Letterhead(council.name, council.place, council.address))
    sheet.title("BERITA ACARA KURASI", event.title, f"Nomor: {number}")
    sheet.paragraph(_opening(event, meeting))
    _attendance(sheet, event, meeting)
    found = standings.complete(event, now)
    barred = pending.away(event.id, reader)
    _criteria(sheet, found)
    _fairness(sheet, event, barred)
    hides = not lists.shows_names(reader, event.id)
    _results(sheet, event, meeting, found, barred, hides, now)
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


def _results(
    sheet: Sheet,
    event: Event,
    meeting: Meeting,
    found: Standings,
    barred: frozenset[int],
    hides: bool,
    now: datetime,
) -> None:
    """What was let go out at this meeting; otherwise the ranking with what is pending."""
    applied = [one for one in reversed(resolving.of_event(event.id)) if one.meeting_id == meeting.id]
    for resolution in applied:
        sheet.heading("C. Peringkat dan keputusan yang ditetapkan")
        lines = _applied_lines(resolution, barred, hides)
        sheet.table(RANKING, lines)
        _counts(sheet, lines)
        _approvals(
            sheet, event, resolving.approvals_of(resolution), [one["id"] for one in resolution.decisions], barred
        )
        when = format_datetime(resolution.at, event.zone)
        sheet.paragraph(f"Keputusan diberlakukan serentak pada {when}{_by(resolution.by)}.")
    if applied:
        return
    whole = pending.listed(event, now)
    sheet.heading("C. Peringkat dan keputusan sementara")
    lines = _pending_lines(found, whole, barred, hides)
    sheet.table(RANKING, lines)
    _counts(sheet, lines)
    approvals = [one.approval for one in resolving.approvals(event.id, pending.digest_of(whole)) if one.stands]
    _approvals(sheet, event, approvals, [one.application.id for one in whole], barred)
    sheet.paragraph("Keputusan di atas masih tertunda dan belum diberitahukan kepada pendaftar.")


def _applied_lines(resolution: Resolution, barred: frozenset[int], hides: bool) -> list[Line]:
    ids = [one["id"] for one in resolution.decisions]
    query = select(Application).where(Application.id.in_(ids)).options(joinedload(Application.business))
    known = {one.id: one for one in db.session.scalars(query)}
    left_out = [one["rank"] for one in resolution.decisions if one["id"] in barred]
    lines = []
    for one in resolution.decisions:
        if one["id"] in barred:
            continue
        name = called(known[one["id"]], hides=hides) if one["id"] in known else "(data dihapus)"
        result = (one["result"] or "–").replace(".", ",")
        cells = (str(ranking.without(one["rank"], left_out) or "–"), one["code"], name, result, str(one["reviews"]))
        lines.append(Line((*cells, VERDICTS[Status(one["verdict"])]), below=_why(one["reason"])))
    return lines


def _pending_lines(
    found: Standings, whole: Sequence[pending.Pending], barred: frozenset[int], hides: bool
) -> list[Line]:
    decisions = {one.application.id: one.decision for one in whole}
    left_out = [row.standing.rank for row in found.rows if row.application.id in barred]
    lines = []
    for row in found.rows:
        application, standing = row.application, row.standing
        if application.id in barred:
            continue
        decision = decisions.get(application.id)
        if decision:
            verdict = VERDICTS[decision.verdict]
        elif application.status is Status.SUBMITTED:
            verdict = "belum diputuskan"
        else:
            verdict = f"{STATUS_NAMES[application.status]} (sebelumnya)"
        cells = (
            str(ranking.without(standing.rank, left_out) or "–"),
            application.code,
            called(application, hides=hides),
            points(standing.result) if standing.result is not None else "–",
            str(standing.reviews),
            verdict,
        )
        lines.append(Line(cells, below=_why(decision.reason) if decision else ""))
    return lines


def _why(reason: str) -> str:
    return f"Alasan: {reason}" if reason else ""


def _counts(sheet: Sheet, lines: Sequence[Line]) -> None:
    counts = Counter(line.cells[-1] for line in lines)
    sheet.heading("D. Jumlah")
    sheet.pairs([(verdict, str(count)) for verdict, count in counts.items()] + [("Seluruhnya", str(len(lines)))])


def _approvals(
    sheet: Sheet, event: Event, approvals: Sequence[Approval], ids: Sequence[int], barred: frozenset[int]
) -> None:
    sheet.heading("E. Persetujuan komite")
    if not approvals:
        sheet.paragraph("Belum ada persetujuan atas daftar ini.")
        return
    bars = panel.bars(event.id, person_ids=[one.person_id for one in approvals], application_ids=ids)
    codes = dict(iter(db.session.execute(select(Application.id, Application.code).where(Application.id.in_(ids)))))
    lines = []
    for number, one in enumerate(approvals, start=1):
        away = sorted(codes[key] for key, person in bars if person == one.person_id and key not in barred)
        without = f"Tanpa {', '.join(away)}: benturan kepentingan." if away else ""
        cells = (str(number), one.person.name, format_datetime(one.at, event.zone))
        lines.append(Line(cells, below=without))
    sheet.table((Column("No", 0.06, right=True), Column("Nama", 0.4), Column("Disetujui pada", 0.54)), lines)


def _withheld(sheet: Sheet, found: Standings, barred: frozenset[int], hides: bool) -> None:
    names = [f"{called(row.application, hides=hides)} ({row.application.code})" for row in found.rows]
    left_out = [name for name, row in zip(names, found.rows, strict=True) if row.application.id in barred]
    if left_out:
        sheet.heading("Tidak ditampilkan dalam salinan ini")
        away = "; ".join(sorted(left_out, key=str.casefold))
        sheet.paragraph(f"Benturan kepentingan pembaca: {away}. Peringkat dalam salinan ini dihitung tanpanya.")


def _closing(sheet: Sheet, event: Event, meeting: Meeting, council: Organisation) -> None:
    sheet.paragraph("Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.")
    day = (meeting.ended_at or meeting.began_at).astimezone(event.zone.info)
    place = council.place.removeprefix("Kota ").removeprefix("Kabupaten ")
    called = next((one.person for one in meeting.guests if one.person_id == meeting.called_by_id and one.person), None)
    where = ", ".join(filter(None, (place, format_date(day, "d MMMM y", locale="id"))))
    sheet.signature(where, "Pimpinan rapat,", called.name if called else "")
