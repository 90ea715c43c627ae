"""Many papers in one file: names that every system takes, and what papers have in common only once."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pypdfium2
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
    for number in range(120):
        packer.add("", paper(f"Nomor {number}", background))
    packer.add("", paper("Lain", other))

    whole = packer.finish()

    assert whole.stat().st_size < 5 * len(one)
    with pikepdf.open(whole) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 121
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


def awkward():
    """Two pages as other programs make them: what pages inherit, links between them, odd names, objects in streams."""
    pdf = pikepdf.new()
    face = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    tree = pdf.Root.Pages
    tree.MediaBox, tree.Rotate = [0, 0, 300, 150], 90
    tree.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=face))
    pages = []
    for number in (1, 2):
        page = pikepdf.Dictionary(Type=pikepdf.Name.Page, Parent=tree)
        page.Contents = pdf.make_stream(b"BT /F1 20 Tf 20 60 Td (Halaman %d) Tj ET" % number)
        pages.append(pdf.make_indirect(page))
    tree.Kids, tree.Count = pages, 2
    pages[0].Annots = [
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9.5, -0.00001],
            Dest=[pages[1], pikepdf.Name.Fit],
        )
    ]
    deep = pikepdf.Array()
    for _level in range(300):
        deep = pikepdf.Array([deep])
    pages[1].PieceInfo = pikepdf.Dictionary(
        {
            "/Nama kita": pikepdf.String("batik \u2014 (tulis)"),
            "/Raw": pikepdf.String(b"\x00\\)\xff("),
            "/Yes": True,
            "/Deep": deep,
        }
    )
    file = BytesIO()
    pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=pikepdf.Encryption(owner="rahasia"))
    return file.getvalue()


def test_papers_from_elsewhere_look_in_the_whole_as_they_did(tmp_path):
    packer = packing.PdfPacker(tmp_path, title="SPJ", language="id")
    sources = [paper("Depan"), awkward(), paper("Belakang", noise(1))]
    for data in sources:
        packer.add("", data)
    whole = packer.finish()

    with pikepdf.open(whole) as pdf:
        assert pdf.check_pdf_syntax() == []
        page, linked = pdf.pages[1], pdf.pages[2]
        assert page.Annots[0].Dest[0].objgen == linked.objgen
        assert linked.PieceInfo["/Nama kita"] == "batik \u2014 (tulis)"
        assert bytes(linked.PieceInfo.Raw) == b"\x00\\)\xff("
        assert linked.PieceInfo.Yes is True
        assert (pdf.docinfo.Title, pdf.Root.Lang) == ("SPJ", "id")
    assert looks(whole.read_bytes()) == [look for data in sources for look in looks(data)]


def looks(data):
    """Each page as a picture."""
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.render(scale=1).to_pil() for page in pdf]
    return [(page.size, page.tobytes()) for page in pages]


def test_what_came_is_on_the_disk_and_no_longer_held(tmp_path):
    packer = packing.PdfPacker(tmp_path, title="Surat", language="id")
    each = len(paper("Depan", noise(1)))
    for number in range(1, 11):
        packer.add("", paper("Depan", noise(number)))

        assert (tmp_path / "whole.pdf").stat().st_size > 0.9 * number * each - 10_000
    packer.close()
