"""What an XLSX package says beside its sheets: where the first sheet is, shared texts, and number formats. Pure.

XML that declares a document type is refused, so that no entity is ever expanded.
"""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from eventreg.imports import rules

LARGEST_UNPACKED = 60 * 1024 * 1024  # of one part of the file
LARGEST_TEXTS = 20_000_000  # characters of all shared texts
CHUNK = 64 * 1024
PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # all that the standard of XLSX allows
DATE = "date"
DAY_ZERO = date(1899, 12, 30)  # Excel's, which takes 1900 for a leap year
DAY_ZERO_1904 = date(1904, 1, 1)
DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # built-in formats
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

Start = Callable[[str, dict[str, str]], None]
Text = Callable[[str], None]


class Workbook:
    """`sheet`: the name of the part that holds the first sheet; `texts`: what cells share.

    `formats`: for each style DATE, the zeros that a number is filled up to, or nothing. `day_zero`: from which days are
    counted. Raises TableUnreadable, OldSpreadsheet, TableTooLarge.
    """

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.names = set(package.namelist())
        if "xl/workbook.xml" not in self.names:
            raise rules.OldSpreadsheet if "content.xml" in self.names else rules.TableUnreadable
        self.day_zero, self.sheet = DAY_ZERO, ""
        self._find_sheet()
        self.texts = self._read_texts()
        self.formats = self._read_formats()

    def open(self, name: str) -> IO[bytes]:
        """A part, unless it says that it is too large; more than it says is never read."""
        part = self.package.getinfo(name)
        if part.compress_type not in PACKINGS:
            raise rules.TableUnreadable
        if part.file_size > LARGEST_UNPACKED:
            raise rules.TableTooLarge(megabytes=LARGEST_UNPACKED // 1024 // 1024)
        return self.package.open(name)

    def _find_sheet(self) -> None:
        sheets: list[str] = []
        targets: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
                self.day_zero = DAY_ZERO_1904
            elif tag == "sheet" and attributes.get("state", "visible") == "visible":
                sheets.append(next((value for name, value in attributes.items() if name.endswith(":id")), ""))
            elif tag == "Relationship":
                targets[attributes["Id"]] = attributes["Target"]

        self._parse("xl/workbook.xml", start)
        self._parse("xl/_rels/workbook.xml.rels", start)
        target = targets.get(sheets[0] if sheets else "", "worksheets/sheet1.xml")
        self.sheet = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))

    def _read_texts(self) -> list[str]:
        reader = _Texts()
        self._parse("xl/sharedStrings.xml", reader.start, reader.end, reader.data)
        return reader.texts

    def _read_formats(self) -> list[str]:
        codes: dict[int, str] = {}
        formats: list[str] = []
        inside = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            if tag == "numFmt":
                codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                number = int(attributes.get("numFmtId", "0"))
                formats.append(DATE if number in DATES else _meaning(codes.get(number, "")))

        def end(tag: str) -> None:
            nonlocal inside
            inside = inside and tag != "cellXfs"

        self._parse("xl/styles.xml", start, end)
        return formats

    def _parse(self, name: str, start: Start, end: Text | None = None, data: Text | None = None) -> None:
        """Read a part that may be missing."""
        if name not in self.names:
            return
        parser = parser_for(start, end, data)
        with self.open(name) as part:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)


class _Texts:
    """The texts that cells share; how they are spoken (`rPh`) is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.inside: set[str] = set()
        self.total = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.inside.add(tag)
        if tag == "si":
            self.parts = []

    def end(self, tag: str) -> None:
        self.inside.discard(tag)
        if tag == "si":
            self.texts.append("".join(self.parts))

    def data(self, text: str) -> None:
        if "t" in self.inside and "rPh" not in self.inside:
            self.total += len(text)
            if self.total > LARGEST_TEXTS:
                raise rules.TableTooLarge(megabytes=LARGEST_TEXTS // 1_000_000)
            self.parts.append(text)


def parser_for(start: Start, end: Text | None = None, data: Text | None = None) -> Any:
    """A parser that tells tags by their names without namespaces, which differ between programs."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if data:
        parser.CharacterDataHandler = data
    return parser


def _no_doctype(*details: Any) -> None:
    raise rules.TableUnreadable


def _meaning(code: str) -> str:
    """What a number format makes of a number: a day, zeros in front, or nothing that matters here."""
    bare = _QUOTED.sub("", code.split(";")[0]).lower().strip()
    if bare and set(bare) == {"0"}:
        return bare if len(bare) > 1 else ""
    return DATE if any(letter in bare for letter in "dy") else ""
