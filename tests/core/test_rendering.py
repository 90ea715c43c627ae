"""Markdown of strangers does no harm; messages keep what people are called."""

import pytest

from eventreg.core.rendering import Literal, _readable, markdown, plain


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "[klik](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://evil.example/pixel.png)",
        "<style>*{display:none}</style>",
        "<a href='x' style='position:fixed'>x</a>",
        "<iframe src=//evil.example></iframe>",
    ],
)
def test_markdown_does_no_harm(attack):
    html = markdown(attack).lower()

    for harm in ("<script", "<img", 'href="javascript', 'href="data', "<style", "<iframe", '<a href="x" style'):
        assert harm not in html


def test_markdown_keeps_what_is_meant():
    html = markdown("## Syarat\n\n* NIB\n* **KTP**\n\n[Peta](https://contoh.id/peta)")

    assert "<h2>Syarat</h2>" in html
    assert "<strong>KTP</strong>" in html
    assert 'href="https://contoh.id/peta"' in html
    assert "noreferrer" in html


def test_a_summary_is_one_plain_line():
    assert plain("## Syarat\n\n* **NIB**\n* KTP <b>asli</b>") == "Syarat NIB KTP <b>asli</b>"


def test_the_text_of_a_message_has_no_marks():
    assert _readable("\n**Kode**\n\n\n\n<https://contoh.id/a_b>\n") == "Kode\n\nhttps://contoh.id/a_b\n"


def test_an_address_of_ours_is_not_touched():
    assert Literal("https://contoh.id/_a_*b*") == "https://contoh.id/_a_*b*"
