"""The ticket as a PDF: one A6 page each, to be printed or shown, readable at arm's length."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.core import qr
from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.ornament import draw_band
from eventreg.documents.pdf import (
    INK,
    INK_2,
    LEADING,
    LINE,
    NILA,
    SOGA,
    Document,
    Fitted,
    Letterhead,
    draw_code,
    draw_letterhead,
    fit,
    put,
    put_lines,
)
from eventreg.tickets.rules import group_code

WIDTH, HEIGHT = A6
MARGIN = 8 * mm
ROOM = WIDTH - 2 * MARGIN
CODE_SIDE = 62 * mm  # quiet zone included: modules of almost 1.2 mm, for poor cameras and worn paper
BOOTH_ROOM = 27 * mm
LABEL_ROOM = 14 * mm
GAP = 4 * mm
FACT_GAP = 3


@dataclass(frozen=True, slots=True)
class TicketWords:
    """The printed labels in the holder's language."""

    ticket: str
    spoken: str  # what the code under the picture is for
    booth: str
    when: str
    place: str


@dataclass(frozen=True, slots=True)
class TicketPaper:
    """What stands on one ticket, ready to print. `business`, `booth` and `category` may be empty or None."""

    event_title: str
    kind: str
    when: Sequence[str]  # each with its zone
    place: str
    holder: str
    business: str
    booth: str | None
    category: str
    code: str  # the spoken code, ungrouped
    url: str  # what the QR code says
    words: TicketWords


def ticket_pdf(tickets: Sequence[TicketPaper], letterhead: Letterhead, *, language: str = "id") -> bytes:
    """One file with a page for each ticket; the same tickets give the same bytes."""
    first = tickets[0]
    document = Document(
        A6, title=f"{first.words.ticket}: {first.event_title}", author=letterhead.name, language=language
    )
    for ticket in tickets:
        _page(document.canvas, ticket, letterhead)
        document.canvas.showPage()
    return document.finish()


def _page(canvas: Canvas, ticket: TicketPaper, letterhead: Letterhead) -> None:
    draw_band(canvas, 0, HEIGHT - 5 * mm, WIDTH, 5 * mm)
    _head(canvas, ticket, letterhead, top=HEIGHT - 7 * mm)
    _title(canvas, ticket, top=133.4 * mm, bottom=119.3 * mm)
    _code(canvas, ticket, bottom=56.5 * mm)
    _fold(canvas, y=45.5 * mm)
    _holder(canvas, ticket, top=43.5 * mm, bottom=23 * mm)
    _facts(canvas, ticket, top=22.5 * mm, bottom=4 * mm)


def _head(canvas: Canvas, ticket: TicketPaper, letterhead: Letterhead, *, top: float) -> None:
    """Who issues it at the left, what kind of event it is for at the right."""
    kind = fit(ticket.kind.upper(), BOLD, BOOTH_ROOM, sizes=(7, 6.5, 6))
    draw_letterhead(canvas, letterhead, MARGIN, top, ROOM - BOOTH_ROOM - GAP)
    canvas.setFillColor(SOGA)
    put_lines(canvas, kind, WIDTH - MARGIN, top - 1.8, BOLD, align=1)


def _title(canvas: Canvas, ticket: TicketPaper, *, top: float, bottom: float) -> None:
    """The event, in the middle between the head and the code."""
    title = fit(ticket.event_title, BOLD, ROOM, sizes=(17, 15, 13, 11, 10), depth=top - bottom)
    slack = top - bottom - len(title.lines) * title.leading
    canvas.setFillColor(INK)
    put_lines(canvas, title, MARGIN, top - slack / 2, BOLD)


def _code(canvas: Canvas, ticket: TicketPaper, *, bottom: float) -> None:
    """The QR code, and beneath it the code to be said when no camera reads it."""
    modules = qr.matrix(ticket.url, mask=qr.TICKET_MASK)
    draw_code(canvas, qr.runs(modules), len(modules), (WIDTH - CODE_SIDE) / 2, bottom, CODE_SIDE, qr.QUIET)
    canvas.setFillColor(INK)
    put(canvas, group_code(ticket.code), WIDTH / 2, bottom - 5 * mm, BOLD, 17, align=0.5)
    hint = fit(ticket.words.spoken, REGULAR, ROOM, sizes=(7, 6.5, 6))
    canvas.setFillColor(INK_2)
    put_lines(canvas, hint, WIDTH / 2, bottom - 5.7 * mm, REGULAR, align=0.5)


def _fold(canvas: Canvas, *, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.7)
    canvas.setDash(3, 2.4)
    canvas.line(0, y, WIDTH, y)
    canvas.setDash()


def _holder(canvas: Canvas, ticket: TicketPaper, *, top: float, bottom: float) -> None:
    """Who it is for, and at the right, large, where they stand."""
    room = ROOM
    if ticket.booth:
        room -= BOOTH_ROOM + GAP
        booth = fit(ticket.booth, BOLD, BOOTH_ROOM, sizes=(24, 20, 16, 12, 10, 8), depth=36)
        canvas.setFillColor(INK_2)
        put(canvas, ticket.words.booth, WIDTH - MARGIN, top - 10, REGULAR, 7, align=1)
        canvas.setFillColor(NILA)
        put_lines(canvas, booth, WIDTH - MARGIN, top - 9, BOLD, align=1)
    canvas.setFillColor(INK)
    holder = fit(ticket.holder, BOLD, room, sizes=(14, 12, 11, 10, 9, 8), depth=29)
    y = put_lines(canvas, holder, MARGIN, top, BOLD) - 1.5
    canvas.setFillColor(INK_2)
    business = fit(ticket.business, REGULAR, room, sizes=(9, 8, 7.5), depth=18)
    y = put_lines(canvas, business, MARGIN, y, REGULAR)
    put_lines(canvas, fit(ticket.category, REGULAR, room, sizes=(9, 8, 7), depth=y - bottom), MARGIN, y, REGULAR)


def _facts(canvas: Canvas, ticket: TicketPaper, *, top: float, bottom: float) -> None:
    """When and where, labels at the left. The place comes first to its room, the days share what is left."""
    room = ROOM - LABEL_ROOM
    place = fit(ticket.place, BOLD, room, sizes=(8.5, 8, 7.5, 7), depth=20.5)
    left = top - bottom - FACT_GAP - len(place.lines) * place.leading
    y = _fact(canvas, ticket.words.when, _days(ticket.when, room, left), top)
    _fact(canvas, ticket.words.place, [place], y - FACT_GAP)


def _days(when: Sequence[str], room: float, depth: float) -> list[Fitted]:
    """A line for each day, as large as the depth allows; of too many days the first ones and the last."""
    size = max(6.5, min(8.5, depth / (LEADING * max(1, len(when)))))
    most = int(depth / (LEADING * size) + 0.01)  # what fits exactly fits
    shown = when if len(when) <= most else [*when[: most - 2], "…", when[-1]]
    return [fit(day, BOLD, room, sizes=(size, 6.5), depth=depth / len(shown)) for day in shown]


def _fact(canvas: Canvas, label: str, values: Sequence[Fitted], top: float) -> float:
    canvas.setFillColor(INK_2)
    put(canvas, label, MARGIN, top - values[0].leading if values else top, REGULAR, 7)
    canvas.setFillColor(INK)
    for value in values:
        top = put_lines(canvas, value, MARGIN + LABEL_ROOM, top, BOLD)
    return top
