"""The head of official papers (kop surat), and the code by which anybody can check one."""

from collections.abc import Mapping
from pathlib import Path

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.core import qr
from eventreg.core.config import current_settings
from eventreg.core.files import StoredFile, find_file, path_of
from eventreg.core.i18n import _
from eventreg.council.queries import organisation
from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.models import IssuedDocument
from eventreg.documents.pdf import (
    INK,
    INK_2,
    LINE,
    NILA,
    Fitted,
    Letterhead,
    draw_code,
    draw_picture,
    fit,
    put_lines,
)
from eventreg.documents.register import url_of
from eventreg.documents.rules import grouped

MARK = 21 * mm
GAP = 5 * mm
NAME_SIZES = (15, 14, 13, 12, 11)


Head = Mapping[str, str]
"""A letterhead as a paper keeps it: plain words, and the key of its logo."""


def letterhead_kept() -> Head:
    """The council's, as staff set it, for a paper that is printed again as it was."""
    council = organisation()
    return {
        "name": council.name,
        "place": council.place,
        "address": " ".join(council.address.split()),
        "line": council.letterhead_line,
        "logo": council.logo.key if council.logo else "",
    }


def letterhead(kept: Head | None = None) -> Letterhead:
    """The council's, or the one that a paper kept; asked once for a batch. A logo that is gone isn't printed."""
    head = kept or letterhead_kept()
    logo = _picture(find_file(head["logo"])) if head["logo"] else None
    return Letterhead(head["name"], head["place"], head["address"], head["line"], logo)


def draw_head(canvas: Canvas, head: Letterhead, left: float, top: float, room: float) -> float:
    """The mark at the left, name, address and how to reach the council in the middle, a double rule beneath.

    Gives the y of the lower rule, where the paper begins.
    """
    middle, side = left + room / 2, 0.0
    if head.logo:
        draw_picture(canvas, head.logo, left, top - MARK, MARK, MARK)
        side = MARK + GAP
    width = room - 2 * side
    lines = _lines(head, width)
    height = sum(len(fitted.lines) * fitted.leading for fitted, _font, _colour in lines)
    y = top - max(0.0, MARK - height) / 2 if head.logo else top
    for fitted, font, colour in lines:
        canvas.setFillColor(colour)
        y = put_lines(canvas, fitted, middle, y, font, align=0.5)
    y = min(y, top - MARK if head.logo else y) - 3 * mm
    canvas.setStrokeColor(NILA)
    canvas.setLineWidth(1.8)
    canvas.line(left, y, left + room, y)
    canvas.setLineWidth(0.6)
    canvas.line(left, y - 2.2, left + room, y - 2.2)
    return y - 2.2


def draw_check(
    canvas: Canvas,
    document: IssuedDocument | None,
    x: float,
    y: float,
    side: float,
    words: str = "",
    *,
    room: float = 62 * mm,
) -> None:
    """The QR code of the check, and beside it in `room` what it is for and the code to be typed.

    `words` stand over the address. Without a document, in a preview, an empty frame stands there.
    """
    quiet = 2  # what stands beside it keeps its distance too
    if document:
        modules = qr.matrix(url_of(document).upper())
        draw_code(canvas, qr.runs(modules), len(modules), x, y, side, quiet)
    else:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.rect(x + 2, y + 2, side - 4, side - 4, stroke=1, fill=0)
    code = grouped(document.code) if document else _("The code follows when it is issued")
    address = f"{current_settings().base_url.partition('://')[2]}/verify"
    said = fit(words or _("Check that this document is genuine at"), REGULAR, room, sizes=(7.5, 7, 6.5), depth=20)
    where = fit(address, BOLD, room, sizes=(7.5, 7, 6.5, 6), depth=9.5)
    typed = fit(code, BOLD, room, sizes=(8, 7.5, 7, 6.5), depth=20)
    height = sum(len(part.lines) * part.leading for part in (said, where, typed)) + 2
    top = y + side / 2 + height / 2
    canvas.setFillColor(INK_2)
    top = put_lines(canvas, said, x + side + 4, top, REGULAR)
    canvas.setFillColor(INK)
    top = put_lines(canvas, where, x + side + 4, top, BOLD) - 2
    put_lines(canvas, typed, x + side + 4, top, BOLD)


def _lines(head: Letterhead, width: float) -> list[tuple[Fitted, str, Color]]:
    where = ", ".join(filter(None, (head.address, head.place)))
    below = [fit(text, REGULAR, width, sizes=(9, 8.5, 8), depth=24) for text in (where, head.line) if text]
    name = fit(head.name, BOLD, width, sizes=NAME_SIZES, depth=40)
    return [(name, BOLD, NILA), *((fitted, REGULAR, INK_2) for fitted in below)]


def _picture(stored: StoredFile | None) -> Path | None:
    if stored is None:
        return None
    path = path_of(stored, "small")
    return path if path.is_file() else None
