"""The first sheet of an XLSX file, read as a stream and no further than the limits. Pure.

A small file may claim to hold gigabytes, so nothing is unpacked that isn't needed, and nothing beyond the limits.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from xml.parsers import expat

from eventreg.imports import rules
from eventreg.imports.tables.delimited import tidy
from eventreg.imports.tables.workbook import CHUNK, DATE, Workbook, parser_for

MOST_CELLS = 400_000  # and rows, with what is formatted and empty
EXACT = 10**15  # beyond it Excel has rounded
LAST_DAY = 2_958_465  # 31 December 9999
# what a file that is cut off, locked, or no spreadsheet at all makes of the readers
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,
    ValueError,
    OverflowError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
)
_REFERENCE = re.compile(r"([A-Z]{1,3})\d+")


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row of the first sheet as text, with the row's number.

    Raises TableUnreadable, OldSpreadsheet, TableTooLarge, TooManyRows, TooManyColumns.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            yield from _Sheet(Workbook(package)).rows()
    except BROKEN as error:
        raise rules.TableUnreadable from error


class _Sheet:
    """A sheet that is read a piece at a time; a row is given out as soon as it is whole."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.ready: list[tuple[int, list[str]]] = []
        self.row: list[str] = []
        self.number = self.seen = 0
        self.column, self.kind, self.style = 0, "n", 0
        self.text: list[str] = []
        self.inside: set[str] = set()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with its number."""
        parser = parser_for(self._start, self._end, self._data)
        with self.book.open(self.book.sheet) as part:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk, False)
                yield from self.ready
                self.ready.clear()
            parser.Parse(b"", True)
            yield from self.ready

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._count()
            self.number, self.row = int(attributes.get("r", self.number + 1)), []
        elif tag == "c":
            self._start_cell(attributes)
        else:
            self.inside.add(tag)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._count()
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = _column(place[1]) if place else len(self.row)
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self.text = []

    def _end(self, tag: str) -> None:
        self.inside.discard(tag)
        if tag == "c":
            self._end_cell(self._value("".join(self.text)))
        elif tag == "row":
            self.ready.append((self.number, self.row))

    def _count(self) -> None:
        self.seen += 1
        if self.seen > MOST_CELLS:
            raise rules.TooManyRows(most=rules.MOST_ROWS)

    def _end_cell(self, text: str) -> None:
        if not text:
            return  # formatted and empty: Excel writes thousands of them
        if self.column >= rules.MOST_COLUMNS:
            raise rules.TooManyColumns(most=rules.MOST_COLUMNS)
        self.row += [""] * (self.column + 1 - len(self.row))
        self.row[self.column] = text

    def _data(self, text: str) -> None:
        wanted = "v" in self.inside or ("t" in self.inside and "is" in self.inside and "rPh" not in self.inside)
        if wanted:
            self.text.append(text)

    def _value(self, text: str) -> str:
        if self.kind == "s":
            number = int(text)
            return tidy(self.book.texts[number]) if 0 <= number < len(self.book.texts) else ""
        if self.kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, "")
        if self.kind == "e" or not text:
            return ""
        if self.kind != "n":
            return tidy(text)
        style = self.book.formats[self.style] if 0 <= self.style < len(self.book.formats) else ""
        return _shown(float(text), style, self.book.day_zero)


def _shown(number: float, style: str, day_zero: date) -> str:
    """A number as text: a day where it is shown as one, with the zeros that its format puts in front."""
    if style == DATE and 0 <= number <= LAST_DAY:
        return (day_zero + timedelta(days=int(number))).isoformat()
    if not number.is_integer():
        return repr(number).replace(".", ",") if abs(number) < EXACT else f"{number:.14E}"
    if abs(number) >= EXACT:
        return f"{number:.14E}"  # rounded by Excel: told as such, so that nobody takes it for the number itself
    return f"{int(number):d}".zfill(len(style))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
