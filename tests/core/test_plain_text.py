"""A message's plain text is complete and reads like a letter."""

import pytest
from markdown_it import MarkdownIt

from eventreg.core.plain_text import plain_text

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Halo **Sri** *Rahayu* `x`", "Halo Sri Rahayu x\n"),
        ("a\nb\n\n\n\nc", "a\nb\n\nc\n"),
        ("## Syarat\n\nisi", "Syarat\n\nisi\n"),
        ("a\n\n> satu\n> dua\n>\n> tiga\n\nb", "a\n\n> satu\n> dua\n>\n> tiga\n\nb\n"),
        ("a\n- b\n- c\n\nd", "a\n\n- b\n- c\n\nd\n"),
        ("3. b\n4. c\n   - d\n   - e\n5. f", "3. b\n4. c\n   - d\n   - e\n5. f\n"),
        ("> 1. b\n> 2. c", "> 1. b\n> 2. c\n"),
        ("[Peta](https://contoh.id/?a=1&b=2)", "Peta: https://contoh.id/?a=1&b=2\n"),
        ("<https://contoh.id/a_b?x=1&y=*2*>", "https://contoh.id/a_b?x=1&y=*2*\n"),
        ("<surat@contoh.id>", "surat@contoh.id\n"),
        ("|A|B|\n|-|-|\n|1|2|\n|3|4|\n\nx", "A | B\n1 | 2\n3 | 4\n\nx\n"),
        ("a\n\n---\n\n    kode\n", "a\n\n———\n\nkode\n"),
        (r"5\* \_x\_ &amp; \& 2 \< 3", "5* _x_ & & 2 < 3\n"),
        ("", "\n"),
    ],
)
def test_marks_are_gone_and_nothing_else(source, text):
    assert plain_text(PARSER.parse(source)) == text
