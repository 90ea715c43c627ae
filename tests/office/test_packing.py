"""Many papers in one file: names that every system takes, and what papers have in common only once."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eventreg.office import packing

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def paper(words, background=None):
    file = BytesIO()
    canvas = Canvas(file, pagesize=(200, 200))
    if background:
        canvas.drawImage(background, 0, 0, 200, 200)
    canvas.drawString(20, 100, words)
    canvas.save()
    return file.getvalue()


def noise(seed):
    """A picture that can't be made small."""
    file = BytesIO()
    Image.effect_noise((300, 300), 60 + seed).save(file, "JPEG", quality=90)
    return ImageReader(BytesIO(file.getvalue()))


def test_of_two_of_the_same_name_the_second_one_is_numbered(tmp_path):
    packer = packing.ZipPacker(tmp_path, NOON)
    for _number in range(3):
        packer.add("Siti.pdf", b"1")
    packer.add("SITI.pdf", b"1")

    with zipfile.ZipFile(packer.finish()) as packed:
        assert packed.namelist() == ["Siti.pdf", "Siti (2).pdf", "Siti (3).pdf", "SITI (4).pdf"]
        assert packed.infolist()[0].date_time[:3] == (2026, 11, 27)


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("Batik: A/B.pdf", "Batik A/B.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("/C:\\x?.pdf", "C x.pdf"),
        ("..", "berkas"),
        ("a\nb\0.pdf", "a b.pdf"),
        (f"{'x' * 200}.pdf", f"{'x' * 116}.pdf"),
    ],
)
def test_names_are_such_as_every_system_takes(name, tidy):
    assert packing.tidy(name) == tidy


def test_a_background_that_all_papers_share_is_held_once(tmp_path):
    background, other = noise(1), noise(2)
    one = paper("Satu", background)
    packer = packing.PdfPacker(tmp_path, title="Sertifikat", language="id")
    for number in range(packing.MOST_IN_PART + 20):  # more than one part
        packer.add("", paper(f"Nomor {number}", background))
    packer.add("", paper("Lain", other))

    whole = packer.finish()

    assert whole.stat().st_size < 5 * len(one)
    with pikepdf.open(whole) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == packing.MOST_IN_PART + 21
        pictures = [page.Resources.XObject[next(iter(page.Resources.XObject))] for page in pdf.pages]
        assert len({picture.objgen for picture in pictures}) == 2
        assert pictures[0].read_raw_bytes() != pictures[-1].read_raw_bytes()


def test_papers_stand_in_the_order_in_which_they_came(tmp_path):
    packer = packing.PdfPacker(tmp_path, title="Surat", language="id")
    for number in range(3):
        packer.add("", paper(f"Nomor {number}"))

    with pikepdf.open(packer.finish()) as pdf:
        words = [page.Contents.read_bytes() for page in pdf.pages]
        assert [b"Nomor %d" % number in text for number, text in enumerate(words)] == [True] * 3
