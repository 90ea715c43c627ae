"""What exhibitors wish of the floor: ranked booths and zones, needs, and whom they would share a stand with."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from eventreg.allocation import queries, rules
from eventreg.allocation.models import BoothWish
from eventreg.allocation.problem import MOST_WISHES, ZONE
from eventreg.allocation.rules import Closed, Need, Offered
from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import FINAL, Status
from eventreg.booths import queries as floors
from eventreg.booths import reading
from eventreg.booths.drawing import BoothState
from eventreg.booths.models import Booth, FloorPlan
from eventreg.businesses.models import Business
from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor

PAGE = 50
FIELDS = ("booths", "min_area", "power_w", "wishes", "note", "partner_id")


@dataclass(frozen=True)
class Asked:
    """What an applicant asks for. `wishes`: best first; `partner`: the code of another's application, or nothing."""

    booths: int = 1
    min_area: int = 0
    power_w: int = 0
    wishes: tuple[str, ...] = ()
    note: str = ""
    partner: str = ""


class Partnership(StrEnum):
    """What came of naming a partner: both did, the other hasn't yet, or takes part no more."""

    MUTUAL = "mutual"
    WAITING = "waiting"
    GONE = "gone"


@dataclass(frozen=True)
class Heat:
    """How many wish for a booth or a zone, and how many before all else."""

    wished: int = 0
    first: int = 0


@dataclass(frozen=True)
class Tally:
    """How many of those who take part have wished, and how many pairs name each other."""

    applications: int
    wishing: int
    pairs: int


# ---- Saying and keeping it -------------------------------------------------------------------------------------------


def save(application_id: int, asked: Asked, *, actor: Actor, now: datetime) -> BoothWish:
    """Keep what was asked, in the place of what was asked before; the caller holds the unit of work.

    Raises NotFound, WishesClosed, TooManyWishes, WishTwice, WishUnknown, PartnerIsSelf, PartnerUnknown.
    """
    event_id = db.session.get_one(Application, application_id).event_id
    application = applications.lock_with_event(event_id, [application_id])[0]  # two who save at once queue here
    why = closed_by(application, now)
    if why:
        raise rules.WishesClosed(why=why)
    rules.check_wishes(asked.wishes, known_wishes(floors.get_public(event_id)), MOST_WISHES)
    wish = find(application_id)
    before = _state(wish) if wish else {}
    wish = wish or BoothWish(application_id=application_id)
    wish.booths, wish.min_area, wish.power_w = asked.booths, asked.min_area, asked.power_w
    wish.wishes, wish.note, wish.at = list(asked.wishes), asked.note, now
    wish.partner_id = find_partner(application, asked.partner)
    db.session.add(wish)
    db.session.flush()
    db.session.expire(wish, ["partner"])
    changed = [name for name, value in _state(wish).items() if not before or before[name] != value]
    if changed:
        audit.record(actor, "booth_wish.saved", application, fields=changed, now=now)
    return wish


def closed_by(application: Application, now: datetime) -> Closed | None:
    """Why this application can't wish now; None where it can."""
    return rules.closed_by(
        application.status,
        closes_at=queries.settings_of(application.event_id).wishes_close_at,
        published=queries.published(application.event_id) is not None or queries.has_booth(application.id),
        now=now,
    )


def find_partner(application: Application, code: str) -> int | None:
    """The id of the application with this code at the same event; None for no code.

    Raises PartnerIsSelf, PartnerUnknown.
    """
    if not code:
        return None
    if code == application.code:
        raise rules.PartnerIsSelf()
    other = db.session.scalar(_taking_part(application.event_id).where(Application.code == code))
    if other is None:
        raise rules.PartnerUnknown()
    return other.id


def _state(wish: BoothWish) -> dict[str, Any]:
    return {name: getattr(wish, name) for name in FIELDS}


# ---- What an applicant reads -----------------------------------------------------------------------------------------


def find(application_id: int) -> BoothWish | None:
    """What was wished for; None as long as nothing was."""
    return db.session.get(BoothWish, application_id)


def known_wishes(plan: FloorPlan) -> frozenset[str]:
    """All that can be ranked on a floor: its booths and its zones."""
    return frozenset(booth.uid for booth in plan.booths) | {f"{ZONE}{zone.key}" for zone in plan.zones}


def partnership(wish: BoothWish) -> Partnership | None:
    """How it stands with the partner; None where none is named."""
    if wish.partner is None:
        return None
    if wish.partner.status in FINAL:
        return Partnership.GONE
    theirs = find(wish.partner.id)
    named = theirs is not None and theirs.partner_id == wish.application_id
    return Partnership.MUTUAL if named else Partnership.WAITING


def who_name(application: Application) -> Sequence[Application]:
    """The applications that name this one as their partner: by that they show themselves to it."""
    query = _taking_part(application.event_id).join(BoothWish, BoothWish.application_id == Application.id)
    query = query.where(BoothWish.partner_id == application.id).order_by(Application.id)
    return db.session.scalars(query.options(joinedload(Application.business))).all()


def need_of(wish: Asked | BoothWish, craft: str) -> Need:
    """What each booth must have."""
    return Need(wish.booths, wish.min_area, wish.power_w, craft)


def offered_on(plan: FloorPlan) -> Mapping[str, Offered]:
    """What each booth has, by its uid: taken where everybody sees that, held where organisers hold it back."""
    told = reading.for_everybody(plan)
    drafted = floors.taken_booths(plan.id)  # who is placed there isn't public yet: that tells nobody anything
    single = {one.booth.uid for one in told if one.booth.capacity == 1}
    beside = {uid for pair in floors.adjacent_booths(plan) if single.issuperset(pair) for uid in pair}
    return {one.booth.uid: _offered(one, one.booth.uid not in beside, one.booth.id in drafted) for one in told}


def _offered(one: reading.BoothRead, alone: bool, drafted: bool) -> Offered:
    booth: Booth = one.booth
    held = booth.state is BoothState.ON_HOLD and (one.state is not None or not drafted)
    return Offered(
        area=booth.w * booth.h,
        power_w=booth.power_w,
        capacity=booth.capacity,
        crafts=frozenset(booth.categories) if booth.categories else None,
        alone=alone,
        held=held,
        taken=one.state in reading.NAMED,
    )


# ---- What staff read -------------------------------------------------------------------------------------------------


def page_of_event(event_id: int, text: str, *, without: bool, number: int) -> Page[Application]:
    """Who takes part, by name; `without`: those alone who have wished for nothing yet."""
    query = _taking_part(event_id).join(Application.business).where(*_named(text))
    if without:
        query = query.where(~_has_wished())
    query = query.order_by(func.lower(Business.name), Application.id).options(joinedload(Application.business))
    return page_of(query, number, PAGE)


def wishes_of(application_ids: Collection[int]) -> Mapping[int, BoothWish]:
    """Application's id → what it wishes for, of those that do."""
    query = select(BoothWish).where(BoothWish.application_id.in_(application_ids))
    query = query.options(joinedload(BoothWish.partner).joinedload(Application.business))
    return {wish.application_id: wish for wish in db.session.scalars(query)}


def heat_of(event_id: int) -> Mapping[str, Heat]:
    """Booth's uid, or `zone:` and key → how many of those who take part wish for it."""
    query = select(BoothWish.wishes).join(BoothWish.application).where(*_alive(event_id))
    rankings = db.session.scalars(query).all()
    wished = Counter(one for ranking in rankings for one in ranking)
    first = Counter(ranking[0] for ranking in rankings if ranking)
    return {one: Heat(count, first[one]) for one, count in wished.items()}


def tally_of(event_id: int) -> Tally:
    """Of how many something is known."""
    count = select(func.count()).select_from(Application).where(*_alive(event_id))
    theirs = aliased(BoothWish)
    pairs = (
        select(func.count())
        .select_from(BoothWish)
        .join(BoothWish.application)
        .join(theirs, theirs.application_id == BoothWish.partner_id)
        .where(theirs.partner_id == BoothWish.application_id, *_alive(event_id))
    )
    return Tally(
        db.session.scalar(count) or 0,
        db.session.scalar(count.where(_has_wished())) or 0,
        (db.session.scalar(pairs) or 0) // 2,
    )


def _has_wished() -> ColumnElement[bool]:
    return exists(select(BoothWish.application_id).where(BoothWish.application_id == Application.id))


def _alive(event_id: int) -> list[ColumnElement[bool]]:
    return [Application.event_id == event_id, Application.status.not_in(FINAL | {Status.DRAFT})]


def _taking_part(event_id: int) -> Select[Application]:
    return select(Application).where(*_alive(event_id))


def _named(text: str) -> list[ColumnElement[bool]]:
    conditions = []
    for word in text.lower().split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Business.name, Application.code)
        conditions.append(or_(*[func.lower(column).like(pattern, escape="\\") for column in columns]))
    return conditions
