"""The signs above the booths: what stands on them, whole, at every length of a name."""

import io

import pypdfium2 as pdfium
import pytest
import zxingcpp
from pypdf import PdfReader

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from eventreg.documents.pdf import Letterhead
from eventreg.onsite.sign import Holder, Sign, signs_pdf
from tests.factories.catalogue import make_exhibitor, make_fair
from tests.factories.people import sign_in

COUNCIL = Letterhead("Dewan Kerajinan Nasional Daerah Kota Pekalongan", "Kota Pekalongan", "Jl. Jetayu No. 1")
LONG = "Kelompok Usaha Bersama Perajin Batik Tulis Warna Alam Jlamprang Sejahtera Mandiri Kelurahan Kauman"
ADDRESS = "https://contoh.id/events/pekan-batik/booths/a-01"


def sign(label="A-01", *names, zone="Batik"):
    holders = tuple(Holder(name, "Batik tulis", "Kauman, Kota Pekalongan") for name in names)
    return Sign(label, zone, holders, "Pekan Batik", "Kamis, 18 Februari 2027", "Pindai", ADDRESS)


def made(*signs, is_small=False):
    return signs_pdf(signs, COUNCIL, title="Papan nama", language="id", is_small=is_small)


def words_of(data):
    """The text of each page, in one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize("names", [("Al",), (LONG,), (LONG, "Tas Embun"), (LONG, "Tas Embun", LONG[::-1])])
def test_every_name_stands_whole_on_the_sign(names):
    [text] = words_of(made(sign("UTARA-1234567890", *names, zone="Zona Kerajinan Kayu, Logam, dan Anyaman Nusantara")))

    for whole in (*names, "UTARA-1234567890", "Zona Kerajinan Kayu, Logam, dan Anyaman Nusantara", COUNCIL.name):
        assert whole.replace(" ", "") in text.replace(" ", "")
    assert "…" not in text


def test_its_code_leads_to_the_page_of_the_booth_and_its_faces_are_in_the_file():
    for is_small in (False, True):
        data = made(sign("A-01", "Batik Lintang"), is_small=is_small)
        picture = pdfium.PdfDocument(data)[0].render(scale=2).to_pil()
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [ADDRESS]
        fonts = PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"]
        embedded = [font.get_object() for font in fonts.values() if "PlusJakartaSans" in font.get_object()["/BaseFont"]]
        assert embedded
        assert all("/FontFile2" in font["/FontDescriptor"] for font in embedded)


def test_small_signs_stand_two_on_a_page():
    pages = words_of(made(*[sign(f"A-0{number}", "Batik") for number in (1, 2, 3)], is_small=True))

    assert [[label for label in ("A-01", "A-02", "A-03") if label in page] for page in pages] == [
        ["A-01", "A-02"],
        ["A-03"],
    ]


@pytest.mark.sqlite_only
def test_all_signs_of_a_fair_come_by_number_one_alone_where_it_is_asked_for_and_shared_booths_have_one(app, client):
    with app.app_context(), unit_of_work():
        event = make_fair(11)
        for uid in ("a-11", "a-02"):
            make_exhibitor(event.id, uid, agrees=False)
    client = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)
    path = "/staff/events/pekan-batik/at-the-booths/signs"

    pages = words_of(client.get(f"{path}.pdf").data)

    assert [next(label for label in ("A-02", "A-11") if label in page) for page in pages] == ["A-02", "A-11"]
    assert ["A-11" in page for page in words_of(client.get(f"{path}.pdf?booth=a-11&size=a5").data)] == [True]
    assert client.get(f"{path}.pdf?booth=a-05").status_code == 404
    assert "booth=a-02" in client.get(path).text
    assert "booth=a-02" not in client.get(f"{path}?q=A-11").text
