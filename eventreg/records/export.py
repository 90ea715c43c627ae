"""A copy of everything held about a person, as data: the page and the files are made from it.

Keys are stable and English, times are ISO 8601 in UTC. The identity number stands in it in full: it is the reader's own.
Hashes and keys that let somebody in are left out, and so are the names of the council's staff.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.core import audit, files
from eventreg.core.db import db
from eventreg.core.files import StoredFile
from eventreg.core.permissions import Actor
from eventreg.records import holdings
from eventreg.records.holdings import DEEDS, HOLDINGS, Facts, Subject
from eventreg.records.queries import get_person

FORMAT, VERSION = "eventreg-personal-data", 1
LARGEST = "large"  # the variant that goes into the file: as it was taken, at most 1,600 pixels


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


def note(copy: Copy, *, form: str, actor: Actor, now: datetime) -> None:
    """Write down that a copy was given out; `form`: page, json or zip. The caller holds the unit of work."""
    person = db.session.get_one(Person, copy.person_id)
    audit.record(actor, "data.exported", person, states={"form": form}, now=now)


def pictures(copy: Copy) -> Iterator[tuple[str, Any]]:
    """The name in the file, and the path, of each picture that is on the disk."""
    for facts in copy.holdings["pictures"]:
        stored = db.session.scalars(select(StoredFile).filter_by(key=facts["key"])).one()
        path = files.path_of(stored, LARGEST)
        if path.exists():
            yield f"pictures/{path.name}", path


def _deeds(subject: Subject) -> Iterator[Facts]:
    for (model, name), when in DEEDS.items():
        query = select(model).where(getattr(model, name) == subject.id).order_by(*model.__mapper__.primary_key)
        for row in db.session.scalars(query):
            yield {"about": model.__tablename__, "as": name, "at": holdings.plain(getattr(row, when))}
