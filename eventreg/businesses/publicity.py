"""Which businesses may be named to the public: those whose owner agreed to it."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from eventreg.businesses.models import BusinessMember, MemberRole
from eventreg.consents import queries as consents
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
    people = consents.standings(text, {person_id for _, person_id in owners})
    standings: dict[int, set[Standing]] = defaultdict(set)
    for business_id, person_id in owners:
        standings[business_id].add(people.get(person_id, Standing.NEVER))
    return frozenset(
        business_id
        for business_id, found in standings.items()
        if Standing.AGREED in found and Standing.WITHDRAWN not in found
    )
