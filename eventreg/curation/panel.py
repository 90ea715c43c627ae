"""Who reviews an event's applications, and who stays away from which."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select

from eventreg.accounts.models import Person, RoleGrant
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, BusinessMember
from eventreg.core.db import db
from eventreg.core.permissions import REVIEWING_ROLES, Role
from eventreg.curation import conflicts, queries
from eventreg.curation.conflicts import Party
from eventreg.curation.models import Recusal
from eventreg.curation.rules import Conflict


def reviewers(event_id: int) -> Sequence[Person]:
    """Who holds a role that one of the event's phases lets review, in the order of their names."""
    roles = {role for phase in queries.phases_of(event_id) for role in phase.reviewers} or {Role.CURATOR}
    holds = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(roles), or_(RoleGrant.event_id.is_(None), RoleGrant.event_id == event_id)
    )
    people = select(Person).where(Person.id.in_(holds), Person.erased_at.is_(None))
    return db.session.scalars(people.order_by(Person.name, Person.id)).all()


def bars(
    event_id: int, *, person_ids: Collection[int] | None = None, application_ids: Collection[int] | None = None
) -> Mapping[tuple[int, int], Conflict]:
    """(application id, person id) → why this person stays away: what they declared, or what follows by rule.

    `person_ids`: of these, by default of all who hold a reviewing role. `application_ids`: of these, by default of all
    that the event has.
    """
    query = select(Application.id, Application.created_at, Business).join(Application.business)
    query = query.where(Application.event_id == event_id, Application.status != Status.DRAFT)
    if application_ids is not None:
        query = query.where(Application.id.in_(application_ids))
    applications = db.session.execute(query).all()
    people = _people(event_id, person_ids)
    acting = _memberships(people, {business.id for _, _, business in applications})
    found = {}
    for person in people:
        for application_id, created_at, business in applications:
            own = [
                party
                for party, member in acting.mine.get(person.id, [])
                if member.ended_at is None or (member.business_id == business.id and member.ended_at > created_at)
            ]
            why = conflicts.by_rule(own, _party(business, acting.phones), phone=person.phone)
            if why:
                found[application_id, person.id] = why
    ids = [application_id for application_id, _, _ in applications]
    declared = select(Recusal).where(
        Recusal.application_id.in_(ids), Recusal.person_id.in_([person.id for person in people])
    )
    for recusal in db.session.scalars(declared.where(Recusal.ended_at.is_(None))):
        found.setdefault((recusal.application_id, recusal.person_id), recusal.kind)
    return found


def is_barred(application: Application, person_id: int | None) -> bool:
    """Whether this person stays away from this application."""
    if person_id is None:
        return False
    found = bars(application.event_id, person_ids=[person_id], application_ids=[application.id])
    return (application.id, person_id) in found


class _Acting:
    """`mine`: person id → the businesses that they act or acted for. `phones`: business id → its people's phones."""

    def __init__(self) -> None:
        self.mine: dict[int, list[tuple[Party, BusinessMember]]] = {}
        self.phones: dict[int, set[str]] = {}


def _memberships(people: Sequence[Person], business_ids: Collection[int]) -> _Acting:
    acting = _Acting()
    members = select(BusinessMember, Business, Person.phone).join(BusinessMember.business).join(BusinessMember.person)
    of_applicants = members.where(BusinessMember.business_id.in_(business_ids), BusinessMember.ended_at.is_(None))
    for member, _, phone in db.session.execute(of_applicants):
        acting.phones.setdefault(member.business_id, set()).add(phone)
    ids = [person.id for person in people]
    for member, business, _ in db.session.execute(members.where(BusinessMember.person_id.in_(ids))):
        acting.mine.setdefault(member.person_id, []).append((_party(business, {}), member))
    return acting


def _party(business: Business, phones: Mapping[int, Collection[str]]) -> Party:
    numbers = {business.phone, *phones.get(business.id, ())} - {""}
    return Party(business.id, business.address, business.region_code, frozenset(numbers))


def _people(event_id: int, person_ids: Collection[int] | None) -> Sequence[Person]:
    if person_ids is not None:  # whoever was erased since still stays away: what they wrote doesn't count again
        return db.session.scalars(select(Person).where(Person.id.in_(person_ids))).all()
    holds = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(REVIEWING_ROLES), or_(RoleGrant.event_id.is_(None), RoleGrant.event_id == event_id)
    )
    return db.session.scalars(select(Person).where(Person.id.in_(holds), Person.erased_at.is_(None))).all()
