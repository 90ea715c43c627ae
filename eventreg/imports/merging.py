"""Two businesses that are one: what would happen, and doing it. The caller holds the unit of work.

Everything of the one that is given up (`other`) goes to the one that stays (`survivor`). Its row stays too,
with what nobody chose, and leads to the survivor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.businesses import directory
from eventreg.businesses.models import Business, BusinessMember
from eventreg.core import audit, outbox
from eventreg.core.db import db, lock_all
from eventreg.core.errors import DomainError, Forbidden
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event
from eventreg.imports.belongings import MOVED, count
from eventreg.imports.clashes import Clash, clashes_of, settle
from eventreg.imports.models import DuplicateDecision

# what is chosen, one of both: a choice may be of several columns that belong together
CHOICES: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "owner_name": ("owner_name",),
    "phone": ("phone",),
    "nib": ("nib",),
    "npwp": ("npwp_encrypted", "npwp_hash"),
    "category": ("category_id",),
    "place": ("region_code", "elsewhere"),
    "address": ("address",),
    "brand": ("brand",),
    "founded_year": ("founded_year",),
    "kbli": ("kbli", "kbli_edition"),
    "workers": ("workers_m", "workers_f"),
    "turnover_band": ("turnover_band",),
    "yearly_sales": ("yearly_sales",),
    "capital": ("capital",),
    "capacity": ("capacity",),
    "is_producer": ("is_producer",),
    "channels": ("channels",),
    "owner_sex": ("owner_sex",),
    "owner_disability": ("owner_disability",),
    "fostered_since": ("fostered_since",),
}


class SameBusiness(DomainError):
    """A business is not merged with itself."""

    code = "same_business"


class ChangedMeanwhile(DomainError):
    """One of the two was merged, erased or changed since it was shown."""

    code = "changed_meanwhile"


@dataclass(frozen=True)
class Preview:
    """What merging would do: what is to be chosen, what is filled in, who joins, how much goes over, clashes."""

    survivor: Business
    other: Business
    differing: Sequence[str]
    filled: Sequence[str]
    members: Sequence[BusinessMember]
    joining: Sequence[BusinessMember]
    counts: Mapping[str, int] = field(default_factory=dict)
    clashes: Sequence[Clash] = ()


def preview(survivor_id: int, other_id: int, *, actor: Actor) -> Preview:
    """What would happen. Raises Forbidden, NotFound, SameBusiness."""
    _check(actor)
    if survivor_id == other_id:
        raise SameBusiness
    survivor, other = directory.get_business(survivor_id), directory.get_business(other_id)
    here, there = directory.members_of([survivor_id]), directory.members_of([other_id])
    known = {member.person_id for member in here}
    return Preview(
        survivor,
        other,
        differing=[name for name in CHOICES if _differs(survivor, other, name)],
        filled=[name for name in CHOICES if _is_empty(survivor, name) and not _is_empty(other, name)],
        members=here,
        joining=[member for member in there if member.person_id not in known],
        counts={mover.key: count(mover, other_id) for mover in MOVED if mover.key},
        clashes=clashes_of(survivor_id, other_id),
    )


def merge(
    survivor_id: int, other_id: int, chosen: Mapping[str, str], *, seen: str, actor: Actor, now: datetime
) -> Business:
    """Make one business of two. `chosen`: for each differing field "survivor" or "other"; `seen`: `state_of` both.

    Raises Forbidden, NotFound, SameBusiness, ChangedMeanwhile.
    """
    _check(actor)
    if survivor_id == other_id:
        raise SameBusiness
    events = {clash.event.id for clash in clashes_of(survivor_id, other_id)}
    lock_all(Event, events)  # events before businesses, as applying does
    locked = {business.id: business for business in lock_all(Business, [survivor_id, other_id])}
    if len(locked) != 2 or seen != state_of(*locked.values()):
        raise ChangedMeanwhile
    survivor, other = locked[survivor_id], locked[other_id]
    if any(business.erased_at or business.merged_into_id for business in locked.values()):
        raise ChangedMeanwhile
    clashes = clashes_of(survivor_id, other_id)
    if not events.issuperset(clash.event.id for clash in clashes):
        raise ChangedMeanwhile  # the second of two applied a moment ago
    told = _people(survivor_id, other_id)
    settle(clashes, actor=actor, now=now)
    fields = _take_values(survivor, other, chosen)
    for mover in MOVED:
        mover.move(survivor_id, other_id, now)
    other.merged_into_id, other.updated_at, survivor.updated_at = survivor_id, now, now
    db.session.flush()
    db.session.expire_all()
    states = {"merged": str(other_id)}
    audit.record(actor, "business.merged", survivor, fields=fields, states=states, now=now)
    audit.record(actor, "business.merged", other, states={"into": str(survivor_id)}, now=now)
    _tell(told, survivor_id, other_id, now)
    return survivor


def find_different(one_id: int, other_id: int, *, actor: Actor, now: datetime) -> None:
    """Remember that the two are not one business. Raises Forbidden, NotFound, SameBusiness."""
    _check(actor)
    if one_id == other_id:
        raise SameBusiness
    first, second = (directory.get_business(number) for number in sorted((one_id, other_id)))
    if db.session.get(DuplicateDecision, (first.id, second.id)) is None:
        db.session.add(DuplicateDecision(first_id=first.id, second_id=second.id, at=now, by_id=actor.person_id))
        db.session.flush()
        audit.record(actor, "business.told_apart", first, states={"other": str(second.id)}, now=now)


def survivor_of(business_id: int) -> int | None:
    """Which business this one was found to be; None where it is itself."""
    return db.session.scalar(select(Business.merged_into_id).where(Business.id == business_id))


def state_of(*businesses: Business) -> str:
    """When the rows last changed: what a form sends back, so that nobody merges what they have not seen."""
    return "-".join(f"{one.id}.{one.updated_at.timestamp():.6f}" for one in sorted(businesses, key=lambda one: one.id))


# ---- Values -----------------------------------------------------------------------------------------


def _is_empty(business: Business, name: str) -> bool:
    return all(getattr(business, column) in (None, "", {}) for column in CHOICES[name])


def _differs(survivor: Business, other: Business, name: str) -> bool:
    """Whether both say something, and not the same; of sealed numbers the hashes are compared."""
    if _is_empty(survivor, name) or _is_empty(other, name):
        return False
    columns = [column for column in CHOICES[name] if column != "npwp_encrypted"]
    return any(getattr(survivor, column) != getattr(other, column) for column in columns)


def _take_values(survivor: Business, other: Business, chosen: Mapping[str, str]) -> list[str]:
    """Write what was chosen and what was not known; the names of the fields that changed."""
    taken = [
        name
        for name in CHOICES
        if (_is_empty(survivor, name) and not _is_empty(other, name))
        or (_differs(survivor, other, name) and chosen.get(name) == "other")
    ]
    for name in taken:
        for column in CHOICES[name]:
            setattr(survivor, column, getattr(other, column))
    survivor.created_at = min(survivor.created_at, other.created_at)
    return taken


# ---- Those whom it concerns -------------------------------------------------------------------------


def _people(*business_ids: int) -> list[Person]:
    """Whoever acts for one of the businesses, each once."""
    people = {member.person_id: member.person for member in directory.members_of(business_ids)}
    return [people[number] for number in sorted(people)]


def _tell(people: Sequence[Person], survivor_id: int, other_id: int, now: datetime) -> None:
    for person in people:
        outbox.queue(
            "business_merged",
            to=person.email or "",
            language=person.language,
            person_id=person.id,
            now=now,
            business=survivor_id,
            merged=other_id,
        )


def _check(actor: Actor) -> None:
    if not actor.may(Permission.BUSINESS_MERGE):
        raise Forbidden
