"""The PDF ticket, looked at as a door, a reader and a printer would: rendered, decoded, read."""

import secrets
from dataclasses import replace
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from eventreg.core import qr
from eventreg.documents.pdf import Letterhead
from eventreg.tickets import rules
from eventreg.tickets.documents import CODE_SIDE, TicketPaper, TicketWords, ticket_pdf

MM = 72 / 25.4
LETTERHEAD = Letterhead("Dekranasda Kota Pekalongan", "Kota Pekalongan", "Jl. Mataram No. 1")
WORDS = TicketWords(
    ticket="Tiket",
    spoken="Sebutkan kode ini bila kode QR tidak terbaca",
    booth="Stan",
    when="Waktu",
    place="Tempat",
)
PLAIN = TicketPaper(
    event_title="Pekan Batik Jetayu 2026",
    kind="Pameran",
    when=["Rabu, 9 Desember 2026 pukul 09.00 WIB", "Kamis, 10 Desember 2026 pukul 09.00 WIB"],
    place="Lapangan Jetayu",
    holder="Sri Wahyuni",
    business="Batik Lintang Pesisir",
    booth="C-07",
    category="Batik tulis",
    code="ABCD10Z57M38",
    url=qr.ticket_url("https://daftar.dekranasda-kotaku.go.id", rules.encode(1, 7, bytes(8), lambda _: bytes(64))),
    words=WORDS,
)
LONG = replace(
    PLAIN,
    event_title="Pelatihan Pewarna Alam dan Pengemasan Produk Kerajinan UMKM Binaan Angkatan III Tahun Anggaran 2026",
    holder="Raden Ayu Siti Nurhasanah Kusumawardhani Prawirodirjo binti Hadiningrat Sastrowijoyo",
    business="Kelompok Usaha Bersama Perajin Anyaman Eceng Gondok Rowo Pening Lestari Sejahtera",
    booth="Zona Utara C-07, C-08",
    when=[f"Selasa, {day} Desember 2026 pukul 09.05–15.00 WIB" for day in (1, 2, 3)],
    place="Ruang Amarta, Sekretariat Daerah Kota Pekalongan, Jalan Mataram Nomor 1, Podosugih",
)
BARE = replace(PLAIN, holder="Eko", business="", booth=None, category="", when=[], place="", kind="")


def text_of(file: bytes, page: int = 0) -> str:
    return " ".join(pypdf.PdfReader(BytesIO(file)).pages[page].extract_text().split())


def rendered(file: bytes, page: int = 0, scale: float = 3) -> Image.Image:
    with pypdfium2.PdfDocument(file) as document:
        picture: Image.Image = document[page].render(scale=scale).to_pil()
        return picture.convert("L")


def code_in(image: Image.Image) -> zxingcpp.Barcode:
    [found] = zxingcpp.read_barcodes(image)
    return found


@pytest.mark.parametrize("ticket", [PLAIN, LONG, BARE], ids=["plain", "long", "bare"])
def test_a_ticket_says_all_that_its_holder_needs(ticket):
    text = text_of(ticket_pdf([ticket], LETTERHEAD))

    told = [ticket.event_title, ticket.holder, ticket.business, ticket.booth or "", ticket.category, ticket.place]
    for words in [*told, *ticket.when, ticket.kind.upper(), rules.group_code(ticket.code), WORDS.spoken]:
        assert words in text
    assert LETTERHEAD.name in text
    assert (WORDS.booth in text) == bool(ticket.booth)


@pytest.mark.parametrize("ticket", [PLAIN, LONG, BARE], ids=["plain", "long", "bare"])
@pytest.mark.parametrize("scale", [1.5, 3])
def test_a_camera_reads_exactly_the_address_from_the_rendered_page(ticket, scale):
    assert code_in(rendered(ticket_pdf([ticket], LETTERHEAD), scale=scale)).text == ticket.url


@pytest.mark.parametrize("ticket", [PLAIN, LONG], ids=["plain", "long"])
def test_the_code_is_large_black_on_white_with_four_modules_of_quiet(ticket):
    scale = 4
    image = rendered(ticket_pdf([ticket], LETTERHEAD), scale=scale)
    corners = code_in(image).position
    left, top = corners.top_left.x, corners.top_left.y
    right, bottom = corners.bottom_right.x, corners.bottom_right.y
    module = CODE_SIDE / (45 + 8) * scale

    assert CODE_SIDE >= 60 * MM
    assert right - left == pytest.approx(45 * module, abs=module)
    quiet = 4 * module - 2  # the edge of a module may share its pixel
    for strip in (
        (left - quiet, top - quiet, right + quiet, top - 2),
        (left - quiet, bottom + 3, right + quiet, bottom + quiet),
        (left - quiet, top - quiet, left - 2, bottom + quiet),
        (right + 3, top - quiet, right + quiet, bottom + quiet),
    ):
        assert image.crop(strip).getextrema() == (255, 255)
    assert image.crop((left, top, right, bottom)).getextrema() == (0, 255)


def test_every_ticket_has_a_page_of_its_own():
    tickets = [replace(PLAIN, holder=f"Peserta {n}", code=rules.new_code(secrets.token_bytes)) for n in range(12)]

    file = ticket_pdf(tickets, LETTERHEAD)

    reader = pypdf.PdfReader(BytesIO(file))
    assert len(reader.pages) == 12
    for page, ticket in enumerate(tickets):
        assert ticket.holder in text_of(file, page)
        assert rules.group_code(ticket.code) in text_of(file, page)
    assert [round(float(side) / MM) for side in reader.pages[0].mediabox[2:]] == [105, 148]


@pytest.mark.parametrize("ticket", [PLAIN, LONG, BARE], ids=["plain", "long", "bare"])
def test_a_ticket_is_light_and_the_same_bytes_each_time(ticket):
    file = ticket_pdf([ticket], LETTERHEAD)

    assert len(file) <= 30_000
    assert file == ticket_pdf([ticket], LETTERHEAD)


def test_a_file_tells_its_language_title_and_issuer():
    reader = pypdf.PdfReader(BytesIO(ticket_pdf([PLAIN], LETTERHEAD, language="en")))

    assert str(reader.root_object["/Lang"]) == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Tiket: Pekan Batik Jetayu 2026"
    assert reader.metadata.author == LETTERHEAD.name


def test_a_single_line_of_days_that_is_too_long_goes_on_in_the_next():
    when = ["Kamis–Selasa, 26 November – 1 Desember 2026, 00.00–24.00 WIB"]
    text = text_of(ticket_pdf([replace(PLAIN, when=when)], LETTERHEAD))
    assert " ".join(text.split()).count(when[0]) == 1


@pytest.mark.parametrize("ticket", [PLAIN, LONG], ids=["plain", "long"])
def test_of_more_days_than_the_page_holds_the_first_and_the_last_stand_there(ticket):
    days = [f"Hari {day} pukul 09.00 WIB" for day in range(1, 15)]

    text = text_of(ticket_pdf([replace(ticket, when=days)], LETTERHEAD))

    assert "Hari 1 pukul 09.00 WIB" in text
    assert "… Hari 14 pukul 09.00 WIB" in text
    assert ticket.place in text


def test_a_longer_host_still_fits_its_code():
    url = qr.ticket_url("https://pendaftaran.dewan-kerajinan-nasional-daerah.kabupaten-pekalongan.go.id", "A" * 128)

    assert code_in(rendered(ticket_pdf([replace(PLAIN, url=url)], LETTERHEAD))).text == url


@settings(max_examples=40)
@given(st.text(max_size=200), st.text(max_size=200), st.lists(st.text(max_size=60), max_size=8))
def test_any_words_make_a_ticket_whose_code_can_be_read(title, name, when):
    ticket = replace(PLAIN, event_title=title, holder=name, business=name, booth=name, place=title, when=when)

    assert code_in(rendered(ticket_pdf([ticket], LETTERHEAD), scale=2)).text == ticket.url
