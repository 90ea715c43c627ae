"""What belongs to a business, and how it goes over to another one. The caller holds the unit of work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from eventreg.applications.models import Application
from eventreg.businesses import directory
from eventreg.businesses.models import Business, BusinessInvitation, BusinessMember, MemberRole, Paper, Product
from eventreg.core.db import db
from eventreg.documents.models import IssuedDocument
from eventreg.imports.clashes import clashes_of
from eventreg.imports.models import DuplicateDecision
from eventreg.tickets.models import Ticket


@dataclass(frozen=True)
class Mover:
    """How the rows of one column that names a business go over. `key`: by which a page tells their number."""

    column: Any
    move: Callable[[int, int, datetime], None]
    key: str = ""


def _rename(column: Any) -> Callable[[int, int, datetime], None]:
    """All rows simply name the survivor from now on."""

    def move(survivor_id: int, other_id: int, now: datetime) -> None:
        db.session.execute(update(column.class_).where(column == other_id).values({column.key: survivor_id}))

    return move


def _move_members(survivor_id: int, other_id: int, now: datetime) -> None:
    """Whoever acts for the other acts for the survivor; that they acted for the other stays written down."""
    here = {member.person_id: member for member in directory.members_of([survivor_id])}
    for member in directory.members_of([other_id]):
        known = here.get(member.person_id)
        if known is None:
            joined = BusinessMember(
                business_id=survivor_id, person_id=member.person_id, role=member.role, since=member.since
            )
            db.session.add(joined)
        elif member.role is MemberRole.OWNER:
            known.role = MemberRole.OWNER
        member.ended_at = now
    db.session.flush()


def _withdraw_invitations(survivor_id: int, other_id: int, now: datetime) -> None:
    """An invitation was to another business, as it was then: open ones end."""
    db.session.execute(
        update(BusinessInvitation)
        .where(
            BusinessInvitation.business_id == other_id,
            BusinessInvitation.used_at.is_(None),
            BusinessInvitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )


def _move_applications(survivor_id: int, other_id: int, now: datetime) -> None:
    """One for each event: where both applied, the one that is further on; the other one stays with the other."""
    clashes = clashes_of(survivor_id, other_id)
    for clash in clashes:
        if clash.kept.business_id == other_id:
            _exchange(clash.kept, clash.left, now)
    left = [clash.left.id for clash in clashes] + [clash.kept.id for clash in clashes]
    db.session.execute(
        update(Application)
        .where(Application.business_id == other_id, Application.id.not_in(left))
        .values(business_id=survivor_id)
    )


def _exchange(one: Application, other: Application, now: datetime) -> None:
    """Let two applications for one event change businesses.

    A business has one for each event at any moment, so a third stands in, for as long as that takes.
    """
    ids = one.business_id, other.business_id
    model = db.session.get_one(Business, ids[0])
    third = Business(name="-", owner_name="-", phone="", category_id=model.category_id, created_at=now, updated_at=now)
    db.session.add(third)
    db.session.flush()
    for application, business_id in ((one, third.id), (other, ids[0]), (one, ids[1])):
        db.session.execute(update(Application).where(Application.id == application.id).values(business_id=business_id))
    db.session.delete(third)
    db.session.flush()


def _move_decisions(survivor_id: int, other_id: int, now: datetime) -> None:
    """Who is different from the other is different from the survivor."""
    mine = select(DuplicateDecision).where(
        (DuplicateDecision.first_id == other_id) | (DuplicateDecision.second_id == other_id)
    )
    for decision in db.session.scalars(mine).all():
        third = decision.second_id if decision.first_id == other_id else decision.first_id
        first, second = sorted((survivor_id, third))
        at, by_id = decision.at, decision.by_id
        db.session.delete(decision)
        db.session.flush()
        if third != survivor_id and db.session.get(DuplicateDecision, (first, second)) is None:
            db.session.add(DuplicateDecision(first_id=first, second_id=second, at=at, by_id=by_id))
    db.session.flush()


def _move_earlier(survivor_id: int, other_id: int, now: datetime) -> None:
    """What was merged into the other before leads to the survivor at once."""
    db.session.execute(update(Business).where(Business.merged_into_id == other_id).values(merged_into_id=survivor_id))


# every column that names a business; a test finds those that are missing here
MOVED: Sequence[Mover] = (
    Mover(BusinessMember.business_id, _move_members),
    Mover(BusinessInvitation.business_id, _withdraw_invitations),
    Mover(Product.business_id, _rename(Product.business_id), "products"),
    Mover(Paper.business_id, _rename(Paper.business_id), "papers"),
    Mover(Application.business_id, _move_applications, "applications"),
    Mover(Ticket.business_id, _rename(Ticket.business_id), "tickets"),
    Mover(IssuedDocument.business_id, _rename(IssuedDocument.business_id)),
    Mover(DuplicateDecision.first_id, _move_decisions),
    Mover(DuplicateDecision.second_id, lambda survivor_id, other_id, now: None),  # together with the first
    Mover(Business.merged_into_id, _move_earlier),
)


def count(mover: Mover, business_id: int) -> int:
    """How many rows would go over."""
    counted = select(func.count()).select_from(mover.column.class_).where(mover.column == business_id)
    return db.session.scalar(counted) or 0
