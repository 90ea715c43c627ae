"""What applicants read of places that are kept for groups: which there are, and whether their business counts."""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from eventreg.applications.service import groups_for
from eventreg.businesses import queries as businesses
from eventreg.businesses.models import Business, MemberRole
from eventreg.events.models import Event
from eventreg.events.reading import group_name
from eventreg.events.rules import QuotaKind

TOLD_BY_OWNERS = frozenset({"women_owned", "disability"})  # and to be seen by them alone


@dataclass(frozen=True)
class Reserved:
    """The groups that places are kept for, with whether the business counts; `asks`: its owner could say more."""

    groups: list[tuple[str, bool]]
    asks: bool


def reserved_for(business: Business, event: Event, now: datetime) -> Reserved:
    """What an event keeps for which groups, for the reader who applies for the business."""
    kept = [
        row.group
        for row in event.quotas
        if row.kind is QuotaKind.RESERVE and row.group and (row.falls_back_at is None or now < row.falls_back_at)
    ]
    if not kept:
        return Reserved([], asks=False)
    member = businesses.find_membership(business.id, g.actor.person_id)
    is_owner = member is not None and member.role is MemberRole.OWNER
    belongs = groups_for(business, event)
    shown = [(group_name(group), group in belongs) for group in kept if is_owner or group not in TOLD_BY_OWNERS]
    return Reserved(shown, asks=is_owner and not TOLD_BY_OWNERS.isdisjoint(set(kept) - set(belongs)))
