"""The band of jlamprang, the geometric batik of Pekalongan, drawn from geometry alone: star, nitik, stepped lozenge."""

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.pdf import NILA

REPEAT, HEIGHT = 96, 24  # one repeat of the band, in its own units

_MORI = HexColor("#f6efe2")
_SOGAN = HexColor("#e2934a")
_KUNIR = HexColor("#ffc22e")
_FORM = "pita"


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


def _define(canvas: Canvas) -> None:
    """One repeat, kept in the file once however often it is shown."""
    canvas.beginForm(_FORM, 0, 0, REPEAT, HEIGHT)
    canvas.translate(24, 12)
    canvas.setFillColor(_SOGAN)
    _petals(canvas, start=45, inner=2.6, outer=9.6, half=3.8)
    canvas.setFillColor(_MORI)
    _petals(canvas, start=0, inner=2.2, outer=11.5, half=5.4)
    canvas.setFillColor(_KUNIR)
    canvas.circle(0, 0, 1.9, stroke=0, fill=1)
    for centre in (-24, -16.5, 16.5, 24, 31.5, 64.5, 72):
        canvas.rect(centre - 1.1, -1.1, 2.2, 2.2, stroke=0, fill=1)
    canvas.translate(48, 0)
    canvas.setFillColor(_SOGAN)
    _stepped(canvas, 9)
    canvas.setFillColor(NILA)
    _stepped(canvas, 4.5)
    canvas.endForm()


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
