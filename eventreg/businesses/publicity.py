"""Which businesses may be named to the public: those whose owner agreed to it."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.businesses.models import BusinessMember, MemberRole
from eventreg.consents import queries as consents
from eventreg.consents import rules as consent_rules
from eventreg.consents import slots as consent_slots
from eventreg.consents.models import Consent, ConsentText
from eventreg.consents.rules import Standing
from eventreg.core.db import db

PURPOSE = "publication"


def agreeing_businesses(business_ids: Collection[int]) -> frozenset[int]:
    """Those of which an owner agrees to the public catalogue and map, and none has taken that back."""
    text = next((text for text in consents.current_texts() if text.purpose == PURPOSE), None)
    if text is None or not business_ids:
        return frozenset()
    owners = db.session.execute(
        select(BusinessMember.business_id, BusinessMember.person_id).where(
            BusinessMember.business_id.in_(business_ids),
            BusinessMember.role == MemberRole.OWNER,
            BusinessMember.ended_at.is_(None),
        )
    ).all()
    people = _standings(text, {person_id for _, person_id in owners})
    standings: dict[int, set[Standing]] = defaultdict(set)
    for business_id, person_id in owners:
        standings[business_id].add(people.get(person_id, Standing.NEVER))
    return frozenset(
        business_id
        for business_id, found in standings.items()
        if Standing.AGREED in found and Standing.WITHDRAWN not in found
    )


def _standings(text: ConsentText, people: Collection[int]) -> Mapping[int, Standing]:
    """Where each of the people stands towards the text; what somebody under 18 said alone doesn't count."""
    zone = consent_slots.home_zone().info
    rows = db.session.execute(
        select(Consent, ConsentText.version, Person.born_on)
        .join(Consent.text)
        .join(Person, Person.id == Consent.person_id)
        .where(ConsentText.purpose == text.purpose, Consent.person_id.in_(people))
    )
    given: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for consent, version, born_on in rows:
        day = consent.given_at.astimezone(zone).date()
        if consent.guardian_id or not consent_rules.needs_guardian(day, born_on):
            given[consent.person_id].append((version, consent.withdrawn_at is None))
    return {
        person_id: consent_rules.standing_of(
            max((version for version, holds in said if holds), default=None),
            max((version for version, holds in said if not holds), default=None),
            text.version,
        )
        for person_id, said in given.items()
    }
