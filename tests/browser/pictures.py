"""What cameras see: codes taken out of papers and pages, and films for Chromium's camera."""

import io
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

DOTS_PER_POINT = 4
FRAMES_A_SECOND = 30
FRAME = (1280, 720)
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def read_code(picture: Image.Image) -> str:
    """The text of the one QR code on a picture."""
    (found,) = zxingcpp.read_barcodes(picture, formats=QR)
    return str(found.text)


def picture_of(png: bytes) -> Image.Image:
    """A screenshot as a picture."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def code_on_paper(pdf: bytes) -> Image.Image:
    """The QR code of a PDF's first page, cut out with some of the white around it."""
    document = pypdfium2.PdfDocument(pdf)
    page: Image.Image = document[0].render(scale=DOTS_PER_POINT).to_pil().convert("RGB")
    document.close()
    (found,) = zxingcpp.read_barcodes(page, formats=QR)
    corners = [
        found.position.top_left,
        found.position.top_right,
        found.position.bottom_right,
        found.position.bottom_left,
    ]
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    rim = (max(across) - min(across)) // 12
    return page.crop((min(across) - rim, min(down) - rim, max(across) + rim, max(down) + rim))


def film(path: Path, shown: Image.Image, *, seconds: int = 3, then_nothing: int = 4) -> Path:
    """A film for the camera: the picture, held before a grey wall, then the wall alone; Chromium shows it for ever."""
    wall = Image.new("RGB", FRAME, "#777")
    held = wall.copy()
    held.paste(shown.resize((620, 620)), (330, 50))
    with_code, without = jpeg(held), jpeg(wall)
    path.write_bytes(with_code * FRAMES_A_SECOND * seconds + without * FRAMES_A_SECOND * then_nothing)
    return path


def jpeg(picture: Image.Image) -> bytes:
    """The picture as a JPEG file."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()
