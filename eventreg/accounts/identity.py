"""The identity number (NIK) of a person: kept sealed, found twice through its keyed hash, opened with a reason.

The caller holds the unit of work.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from eventreg.accounts import rules
from eventreg.accounts.models import Person
from eventreg.core import audit, protected
from eventreg.core.db import db, lock
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import Actor, Permission

KIND = "nik"


def set_nik(person_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """Keep a person's NIK; the same again changes nothing. Raises NotFound and what `check_nik` raises."""
    person = _lock(person_id)
    nik = rules.check_nik(text)
    if person.nik_encrypted is not None and protected.open_(person.nik_encrypted) == nik:
        return
    person.nik_encrypted, person.nik_hash = protected.seal(nik), protected.keyed_hash(KIND, nik)
    db.session.flush()
    audit.record(actor, "person.changed", person, fields=["nik"], now=now)


def clear_nik(person_id: int, *, actor: Actor, now: datetime) -> None:
    """Forget a person's NIK. Raises NotFound."""
    person = _lock(person_id)
    if person.nik_encrypted is None:
        return
    person.nik_encrypted = person.nik_hash = None
    db.session.flush()
    audit.record(actor, "person.changed", person, fields=["nik"], now=now)


def set_name_and_birth(person_id: int, name: str, born_on: date | None, *, actor: Actor, now: datetime) -> None:
    """Name as on the identity card, and date of birth. Raises NotFound, BirthImpossible."""
    person = _lock(person_id)
    if born_on is not None:
        rules.check_birth(born_on, today=now.date())
    values = {"name": " ".join(name.split()), "born_on": born_on}
    changed = [field for field, value in values.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, values[field])
    if changed:
        db.session.flush()
        audit.record(actor, "person.changed", person, fields=changed, now=now)


def masked_nik(person: Person) -> str:
    """`3375********0001`; empty where none is known."""
    return protected.mask(protected.open_(person.nik_encrypted)) if person.nik_encrypted is not None else ""


def people_with_nik(nik: str) -> Sequence[Person]:
    """Everybody with this NIK, whichever of the field keys it was hashed under."""
    hashes = protected.hashes(KIND, nik)
    return db.session.scalars(select(Person).where(Person.nik_hash.in_(hashes)).order_by(Person.id)).all()


def reveal_nik(person_id: int, reason: str, *, actor: Actor, now: datetime) -> str:
    """The whole NIK; that it was opened, by whom and why stays in the trail.

    Raises Forbidden, NotFound where there is none, ReasonTooShort.
    """
    if not actor.may(Permission.IDENTITY_READ):
        raise Forbidden()
    person = db.session.get(Person, person_id)
    if person is None or person.nik_encrypted is None:
        raise NotFound()
    audit.record(actor, "identity.opened", person, fields=["nik"], reason=rules.check_reason(reason), now=now)
    return protected.open_(person.nik_encrypted)


def _lock(person_id: int) -> Person:
    person = lock(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotFound()
    return person
