"""Certificates as they are drawn: everything stands, whatever its length, and text can be read on any ground."""

from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
from PIL import Image, ImageDraw

from eventreg.office import certificate, rules
from eventreg.office.backside import ROWS, Lessons
from eventreg.office.certificate import Certificate, Ground, Signing

LONG_NAME = "Raden Ayu Siti Nurhasanah Kusumawardhani Prawirodiningrat, SE"
LONG_TITLE = (
    "Pelatihan Peningkatan Kapasitas Perajin Batik dan Tenun ATBM dalam Pewarnaan Alam, "
    "Pengemasan dan Pemasaran Digital"
)
SHORT = Certificate(
    council="Dekranasda Kota Pekalongan",
    where="",
    heading="SERTIFIKAT",
    number="Nomor: 893/021/DEKRANASDA/XI/2026",
    given_to="diberikan kepada",
    holder="Slamet",
    business="",
    deed="yang telah mengikuti pelatihan",
    training="Canting",
    when="Kamis, 26 November 2026",
    hours="",
    place_and_day="Pekalongan, 26 November 2026",
    signing=(),
    check="Periksa keaslian dokumen di",
)
LONG = replace(
    SHORT,
    where="Jl. Jetayu No. 3, Kota Pekalongan",
    holder=LONG_NAME,
    business="Kelompok Usaha Bersama Perajin Eceng Gondok Sumber Rejeki Makmur Sentosa",
    training=LONG_TITLE,
    hours="24 jam pelajaran",
    signing=(
        Signing(LONG_NAME, "Kepala Dinas Perindustrian, Perdagangan, Koperasi dan UKM", "NIP. 19700101 199503 1 002"),
        Signing("Hj. Inggit Soraya, S.Sn., M.M.", "Ketua Dekranasda Kota Pekalongan"),
    ),
)


@pytest.fixture
def drawn(app):
    """The pages' text, in one line each; all faces are in the file."""

    def draw(*papers):
        with app.test_request_context():
            data = certificate.certificates_pdf(papers, title="Sertifikat", author="Dekranasda", language="id")
        pages = pypdf.PdfReader(BytesIO(data)).pages
        faces = [face.get_object() for page in pages for face in page["/Resources"]["/Font"].values()]
        assert faces
        assert all("/FontFile2" in face["/FontDescriptor"] for face in faces)
        return [" ".join(page.extract_text().split()) for page in pages]

    return draw


@pytest.mark.sqlite_only
def test_the_longest_names_stand_whole(drawn):
    (page,) = drawn(LONG)

    for told in (LONG.holder, LONG.business, LONG.training, LONG.hours, *(one.post for one in LONG.signing)):
        assert told in page
    assert page.count(LONG_NAME) == 2  # the holder, and who signs at the left
    assert "…" not in page


@pytest.mark.sqlite_only
def test_the_back_goes_on_to_as_many_pages_as_it_takes(drawn):
    rows = tuple((f"Materi ke-{number}", "2") for number in range(1, ROWS + 3))
    lessons = Lessons("Materi", ("No.", "Materi", "Jam"), rows, "44")

    front, first, second = drawn(replace(SHORT, lessons=lessons))

    assert "Slamet" in front
    assert f"Materi ke-{ROWS} 2" in first
    assert "44" not in first.split()
    assert second.endswith(f"{ROWS + 2}. Materi ke-{ROWS + 2} 2 44")
    assert "Slamet · Nomor: 893/021/DEKRANASDA/XI/2026" in second


# ---- An own background -----------------------------------------------------------------------------


def picture(path, paint):
    made = Image.new("RGB", (1600, 1130), "white")
    paint(ImageDraw.Draw(made))
    made.save(path)
    return path


def test_a_frame_of_ones_own_needs_no_panel(tmp_path):
    frame = picture(tmp_path / "frame.png", lambda draw: draw.rectangle((0, 0, 1599, 1129), outline="navy", width=90))

    assert not certificate.needs_panel(frame, 1600 / 1130)


@pytest.mark.parametrize("colour", ["navy", "#9a9a9a"])
def test_text_on_anything_darker_lies_on_a_panel(tmp_path, colour):
    photo = picture(tmp_path / "photo.png", lambda draw: draw.rectangle((500, 300, 1100, 700), fill=colour))

    assert certificate.needs_panel(photo, 1600 / 1130)


@pytest.mark.sqlite_only
def test_a_picture_is_in_a_file_of_forty_once(app, tmp_path):
    photo = tmp_path / "photo.png"
    Image.effect_noise((1600, 1130), 90).convert("RGB").save(photo)
    paper = replace(SHORT, ground=Ground(photo, 1600 / 1130, needs_panel=True))

    with app.test_request_context():
        one, forty = (
            len(certificate.certificates_pdf([paper] * count, title="x", author="x", language="id"))
            for count in (1, 40)
        )

    assert one > 300_000  # the noise is in it
    assert forty < one + 200_000


# ---- What was taught -------------------------------------------------------------------------------


def test_lessons_stand_behind_a_stroke():
    typed = "Pewarna alam | 4\n\n  Mordan   dan fiksasi|12 \nHarga: jual | beli\n| 4"

    assert rules.lessons_of(typed) == [
        ("Pewarna alam", 4),
        ("Mordan dan fiksasi", 12),
        ("Harga: jual | beli", None),
        ("| 4", None),
    ]


@pytest.mark.parametrize("typed", ["x" * 161, "a\n" * 61])
def test_what_no_page_holds_is_refused(typed):
    with pytest.raises(rules.LessonsUnclear):
        rules.lessons_of(typed)
