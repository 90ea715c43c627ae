"""What the minutes tell of the decisions: the ranking, what was decided and why, who approved it. In Indonesian."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.words import STATUS_NAMES
from eventreg.core.db import db
from eventreg.core.i18n import format_datetime
from eventreg.curation import panel, pending, ranking, resolving
from eventreg.curation.documents import Column, Line, Sheet
from eventreg.curation.models import Approval, Meeting, Resolution
from eventreg.curation.naming import called
from eventreg.curation.standings import Standings
from eventreg.curation.words import points
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
LATER = "diputuskan kemudian"


def write(
    sheet: Sheet,
    event: Event,
    meeting: Meeting,
    found: Standings,
    barred: frozenset[int],
    hides: bool,
    now: datetime,
) -> None:
    """What was let go out at this meeting, or later; where nothing was, the ranking with what is pending.

    What was decided once the meeting was over isn't told as its own.
    """
    for resolution in _applied(event, meeting):
        sheet.heading("C. Peringkat dan keputusan yang ditetapkan")
        lines = _applied_lines(resolution, meeting, barred, hides)
        sheet.table(RANKING, lines)
        _counts(sheet, lines)
        _approvals(
            sheet, event, resolving.approvals_of(resolution), [one["id"] for one in resolution.decisions], barred
        )
        when = format_datetime(resolution.at, event.zone)
        by = f" oleh {resolution.by.name}" if resolution.by else ""
        sheet.paragraph(f"Keputusan diberlakukan serentak pada {when}{by}.")
    if _applied(event, meeting):
        return
    whole = pending.listed(event, now)
    sheet.heading("C. Peringkat dan keputusan sementara")
    lines = _pending_lines(found, whole, meeting, barred, hides)
    sheet.table(RANKING, lines)
    _counts(sheet, lines)
    approvals = [one.approval for one in resolving.approvals(event.id, pending.digest_of(whole)) if one.stands]
    _approvals(sheet, event, approvals, [one.application.id for one in whole], barred)
    sheet.paragraph("Keputusan di atas masih tertunda dan belum diberitahukan kepada pendaftar.")


def _applied(event: Event, meeting: Meeting) -> list[Resolution]:
    """What went out at the meeting; otherwise the first that went out once it was over: what it left pending."""
    found = list(reversed(resolving.of_event(event.id)))
    own = [one for one in found if one.meeting_id == meeting.id]
    if own or meeting.ended_at is None:
        return own
    return [one for one in found if one.at >= meeting.ended_at][:1]


def _is_later(decided_at: datetime | None, meeting: Meeting) -> bool:
    return decided_at is not None and meeting.ended_at is not None and decided_at > meeting.ended_at


def _applied_lines(resolution: Resolution, meeting: Meeting, barred: frozenset[int], hides: bool) -> list[Line]:
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
        later = _is_later(datetime.fromisoformat(one["at"]) if "at" in one else None, meeting)
        verdict, reason = (LATER, "") if later else (VERDICTS[Status(one["verdict"])], one["reason"])
        lines.append(Line((*cells, verdict), below=_why(reason, one.get("deduction", 0))))
    return lines


def _pending_lines(
    found: Standings, whole: Sequence[pending.Pending], meeting: Meeting, barred: frozenset[int], hides: bool
) -> list[Line]:
    decisions = {one.application.id: one.decision for one in whole}
    left_out = [row.standing.rank for row in found.rows if row.application.id in barred]
    lines = []
    for row in found.rows:
        application, standing = row.application, row.standing
        if application.id in barred:
            continue
        decision = decisions.get(application.id)
        later = decision is not None and _is_later(decision.at, meeting)
        if later:
            verdict = LATER
        elif decision:
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
        reason = decision.reason if decision and not later else ""
        lines.append(Line(cells, below=_why(reason, standing.deduction if standing.result is not None else 0)))
    return lines


def _why(reason: str, deduction: int) -> str:
    turn = f"Belum gilirannya: dikurangi {deduction} poin. " if deduction else ""
    return f"{turn}Alasan: {reason}" if reason else turn.strip()


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
