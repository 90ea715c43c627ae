"""The face that papers are set in, and what is printed for a letter that it lacks."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "PlusJakartaSans-Regular"
BOLD = "PlusJakartaSans-Bold"

WORD_SPACE = 0.06
"""Words are set this much of an em wider, because the face is close."""

_FOLDER = Path(__file__).with_name("fonts")
# Letters that Unicode doesn't take apart, and signs that have a plainer sister in the face.
_SISTERS = str.maketrans(
    {"Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Ħ": "H", "ħ": "h", "ŋ": "ng", "ə": "e"}
    | {"\u02bb": "\u2018", "\u02bc": "\u2019", "\u2010": "-", "\u2011": "-"}
)


@cache
def glyphs() -> frozenset[int]:
    """Make the faces known to reportlab, and tell which characters both can draw."""
    drawn = []
    for name in (REGULAR, BOLD):
        font = TTFont(name, str(_FOLDER / f"{name}.ttf"), shapable=False)
        pdfmetrics.registerFont(font)
        drawn.append(frozenset(font.face.charToGlyph))
    return drawn[0] & drawn[1]


def printable(text: str) -> str:
    """The text in letters that the face has: an accent may fall, what can't be spelled at all becomes `?`.

    Nothing vanishes unseen and no empty box is printed. White space of any kind becomes one space.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if glyphs().issuperset(map(ord, line)):
        return line
    return "".join(_drawable(character) for character in line.translate(_SISTERS))


def _drawable(character: str) -> str:
    if ord(character) in glyphs():
        return character
    plain = [part for part in unicodedata.normalize("NFKD", character) if ord(part) in glyphs()]
    if plain:
        return "".join(part for part in plain if not unicodedata.combining(part)) or "?"
    invisible = unicodedata.combining(character) or unicodedata.category(character) in ("Cc", "Cf", "Mn")
    return "" if invisible else "?"


def width(text: str, font: str, size: float) -> float:
    """How wide a printable line is, in points, as `pdf.put` sets it."""
    glyphs()  # the faces must be known before they can be measured
    return float(pdfmetrics.stringWidth(text, font, size)) + text.count(" ") * WORD_SPACE * size
