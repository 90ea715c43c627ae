"""Real things to preview a message with: applications by number or business, else what was sent of its kind before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business
from eventreg.core import kinds
from eventreg.core.db import db, row_number
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Actor, Permission

MOST = 8
_OF_APPLICATIONS = ("application_", "event_")


@dataclass(frozen=True)
class Sample:
    """`key` finds it again; `label`: what staff call it; `params`: what a message about it is made from."""

    key: str
    label: str
    params: kinds.Params


def find(kind: str, words: str, actor: Actor) -> Sequence[Sample]:
    """What this message could be about, newest first, as far as the actor may see it; secrets are nobody's business."""
    if kinds.is_secret(kind):
        return []
    told = [Sample(f"t{number}", label, params) for number, (label, params) in enumerate(kinds.samples(kind, words), 1)]
    if told:
        return told[:MOST]
    if kind.startswith(_OF_APPLICATIONS) and actor.may(Permission.APPLICATION_READ):
        return [_of_application(kind, one) for one in _applications(words.strip(), actor)]
    if actor.may(Permission.OUTBOX_READ):
        return [_of_message(*row) for row in _sent(kind, words.strip())]
    return []


def get(kind: str, key: str, actor: Actor) -> Sample | None:
    """The one that was chosen; None when it is none that the actor could have found."""
    try:
        number = row_number(key[1:])
    except ValueError:
        return None
    if kinds.is_secret(kind):
        return None
    if key[0] == "a" and kind.startswith(_OF_APPLICATIONS) and actor.may(Permission.APPLICATION_READ):
        found = db.session.scalar(_readable(actor).where(Application.id == number))
        return _of_application(kind, found) if found else None
    if key[0] == "m" and actor.may(Permission.OUTBOX_READ):
        message = db.session.get(OutboxMessage, number)
        return _of_message(message, None) if message and message.kind == kind and message.params else None
    return next((one for one in find(kind, "", actor) if one.key == key), None)


def _readable(actor: Actor) -> Select[Application]:
    withheld = actor.events_except(Permission.APPLICATION_READ)
    return (
        select(Application)
        .join(Application.business)
        .where(Application.status != Status.DRAFT, Application.event_id.not_in(withheld))
        .order_by(Application.id.desc())
        .options(joinedload(Application.event), joinedload(Application.business))
        .limit(MOST)
    )


def _applications(words: str, actor: Actor) -> Sequence[Application]:
    query = _readable(actor)
    if words:
        named = Business.name.icontains(words, autoescape=True)
        query = query.where(or_(named, Application.code.icontains(words, autoescape=True)))
    return db.session.scalars(query).all()


def _of_application(kind: str, application: Application) -> Sample:
    """With the move to the status that the message tells of, where it was ever made; else with its last one."""
    told = kind.removeprefix("application_")
    moves = select(ApplicationMove).filter_by(application_id=application.id)
    newest = moves.order_by((ApplicationMove.status == told).desc(), ApplicationMove.id.desc()).limit(1)
    move = db.session.scalar(newest if told in set(Status) else moves.order_by(ApplicationMove.id.desc()).limit(1))
    reason = move.reason if move else ""
    params: dict[str, Any] = {"application": application.id, "move": move.id if move else 0, "reason": reason}
    label = f"{application.code} · {application.business.name} · {application.event.title}"
    return Sample(f"a{application.id}", label, params)


def _sent(kind: str, words: str) -> Sequence[tuple[OutboxMessage, str | None]]:
    query = (
        select(OutboxMessage, Person.name)
        .outerjoin(Person, Person.id == OutboxMessage.person_id)
        .where(OutboxMessage.kind == kind)
        .order_by(OutboxMessage.id.desc())
        .limit(MOST * 4)
    )
    if words:
        named = Person.name.icontains(words, autoescape=True)
        query = query.where(or_(named, OutboxMessage.address.icontains(words, autoescape=True)))
    rows = [(message, name) for message, name in db.session.execute(query) if message.params]
    return rows[:MOST]


def _of_message(message: OutboxMessage, name: str | None) -> Sample:
    who = " · ".join(part for part in (name, message.address) if part) or f"{message.id}"
    return Sample(f"m{message.id}", who, message.params)
