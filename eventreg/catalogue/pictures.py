"""What the booklet shows: photos cropped to their frames, and the floor."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eventreg.catalogue.texts import Floor, Shape
from eventreg.documents.fonts import BOLD, printable, width
from eventreg.documents.pdf import INK, INK_2, LINE, NILA, WHITE, put

PIXELS = (480, 360)
HIGHEST = 105 * mm
GROUND = HexColor("#f3f0ea")


def jpeg(path: str) -> ImageReader | None:
    """A picture as printers take it: small, cropped to 4:3. None where the file is gone."""
    if not path or not Path(path).is_file():
        return None
    with Image.open(path) as picture:
        fitted = ImageOps.fit(picture.convert("RGB"), PIXELS)
    file = BytesIO()
    fitted.save(file, "JPEG", quality=78, optimize=True)
    file.seek(0)
    return ImageReader(file)


def draw_floor(canvas: Canvas, floor: Floor, x: float, top: float, room: float) -> float:
    """The floor as large as its place allows; the lowest y used."""
    scale = min(room / floor.width, HIGHEST / floor.height)
    left = x + (room - floor.width * scale) / 2
    canvas.setFillColor(GROUND)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.rect(left, top - floor.height * scale, floor.width * scale, floor.height * scale, fill=1)
    for shape in floor.shapes:
        _shape(canvas, shape, left, top, scale)
    canvas.setFillColor(INK)
    for title, x, y in floor.zones:
        put(canvas, title, left + x * scale, top - y * scale, BOLD, max(5.5, min(9, 105 * scale)))
    return top - floor.height * scale


def _shape(canvas: Canvas, shape: Shape, left: float, top: float, scale: float) -> None:
    wide, deep = shape.w * scale, shape.h * scale
    fill = {"taken": NILA, "free": WHITE, "thing": WHITE, "solid": INK_2, "text": GROUND}[shape.kind]
    canvas.saveState()
    canvas.translate(left + (shape.x + shape.w / 2) * scale, top - (shape.y + shape.h / 2) * scale)
    canvas.rotate(-shape.rotation)
    canvas.setFillColor(fill)
    canvas.setStrokeColor(WHITE if shape.kind == "taken" else LINE)
    canvas.setLineWidth(0.5)
    canvas.rect(-wide / 2, -deep / 2, wide, deep, stroke=int(shape.kind != "text"), fill=1)
    if shape.label and shape.kind != "solid":
        size = min(9.0, deep * 0.55, wide * 0.84 / max(1.0, width(printable(shape.label), BOLD, 1)))
        canvas.setFillColor(WHITE if shape.kind == "taken" else INK_2)
        put(canvas, shape.label, 0, -size * 0.35, BOLD, size, align=0.5)
    canvas.restoreState()
