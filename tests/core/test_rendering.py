"""Markdown of strangers does no harm; messages keep what people are called."""

import pytest

from eventreg.core import kinds
from eventreg.core.i18n import Language
from eventreg.core.rendering import Literal, markdown, plain, render_message, shipped, shipped_fields
from eventreg.core.wording import Unusable, check


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


def test_an_address_of_ours_is_not_touched():
    assert Literal("https://contoh.id/_a_*b*") == "https://contoh.id/_a_*b*"


SOURCE = """Tiket *{{ event }}*

Salam **{{ name }}**,

Hari: {{ day }}
Tempat: Museum

{% for line in reason %}
> {{ line }}
{% endfor %}

1. KTP
2. NIB

Lihat pendaftaran:
<{{ link }}>

[Peta](https://contoh.id/peta) {{ organisation }}
"""
VALUES = {
    "event": "Pekan *Batik* #1",
    "name": "Sri_ <b>Rahayu</b> & Co",
    "day": "1. Desember",
    "reason": ["belum *lengkap*", "- NIB"],
    "link": Literal("https://contoh.id/me/applications/PB26-0001"),
}


@pytest.fixture
def mail(app):
    """What becomes of a wording, sent as a message of some kind."""
    with app.app_context():
        yield lambda source, values: render_message("application_submitted", "id", values, source=source)


@pytest.mark.sqlite_only
def test_text_and_html_say_the_same_from_one_source(mail):
    subject, text, html = mail(SOURCE, VALUES)

    assert subject == "Tiket *Pekan *Batik* #1*"
    assert text.startswith(
        "Salam Sri_ <b>Rahayu</b> & Co,\n\nHari: 1. Desember\nTempat: Museum\n\n> belum *lengkap*\n> - NIB\n\n1. KTP"
    )
    assert "Lihat pendaftaran:\nhttps://contoh.id/me/applications/PB26-0001\n" in text
    assert "Peta: https://contoh.id/peta" in text
    assert "Salam <strong>Sri_ &lt;b&gt;Rahayu&lt;/b&gt; &amp; Co</strong>" in html
    assert "Hari: 1. Desember<br" in html
    assert "belum *lengkap*" in html


@pytest.mark.sqlite_only
def test_a_line_before_an_address_names_its_button(mail):
    html = mail(SOURCE, VALUES)[2]

    assert ">Lihat pendaftaran</a>" in html
    assert html.count('href="https://contoh.id/me/applications/PB26-0001"') == 2
    assert ">https://contoh.id/me/applications/PB26-0001</a>" in html


@pytest.mark.sqlite_only
def test_a_long_line_before_an_address_stays_a_sentence(mail):
    sentence = "Bila Anda berhalangan hadir, mohon beri tahu panitia lewat halaman ini"

    html = mail(f"x\n\n{sentence}:\n<{{{{ link }}}}>", VALUES)[2]

    assert f"{sentence}:<br" in html
    assert ">Buka halaman</a>" in html


@pytest.mark.sqlite_only
def test_an_address_is_a_link_however_staff_put_it_in(mail):
    address = VALUES["link"]

    for source in ("{{ link }}", "<{{ link }}>", "Lihat {{ link }} ya", "[di sini]({{ link }})"):
        _, text, html = mail(f"x\n\n{source}", VALUES)

        assert address in text
        assert f'href="{address}"' in html
        assert "<http" not in text


@pytest.mark.sqlite_only
def test_the_frame_of_every_message_names_the_council(mail):
    """The maker's own `organisation` is a name; the frame needs the whole of it."""
    html = mail("x\n\ny", {"organisation": "Dewan Kerajinan"})[2]

    assert "Dewan Kerajinan" not in html
    assert "Craft council</td>" in html.replace("Dewan kerajinan", "Craft council")


@pytest.mark.sqlite_only
def test_a_wording_that_names_what_is_gone_is_refused(mail):
    with pytest.raises(Unusable):
        mail("x\n\n{{ no_longer_there }}", VALUES)


@pytest.mark.sqlite_only
def test_the_programs_own_wordings_keep_to_what_staff_may_write(app):
    """So staff can take any of them as it is and change a word."""
    with app.app_context():
        for kind in kinds.KINDS:
            for language in Language:
                subject, _, body = shipped(kind, language).partition("\n")
                assert subject.strip(), kind
                assert check(subject, shipped_fields(kind)) == [], (kind, language)
                assert check(body, shipped_fields(kind)) == [], (kind, language)


@pytest.mark.sqlite_only
def test_a_long_address_is_shortened_to_look_at_and_whole_to_follow(mail):
    address = Literal("https://contoh.id/t/" + "a" * 128)

    _, text, html = mail("x\n\nTiket {{ link }}\n\n> Alasan", {"link": address})

    assert address in text
    assert f'href="{address}"' in html
    assert f">{address}<" not in html
    assert "aaa…</a>" in html
    assert '<blockquote style="' in html
