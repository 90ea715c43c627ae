"""Protected fields: encrypted in the database, found again through a keyed hash, shown masked.

A column says so where it is declared: `mapped_column(LargeBinary, info=encrypted("nik", hashed_in="nik_hash"))`; what
rotates the keys walks over all models and needs to know no feature.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select

from eventreg.core.config import current_settings
from eventreg.core.db import Model, db, lock_all, unit_of_work
from eventreg.core.signing import FieldCipher, Undecipherable

BATCH = 200  # rows that one unit of work takes: the app goes on writing between two
SHOWN = 4  # characters at either end of a masked value
_MARK = "encrypted"


# ---- One value ------------------------------------------------------------------------------------


def seal(text: str) -> bytes:
    """What is stored of a text; another one each time."""
    return _cipher().encrypt(text.encode())


def open_(encrypted: bytes) -> str:
    """The text again. Raises Undecipherable."""
    return _cipher().decrypt(encrypted).decode()


def keyed_hash(kind: str, text: str) -> str:
    """What a value is looked up by, in hex: without the field keys nobody can try all numbers.

    `kind` keeps the hashes of a NIK and of an equal NPWP apart.
    """
    return hashes(kind, text)[0]


def hashes(kind: str, text: str) -> list[str]:
    """The hashes under every key, the newest first: while keys rotate, rows have one or another."""
    return [_hash(key, kind, text.encode()) for key in current_settings().field_keys]


def mask(text: str) -> str:
    """`3375990101900001` → `3375********0001`; what is too short to hide is hidden whole."""
    hidden = len(text) - 2 * SHOWN
    return f"{text[:SHOWN]}{'*' * hidden}{text[-SHOWN:]}" if hidden >= SHOWN else "*" * len(text)


def _cipher() -> FieldCipher:
    return FieldCipher(current_settings().field_keys)


def _hash(key: str, kind: str, value: bytes) -> str:
    return hmac.new(_hash_key(key, kind), value, hashlib.sha256).hexdigest()


@lru_cache(maxsize=32)
def _hash_key(key: str, kind: str) -> bytes:
    """A key of its own for each kind, so that the one that encrypts serves nothing else."""
    return HKDF(SHA256(), length=32, salt=None, info=f"eventreg keyed hash {kind}".encode()).derive(key.encode())


# ---- All of them ----------------------------------------------------------------------------------


def encrypted(kind: str, *, hashed_in: str = "") -> dict[str, Any]:
    """The `info` of a column that `seal` or a FieldCipher has encrypted; `hashed_in`: the column of its keyed hash."""
    return {_MARK: kind, "hashed_in": hashed_in}


@dataclass(frozen=True)
class ProtectedColumn:
    """A column of encrypted values, and that of their hashes, if any."""

    model: type[Any]
    name: str
    kind: str
    hashed_in: str

    def __str__(self) -> str:
        return f"{self.model.__tablename__}.{self.name}"


@dataclass
class Survey:
    """How the values of a column are: `opened_by[0]` the first key opens, …; `lost` none opens.

    `stale`: those that rotating would encrypt or hash anew.
    """

    column: ProtectedColumn
    opened_by: list[int]
    lost: int = 0
    stale: int = 0


def columns() -> list[ProtectedColumn]:
    """Every encrypted column of every model, by name."""
    found = [
        ProtectedColumn(mapper.class_, column.key, column.info[_MARK], column.info["hashed_in"])
        for mapper in Model.registry.mappers
        for column in mapper.columns
        if _MARK in column.info
    ]
    return sorted(found, key=str)


def survey(column: ProtectedColumn) -> Survey:
    """Try every key on every value of a column; nothing is changed."""
    keys = _each_key()
    found = Survey(column, [0] * len(keys))
    for ids in _batches(column):
        for row in db.session.scalars(select(column.model).where(column.model.id.in_(ids))):
            place = _opened_by(keys, getattr(row, column.name))
            if place is None:
                found.lost += 1
            else:
                found.opened_by[place] += 1
                found.stale += _is_stale(row, column, keys, place)
        db.session.expire_all()
    return found


def rotate(column: ProtectedColumn) -> int:
    """Encrypt with the first key what another one has encrypted, and hash it anew; how many were changed.

    In batches, each in a unit of work of its own: broken off, it goes on where it was. What no key opens stays.
    """
    keys, changed = _each_key(), 0
    for ids in list(_batches(column)):
        with unit_of_work():
            for row in lock_all(column.model, ids):
                changed += _renew(row, column, keys)
    return changed


def _renew(row: Any, column: ProtectedColumn, keys: Sequence[FieldCipher]) -> bool:
    value = getattr(row, column.name)
    place = _opened_by(keys, value) if value is not None else None
    if place is None or not _is_stale(row, column, keys, place):
        return False
    plain = keys[place].decrypt(value)
    setattr(row, column.name, keys[0].encrypt(plain))
    if column.hashed_in:
        setattr(row, column.hashed_in, _hash(current_settings().field_keys[0], column.kind, plain))
    return True


def _is_stale(row: Any, column: ProtectedColumn, keys: Sequence[FieldCipher], place: int) -> bool:
    if place > 0 or not column.hashed_in:
        return place > 0
    plain = keys[place].decrypt(getattr(row, column.name))
    due: str = _hash(current_settings().field_keys[0], column.kind, plain)
    return bool(getattr(row, column.hashed_in) != due)


def _each_key() -> list[FieldCipher]:
    return [FieldCipher([key]) for key in current_settings().field_keys]


def _opened_by(keys: Sequence[FieldCipher], value: bytes) -> int | None:
    for place, key in enumerate(keys):
        try:
            key.decrypt(value)
        except Undecipherable:
            continue
        return place
    return None


def _batches(column: ProtectedColumn) -> Iterator[list[int]]:
    """The ids of the rows that hold a value, some at a time."""
    model, last = column.model, 0
    holds = getattr(model, column.name).is_not(None)
    while ids := list(
        db.session.scalars(select(model.id).where(holds, model.id > last).order_by(model.id).limit(BATCH))
    ):
        yield ids
        last = ids[-1]
