"""Whether two businesses could be one. Pure."""

import re
import unicodedata
from difflib import SequenceMatcher

_WORDS = re.compile(r"[^\W_]+")
_EVERYBODYS = frozenset("batik kain kerajinan griya rumah galeri gallery koleksi collection toko ud cv pt".split())
ALIKE = 0.88  # of 1: `Lintang` and `Lintangg` are, `Lintang` and `Bintang` aren't


def are_alike(one: str, other: str) -> bool:
    """Whether two names could be one business, written twice: order, spelling and words like "batik" aside."""
    a, b = _essence(one), _essence(other)
    match = SequenceMatcher(None, a, b, autojunk=False)
    return a == b or (match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE)


def _essence(name: str) -> str:
    words = _WORDS.findall(unicodedata.normalize("NFKC", name).casefold())
    return " ".join(sorted([word for word in words if word not in _EVERYBODYS] or words))
