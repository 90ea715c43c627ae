"""How letters are set: whole words at every length, tables and lists, and a signature that is never left alone."""

import io

import pytest
from pypdf import PdfReader

from eventreg.documents.pdf import Letterhead
from eventreg.office.letter import Letter, Signer, Style, Words
from eventreg.office.letters import letters_pdf
from eventreg.office.parsing import Look, blocks_of, plain_of

SMALL = Letterhead("Dekranasda", "Pati", "")
LARGE = Letterhead(
    "Dewan Kerajinan Nasional Daerah (Dekranasda) Kabupaten Kepulauan Siau Tagulandang Biaro",
    "Kabupaten Kepulauan Siau Tagulandang Biaro",
    "Jalan Jenderal Sudirman Nomor 1234, Kompleks Perkantoran Pemerintah Daerah, Gedung B Lantai 3",
    "Telepon (0285) 123456, dekranasda@contoh.id",
)
POST = "Ketua Harian Dewan Kerajinan Nasional Daerah selaku Kepala Dinas Perindustrian dan Tenaga Kerja"
NAME = "Dr. Ir. Raden Mas Kusumawardhana Wirabrajan Adiningrat, S.T., M.T., M.M., IPU."
SUBJECT = "Undangan Pelatihan Pewarnaan Alam dan Pengembangan Motif Jlamprang bagi Perajin Batik Tulis Pemula"
PARAGRAPH = "Peserta melakukan daftar ulang pada hari pertama sebelum kegiatan dimulai dan mengikuti seluruhnya. " * 3
TABLE = "Hari/tanggal: Kamis–Minggu, 31 Desember 2026 – 3 Januari 2027\nWaktu: 08.00–16.30 WIB\nTempat: Museum Batik"
CLOSING = "Demikian undangan ini kami sampaikan. Atas perhatian Bapak/Ibu, kami ucapkan terima kasih sebesar-besarnya."
WORDS = Words("Nomor", "Yth.", "Tembusan", "Halaman {page} dari {pages}", "Meterai\nRp10.000")


def letter(paragraphs=1, style=Style.LETTER, head=SMALL, **given):
    body = "\n\n".join(["Kami mengundang **Batik Lintang** pada:", TABLE, *[PARAGRAPH] * paragraphs, CLOSING])
    usual = {
        "subject": SUBJECT,
        "place_and_day": "Pekalongan, 2 Desember 2026",
        "body": body,
        "signer": Signer(POST, NAME, "NIP. 19700101 199903 1 001"),
        "number": "005/021/DEKRANASDA/XI/2026",
        "heads": [("Sifat", "Penting"), ("Lampiran", "–"), ("Hal", SUBJECT)],
        "to": ["Raden Ajeng Siti Nurhaliza Kusumaningrum", "Batik Lintang", "di Kauman"],
        "copies": ["Wali Kota Pekalongan", "Arsip"],
    }
    return Letter(head, style, "id", words=WORDS, is_checked=False, **{**usual, **given})


def pages_of(*made):
    reader = PdfReader(io.BytesIO(letters_pdf(made)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize("head", [SMALL, LARGE], ids=["short head", "long head"])
@pytest.mark.parametrize("style", Style)
def test_the_longest_names_stand_whole(style, head):
    place = "Kabupaten Kepulauan Siau Tagulandang Biaro, 30 September 2026"
    text = "".join(pages_of(letter(style=style, head=head, place_and_day=place))).replace(" ", "").casefold()

    whole = [NAME, POST, SUBJECT, place, "Wali Kota Pekalongan", "005/021/DEKRANASDA/XI/2026", "NIP. 19700101"]
    whole += [head.name] if style is not Style.STATEMENT else []
    assert [one for one in whole if one.replace(" ", "").casefold() not in text] == []
    assert "…" not in text


@pytest.mark.parametrize("paragraphs", range(2, 26, 2))
def test_wherever_the_page_ends_the_signature_keeps_the_last_sentence(paragraphs):
    pages = pages_of(letter(paragraphs))

    last = pages[-1]
    assert "sebesar-besarnya." in last
    assert last.index("sebesar-besarnya.") < last.index("Ketua Harian") < last.index("NIP.") < last.index("Arsip")
    assert len(pages) == 1 or last.endswith(f"Halaman {len(pages)} dari {len(pages)}")
    assert len(pages) > 1 or "Halaman" not in last


def test_a_letter_that_is_a_little_too_long_is_set_a_little_smaller():
    sizes = [len(pages_of(letter(count))) for count in range(8)]

    assert sizes == sorted(sizes)
    assert sizes[0] == 1
    assert "Halaman 1 dari" not in pages_of(letter(sizes.index(2) - 1))[0]


def test_nothing_but_a_name_is_needed():
    [text] = pages_of(
        letter(0, subject="U", heads=[("Hal", "U")], to=["Ayu"], copies=(), signer=Signer("Ketua", ""), number="1")
    )

    assert "Ayu" in text
    assert "Tembusan" not in text


def test_the_same_letter_is_the_same_file():
    assert letters_pdf([letter(head=LARGE)]) == letters_pdf([letter(head=LARGE)])


def test_many_letters_in_one_file_are_as_they_are_alone_and_share_their_faces():
    made = [letter(count, number=f"005/{count:03d}/2026") for count in (0, 9, 1)]
    alone, together = [pages_of(one) for one in made], pages_of(*made)

    assert together == [page for pages in alone for page in pages]
    assert len(letters_pdf(made)) < sum(len(letters_pdf([one])) for one in made) / 2


def test_text_can_be_selected_and_faces_are_in_the_file():
    page = PdfReader(io.BytesIO(letters_pdf([letter(head=LARGE)]))).pages[0]

    assert "Batik Lintang" in page.extract_text()
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    faces = [font for font in fonts if font["/Subtype"] == "/TrueType"]
    assert faces
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in faces)


# ---- What a wording says ------------------------------------------------------------------------------------------


def test_lines_of_terms_are_a_table_and_those_without_a_value_are_left_out():
    [table] = blocks_of("Hari/tanggal: Senin: pagi\nNomor stan: \nTempat: **Museum** Batik")

    assert [(term, plain_of(value)) for term, value in table.pairs] == [
        ("Hari/tanggal", "Senin: pagi"),
        ("Tempat", "Museum Batik"),
    ]


def test_a_single_line_with_a_colon_is_a_sentence():
    [block] = blocks_of("Catatan: harap tepat waktu.")

    assert block.look is Look.PARAGRAPH


def test_lists_are_numbered_one_inside_the_other():
    found = blocks_of("1. satu\n1. dua\n   1. di dalam\n\n- titik")

    assert [(one.marker, one.depth, plain_of(one.lines[0])) for one in found] == [
        ("1.", 1, "satu"),
        ("2.", 1, "dua"),
        ("a.", 2, "di dalam"),
        ("•", 1, "titik"),
    ]


def test_what_is_escaped_stays_as_it_was_written():
    [block] = blocks_of(r"Batik \*Lintang\* \[1\] \<b\> \&amp; 5\. **tebal**")

    assert plain_of(block.lines[0]) == "Batik *Lintang* [1] <b> &amp; 5. tebal"
    assert [piece.text for piece in block.lines[0] if piece.is_bold] == ["tebal"]
