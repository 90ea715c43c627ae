"""How people can be reached: what they chose, and what turned out about their address and their number.

The outbox asks and tells through its slots. The caller holds the unit of work.
"""

from datetime import datetime

from sqlalchemy import exists, or_, select

from eventreg.accounts import slots
from eventreg.accounts.models import Person
from eventreg.accounts.queries import find_person
from eventreg.core import audit
from eventreg.core.channels import WRONG_NUMBER, Channel, Reach
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Actor

LONGEST_PROBLEM = 200


def reach_of(person_id: int) -> Reach | None:
    """How somebody can be reached; None for who isn't there."""
    person = db.session.get(Person, person_id)
    if person is None:
        return None
    phone = person.phone or slots.phone_elsewhere(person_id)
    return Reach(
        person.email or "",
        phone,
        person.channel,
        refused=person.address_refused_at is not None,
        phone_refused=bool(phone) and is_wrong(person_id, phone),
    )


def is_wrong(person_id: int, phone: str) -> bool:
    """Whether staff found the number to be wrong: a message that had it goes another way by now, or goes no further."""
    left = or_(OutboxMessage.channel != Channel.WHATSAPP, OutboxMessage.problem == WRONG_NUMBER)
    there = (OutboxMessage.person_id == person_id, OutboxMessage.phone == phone)
    return bool(db.session.scalar(select(exists().where(*there, left))))


def address_refused(person_id: int | None, address: str, words: str, now: datetime) -> None:
    """No mail arrives at the address: whoever has it is marked. `words`: the server's."""
    person = find_person(address.lower())
    if person is None or person.address_refused_at is not None:
        return
    person.address_refused_at, person.address_problem = now, words[:LONGEST_PROBLEM]
    audit.record(SYSTEM, "address.refused", person, now=now)


def address_works(person_id: int | None, address: str, now: datetime) -> None:
    """Mail arrives at the address again."""
    person = find_person(address.lower())
    if person is not None and person.address_refused_at is not None:
        _clear(person)
        audit.record(SYSTEM, "address.works", person, now=now)


def try_address_again(*, actor: Actor, now: datetime) -> None:
    """Somebody says that their address is right: mail goes there again. Raises NotFound."""
    person = lock(Person, actor.person_id) if actor.person_id else None
    if person is None:
        raise NotFound()
    if person.address_refused_at is not None:
        _clear(person)
        audit.record(actor, "address.tried_again", person, now=now)


def trust_number(person_id: int) -> None:
    """Somebody says anew that their number is theirs: what staff found before counts no more."""
    wrong = select(OutboxMessage).where(OutboxMessage.person_id == person_id, OutboxMessage.phone != "")
    for message in db.session.scalars(wrong.where(OutboxMessage.channel != Channel.WHATSAPP)):
        message.phone = ""
    for message in db.session.scalars(wrong.where(OutboxMessage.problem == WRONG_NUMBER)):
        message.problem = ""


def _clear(person: Person) -> None:
    person.address_refused_at, person.address_problem = None, ""
