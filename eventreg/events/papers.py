"""The letter of assignment (surat tugas) of a speaker, as an office writes it: always in Indonesian, on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.core.i18n import Language, force_locale, format_hours, format_range
from eventreg.council.models import Organisation
from eventreg.council.queries import organisation
from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.ornament import draw_band
from eventreg.documents.pdf import INK, INK_2, LINE, NILA, Document, fit, put, put_lines
from eventreg.events.models import Event, Speaker

WIDTH, HEIGHT = A4
LEFT, ROOM = 25 * mm, WIDTH - 50 * mm
COLUMN = 38 * mm
SIZE, LEADING = 11.0, 1.45


@dataclass(frozen=True)
class Letter:
    """What staff type: the number from their register, the day, and who signs (a line to write on if empty)."""

    number: str
    day: date
    post: str = ""
    signatory: str = ""


def facts_of(event: Event, speaker: Speaker) -> list[tuple[str, str]]:
    """What the letter says of the task: topic, event, time and place."""
    with force_locale(Language.ID.value):
        session = speaker.session
        starts, ends = (session.starts_at, session.ends_at) if session else (event.starts_at, event.ends_at)
        several = (
            session is None and len({format_hours(s.starts_at, s.ends_at, event.zone) for s in event.sessions}) > 1
        )
        first = event.sessions[0]
        hours = (
            ""
            if several
            else format_hours(session.starts_at, session.ends_at, event.zone)
            if session
            else format_hours(first.starts_at, first.ends_at, event.zone)
        )
        rows = [
            ("Kegiatan", " ".join(filter(None, (event.title, f"(Angkatan {event.batch})" if event.batch else "")))),
            ("Materi", speaker.topic),
            ("Sesi", session.title if session else ""),
            ("Hari, tanggal", format_range(starts, ends, event.zone)),
            ("Pukul", hours),
            ("Tempat", ", ".join(filter(None, (event.place_name, event.place_address)))),
        ]
    return [(name, value) for name, value in rows if value]


def assignment_of(event: Event, speaker: Speaker, letter: Letter) -> bytes:
    """The letter as a PDF of one page, or more where the texts are long."""
    council = organisation()
    document = Document(A4, title=f"Surat tugas {letter.number}", author=council.name, language="id")
    sheet = _Sheet(document.canvas)
    sheet.head(council)
    sheet.title("SURAT TUGAS", f"Nomor: {letter.number}")
    sheet.paragraph(f"Yang bertanda tangan di bawah ini, {_signer(letter, council)}, menugaskan:")
    sheet.rows([("Nama", speaker.name), ("Jabatan", speaker.position), ("Instansi", speaker.organisation)])
    sheet.paragraph("sebagai narasumber pada:")
    sheet.rows(facts_of(event, speaker))
    sheet.paragraph(
        "Demikian surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab dan dipergunakan "
        "sebagaimana mestinya."
    )
    sheet.signature(_place_and_day(council, letter.day), letter)
    return document.finish()


def _signer(letter: Letter, council: Organisation) -> str:
    return f"{letter.post} {council.name}".strip()


def _place_and_day(council: Organisation, day: date) -> str:
    place = council.place.removeprefix("Kota ").removeprefix("Kabupaten ")
    return ", ".join(filter(None, (place, format_date(day, "d MMMM y", locale="id"))))


class _Sheet:
    """A page that is filled from the top; a new one begins where the room ends."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.y = HEIGHT - 20 * mm

    def head(self, council: Organisation) -> None:
        """The letterhead: name, address, and the band below."""
        self.canvas.setFillColor(NILA)
        name = fit(council.name, BOLD, ROOM, sizes=(16, 14, 12, 10), depth=42)
        self.y = put_lines(self.canvas, name, WIDTH / 2, self.y, BOLD, align=0.5) - 2
        self.canvas.setFillColor(INK_2)
        where = ", ".join(filter(None, (" ".join(council.address.split()), council.place)))
        if where:
            address = fit(where, REGULAR, ROOM, sizes=(9.5, 8.5), depth=24)
            self.y = put_lines(self.canvas, address, WIDTH / 2, self.y, REGULAR, align=0.5)
        draw_band(self.canvas, LEFT, self.y - 12, ROOM, 6)
        self.y -= 12 + 14 * mm

    def title(self, words: str, number: str) -> None:
        """The kind of paper, and its number beneath."""
        self.canvas.setFillColor(INK)
        put(self.canvas, words, WIDTH / 2, self.y, BOLD, 14, align=0.5)
        self.y -= 18
        put(self.canvas, number, WIDTH / 2, self.y, REGULAR, SIZE, align=0.5)
        self.y -= 10 * mm

    def paragraph(self, words: str) -> None:
        """Lines over the whole width."""
        self._lines(words, LEFT, ROOM)
        self.y -= 4 * mm

    def rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values, with a colon between, as letters have them."""
        for name, value in rows:
            if not value:
                continue
            self._make_room(SIZE * LEADING)
            top = self.y
            self.canvas.setFillColor(INK_2)
            put(self.canvas, name, LEFT + 6 * mm, top - SIZE, REGULAR, SIZE)
            put(self.canvas, ":", LEFT + COLUMN, top - SIZE, REGULAR, SIZE)
            self._lines(value, LEFT + COLUMN + 4 * mm, ROOM - COLUMN - 4 * mm)
            self.y -= 1.5 * mm
        self.y -= 4 * mm

    def signature(self, place_and_day: str, letter: Letter) -> None:
        """Place and date, the post, room for hand and stamp, the name."""
        self._make_room(52 * mm)
        x, room = LEFT + ROOM * 0.52, ROOM * 0.48
        self.y -= 6 * mm
        self.canvas.setFillColor(INK)
        for line in (place_and_day, f"{letter.post}," if letter.post else ""):
            if line:
                put(self.canvas, fit(line, REGULAR, room, sizes=(SIZE, 9)).lines[0], x, self.y, REGULAR, SIZE)
                self.y -= SIZE * LEADING
        self.y -= 24 * mm
        if letter.signatory:
            name = fit(letter.signatory, BOLD, room, sizes=(SIZE, 9.5, 8))
            put(self.canvas, name.lines[0], x, self.y, BOLD, name.size)
            return
        self.canvas.setStrokeColor(LINE)
        self.canvas.line(x, self.y, x + room * 0.8, self.y)

    def _lines(self, words: str, x: float, room: float) -> None:
        fitted = fit(words, REGULAR, room, sizes=(SIZE,), depth=HEIGHT)
        for line in fitted.lines:
            self._make_room(SIZE * LEADING)
            self.canvas.setFillColor(INK)
            put(self.canvas, line, x, self.y - SIZE, REGULAR, SIZE)
            self.y -= SIZE * LEADING

    def _make_room(self, height: float) -> None:
        if self.y - height < 20 * mm:
            self.canvas.showPage()
            self.y = HEIGHT - 25 * mm
