"""The QR code, read back by a decoder that knows nothing of ours."""

import re
import secrets
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from eventreg.core import qr

TOKEN = "AEAQAAAAA4ASGRLHRGV433YA" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 3 + "QPAGQPAG"
HOST_OF_30 = "https://daftar.dekranasda-kotaku.go.id"
SVG = "{http://www.w3.org/2000/svg}"


def picture(dark: set[tuple[int, int]], side: int, scale: int = 4) -> Image.Image:
    image = Image.new("L", (side, side), 255)
    for x, y in dark:
        image.putpixel((x, y), 0)
    return image.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def read(image: Image.Image) -> zxingcpp.Barcode:
    # The door reads QR codes alone: a decoder of every format may take a stripe of random modules for a bar code.
    [found] = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found


def dark_of(svg: str) -> tuple[set[tuple[int, int]], int]:
    """The black squares of an SVG code, and its side, read from its drawing alone."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    ground, modules = root.findall(f"{SVG}path")
    assert ground.attrib == {"fill": "#fff", "d": f"M0 0h{side}v{side}H0z"}
    assert modules.attrib["fill"] == "#000"
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", modules.attrib["d"]):
        dark |= {(int(x) + step, int(y)) for step in range(int(length))}
    return dark, side


def test_a_host_of_30_characters_makes_a_code_of_version_7():
    url = qr.ticket_url(HOST_OF_30, TOKEN)

    assert len(HOST_OF_30.removeprefix("https://")) == 30
    assert len(url) == 169
    assert len(qr.matrix(url)) == 7 * 4 + 17


def test_the_address_is_in_capitals_whatever_the_settings_say():
    assert qr.ticket_url("http://localhost:8000/", TOKEN.lower()) == f"HTTP://LOCALHOST:8000/T/{TOKEN}"


@pytest.mark.parametrize("mask", [None, qr.TICKET_MASK])
def test_another_decoder_reads_the_address_from_the_modules(mask):
    url = qr.ticket_url(HOST_OF_30, TOKEN)
    modules = qr.matrix(url, mask=mask)
    side = len(modules) + 2 * qr.QUIET
    dark = {(x + qr.QUIET, y + qr.QUIET) for y, row in enumerate(modules) for x, black in enumerate(row) if black}

    found = read(picture(dark, side))

    assert found.text == url
    assert found.ec_level == "M"


def test_the_mask_of_bulk_tickets_is_always_readable():
    for _ in range(100):
        url = qr.ticket_url(HOST_OF_30, "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(128)))
        modules = qr.matrix(url, mask=qr.TICKET_MASK)
        dark = {(x + 4, y + 4) for y, row in enumerate(modules) for x, black in enumerate(row) if black}
        assert read(picture(dark, len(modules) + 8, scale=3)).text == url


def test_the_svg_reads_back_and_keeps_its_quiet_zone():
    url = qr.ticket_url(HOST_OF_30, TOKEN)

    dark, side = dark_of(qr.svg(url, "Kode QR tiket"))

    assert read(picture(dark, side)).text == url
    assert {min(x for x, _ in dark), min(y for _, y in dark)} == {4}
    assert {max(x for x, _ in dark), max(y for _, y in dark)} == {side - 5}


def test_a_pairing_address_in_small_letters_reads_back_too():
    url = "https://daftar.example.org/door/#pair=k3y_With-Case~"

    assert read(picture(*dark_of(qr.svg(url, "Kode pemasangan")))).text == url


def test_the_svg_says_what_it_is_and_suits_the_pages_policy():
    svg = qr.svg("HTTPS://X/T/A", 'Kode "A" <b>&')

    root = ElementTree.fromstring(svg)

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'Kode "A" <b>&'
    assert root.attrib["shape-rendering"] == "crispEdges"
    assert "style" not in svg
    assert "on" not in {name[:2] for element in root.iter() for name in element.attrib}
