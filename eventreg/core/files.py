"""Pictures that people send: checked, turned upright, scaled, stripped of where they were taken, and kept.

The database knows a file by a random key; the bytes lie in the instance folder as WebP (for pages) and
JPEG (for link previews).
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

LARGEST_BYTES = 12 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")  # what phones send; Pillow's other readers are not put before strangers
VARIANTS = {"large": 1600, "small": 480, "preview": 1200}  # pixels of the longer side
LARGEST_SIDE = max(VARIANTS.values())
SIDEWAYS = {5, 6, 7, 8}  # EXIF's orientations that swap width and height
_turn = threading.Lock()  # 50 megapixels take 200 MB unfolded: one picture at a time in each process


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


def find_file(key: str) -> StoredFile | None:
    """The picture with this key."""
    return db.session.scalar(select(StoredFile).filter_by(key=key))


def remove(key: str) -> None:
    """Delete the files of a picture whose row is gone, after the unit of work; what isn't there is no mistake."""
    for variant in VARIANTS:
        _path(key, variant).unlink(missing_ok=True)


def keys_on_disk(*, older_than: datetime) -> set[str]:
    """The keys of the pictures whose files were written before that moment."""
    uploads = current_settings().instance / "uploads"
    return {
        path.name.partition("-")[0]
        for path in uploads.glob("*/*")
        if path.is_file() and path.stat().st_mtime < older_than.timestamp()
    }


def path_of(stored: StoredFile, variant: str) -> Path:
    """Where the bytes of a variant (`large`, `small`, `preview`) lie. Raises KeyError for another variant."""
    VARIANTS[variant]
    return _path(stored.key, variant)


def _path(key: str, variant: str) -> Path:
    return current_settings().instance / "uploads" / key[:2] / f"{key}-{variant}.{_suffix(variant)}"


def _suffix(variant: str) -> str:
    return "jpg" if variant == "preview" else "webp"


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
