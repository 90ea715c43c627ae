"""Pictures that people send: checked, turned upright, scaled, stripped of where they were taken, and kept; and PDFs.

The database knows a file by a random key; the bytes lie in the instance folder: pictures as WebP (for pages) and JPEG
(for link previews), a PDF as it came. A browser is given a PDF as a download: nothing in it runs at our address.
"""

import io
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.core.config import current_settings
from eventreg.core.db import Model, UtcDateTime, db
from eventreg.core.errors import DomainError
from eventreg.core.names import new_key
from eventreg.core.pdfs import PDF, PDF_BEGINS, Document, NotADocument, read_document
from eventreg.core.slots import Slot

LARGEST_BYTES = 12 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")  # what phones send; Pillow's other readers are not put before strangers
VARIANTS = {"large": 1600, "small": 480, "preview": 1200}  # pixels of the longer side
LARGEST_SIDE = max(VARIANTS.values())
SIDEWAYS = {5, 6, 7, 8}  # EXIF's orientations that swap width and height
_turn = threading.Lock()  # 50 megapixels take 200 MB unfolded: one picture at a time in each process

WHOLE = "whole"  # the one variant of a PDF

is_printed: Slot[["StoredFile"], bool] = Slot(lambda stored: False)
"""Whether a paper that was issued shows a picture, which it names by its key alone."""


class NotAnImage(DomainError):
    """The file isn't a picture that we can read."""

    code = "not_an_image"


class FileTooLarge(DomainError):
    """More bytes or pixels than a phone's photo has."""

    code = "file_too_large"
    status = 413


class StoredFile(Model):
    """A picture or another file; `key` is unguessable. `owner_id` is the person who sent it.

    Width and height in pixels, 0 for what isn't a picture. `name`: what the sender called a file that isn't one; `size`
    in bytes.
    """

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    owner_id: Mapped[int | None] = mapped_column(index=True)
    width: Mapped[int]
    height: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(80), default="image/webp", server_default="image/webp")
    name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    size: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.media_type != PDF


@dataclass(frozen=True)
class Picture:
    """A picture that was read: its size in pixels, and the bytes of each variant."""

    width: int
    height: int
    variants: Mapping[str, bytes]


def read_image(stream: IO[bytes]) -> Picture:
    """Check and scale a picture. It takes a moment: do it before the unit of work, which holds others up.

    Raises NotAnImage, FileTooLarge (over 12 MB or 50 megapixels).
    """
    data = stream.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise FileTooLarge(megabytes=LARGEST_BYTES // 1024 // 1024)
    with _turn:
        picture, (width, height) = _read(data)
    variants = {variant: _encoded(picture, side, _suffix(variant)) for variant, side in VARIANTS.items()}
    return Picture(width, height, variants)


def read_file(stream: IO[bytes], name: str) -> Picture | Document:
    """A picture or a PDF, told apart by how it begins. Raises what `read_image` and `read_document` raise."""
    start = stream.read(len(PDF_BEGINS))
    stream.seek(0)
    if start == PDF_BEGINS:
        return read_document(stream, name)
    try:
        return read_image(stream)
    except NotAnImage as error:
        raise NotADocument from error


def save_image(picture: Picture, *, owner_id: int | None, now: datetime) -> StoredFile:
    """Keep a picture; the caller holds the unit of work."""
    key = new_key()
    for variant, data in picture.variants.items():
        path = _path(key, variant)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    stored = StoredFile(key=key, owner_id=owner_id, width=picture.width, height=picture.height, created_at=now)
    db.session.add(stored)
    db.session.flush()
    return stored


def save_document(document: Document, *, owner_id: int | None, now: datetime) -> StoredFile:
    """Keep a PDF; the caller holds the unit of work."""
    key = new_key()
    path = _path(key, WHOLE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document.data)
    stored = StoredFile(
        key=key,
        owner_id=owner_id,
        width=0,
        height=0,
        media_type=PDF,
        name=document.name,
        size=len(document.data),
        created_at=now,
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def save_file(content: Picture | Document, *, owner_id: int | None, now: datetime) -> StoredFile:
    """Keep what `read_file` gave; the caller holds the unit of work."""
    if isinstance(content, Document):
        return save_document(content, owner_id=owner_id, now=now)
    return save_image(content, owner_id=owner_id, now=now)


def find_file(key: str) -> StoredFile | None:
    """The file with this key."""
    return db.session.scalar(select(StoredFile).filter_by(key=key))


def remove(key: str) -> None:
    """Delete what lies on the disk of a file whose row is gone, after the unit of work; nothing there is no mistake."""
    for variant in (*VARIANTS, WHOLE):
        _path(key, variant).unlink(missing_ok=True)


def is_used(stored: StoredFile) -> bool:
    """Whether a row of any table points to the file."""
    for table in Model.metadata.tables.values():
        for column in table.columns:
            points = any(key.column.table.name == StoredFile.__tablename__ for key in column.foreign_keys)
            if points and db.session.scalar(select(column).where(column == stored.id).limit(1)) is not None:
                return True
    return False


def let_go(stored: StoredFile) -> str:
    """Delete the row of a file that nothing uses any more; its key, for `remove` after the unit of work, else empty."""
    if is_used(stored) or is_printed(stored):
        return ""
    key = stored.key
    db.session.delete(stored)
    db.session.flush()
    return key


def keys_on_disk(*, older_than: datetime) -> set[str]:
    """The keys of the pictures whose files were written before that moment."""
    uploads = current_settings().instance / "uploads"
    return {
        path.name.partition("-")[0]
        for path in uploads.glob("*/*")
        if path.is_file() and path.stat().st_mtime < older_than.timestamp()
    }


def path_of(stored: StoredFile, variant: str) -> Path:
    """Where the bytes of a variant lie: `large`, `small`, `preview` of a picture, `whole` of a PDF.

    Raises KeyError for another variant.
    """
    if variant not in (VARIANTS if stored.is_picture else (WHOLE,)):
        raise KeyError(variant)
    return _path(stored.key, variant)


def whole_path_of(stored: StoredFile) -> Path:
    """Where the best of a file lies: a PDF as it came, a picture at its largest."""
    return path_of(stored, "large" if stored.is_picture else WHOLE)


def _path(key: str, variant: str) -> Path:
    return current_settings().instance / "uploads" / key[:2] / f"{key}-{variant}.{_suffix(variant)}"


def _suffix(variant: str) -> str:
    return {"preview": "jpg", WHOLE: "pdf"}.get(variant, "webp")


def _encoded(picture: Image.Image, side: int, suffix: str) -> bytes:
    scaled = picture.copy()
    scaled.thumbnail((side, side), Image.Resampling.LANCZOS)
    scaled.info.clear()  # a JPEG's comment would be written again
    file = io.BytesIO()
    scaled.save(file, "JPEG" if suffix == "jpg" else "WEBP", quality=80, method=2)  # method: quick rather than smallest
    return file.getvalue()


def _read(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """The picture upright and no larger than its largest variant, and how large it was."""
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > LARGEST_PIXELS:
            raise FileTooLarge(megabytes=LARGEST_BYTES // 1024 // 1024)
        sideways = picture.getexif().get(ExifTags.Base.Orientation, 1) in SIDEWAYS
        size = picture.size[::-1] if sideways else picture.size
        if picture.mode not in {"RGB", "RGBA", "L"}:  # the others can't be scaled well
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
        return _on_white(ImageOps.exif_transpose(picture)), size
    except Image.DecompressionBombError as error:
        raise FileTooLarge(megabytes=LARGEST_BYTES // 1024 // 1024) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAnImage() from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency: a product cut out of its ground stands on white, not on black."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")
