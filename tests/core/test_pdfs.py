"""PDFs: told by what is in them and not by their names; locked, long and large ones are refused."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from eventreg.core import clock, files, pdfs
from eventreg.core.db import db, unit_of_work
from eventreg.core.files import StoredFile
from tests.factories.businesses import pdf, picture


def test_a_pdf_is_read_whatever_it_is_called():
    read = pdfs.read_document(pdf(20), "foto.jpg")

    assert (read.pages, read.name) == (20, "foto.jpg.pdf")
    assert read.data.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("stream", "refusal"),
    [
        (lambda: BytesIO(b""), pdfs.NotADocument),
        (lambda: BytesIO(b"<html><script>alert(1)</script>" + pdf().getvalue()), pdfs.NotADocument),
        (lambda: BytesIO(b"\n" + pdf().getvalue()), pdfs.NotADocument),
        (lambda: BytesIO(b"%PDF-1.7\n<script>alert(1)</script>"), pdfs.NotADocument),
        (lambda: BytesIO(pdf().getvalue()[:200]), pdfs.NotADocument),
        (lambda: pdf(21), pdfs.TooManyPages),
        (lambda: pdf(encrypt=StandardEncryption("rahasia")), pdfs.DocumentLocked),
        (lambda: pdf(encrypt=StandardEncryption("", ownerPassword="pemilik")), pdfs.DocumentLocked),
        (lambda: BytesIO(pdf().getvalue() + b"0" * pdfs.LARGEST_DOCUMENT_BYTES), pdfs.DocumentTooLarge),
    ],
)
def test_what_is_refused(stream, refusal):
    with pytest.raises(refusal):
        pdfs.read_document(stream(), "surat.pdf")


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("Sertifikat Halal.PDF", "Sertifikat Halal.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\surat\\nib.pdf", "nib.pdf"),
        ('a"; filename="b.html', "a filename= b.html.pdf"),
        ("nib\r\nSet-Cookie: x.pdf", "nib Set-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "berkas.pdf"),
        ("...", "berkas.pdf"),
    ],
)
def test_names_lose_what_others_trip_over(name, tidy):
    assert pdfs.tidy_name(name) == tidy


@given(st.text(max_size=300))
def test_any_name_becomes_one_of_a_file(name):
    tidy = pdfs.tidy_name(name)

    assert tidy.endswith(".pdf")
    assert len(tidy) <= 120
    assert tidy.isprintable()
    assert not set(tidy) & set('/\\<>:"|?*;')
    assert not tidy.startswith(".")


@pytest.mark.sqlite_only
def test_kept_as_it_came_and_gone_when_nothing_uses_it(app):
    with app.app_context():
        with unit_of_work():
            stored = files.save_file(files.read_file(pdf(), "nib.pdf"), owner_id=None, now=clock.now())
        path = files.whole_path_of(stored)
        assert path.read_bytes() == files.path_of(stored, "whole").read_bytes()
        assert (stored.media_type, stored.is_picture, stored.size) == ("application/pdf", False, path.stat().st_size)
        for variant in ("large", "../../x"):
            with pytest.raises(KeyError):
                files.path_of(stored, variant)

        with unit_of_work():
            key = files.let_go(stored)
        files.remove(key)
        assert not path.exists()
        assert db.session.query(StoredFile).count() == 0


@pytest.mark.sqlite_only
def test_a_picture_is_told_from_a_pdf_by_how_it_begins():
    assert isinstance(files.read_file(picture(), "scan.pdf"), files.Picture)
    with pytest.raises(pdfs.NotADocument):
        files.read_file(BytesIO(b"<svg onload='alert(1)'/>"), "x.png")
