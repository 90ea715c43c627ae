"""The booklet, read back as a reader would: what stands where, and that long names and many exhibitors page well."""

from dataclasses import replace
from io import BytesIO

import pypdf
import pypdfium2
import pytest
from PIL import Image

from eventreg.booths.drawing import BoothState
from eventreg.catalogue import service
from eventreg.catalogue.documents import booklet_pdf
from eventreg.catalogue.texts import Booklet, BookletWords, Entry, Floor, Section, Shape
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.documents.pdf import Letterhead
from tests.factories.catalogue import make_exhibitor, make_fair

WORDS = BookletWords("Katalog peserta", "Daftar isi", "Denah", "Daftar stan", "24 peserta", "Versi daring")
LONG = "Kelompok Usaha Bersama Perajin Anyaman Eceng Gondok Rowo Pening Lestari Sejahtera Abadi Jaya Makmur Sentosa"
ENTRY = Entry(
    name="Batik Lintang",
    place="Pekalongan Timur, Kota Pekalongan",
    booths=("A-01",),
    text="Batik pesisir.\nPesan motif.",
    products=(("Kain tulis", "Rp250.000"),),
    contacts=(("WhatsApp", "0812 3456 7890"),),
)
FLOOR = Floor(
    3600,
    2600,
    (Shape(0, 0, 300, 300, 0, "A-01", "taken"), Shape(300, 0, 300, 300, 15, "A-02", "free")),
    (("A · Batik", 0, 400),),
)
PLAIN = Booklet(
    title="Pekan Batik",
    when="Kamis, 26 November 2026",
    place="Lapangan Jetayu",
    letterhead=Letterhead("Dekranasda", "Kota Pekalongan", ""),
    language="id",
    words=WORDS,
    sections=(Section("Batik tulis", (ENTRY,)),),
    address="https://contoh.id/events/pekan-batik/exhibitors",
    intro="Selamat datang.",
    floor=FLOOR,
)


def pages_of(file):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(file)).pages]


def test_cover_contents_entry_plan_and_index():
    cover, contents, entries, where = pages_of(booklet_pdf(PLAIN))

    for words in ("KATALOG PESERTA", "Pekan Batik", "26 November 2026", "Lapangan Jetayu", "Dekranasda"):
        assert words in cover
    assert "Selamat datang." in contents
    assert "Batik tulis 1 3" in contents
    for words in ("Batik Lintang", "Pekalongan Timur", "Batik pesisir.", "Kain tulis", "Rp250.000", "0812 3456 7890"):
        assert words in entries
    assert "Denah" in where
    assert "A-01 Batik Lintang 3" in where


def test_the_same_content_is_the_same_file_and_says_its_language():
    file = booklet_pdf(replace(PLAIN, language="en"))

    assert file == booklet_pdf(replace(PLAIN, language="en"))
    assert pypdf.PdfReader(BytesIO(file)).trailer["/Root"]["/Lang"] == "en"
    assert [item.title for item in pypdf.PdfReader(BytesIO(file)).outline] == ["Batik tulis"]


def test_sixty_with_long_names_and_texts_stand_whole_and_where_the_contents_say():
    crafts = [f"Kriya {number:02}" for number in range(1, 13)]
    entries = [
        replace(
            ENTRY,
            name=f"Usaha {number:02} {LONG}" if number % 2 else f"Usaha {number:02}",
            booths=(f"A-{number:02}", f"B-{number:02}"),
            text="Kami membuat kain.\n" * (1 + number % 30),
            products=tuple((f"Produk {at} {LONG}", "Rp1.000.000.000") for at in range(number % 9)),
            contacts=tuple((f"Toko{at}", "x" * 60) for at in range(number % 7)),
        )
        for number in range(60)
    ]
    sections = tuple(Section(craft, tuple(entries[at * 5 : at * 5 + 5])) for at, craft in enumerate(crafts))

    pages = pages_of(booklet_pdf(replace(PLAIN, sections=sections, intro="Selamat datang.\n" * 200)))

    contents = " ".join(pages[1:4])
    for section in sections:
        start = int(contents.split(f"{section.title} 5 ")[1].split()[0])
        assert section.title in pages[start - 1]
        assert section.entries[0].name[:8] in pages[start - 1]
    index = pages[next(at for at, text in enumerate(pages) if "Daftar stan" in text) :]
    listed = " ".join(index)
    for number in range(60):
        assert sum(f"Usaha {number:02}" in page for page in pages[: -len(index)]) == 1
        assert listed.count(f"B-{number:02} Usaha {number:02}") == 1
    assert [text.split()[-1] for text in pages[1:-1]] == [str(number) for number in range(2, len(pages))]


def test_nothing_runs_off_the_page():
    tall = replace(
        ENTRY,
        name=LONG,
        place=LONG,
        booths=tuple(f"ZONA-UTARA-{number}" for number in range(4)),
        text="kata " * 118,
        products=((LONG, "Rp1.000.000.000"),) * 12,
        contacts=(("Website", "contoh.id/" + "a" * 180),) * 5,
    )
    file = booklet_pdf(replace(PLAIN, title=LONG, place=LONG, sections=(Section(LONG, (tall,) * 3),)))

    with pypdfium2.PdfDocument(file) as document:
        pictures = [page.render(scale=2).to_pil().convert("L") for page in document]
    for picture in pictures[1:]:
        edge, foot = int(picture.width * 0.08), int(picture.height * 0.92)
        for margin in ((0, 0, edge, picture.height), (picture.width - edge, 0, picture.width, picture.height)):
            assert picture.crop(margin).getextrema()[0] > 250
        assert picture.crop((0, foot, picture.width, int(picture.height * 0.935))).getextrema()[0] > 250


@pytest.mark.sqlite_only
def test_the_booklet_of_a_fair_is_sent_in_the_language_that_is_asked_for(app, client):
    with app.app_context(), unit_of_work():
        event = make_fair()
        lintang = make_exhibitor(event.id, "a-01", name="Batik Lintang", text_id="Warna alam.", text_en="Natural dyes.")
        lintang.business.products[0].name_en = "Jlamprang cloth"
        make_exhibitor(event.id, "a-02", name="Tenun Budi", category_code="tenun-atbm", text_id="Tenun kami.")
        make_exhibitor(event.id, "a-03", name="Usaha Ditahan", state=BoothState.ON_HOLD)
        service.publish(event.id, actor=SYSTEM, now=clock.now())

    answer = client.get("/events/pekan-batik/exhibitors.pdf?lang=en")
    text = " ".join(pages_of(answer.data))

    assert answer.mimetype == "application/pdf"
    assert "Natural dyes." in text
    assert "Tenun kami. (only in Indonesian)" in text
    assert "Jlamprang cloth" in text
    assert text.count("(only in Indonesian)") == 2, "the words of one, and the names of its products"
    assert "2 exhibitors" in text
    assert "Usaha Ditahan" not in text
    assert "Warna alam." in " ".join(pages_of(client.get("/events/pekan-batik/exhibitors.pdf?lang=id").data))
    again = client.client.get(
        "/events/pekan-batik/exhibitors.pdf?lang=en", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_a_photo_is_printed_small_and_one_that_is_gone_is_a_letter(tmp_path):
    path = tmp_path / "photo.webp"
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(path)

    file = booklet_pdf(replace(PLAIN, sections=(Section("Batik", (replace(ENTRY, photo=str(path)),)),)))
    without = booklet_pdf(replace(PLAIN, sections=(Section("Batik", (replace(ENTRY, photo="/nowhere"),)),)))

    assert len(file) < 400_000
    [image] = pypdf.PdfReader(BytesIO(file)).pages[2].images
    assert image.image.size == (480, 360)
    assert not pypdf.PdfReader(BytesIO(without)).pages[2].images
