"""Whose data: a person, the businesses that they act for, and who goes on with these."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select

from eventreg.accounts.models import Person
from eventreg.businesses.models import Business, BusinessMember, MemberRole, Paper, Product
from eventreg.core import protected
from eventreg.core.db import db
from eventreg.records.rules import ERASED


@dataclass(frozen=True)
class Heir:
    """Who goes on with a business when somebody leaves it."""

    person_id: int
    name: str
    phone: str


@dataclass(frozen=True)
class Subject:
    """A person and the businesses that they act for.

    `acts_for`: now; `owns`: of these, as an owner; `acted_for`: now or once; `sole`: those for which nobody else acts;
    `heirs`: of the others, who has acted for them longest. `named_in`: businesses whose owner's name and telephone are
    this person's. `names`: how the person is called in them, without case. `file_ids`: the pictures and papers of
    the sole businesses.
    """

    id: int
    email: str
    nik: str = field(repr=False)
    acts_for: frozenset[int]
    owns: frozenset[int]
    acted_for: frozenset[int]
    sole: frozenset[int]
    heirs: Mapping[int, Heir]
    named_in: frozenset[int]
    names: frozenset[str]
    file_ids: frozenset[int]

    @property
    def own(self) -> frozenset[int]:
        """The businesses whose data is this person's."""
        return self.acts_for | self.sole


def subject_of(person: Person) -> Subject:
    """Who the person is to the tables."""
    mine = {member.business_id: member for member in _members(BusinessMember.person_id == person.id)}
    others: dict[int, list[BusinessMember]] = {}
    for member in _members(BusinessMember.business_id.in_(mine), BusinessMember.person_id != person.id):
        if member.ended_at is None:
            others.setdefault(member.business_id, []).append(member)
    sole = frozenset(mine) - frozenset(others)
    businesses = list(db.session.scalars(select(Business).where(Business.id.in_(mine))))
    named_in = frozenset(
        business.id for business in businesses if _tells_of(business, person, mine[business.id], others)
    )
    names = {person.name, *(business.owner_name for business in businesses if business.id in named_in)}
    photos = select(Product.photo_id).where(Product.business_id.in_(sole), Product.photo_id.is_not(None))
    papers = select(Paper.file_id).where(Paper.business_id.in_(sole), Paper.file_id.is_not(None))
    return Subject(
        id=person.id,
        email=person.email or "",
        nik=protected.open_(person.nik_encrypted) if person.nik_encrypted is not None else "",
        acts_for=frozenset(number for number, member in mine.items() if member.ended_at is None),
        owns=frozenset(
            number for number, member in mine.items() if member.ended_at is None and member.role is MemberRole.OWNER
        ),
        acted_for=frozenset(mine),
        sole=sole,
        heirs={number: _heir(members) for number, members in others.items()},
        named_in=named_in,
        names=frozenset(name.casefold() for name in names if name and name != ERASED),
        file_ids=frozenset(number for number in db.session.scalars(photos.union(papers)) if number),
    )


def _members(*conditions: ColumnElement[bool]) -> list[BusinessMember]:
    query = select(BusinessMember).where(*conditions).order_by(BusinessMember.since, BusinessMember.id)
    return list(db.session.scalars(query))


def _tells_of(
    business: Business, person: Person, member: BusinessMember, others: Mapping[int, list[BusinessMember]]
) -> bool:
    """Whether the owner that a business names is this person: the only one, its first owner, or of the same name."""
    after = others.get(business.id, [])
    is_first_owner = member.ended_at is None and member.role is MemberRole.OWNER
    is_first_owner = is_first_owner and all(member.since <= other.since for other in after)
    same_name = bool(person.name) and business.owner_name.casefold() == person.name.casefold()
    same_phone = bool(person.phone) and business.phone == person.phone
    return not after or is_first_owner or same_name or same_phone


def _heir(members: list[BusinessMember]) -> Heir:
    first = min(members, key=lambda member: (member.role is not MemberRole.OWNER, member.since, member.id))
    return Heir(first.person_id, first.person.name, first.person.phone)
