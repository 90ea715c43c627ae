"""PDFs joined into one file as they come: each is written on at once, so that memory holds one of them at a time.

A library that joins keeps every page until it saves. Here qpdf reads each source and sets it right, and its objects
are written on under new numbers; what is kept is where each of them stands, eight bytes apiece. Source: ISO 32000-1,
7.5 (file structure) and 7.7.3 (page tree).
"""

import hashlib
from array import array
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

Print = tuple[object, ...]
"""What two pictures have in common only where they are the same."""

_CATALOGUE, _TREE, _INFO = 1, 2, 3


class JoinedPdf:
    """One PDF in the making, its sources one after the other. A picture that several of them bring is held once."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self._places = array("Q", [0, 0, 0, 0])  # where each object stands, by its number; no object has the number 0
        self._branches: list[int] = []
        self._marks: list[tuple[str, int]] = []  # a source's title, and the number of its first page
        self._pages = 0
        self.pictures: dict[Print, int] = {}
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, data: bytes, *, title: str = "", in_front: bool = False) -> int:
        """All pages of one more PDF, before or after those that are there; how many they are.

        Under its `title` readers list it beside the pages. Raises PdfError where it is none, PasswordError where it is
        locked.
        """
        with Pdf.open(BytesIO(data)) as source, Pdf.new() as clean:
            clean.pages.extend(source.pages)  # with what they inherit, and nothing else of the source
            branch, first_page = _Branch(self).grow(clean.Root.Pages)
            place = 0 if in_front else len(self._branches)
            self._branches.insert(place, branch)
            if title:
                self._marks.insert(place, (title, first_page))
            self._pages += len(clean.pages)
            return len(clean.pages)

    def finish(self, *, title: str, language: str) -> None:
        """Write the file's end, with its title and language."""
        kids = b" ".join(b"%d 0 R" % number for number in self._branches)
        self.put(_TREE, b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (self._pages, kids))
        self.put(_INFO, Dictionary(Title=String(title), Creator=String("eventreg")).unparse())
        shown = Dictionary(Type=Name.Catalog, Lang=String(language), ViewerPreferences={"/DisplayDocTitle": True})
        outline = self._outline()
        pointed = b"/Pages %d 0 R" % _TREE + (b" /Outlines %d 0 R" % outline if outline else b"")
        self.put(_CATALOGUE, _with(shown.unparse(), pointed))

        table, size = self._file.tell(), len(self._places)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for place in self._places[1:]:
            self._write(b"%010d 00000 n \n" % place)
        name = self._digest.hexdigest()[:32].encode()
        trailer = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [ <%s> <%s> ] >>\n"
        self._write(trailer % (size, _CATALOGUE, _INFO, name, name), b"startxref\n%d\n%%%%EOF\n" % table)
        self.close()

    def close(self) -> None:
        """Let go of the file; it is whole only when it was finished."""
        self._file.close()

    def _outline(self) -> int:
        """The titles as an outline; its number, 0 without any."""
        if not self._marks:
            return 0
        root, items = self.number(), [self.number() for _mark in self._marks]
        for place, (number, (title, page)) in enumerate(zip(items, self._marks, strict=True)):
            links = b"/Parent %d 0 R /Dest [ %d 0 R /Fit ]" % (root, page)
            links += b" /Prev %d 0 R" % items[place - 1] if place else b""
            links += b" /Next %d 0 R" % items[place + 1] if place + 1 < len(items) else b""
            self.put(number, _with(Dictionary(Title=String(title)).unparse(), links))
        ends = b"/First %d 0 R /Last %d 0 R" % (items[0], items[-1])
        self.put(root, b"<< /Type /Outlines %s /Count %d >>" % (ends, len(items)))
        return root

    def number(self) -> int:
        """A number for one more object."""
        self._places.append(0)
        return len(self._places) - 1

    def put(self, number: int, *body: bytes) -> None:
        """Write the object of this number."""
        self._places[number] = self._file.tell()
        self._write(b"%d 0 obj\n" % number, *body, b"\nendobj\n")

    def _write(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._digest.update(piece)
            self._file.write(piece)


class _Branch:
    """The pages of one source, and all that they point to, under the numbers of the whole."""

    def __init__(self, whole: JoinedPdf) -> None:
        self._whole = whole
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, Object]] = []

    def grow(self, root: Object) -> tuple[int, int]:
        """Write the source's page tree as a branch of the whole's; the numbers of the branch and its first page."""
        branch = self._numbers[root.objgen] = self._whole.number()
        self._whole.put(branch, _with(self._text(root), b"/Parent %d 0 R" % _TREE))
        while self._waiting:
            number, one = self._waiting.pop()
            if isinstance(one, Stream):
                data = one.read_raw_bytes()
                head = _with(self._text(one.stream_dict, but="/Length"), b"/Length %d" % len(data))
                self._whole.put(number, head, b"\nstream\n", data, b"\nendstream")
            else:
                self._whole.put(number, self._text(one))
        return branch, self._numbers[root.Kids[0].objgen]

    def _text(self, value: object, *, but: str = "") -> bytes:
        """The value as it is written, a dictionary without the key `but`.

        It calls nothing but itself: files may nest deeper than several functions in turn may go.
        """
        if isinstance(value, Dictionary):
            pieces = [b"<<"]
            for key, one in value.items():
                if key != but:
                    pieces += (Name(key).unparse(), self._reference(one) or self._text(one))
            pieces.append(b">>")
            return b" ".join(pieces)
        if isinstance(value, Array):
            pieces = [b"["]
            for one in value:
                pieces.append(self._reference(one) or self._text(one))
            pieces.append(b"]")
            return b" ".join(pieces)
        return _scalar(value)

    def _reference(self, value: object) -> bytes:
        """How the object is pointed to; nothing where it stands where it is used."""
        if not isinstance(value, Object) or not value.is_indirect:
            return b""
        number = self._numbers.get(value.objgen)
        if number is None:
            number, is_new = self._numbered(value)
            self._numbers[value.objgen] = number
            if is_new:
                self._waiting.append((number, value))
        return b"%d 0 R" % number

    def _numbered(self, value: Object) -> tuple[int, bool]:
        """Its number, and whether it has still to be written: a picture may be there from another source."""
        if not isinstance(value, Stream) or value.get(Name.Subtype) != Name.Image:
            return self._whole.number(), True
        look = _print(value)
        is_new = look not in self._whole.pictures
        return self._whole.pictures.setdefault(look, self._whole.number() if is_new else 0), is_new


def _scalar(value: object) -> bytes:
    if isinstance(value, Object):
        return value.unparse()
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return f"{value:f}".encode() if isinstance(value, Decimal) else str(value).encode()


def _with(dictionary: bytes, entry: bytes) -> bytes:
    """The written dictionary with one more entry."""
    return dictionary.removesuffix(b">>") + entry + b" >>"


def _print(picture: Object) -> Print:
    mask = picture.get(Name.SMask, None)
    return (
        hashlib.sha256(picture.read_raw_bytes()).digest(),
        *(str(picture.get(key, "")) for key in (Name.Width, Name.Height, Name.Filter)),
        _print(mask) if isinstance(mask, Stream) else None,
    )
