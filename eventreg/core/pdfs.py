"""PDFs that people send: told by what is in them, opened, small, unlocked. They are kept as they came."""

import threading
from dataclasses import dataclass
from typing import IO

import pypdfium2

from eventreg.core.errors import DomainError

PDF = "application/pdf"
PDF_BEGINS = b"%PDF-"
LARGEST_DOCUMENT_BYTES = 8 * 1024 * 1024
MOST_PAGES = 20
LONGEST_FILE_NAME = 120
_turn = threading.Lock()  # PDFium knows no threads


class NotADocument(DomainError):
    """The file is neither a picture nor a PDF that we can read."""

    code = "not_a_document"


class DocumentLocked(DomainError):
    """A PDF that asks for a password, or forbids something."""

    code = "document_locked"


class TooManyPages(DomainError):
    """A PDF of more than `most` pages."""

    code = "too_many_pages"


class DocumentTooLarge(DomainError):
    """A PDF of more than `megabytes`."""

    code = "document_too_large"
    status = 413


@dataclass(frozen=True)
class Document:
    """A PDF that was read; `name` is what its sender called it."""

    data: bytes
    name: str
    pages: int


def read_document(stream: IO[bytes], name: str) -> Document:
    """Check a PDF by what is in it, whatever it is called; before the unit of work, as `read_image`.

    Raises NotADocument, DocumentLocked, TooManyPages (over 20), DocumentTooLarge (over 8 MB).
    """
    data = stream.read(LARGEST_DOCUMENT_BYTES + 1)
    if not data.startswith(PDF_BEGINS):
        raise NotADocument
    if len(data) > LARGEST_DOCUMENT_BYTES:
        raise DocumentTooLarge(megabytes=LARGEST_DOCUMENT_BYTES // 1024 // 1024)
    pages = _pages_of(data)
    if pages > MOST_PAGES:
        raise TooManyPages(most=MOST_PAGES, pages=pages)
    return Document(data, tidy_name(name), pages)


def tidy_name(name: str) -> str:
    """What somebody calls a file, without folders and what a file system or a header would trip over."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character if character.isprintable() and character not in '<>:"|?*;' else " " for character in bare)
    stem = " ".join(kept.split()).removesuffix(".pdf").removesuffix(".PDF").strip(". ")
    return f"{stem[: LONGEST_FILE_NAME - 4] or 'berkas'}.pdf"


def _pages_of(data: bytes) -> int:
    """How many pages a PDF has. Raises NotADocument, DocumentLocked."""
    with _turn:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            is_locked = "password" in str(error).lower() or "security" in str(error).lower()
            raise (DocumentLocked if is_locked else NotADocument)() from error
        try:
            if pypdfium2.raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
                raise DocumentLocked
            pages = len(document)
        finally:
            document.close()
    if pages < 1:
        raise NotADocument
    return pages
