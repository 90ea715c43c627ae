"""Many papers in one file: PDFs joined, or a file each in a ZIP. On the disk as they come: memory stays flat.

What papers have in common, such as a background, a joined PDF holds once.
"""

import hashlib
import re
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from pikepdf import Dictionary, Name, Object, Pdf, Stream, String

LARGEST_PART = 8 * 1024 * 1024  # bytes of papers that are held in memory
MOST_IN_PART = 100
_UNFIT = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]+')
LONGEST_NAME = 120

Print = tuple[object, ...]
"""What two pictures have in common only where they are the same."""


class Packer(Protocol):
    """Takes papers one after the other, and gives them back in one file."""

    def add(self, name: str, data: bytes) -> None:
        """One more file."""

    def finish(self) -> Path:
        """The whole."""


class ZipPacker:
    """A ZIP with a file for each paper, beneath folders where their names hold slashes. PDFs are small already."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self._path, self._at = folder / "whole.zip", at
        self._zip = ZipFile(self._path, "w", ZIP_STORED)
        self._names: set[str] = set()

    def add(self, name: str, data: bytes) -> None:
        """One more file; of two of the same name the second one is numbered."""
        info = ZipInfo(self._unique(tidy(name)), self._at.timetuple()[:6])
        info.external_attr = 0o600 << 16
        self._zip.writestr(info, data)

    def finish(self) -> Path:
        """The whole, with its table of contents."""
        self._zip.close()
        return self._path

    def _unique(self, name: str) -> str:
        stem, dot, suffix = name.rpartition(".")
        number, wanted = 1, name
        while wanted.lower() in self._names:
            number += 1
            wanted = f"{stem} ({number}){dot}{suffix}"
        self._names.add(wanted.lower())
        return wanted


class PdfPacker:
    """One PDF, its papers one after the other: joined in parts, and the parts joined at the end."""

    def __init__(self, folder: Path, *, title: str, language: str) -> None:
        self._folder, self._title, self._language = folder, title, language
        self._held: list[bytes] = []
        self._parts: list[Path] = []

    def add(self, name: str, data: bytes) -> None:
        """One more PDF; its name is of no use here."""
        self._held.append(data)
        if len(self._held) >= MOST_IN_PART or sum(map(len, self._held)) >= LARGEST_PART:
            self._flush()

    def finish(self) -> Path:
        """The whole, with its title."""
        self._flush()
        whole = self._folder / "whole.pdf"
        _join(self._parts, whole, title=self._title, language=self._language)
        return whole

    def _flush(self) -> None:
        if not self._held:
            return
        path = self._folder / f"part-{len(self._parts):05}.pdf"
        if len(self._held) == 1:
            path.write_bytes(self._held[0])
        else:
            _join([BytesIO(data) for data in self._held], path)
        self._parts.append(path)
        self._held.clear()


def tidy(name: str) -> str:
    """A name that every system takes, with its folders; never empty."""
    parts = [" ".join(_UNFIT.sub(" ", part).split()).strip(". ") for part in name.split("/")]
    return "/".join(_short(part) for part in parts if part) or "berkas"


def _short(part: str) -> str:
    stem, dot, suffix = part.rpartition(".")
    if not dot or len(suffix) > 5:
        return part[:LONGEST_NAME].rstrip(". ")
    return f"{stem[: LONGEST_NAME - len(suffix) - 1].rstrip('. ') or 'berkas'}.{suffix}"


def _join(sources: Sequence[Path | BytesIO], target: Path, *, title: str = "", language: str = "") -> None:
    """The pages of all sources in one file. Whoever reads them stays open until it is written."""
    with ExitStack() as stack, Pdf.new() as whole:
        shared = _Shared()
        for source in sources:
            pages = stack.enter_context(Pdf.open(source)).pages
            before = len(whole.pages)
            whole.pages.extend(pages)
            for number in range(before, len(whole.pages)):
                shared.take(whole.pages[number].obj)
        if title:
            whole.docinfo.Title, whole.docinfo.Creator = String(title), String("eventreg")
            whole.Root.Lang = String(language)
            whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        whole.save(target, deterministic_id=True)


class _Shared:
    """The pictures that were seen: a page that brings one again is pointed to the first."""

    def __init__(self) -> None:
        self._seen: dict[Print, Object] = {}

    def take(self, page: Object) -> None:
        """Let the page's pictures be the first of their kind."""
        resources = page.get(Name.Resources, None)
        pictures = resources.get(Name.XObject, None) if resources is not None else None
        if pictures is None:
            return
        for key in list(pictures.keys()):
            picture = pictures[key]
            if isinstance(picture, Stream) and picture.get(Name.Subtype) == Name.Image:
                pictures[key] = self._seen.setdefault(_print(picture), picture)


def _print(picture: Object) -> Print:
    mask = picture.get(Name.SMask, None)
    return (
        hashlib.sha256(picture.read_raw_bytes()).digest(),
        *(str(picture.get(key, "")) for key in (Name.Width, Name.Height, Name.Filter)),
        _print(mask) if isinstance(mask, Stream) else None,
    )
