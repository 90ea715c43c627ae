"""Which pictures of a ticket the page's reader reads in Chromium; bench/pictures.py tells of more, and how fast."""

import base64
import io

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from eventreg.core import qr
from tests.door.test_phone_codes import TOKENS
from tests.door.ticket_pictures import PICTURES, blurred, scene

URL = qr.ticket_url("https://daftar.example.org", TOKENS["tokens"][0]["token"])
# What was read by every one of five tickets when the pictures were drawn first. Losing one of them is a step back.
HARD = (
    "blurred, radius 3",
    "small, 75 px",
    "turned by 45°",
    "upside down",
    "tilted far, turned",
    "very dark",
    "low contrast",
    "faded",
    "night mode (inverted)",
    "large lamp",
    "cracked screen",
    "thumb over 16 %",
    "moved by 9 px",
    "strong moire",
)
LOOK = """async ({ pictures, looks }) => {
  const { makeDecoder } = await import("/static/js/door/decoder.js");
  const decode = await makeDecoder();
  const canvas = document.createElement("canvas");
  const found = [];
  for (const picture of pictures) {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${picture}`)).blob());
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext("2d", { willReadFrequently: true }).drawImage(bitmap, 0, 0);
    let seen = { texts: [], by: "" };
    for (let look = 0; look < looks && !seen.texts.length; look += 1) seen = await decode(canvas);
    found.push([seen.texts, seen.by]);
  }
  return found;
}"""


@pytest.fixture
def look(modules):
    """What is read on each picture within that many looks, and by what."""

    def see(*pictures: Image.Image, looks: int = 3):
        return modules.evaluate(LOOK, {"pictures": [jpeg(picture) for picture in pictures], "looks": looks})

    return see


def jpeg(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92)
    return base64.b64encode(file.getvalue()).decode()


def test_tickets_are_read_in_bad_light_from_bad_screens_and_in_a_hurry(look):
    seen = look(*(PICTURES[name](URL) for name in HARD))

    assert [name for name, (texts, _by) in zip(HARD, seen, strict=True) if texts != [URL]] == []


def test_what_is_too_blurred_at_once_is_read_when_it_was_sharpened(look):
    picture = blurred(4.5)(URL)

    [(at_first, _by)], [(within_three, by)] = look(picture, looks=1), look(picture)

    assert zxingcpp.read_barcodes(picture) == []
    assert at_first in ([], [URL])  # the treatment that comes first may be the right one
    assert within_three == [URL]
    assert "sharpened" in by


def test_only_qr_codes_are_read(look):
    kinds = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.EAN13)
    drawn = [zxingcpp.write_barcode_to_image(zxingcpp.create_barcode("8991234567891", kind), scale=4) for kind in kinds]
    others = [scene(Image.fromarray(np.array(picture))) for picture in drawn]
    assert all(zxingcpp.read_barcodes(picture) for picture in others)

    assert [texts for texts, _by in look(*others)] == [[], [], []]
