"""A copy of everything held about a person, as data: the page and the files are made from it.

Keys are stable and English, times are ISO 8601 in UTC. The identity number is told in full, for it is the reader's.
Hashes and keys that let somebody in are left out, and so are the names of the council's staff.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from eventreg.accounts.models import Person
from eventreg.businesses.models import Business
from eventreg.core import audit, files
from eventreg.core.db import db
from eventreg.core.files import StoredFile
from eventreg.core.permissions import Actor
from eventreg.records import holdings
from eventreg.records.holdings import DEEDS, HOLDINGS, Facts, Subject
from eventreg.records.queries import get_person

FORMAT, VERSION = "eventreg-personal-data", 1


@dataclass(frozen=True)
class Copy:
    """What is held, by holding, in the order in which a page tells it; `deeds`: what the person did for the council."""

    person_id: int
    made_at: datetime
    holdings: dict[str, list[Facts]]
    deeds: list[Facts]

    def as_json(self) -> str:
        """For machines."""
        body = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": self.made_at.isoformat(),
            "holdings": self.holdings,
            "deeds": self.deeds,
        }
        return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def collect(person_id: int, *, now: datetime) -> Copy:
    """Everything held about a person. Raises NotFound."""
    subject = holdings.subject_of(get_person(person_id))
    found = {
        holding.key: [holding.facts(row, subject) for row in db.session.scalars(holding.rows(subject))]
        for group in holdings.GROUPS
        for holding in HOLDINGS
        if holding.group == group
    }
    return Copy(person_id, now, found, [*_deeds(subject)])


def note(copy: Copy, *, form: str, actor: Actor, now: datetime, reason: str = "") -> None:
    """Write down that a copy was given out; `form`: page, json, zip, paper or shell. The caller holds the unit of work.

    In the hands of another than the person, each number that it tells whole counts as opened, for `reason`.
    """
    person = db.session.get_one(Person, copy.person_id)
    audit.record(actor, "data.exported", person, states={"form": form}, now=now)
    if actor.person_id == person.id:
        return
    if person.nik_encrypted is not None:
        audit.record(actor, "identity.opened", person, fields=["nik"], reason=reason, now=now)
    owned = Business.id.in_(holdings.subject_of(person).owns)
    for business in db.session.scalars(select(Business).where(owned, Business.npwp_encrypted.is_not(None))):
        audit.record(actor, "identity.opened", business, fields=["npwp"], reason=reason, now=now)


@dataclass(frozen=True)
class PictureFile:
    """A picture or PDF on the disk, and its name in the file that somebody takes along."""

    key: str
    name: str
    path: Path


def pictures(copy: Copy) -> list[PictureFile]:
    """The person's pictures and PDFs that are on the disk."""
    keys = [facts["key"] for facts in copy.holdings["pictures"]]
    stored = db.session.scalars(select(StoredFile).where(StoredFile.key.in_(keys)).order_by(StoredFile.id))
    paths = {picture.key: files.whole_path_of(picture) for picture in stored}
    return [PictureFile(key, f"pictures/{path.name}", path) for key, path in paths.items() if path.exists()]


def _deeds(subject: Subject) -> Iterator[Facts]:
    for (model, name), when in DEEDS.items():
        query = select(model).where(getattr(model, name) == subject.id).order_by(*model.__mapper__.primary_key)
        for row in db.session.scalars(query):
            yield {"about": model.__tablename__, "as": name, "at": holdings.plain(getattr(row, when))}


def count(person_id: int) -> dict[str, int]:
    """How many rows of each holding concern a person, without telling what stands in them. Raises NotFound."""
    subject = holdings.subject_of(get_person(person_id))
    return {
        holding.key: db.session.scalar(select(func.count()).select_from(holding.model).where(holding.where(subject)))
        or 0
        for holding in HOLDINGS
    }
