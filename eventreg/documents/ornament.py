"""The band of jlamprang, the geometric batik of Pekalongan, drawn from geometry alone: star, nitik, stepped lozenge."""

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.pdf import NILA, SOGA

REPEAT, HEIGHT = 96, 24  # one repeat of the band, in its own units

_MORI = HexColor("#f6efe2")
_SOGAN = HexColor("#e2934a")
_KUNIR = HexColor("#ffc22e")
_FORM, _CORNER = "pita", "sudut"


def draw_band(canvas: Canvas, x: float, y: float, length: float, height: float) -> None:
    """A band of whole repeats over `length`, stretched by less than half a repeat to come out even."""
    if not canvas.hasForm(_FORM):
        _define(canvas)
    times = max(1, round(length / (REPEAT * height / HEIGHT)))
    canvas.saveState()
    canvas.setFillColor(NILA)
    canvas.rect(x, y, length, height, stroke=0, fill=1)
    canvas.translate(x, y)
    canvas.scale(length / (times * REPEAT), height / HEIGHT)
    for _ in range(times):
        canvas.doForm(_FORM)
        canvas.translate(REPEAT, 0)
    canvas.restoreState()


def draw_frame(canvas: Canvas, x: float, y: float, width: float, height: float, depth: float) -> None:
    """The band along all four sides of a box, with a star in each corner, inside it."""
    for left, low, turn, length in (
        (x + depth, y, 0, width),
        (x + width - depth, y + height, 180, width),
        (x + width, y + depth, 90, height),
        (x, y + height - depth, 270, height),
    ):
        canvas.saveState()
        canvas.translate(left, low)
        canvas.rotate(turn)
        draw_band(canvas, 0, 0, length - 2 * depth, depth)
        canvas.restoreState()
    for left in (x, x + width - depth):
        for low in (y, y + height - depth):
            _corner(canvas, left, low, depth)


def draw_rule(canvas: Canvas, centre: float, y: float, length: float) -> None:
    """A thin line with a lozenge of patola in its middle and a dot at either end."""
    canvas.saveState()
    canvas.setFillColor(SOGA)
    canvas.setStrokeColor(SOGA)
    canvas.setLineWidth(0.7)
    for side in (-1, 1):
        canvas.line(centre + side * 9, y, centre + side * length / 2, y)
        canvas.rect(centre + side * length / 2 - 1.4, y - 1.4, 2.8, 2.8, stroke=0, fill=1)
    canvas.translate(centre, y)
    _stepped(canvas, 4.2)
    canvas.restoreState()


def _corner(canvas: Canvas, x: float, y: float, side: float) -> None:
    """Where two bands meet: a star alone."""
    if not canvas.hasForm(_CORNER):
        canvas.beginForm(_CORNER, 0, 0, HEIGHT, HEIGHT)
        canvas.setFillColor(NILA)
        canvas.rect(0, 0, HEIGHT, HEIGHT, stroke=0, fill=1)
        canvas.translate(HEIGHT / 2, HEIGHT / 2)
        _star(canvas)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / HEIGHT, side / HEIGHT)
    canvas.doForm(_CORNER)
    canvas.restoreState()


def _define(canvas: Canvas) -> None:
    """One repeat, kept in the file once however often it is shown."""
    canvas.beginForm(_FORM, 0, 0, REPEAT, HEIGHT)
    canvas.translate(24, 12)
    _star(canvas)
    canvas.setFillColor(_KUNIR)
    for centre in (-24, -16.5, 16.5, 24, 31.5, 64.5, 72):
        canvas.rect(centre - 1.1, -1.1, 2.2, 2.2, stroke=0, fill=1)
    canvas.translate(48, 0)
    canvas.setFillColor(_SOGAN)
    _stepped(canvas, 9)
    canvas.setFillColor(NILA)
    _stepped(canvas, 4.5)
    canvas.endForm()


def _star(canvas: Canvas) -> None:
    """The eight petals of jlamprang around the centre, and its heart."""
    canvas.setFillColor(_SOGAN)
    _petals(canvas, start=45, inner=2.6, outer=9.6, half=3.8)
    canvas.setFillColor(_MORI)
    _petals(canvas, start=0, inner=2.2, outer=11.5, half=5.4)
    canvas.setFillColor(_KUNIR)
    canvas.circle(0, 0, 1.9, stroke=0, fill=1)


def _petals(canvas: Canvas, *, start: float, inner: float, outer: float, half: float) -> None:
    """Four pointed leaves around the centre."""
    belly = inner + (outer - inner) * 0.55
    canvas.saveState()
    canvas.rotate(start)
    for _ in range(4):
        leaf = canvas.beginPath()
        leaf.moveTo(0, inner)
        leaf.curveTo(half, belly, half, belly, 0, outer)
        leaf.curveTo(-half, belly, -half, belly, 0, inner)
        canvas.drawPath(leaf, stroke=0, fill=1)
        canvas.rotate(90)
    canvas.restoreState()


def _stepped(canvas: Canvas, radius: float, steps: int = 3) -> None:
    """The lozenge of patola, a diamond made of stairs: one bar a step, each half as many more to either side."""
    step = radius / steps
    for level in range(-steps, steps):
        half = radius - (level if level >= 0 else -level - 1) * step
        canvas.rect(-half, level * step, 2 * half, step, stroke=0, fill=1)
