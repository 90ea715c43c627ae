"""Names for machines: words for addresses, and random keys that nobody can guess."""

import re
import unicodedata

from eventreg.core.entropy import random_bytes

LONGEST_SLUG = 60
NAMELESS = "kegiatan"  # "event": for a title without a Latin letter or a figure

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"  # RFC 4648, lower-case
_APOSTROPHES = re.compile("['`\u2018\u2019\u02bb\u02bc]")  # Jum'at is one word


def slugify(title: str) -> str:
    """`Pelatihan Batik & Pewarna Alam 2026` → `pelatihan-batik-dan-pewarna-alam-2026`.

    ASCII, at most 60 characters, cut between words where that is possible; never empty.
    Two titles can give the same slug: the caller keeps slugs apart.
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", title)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("&", " dan "))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST_SLUG]
        if len(longer) > LONGEST_SLUG:
            break
        slug = longer
    return slug or NAMELESS


def new_key(bits: int = 128) -> str:
    """At least `bits` random bits as lower-case base32, for file names and addresses."""
    return "".join(BASE32[byte % 32] for byte in random_bytes(-(-bits // 5)))  # 256 is a multiple of 32: no bias
