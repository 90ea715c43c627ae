"""The head of official papers and the code of the check, as they come out of the printer."""

from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from reportlab.lib.pagesizes import A4

from eventreg.core import clock, files
from eventreg.core.db import unit_of_work
from eventreg.core.files import read_image
from eventreg.core.permissions import SYSTEM
from eventreg.council import service as council
from eventreg.council.service import Facts
from eventreg.documents.letterhead import draw_check, draw_head, letterhead
from eventreg.documents.models import IssuedDocument
from eventreg.documents.pdf import Document
from tests.factories.businesses import picture

LONG = "Dewan Kerajinan Nasional Daerah (Dekranasda) Kabupaten Hulu Sungai Selatan Provinsi Kalimantan Selatan"


@pytest.fixture
def head(app):
    """A letterhead with the longest of everything, in the app's context."""
    with app.app_context():
        with unit_of_work():
            facts = Facts(LONG, "Dekranasda", place="Kabupaten Hulu Sungai Selatan", address="Jl. Panjang\nNo. 1 " * 4)
            council.update_organisation(facts, actor=SYSTEM, now=clock.now())
            council.set_letterhead(
                "Telp. (0285) 421091", read_image(picture()), removes_logo=False, actor=SYSTEM, now=clock.now()
            )
        with app.test_request_context():
            yield letterhead()


def paper(head, pages=1, check=None):
    document = Document(A4, title="Surat", author=head.name, language="id")
    for _page in range(pages):
        assert 600 < draw_head(document.canvas, head, 60, 800, 470) < 745
        draw_check(document.canvas, check, 60, 60, 62)
        document.canvas.showPage()
    return document.finish()


def test_the_head_says_who_issues_it_in_text_that_can_be_copied(head):
    reader = pypdf.PdfReader(BytesIO(paper(head)))
    text = " ".join(reader.pages[0].extract_text().split())

    assert LONG.split(" (")[0] in text
    assert "Telp. (0285) 421091" in text
    assert "Jl. Panjang No. 1" in text  # an address of several lines is one
    assert paper(head) == paper(head)


def test_the_mark_is_in_the_file_once_however_many_pages_carry_it(head):
    one, many = len(paper(head)), len(paper(head, pages=50))

    assert head.logo
    assert many - one < 50 * 2_000


def test_without_its_picture_on_the_disk_a_paper_has_no_mark_and_is_printed_all_the_same(app, head):
    key = head.logo.name.partition("-")[0]
    files.remove(key)

    assert letterhead().logo is None


def test_a_camera_reads_the_code_of_the_check_from_a_print(head):
    document = IssuedDocument(code="abcdefghijklmnopqrst")
    page = pypdfium2.PdfDocument(paper(head, check=document))[0]
    (found,) = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())

    assert found.text == "HTTP://LOCALHOST:8000/VERIFY/ABCDEFGHIJKLMNOPQRST"
    text = pypdf.PdfReader(BytesIO(paper(head, check=document))).pages[0].extract_text()
    assert "ABCD-EFGH-IJKL-MNOP-QRST" in text
    assert "localhost:8000/verify" in text
