"""What staff do for businesses whose people can't do it themselves. The caller holds the unit of work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from eventreg.accounts import identity as people
from eventreg.accounts import service as accounts
from eventreg.accounts.models import Person
from eventreg.accounts.rules import check_nik, check_reason
from eventreg.businesses import directory, identity, rules, service
from eventreg.businesses.directory import Candidate, Twin
from eventreg.businesses.models import Business
from eventreg.businesses.rules import BusinessDetails
from eventreg.consents import queries as consent_queries
from eventreg.consents import service as consents
from eventreg.consents.models import ConsentWay
from eventreg.consents.slots import home_day
from eventreg.core import audit
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock
from eventreg.core.errors import DomainError, Forbidden, NotFound
from eventreg.core.permissions import Actor, Permission
from eventreg.core.phone import parse_mobile


class ConsentLacking(DomainError):
    """Without every required consent nothing may be stored about somebody."""

    code = "consent_lacking"


class OtherNik(DomainError):
    """The person is known with another NIK: somebody else, or a mistake."""

    code = "other_nik"


@dataclass(frozen=True)
class GuardianDetails:
    """Who agrees for somebody under 18."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True)
class OwnerDetails:
    """A business's owner beyond what its profile says; `person_id`: somebody who is known already."""

    email: str = ""
    born_on: date | None = None
    nik: str = ""
    guardian: GuardianDetails | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Agreement:
    """To which purposes the owner agreed, on paper or by word of mouth."""

    purposes: Collection[str]
    way: ConsentWay


def find_twins(details: BusinessDetails, owner: OwnerDetails, npwp: str) -> list[Twin]:
    """Businesses of the register that look like the one to be entered. Raises what the rules raise."""
    return directory.find_twins(
        Candidate(
            name=details.name,
            phone=parse_mobile(details.phone, allow_demo=current_settings().is_demo),
            nib=rules.check_nib(details.nib),
            npwp=rules.check_npwp(npwp),
            niks=[check_nik(owner.nik)] if owner.nik.strip() else (),
        )
    )


def register(
    details: BusinessDetails, owner: OwnerDetails, agreement: Agreement, *, npwp: str = "", actor: Actor, now: datetime
) -> Business:
    """Enter a business on its owner's behalf, with the consent that staff have on paper or were told.

    An owner who is known, by e-mail or `person_id`, keeps what we know; what was unknown is filled in.

    Raises Forbidden, NotFound, NotAnAddress, OtherNik, ConsentLacking, GuardianMissing and what the rules raise.
    """
    _check(actor)
    person = _owner(details, owner, actor=actor, now=now)
    _complete(person, details, owner, actor=actor, now=now)
    _agree(person, owner, agreement, actor=actor, now=now)
    business = service.create_business(person.id, details, actor=actor, now=now)
    business.registered_by_id = actor.person_id
    identity.change_npwp(business, npwp, remove=False, actor=actor, now=now)
    db.session.flush()
    return business


def change(business_id: int, changes: Mapping[str, Any], *, actor: Actor, now: datetime) -> Business:
    """Change some of the profile of any business. Raises Forbidden, NotFound and what `change_profile` raises."""
    _check(actor)
    return service.change_profile(directory.get_business(business_id), changes, actor=actor, now=now)


def foster(business_id: int, since: date | None, *, actor: Actor, now: datetime) -> Business:
    """Say since when a business is one of the council's (binaan), or with None that it isn't.

    Raises Forbidden, NotFound, FosteredLater.
    """
    _check(actor)
    business = directory.get_business(business_id)
    lock(Business, business.id)
    rules.check_fostered(since, today=home_day(now))
    if business.fostered_since == since:
        return business
    state = "no" if since is None else "yes"
    business.fostered_since = since
    db.session.flush()
    audit.record(actor, "business.fostered", business, fields=["fostered_since"], states={"state": state}, now=now)
    return business


def note_export(
    businesses: Sequence[Business],
    *,
    identity: bool = False,
    specific: bool = False,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Write down that the register leaves the house as a file.

    With `identity` it holds NIK and NPWP, and each of them counts as opened; with `specific` turnover, sex and
    disability. Both need a reason. Raises Forbidden, ReasonTooShort.
    """
    person = db.session.get(Person, actor.person_id) if actor.person_id is not None else None
    if person is None or not may_export(actor, identity=identity, specific=specific):
        raise Forbidden
    words = check_reason(reason) if identity or specific else ""
    yes_no = {False: "no", True: "yes"}
    states = {"identity": yes_no[identity], "specific": yes_no[specific], "rows": str(len(businesses))}
    audit.record(actor, "business.exported", person, states=states, reason=words, now=now)
    if identity:
        _note_numbers(businesses, words, actor=actor, now=now)


def may_export(actor: Actor, *, identity: bool, specific: bool) -> bool:
    """Whether the actor may take the register along with these."""
    if identity and not actor.may(Permission.IDENTITY_READ):
        return False
    return actor.may(Permission.BUSINESS_READ) and (not specific or may_see_specific(actor))


def may_see_specific(actor: Actor) -> bool:
    """Whether turnover, sex and disability are shown to the actor: who enters them, or opens identity numbers."""
    return actor.may(Permission.BUSINESS_REGISTER) or actor.may(Permission.IDENTITY_READ)


def _note_numbers(businesses: Sequence[Business], words: str, *, actor: Actor, now: datetime) -> None:
    for business in businesses:
        if business.npwp_encrypted is not None:
            audit.record(actor, "identity.opened", business, fields=["npwp"], reason=words, now=now)
    owners = {member.person for member in directory.members_of([business.id for business in businesses])}
    for owner in sorted(owners, key=lambda owner: owner.id):
        if owner.nik_encrypted is not None:
            audit.record(actor, "identity.opened", owner, fields=["nik"], reason=words, now=now)


def _check(actor: Actor) -> None:
    if not actor.may(Permission.BUSINESS_REGISTER):
        raise Forbidden


def _owner(details: BusinessDetails, owner: OwnerDetails, *, actor: Actor, now: datetime) -> Person:
    if owner.person_id is not None:
        known = lock(Person, owner.person_id)
        if known is None or known.erased_at is not None:
            raise NotFound
        return known
    name = rules.check_name(details.owner_name)
    if owner.email.strip():
        return accounts.create_person(owner.email, name, actor=actor, now=now)
    phone = parse_mobile(details.phone, allow_demo=current_settings().is_demo)
    return accounts.enter_person(name, phone=phone, actor=actor, now=now)


def _complete(person: Person, details: BusinessDetails, owner: OwnerDetails, *, actor: Actor, now: datetime) -> None:
    """Fill in what wasn't known of the owner."""
    if not person.phone:
        person.phone = parse_mobile(details.phone, allow_demo=current_settings().is_demo)
        audit.record(actor, "person.changed", person, fields=["phone"], now=now)
    if owner.born_on is not None and person.born_on is None:
        consents.record_birth(person.id, owner.born_on, actor=actor, now=now)
    if owner.nik.strip():
        if person.nik_encrypted is not None and person not in people.people_with_nik(check_nik(owner.nik)):
            raise OtherNik
        people.set_nik(person.id, owner.nik, actor=actor, now=now)


def _agree(person: Person, owner: OwnerDetails, agreement: Agreement, *, actor: Actor, now: datetime) -> None:
    guardian = owner.guardian and consents.record_guardian(
        person.id, owner.guardian.name, owner.guardian.relation, owner.guardian.phone, actor=actor, now=now
    )
    consents.record(
        person.id,
        agreement.purposes,
        way=agreement.way,
        actor=actor,
        now=now,
        guardian_id=guardian.id if guardian else None,
    )
    if consent_queries.missing_required(person.id):
        raise ConsentLacking
