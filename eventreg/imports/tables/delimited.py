"""CSV as programs write it: with commas, semicolons or tabs, in UTF-8, UTF-16 or the code page of old Windows. Pure."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from eventreg.imports import rules

SEPARATORS = (";", ",", "\t")  # of equal counts the first: Indonesian programs write decimals with commas
SAMPLE = 50  # rows that are enough to tell how a file is made
_TOLD = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)  # Excel's own way to say it
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, tidied, with the row's number. Raises TableUnreadable."""
    text = decoded(data)
    told = _TOLD.match(text)
    separator = told[1] if told else _separator(text)
    csv.field_size_limit(rules.LARGEST_FILE)
    try:
        for number, cells in enumerate(_cells(text[told.end() :] if told else text, separator), start=2 if told else 1):
            yield number, [tidy(cell) for cell in cells]
    except csv.Error as error:
        raise rules.TableUnreadable from error


def decoded(data: bytes) -> str:
    """The text: UTF-16 by its mark, UTF-8 where it is that, otherwise Windows-1252. Raises TableUnreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROLS.findall(text)) * 100 > len(text):
            break  # a picture or a program, read as letters
        return text
    raise rules.TableUnreadable


def tidy(cell: str) -> str:
    """A cell without what can't be seen, and without the apostrophe that keeps Excel from reading a number."""
    cell = _CONTROLS.sub("", cell.replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")).strip()
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell[1:] if cell.startswith("'") and cell[1:2] in {*"0123456789+=-@"} else cell


def _cells(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=separator)


def _separator(text: str) -> str:
    """The separator with which most rows have the same number of cells, more than one."""
    best, most = SEPARATORS[0], (0, 0)
    for separator in SEPARATORS:
        try:
            widths = Counter(len(cells) for cells in islice(_cells(text, separator), SAMPLE) if any(cells))
        except csv.Error:
            continue
        width, alike = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
        score = (alike if width > 1 else 0, width)
        if score > most:
            best, most = separator, score
    return best
