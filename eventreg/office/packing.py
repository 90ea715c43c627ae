"""Many papers in one file: PDFs joined, or a file each in a ZIP. On the disk as they come: memory stays flat.

What papers have in common, such as a background, a joined PDF holds once.
"""

import re
from datetime import datetime
from pathlib import Path, PurePath
from typing import Protocol
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from eventreg.office.joining import JoinedPdf

_UNFIT = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]+')
LONGEST_NAME = 120


class Packer(Protocol):
    """Takes papers one after the other, and gives them back in one file. Close it in any case."""

    def add(self, name: str, data: bytes, *, in_front: bool = False) -> None:
        """One more file, before or after those that are there."""

    def finish(self) -> Path:
        """The whole."""

    def close(self) -> None:
        """Let go of the file, finished or not."""


class ZipPacker:
    """A ZIP with a file for each paper, beneath folders where their names hold slashes. PDFs are small already."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self._path, self._at = folder / "whole.zip", at
        self._zip = ZipFile(self._path, "w", ZIP_STORED)
        self._names: set[str] = set()

    def add(self, name: str, data: bytes, *, in_front: bool = False) -> None:
        """One more file; of two of the same name the second one is numbered. Whoever opens it sorts them by name."""
        info = ZipInfo(self._unique(tidy(name)), self._at.timetuple()[:6])
        info.external_attr = 0o600 << 16
        self._zip.writestr(info, data)

    def finish(self) -> Path:
        """The whole, with its table of contents."""
        self._zip.close()
        return self._path

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._zip.close()

    def _unique(self, name: str) -> str:
        stem, dot, suffix = name.rpartition(".")
        number, wanted = 1, name
        while wanted.lower() in self._names:
            number += 1
            wanted = f"{stem} ({number}){dot}{suffix}"
        self._names.add(wanted.lower())
        return wanted


class PdfPacker:
    """One PDF, its papers one after the other."""

    def __init__(self, folder: Path, *, title: str, language: str) -> None:
        self._path, self._title, self._language = folder / "whole.pdf", title, language
        self._joined = JoinedPdf(self._path)

    def add(self, name: str, data: bytes, *, in_front: bool = False) -> None:
        """One more PDF; readers list it by its name, if it has one."""
        self._joined.add(data, title=PurePath(name).stem if name else "", in_front=in_front)

    def finish(self) -> Path:
        """The whole, with its title."""
        self._joined.finish(title=self._title, language=self._language)
        return self._path

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._joined.close()


def tidy(name: str) -> str:
    """A name that every system takes, with its folders; never empty."""
    parts = [" ".join(_UNFIT.sub(" ", part).split()).strip(". ") for part in name.split("/")]
    return "/".join(_short(part) for part in parts if part) or "berkas"


def _short(part: str) -> str:
    stem, dot, suffix = part.rpartition(".")
    if not dot or len(suffix) > 5:
        return part[:LONGEST_NAME].rstrip(". ")
    return f"{stem[: LONGEST_NAME - len(suffix) - 1].rstrip('. ') or 'berkas'}.{suffix}"
