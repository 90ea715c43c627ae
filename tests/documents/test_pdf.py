"""The toolkit: lines that fit, a letterhead, documents that are the same bytes each time."""

from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A6

from eventreg.documents import pdf
from eventreg.documents.fonts import BOLD, REGULAR, printable, width
from eventreg.documents.ornament import draw_band


def test_a_text_is_set_as_large_as_its_room_allows():
    sizes = (17, 13, 10)

    assert pdf.fit("Inacraft", BOLD, 200, sizes=sizes) == pdf.Fitted(("Inacraft",), 17)
    assert pdf.fit("Pelatihan Pewarna Alam III", BOLD, 200, sizes=sizes).size == 13
    two = pdf.fit("Pelatihan Pewarna Alam dan Pengemasan", BOLD, 200, sizes=sizes, depth=2 * 17 * pdf.LEADING)
    assert two == pdf.Fitted(("Pelatihan Pewarna Alam", "dan Pengemasan"), 17)


def test_a_word_is_kept_whole_by_a_smaller_size_and_broken_only_at_the_smallest():
    assert pdf.fit("Penandatanganan", BOLD, 100, sizes=(17, 11), depth=99).lines == ("Penandatanganan",)
    broken = pdf.fit("Penandatanganan", BOLD, 50, sizes=(17, 11), depth=99)
    assert len(broken.lines) > 1
    assert "".join(broken.lines) == "Penandatanganan"


def test_what_cannot_fit_is_cut_visibly():
    cut = pdf.fit("Raden Ayu Siti Nurhasanah Kusumawardhani", BOLD, 100, sizes=(12, 9))

    assert cut.lines[0].startswith("Raden Ayu")
    assert cut.lines[0].endswith("…")


@given(st.text(max_size=120), st.floats(20, 300), st.floats(0, 60))
def test_lines_never_leave_their_room(text, room, depth):
    fitted = pdf.fit(text, REGULAR, room, sizes=(14, 11, 8), depth=depth)

    assert all(width(line, REGULAR, fitted.size) <= room for line in fitted.lines)
    assert len(fitted.lines) * fitted.leading <= max(depth, fitted.leading)
    whole = "".join(fitted.lines).replace(" ", "")
    assert whole == printable(text).replace(" ", "") or whole.endswith("…")


def paper() -> bytes:
    document = pdf.Document(A6, title="Surat tugas", author="Dekranasda Kota Pekalongan", language="id")
    letterhead = pdf.Letterhead("Dekranasda Kota Pekalongan", "Kota Pekalongan", "Jl. Mataram No. 1")
    lowest = pdf.draw_letterhead(document.canvas, letterhead, 20, 400, 200)
    assert 370 < lowest < 400
    draw_band(document.canvas, 0, 100, 200, 20)
    return document.finish()


def test_a_document_says_what_it_is_and_who_issues_it():
    reader = pypdf.PdfReader(BytesIO(paper()))

    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Surat tugas", "Dekranasda Kota Pekalongan")
    assert str(reader.root_object["/Lang"]) == "id"
    assert "Dekranasda Kota Pekalongan\nJl. Mataram No. 1, Kota Pekalongan" in reader.pages[0].extract_text()


def test_the_same_calls_give_the_same_bytes():
    assert paper() == paper()


@pytest.mark.parametrize(("address", "place", "line"), [("", "Kota Pekalongan", "Kota Pekalongan"), ("", "", "")])
def test_a_letterhead_may_lack_its_address(address, place, line):
    document = pdf.Document(A6, title="x", author="x", language="id")
    pdf.draw_letterhead(document.canvas, pdf.Letterhead("Dekranasda", place, address), 20, 400, 200)

    text = pypdf.PdfReader(BytesIO(document.finish())).pages[0].extract_text()

    assert text.strip() == f"Dekranasda\n{line}".strip()
