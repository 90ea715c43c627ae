"""The certificate (sertifikat): A4 in landscape, on the council's own background or framed in jlamprang."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.fonts import BOLD, REGULAR, width
from eventreg.documents.letterhead import draw_check
from eventreg.documents.models import IssuedDocument
from eventreg.documents.ornament import draw_frame, draw_rule
from eventreg.documents.pdf import (
    INK,
    INK_2,
    LINE,
    NILA,
    SOGA,
    WHITE,
    Document,
    Fitted,
    draw_picture,
    fit,
    put_lines,
)
from eventreg.office.backside import BAND, EDGE, HEIGHT, MIDDLE, ROOM, SIDE, WIDTH, Lessons, draw_backs

TOP, FOOT = HEIGHT - 23 * mm, 24 * mm
MARK = 15 * mm
SIGN_ROOM, SIGN_HEIGHT = 76 * mm, 17 * mm
CHECK = 25 * mm
SIZES = (
    ((36, 33, 30, 28, 26, 24), (20, 18, 16)),
    ((26, 24, 22), (17, 15.5, 14)),
    ((22, 20, 18, 16), (14, 12.5, 11.5)),
)
"""Names and titles: smaller ones where both are long."""
WIDEST, LEAST_GAP = 1.7, 8
GRAIN, DARKEST, LIGHT = 240, 2, 205
"""A background is looked at so many dots wide; text can be read on it if but so many of a hundred are darker."""
PANEL = (EDGE + 4 * mm, EDGE + 4 * mm, WIDTH - 2 * EDGE - 8 * mm, HEIGHT - 2 * EDGE - 8 * mm)
"""The calm ground under the text on a background that isn't calm itself."""


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs: what stands under the line, and the signature as a picture, None for a hand."""

    name: str
    post: str
    identity: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """An own background: the picture, its width by its height, and whether text on it needs a panel to be read."""

    picture: Path
    shape: float
    needs_panel: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on it, in its language. `document`: its entry in the register; None in a preview."""

    council: str
    where: str
    heading: str
    number: str
    given_to: str
    holder: str
    business: str
    deed: str
    training: str
    when: str
    hours: str
    place_and_day: str
    signing: tuple[Signing, ...]
    check: str
    lessons: Lessons | None = None
    logo: Path | None = None
    ground: Ground | None = None
    document: IssuedDocument | None = None


def certificates_pdf(papers: Iterable[Certificate], *, title: str, author: str, language: str) -> bytes:
    """All of them as one file, each with its back; what they share, such as the background, is in it once."""
    document = Document((WIDTH, HEIGHT), title=title, author=author, language=language)
    for paper in papers:
        _front(document.canvas, paper)
        document.canvas.showPage()
        if paper.lessons:
            is_own = paper.ground is not None
            draw_backs(document.canvas, paper.lessons, paper.training, _whose(paper), with_band=not is_own)
    return document.finish()


def _whose(paper: Certificate) -> str:
    return " · ".join(filter(None, (paper.holder, paper.number)))


# ---- The front -------------------------------------------------------------------------------------


def _front(canvas: Canvas, paper: Certificate) -> None:
    _ground(canvas, paper.ground)
    top = _head(canvas, paper)
    foot = _signatures(canvas, paper)
    draw_check(canvas, paper.document, SIDE - 1 * mm, FOOT, CHECK, paper.check, room=46 * mm)
    _middle(canvas, paper, top, foot)


def _ground(canvas: Canvas, ground: Ground | None) -> None:
    if ground is None:
        draw_frame(canvas, EDGE, EDGE, WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE, BAND)
        for gap, line in ((2 * mm, 1.1), (3.2 * mm, 0.4)):
            inset = EDGE + BAND + gap
            canvas.setStrokeColor(SOGA)
            canvas.setLineWidth(line)
            canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, stroke=1, fill=0)
        return
    across = max(WIDTH, HEIGHT * ground.shape)
    down = across / ground.shape
    draw_picture(canvas, ground.picture, (WIDTH - across) / 2, (HEIGHT - down) / 2, across, down)
    if ground.needs_panel:
        canvas.saveState()
        canvas.setFillColor(WHITE)
        canvas.setFillAlpha(0.94)
        canvas.roundRect(*PANEL, 3 * mm, stroke=0, fill=1)
        canvas.restoreState()


def _head(canvas: Canvas, paper: Certificate) -> float:
    """Mark, council, and what this is; the lowest y used."""
    top = TOP
    if paper.logo:
        _stamped(canvas, paper.logo, MIDDLE - MARK * 1.5, top - MARK, 3 * MARK, MARK)
        top -= MARK + 1.5 * mm
    name = fit(paper.council, BOLD, ROOM, sizes=(13, 12, 11, 10))
    canvas.setFillColor(NILA)
    top = put_lines(canvas, name, MIDDLE, top, BOLD, align=0.5)
    if paper.where:
        canvas.setFillColor(INK_2)
        where = fit(paper.where, REGULAR, ROOM * 0.8, sizes=(8.5, 8, 7.5))
        top = put_lines(canvas, where, MIDDLE, top, REGULAR, align=0.5)
    size, spread = 38, 7
    top -= size * 0.72 + (5.5 if paper.logo else 12) * mm
    canvas.setFillColor(NILA)
    canvas.setFont(BOLD, size)
    across = width(paper.heading, BOLD, size) + spread * (len(paper.heading) - 1)
    canvas.drawString(MIDDLE - across / 2, top, paper.heading, charSpace=spread)
    if paper.number:
        canvas.setFillColor(SOGA)
        top = put_lines(canvas, fit(paper.number, BOLD, ROOM, sizes=(10.5, 9.5, 8.5)), MIDDLE, top - 5, BOLD, align=0.5)
    return top


def _middle(canvas: Canvas, paper: Certificate, top: float, foot: float) -> None:
    """Who, for what, when: as large and as wide apart as the room between head and signatures allows."""
    for sizes in SIZES:
        pieces = _pieces(paper, *sizes)
        needed = sum(len(piece.lines) * piece.leading for piece, _font, _colour, _gap in pieces)
        gaps = sum(gap for _piece, _font, _colour, gap in pieces)
        spread = min(WIDEST, (top - foot - needed) / (gaps + LEAST_GAP))
        if spread > 0.6:
            break
    spread = max(0.2, spread)
    y = (top + foot + needed + gaps * spread) / 2
    for number, (piece, font, colour, gap) in enumerate(pieces):
        y -= gap * spread
        canvas.setFillColor(colour)
        y = put_lines(canvas, piece, MIDDLE, y, font, align=0.5)
        if number == 1:
            draw_rule(canvas, MIDDLE, y - max(9.5, 9 * spread + 2), 92 * mm)


def _pieces(
    paper: Certificate, names: Sequence[float], titles: Sequence[float]
) -> Sequence[tuple[Fitted, str, Color, float]]:
    """Lines, their face and colour, and how much room they like above them."""
    found = [
        (_small(paper.given_to), REGULAR, INK_2, 8),
        (fit(paper.holder, BOLD, ROOM, sizes=names, depth=59), BOLD, NILA, 4),
        (_small(paper.business), REGULAR, INK, 20),
        (_small(paper.deed), REGULAR, INK_2, 10 if paper.business else 20),
        (fit(paper.training, BOLD, ROOM, sizes=titles, depth=49), BOLD, INK, 4),
        (_small(paper.when), REGULAR, INK, 6),
        (_small(paper.hours), BOLD, SOGA, 4),
    ]
    return [piece for piece in found if piece[0].lines]


def _small(text: str) -> Fitted:
    return fit(text, REGULAR, ROOM, sizes=(12, 11.5, 11, 10.5), depth=29)


def _signatures(canvas: Canvas, paper: Certificate) -> float:
    """One at the right, two beside each other, above the place and day; the highest y used."""
    signing = paper.signing or (Signing("", ""),)
    right = WIDTH - SIDE - SIGN_ROOM / 2
    columns = [right - (len(signing) - 1 - number) * (SIGN_ROOM + 4 * mm) for number in range(len(signing))]
    posts = [fit(one.post, REGULAR, SIGN_ROOM, sizes=(10, 9.5, 9, 8.5), depth=24) for one in signing]
    line = FOOT + 9.5 * mm
    above = line + SIGN_HEIGHT
    for middle, one, post in zip(columns, signing, posts, strict=True):
        _signature(canvas, one, post, middle, line, above)
    day = above + max(len(post.lines) * post.leading for post in posts) + 1.5 * mm
    canvas.setFillColor(INK)
    put_lines(canvas, _day(paper.place_and_day), columns[-1], day + 12.5, REGULAR, align=0.5)
    return day + 13


def _day(text: str) -> Fitted:
    return fit(text, REGULAR, SIGN_ROOM, sizes=(10, 9.5, 9, 8.5, 8))


def _signature(canvas: Canvas, one: Signing, post: Fitted, middle: float, line: float, above: float) -> None:
    canvas.setFillColor(INK)
    put_lines(canvas, post, middle, above + len(post.lines) * post.leading + 1, REGULAR, align=0.5)
    if one.picture:
        _stamped(canvas, one.picture, middle - SIGN_ROOM / 3, line - 1 * mm, SIGN_ROOM * 2 / 3, SIGN_HEIGHT)
    name = fit(one.name, BOLD, SIGN_ROOM, sizes=(11, 10.5, 10, 9.5, 9), depth=22)
    canvas.setFillColor(INK)
    put_lines(canvas, name, middle, line - 11.5 + len(name.lines) * name.leading, BOLD, align=0.5)
    canvas.setStrokeColor(INK if one.name else LINE)
    canvas.setLineWidth(0.6)
    across = max([46 * mm, *(width(each, BOLD, name.size) for each in name.lines)])
    canvas.line(middle - across / 2, line - 13.5, middle + across / 2, line - 13.5)
    canvas.setFillColor(INK_2)
    put_lines(canvas, fit(one.identity, REGULAR, SIGN_ROOM, sizes=(9, 8.5, 8)), middle, line - 14.5, REGULAR, align=0.5)


def _stamped(canvas: Canvas, picture: Path, x: float, y: float, room: float, height: float) -> None:
    """A picture on white in the middle of its room, as ink goes on paper: its white lets the ground through."""
    across = min(room, height * _shape(picture))
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    draw_picture(canvas, picture, x + (room - across) / 2, y, room, height)
    canvas.restoreState()


@lru_cache(maxsize=16)
def _shape(picture: Path) -> float:
    """Its width by its height. What is stored under a name never changes."""
    with Image.open(picture) as opened:
        return opened.width / opened.height


def needs_panel(picture: Path, shape: float) -> bool:
    """Whether dark text on it would be hard to read: where the text stands, it isn't light all over."""
    across = max(WIDTH, HEIGHT * shape)
    scale, down = GRAIN / across, across / shape
    with Image.open(picture) as opened:
        small = opened.convert("L").resize((GRAIN, max(1, round(down * scale))), Image.Resampling.BOX)
    left, top = SIDE + (across - WIDTH) / 2, HEIGHT - TOP + (down - HEIGHT) / 2
    box = (left, top, left + ROOM, top + TOP - FOOT)
    text = small.crop(tuple(round(value * scale) for value in box))  # type: ignore[arg-type]
    dark = sum(text.histogram()[:LIGHT])
    return dark * 100 > DARKEST * text.width * text.height
