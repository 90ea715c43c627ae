"""The check that anybody can make: what is on the paper, or that it was withdrawn, and nothing else."""

import hashlib
from io import BytesIO

import pytest

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.council import service as council
from eventreg.council.service import Facts
from eventreg.documents import register
from eventreg.documents.rules import grouped
from tests.factories.documents import make_document
from tests.support.visitor import soup

FILE = b"%PDF-1.4 a certificate as it was made"


@pytest.fixture
def paper(app):
    """A certificate whose file is known, as its code and number."""
    with app.app_context(), unit_of_work():
        council.update_organisation(Facts("Dewan Kerajinan", "Dekranasda"), actor=SYSTEM, now=clock.now())
        document = make_document(content={"name": "Sri Wahyuni", "secret": "tidak tercetak"})
        register.note_file(document, b"%PDF an earlier print")
        register.note_file(document, FILE)
        return document.id, document.code, document.number


def withdraw(app, paper, reason="Ejaan nama salah"):
    with app.app_context(), unit_of_work():
        register.withdraw(paper[0], reason=reason, actor=SYSTEM, now=clock.now())


def upload(data, name="sertifikat.pdf"):
    return {"file": (BytesIO(data), name)}


def test_a_genuine_paper_says_what_stands_on_it_and_no_more(client, paper):
    _id, code, number = paper
    page = client.get(f"/verify/{code}")
    told = soup(page)

    assert page.status_code == 200
    assert told.h1.text == "Asli"
    assert told.select_one(".verified")["data-standing"] == "genuine"
    terms = [term.text for term in told.select("dl dt")]
    values = [value.text for value in told.select("dl dd")]
    assert dict(zip(terms, values, strict=True)) == {
        "Jenis": "Sertifikat",
        "Nomor": number,
        "Nama": "Sri Wahyuni",
        "Kegiatan": "Pelatihan Pewarna Alam",
    }
    assert "tidak tercetak" not in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert told.select_one("meta[name=robots]")["content"].startswith("noindex")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers


def test_the_code_is_taken_however_it_is_typed_or_scanned(client, paper):
    _id, code, _number = paper

    for typed in (grouped(code), grouped(code).lower().replace("-", " "), f"http://localhost/VERIFY/{code.upper()}"):
        assert client.get("/verify/", code=typed).location == f"/verify/{code}"
    assert soup(client.get(f"/VERIFY/{code.upper()}")).h1.text == "Asli"  # as the QR code has it


def test_what_cannot_be_a_code_is_told_beside_the_field_and_stays_typed(client):
    page = client.get("/verify/", code="NAMP-N2AE")

    assert page.status_code == 422
    assert soup(page).select_one("#code")["value"] == "NAMP-N2AE"
    assert "20 huruf dan angka" in soup(page).select_one("#code-error").text
    assert client.get("/verify/", code=" ").status_code == 422


def test_a_paper_that_was_withdrawn_says_when_and_why_and_what_it_said_is_gone(app, client, paper):
    withdraw(app, paper)
    page = client.get(f"/verify/{paper[1]}")

    assert soup(page).h1.text == "Ditarik"
    assert "tidak berlaku lagi sejak" in page.text
    assert "Ejaan nama salah" in page.text
    assert "Sri Wahyuni" not in page.text
    assert "Asli" not in page.text


def test_what_we_did_not_issue_is_not_known(client, paper):
    near = paper[1][:-1] + ("a" if paper[1][-1] != "a" else "b")

    for code in (near, "a" * 20, "x", "%25", paper[1] + "a"):
        page = client.get(f"/verify/{code}")
        assert page.status_code == 404
        assert soup(page).select_one(".verified")["data-standing"] == "unknown"
        assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_file_is_known_by_its_fingerprint_and_a_changed_one_is_not(app, client, paper):
    same = client.client.post("/verify/file", data=upload(FILE))  # without a form token: there is nothing to keep
    assert soup(same).h1.text == "Asli"
    assert "tidak ada yang diubah" in same.text

    changed = client.client.post("/verify/file", data=upload(FILE.replace(b"certificate", b"Certificate")))
    assert changed.status_code == 404
    assert "sudah diubah" in changed.text
    assert "Sri Wahyuni" not in changed.text

    digest = hashlib.sha256(FILE).hexdigest()
    assert soup(client.client.post("/verify/file", data={"digest": digest})).h1.text == "Asli"
    for wrong in (digest[:-1], digest[:20], '"', "%", digest.upper()[:-1] + "z"):
        assert client.client.post("/verify/file", data={"digest": wrong}).status_code == 404
    assert client.client.post("/verify/file", data=upload(b"", "")).status_code == 422

    withdraw(app, paper)
    assert soup(client.client.post("/verify/file", data=upload(FILE))).h1.text == "Ditarik"


@pytest.mark.sqlite_only
def test_nobody_tries_codes_for_long(client):
    answers = [client.get(f"/verify/{'a' * 19}{letter}").status_code for letter in "abcdefghijklmnopqrstuvwxyz2345" * 3]

    assert answers[0] == 404
    assert answers[-1] == 429
