"""What a phone keeps to open the door without signal: the page, and every file that the page needs.

No list is written by hand: it begins with what the page names, and goes on with what those files name by their place,
as `"./code.js"` in a script and `url("../vendor/…")` in a stylesheet.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NEIGHBOUR = re.compile(r"""["'`(](\.{1,2}/[^"'`)?#\s]*)""")
WRITTEN = {".js", ".css", ".json"}  # what can name others


@dataclass(frozen=True)
class Kept:
    """The files by their address below the folder, each with the hash that browsers compare, and what all come to."""

    version: str
    files: dict[str, str]


def kept(page: str, folder: Path, address: str, *more: str) -> Kept:
    """What a page needs of a folder that is served at `address`; `more` are texts whose change is a change, too.

    `page` is its HTML, in the reader's language: its words belong to the version.
    """
    named = re.findall(rf"""["']{re.escape(address)}/([^"'?#]+)""", page)
    found: dict[str, str] = {}
    ahead = [path for name in named if (path := folder / name).is_file()]
    while ahead:
        path = ahead.pop()
        name = path.relative_to(folder).as_posix()
        if name in found:
            continue
        found[name], neighbours = _looked_at(path, path.stat().st_mtime_ns)
        ahead += [other for other in neighbours if other.is_relative_to(folder)]
    files = dict(sorted(found.items()))
    told = "\n".join([page, *more, *(f"{name} {digest}" for name, digest in files.items())])
    return Kept(hashlib.sha256(told.encode()).hexdigest()[:8], files)


@lru_cache(maxsize=256)
def _looked_at(path: Path, changed: int) -> tuple[str, tuple[Path, ...]]:
    """Its hash, and the files that it names; asked anew when the file has changed."""
    content = path.read_bytes()
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    others = _neighbours(path, content.decode()) if path.suffix in WRITTEN else ()
    return f"sha256-{digest}", tuple(others)


def _neighbours(path: Path, text: str) -> Iterator[Path]:
    for name in NEIGHBOUR.findall(text):
        other = (path.parent / name).resolve()
        if other.is_dir():  # a folder is named where a library looks for its parts in it
            yield from (part for part in sorted(other.iterdir()) if part.is_file())
        elif other.is_file():
            yield other
