"""What became of booths that were offered: answered, paid, lapsed, given back. The caller holds the unit of work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventreg.allocation import queries, rules
from eventreg.allocation.models import BoothOffer
from eventreg.applications import queries as application_queries
from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import FINAL, HOLDS_A_PLACE, OwnApplication, Status
from eventreg.applications.slots import BoothOffered
from eventreg.booths import placing
from eventreg.booths.drawing import BoothState
from eventreg.booths.models import BoothPlacement
from eventreg.booths.reading import natural
from eventreg.businesses.models import Business
from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor, Permission
from eventreg.events.rules import EventState

PAGE = 25
PLACED_AS = {Status.CONFIRMED: BoothState.CONFIRMED, Status.OFFERED: BoothState.RESERVED}


class Shown(StrEnum):
    """Which offers are looked for."""

    ALL = "all"
    UNANSWERED = "unanswered"
    UNPAID = "unpaid"
    OVERDUE = "overdue"
    PAID = "paid"
    ENDED = "ended"


@dataclass(frozen=True)
class Filters:
    """`text`: of a business's name or an application's number."""

    text: str = ""
    shown: Shown = Shown.ALL


# ---- Looking up ------------------------------------------------------------------------------------------------------


def page_of_offers(event_id: int, filters: Filters, number: int, now: datetime) -> Page[BoothOffer]:
    """Who was offered which booth, by their names."""
    query = select(BoothOffer).join(BoothOffer.application).join(Application.business)
    query = query.where(*_matching(event_id, filters), _conditions(now)[filters.shown])
    query = query.order_by(func.lower(Business.name), BoothOffer.application_id)
    return page_of(
        query.options(contains_eager(BoothOffer.application).contains_eager(Application.business)), number, PAGE
    )


def counts(event_id: int, filters: Filters, now: datetime) -> Mapping[Shown, int]:
    """How many there are of each kind."""
    rows = select(func.count()).select_from(BoothOffer).join(BoothOffer.application).join(Application.business)
    rows = rows.where(*_matching(event_id, filters))
    return {shown: db.session.scalar(rows.where(one)) or 0 for shown, one in _conditions(now).items()}


def get_offer(event_id: int, code: str) -> BoothOffer:
    """The offer to an application of this event. Raises NotFound."""
    query = select(BoothOffer).join(BoothOffer.application)
    query = query.where(Application.event_id == event_id, Application.code == code)
    offer = db.session.scalar(query.options(joinedload(BoothOffer.application).joinedload(Application.business)))
    if offer is None:
        raise NotFound()
    return offer


def find_of(application_id: int) -> BoothOffer | None:
    """What was offered to an application."""
    return db.session.get(BoothOffer, application_id)


def placements(application_ids: Collection[int]) -> Mapping[int, Sequence[BoothPlacement]]:
    """Application's id → its places, with their booths, by their parts."""
    query = select(BoothPlacement).where(BoothPlacement.application_id.in_(application_ids))
    found: dict[int, list[BoothPlacement]] = {}
    for row in db.session.scalars(query.order_by(BoothPlacement.part).options(joinedload(BoothPlacement.booth))):
        found.setdefault(row.application_id, []).append(row)
    return found


def offered(application: Application) -> BoothOffered | None:
    """What the message about an application's place says of its booths; None where it has none."""
    held = placements([application.id]).get(application.id, ())
    return facts_of(find_of(application.id), held) if held else None


def facts_of(offer: BoothOffer | None, held: Sequence[BoothPlacement]) -> BoothOffered:
    """Booths as a message tells them; without an offer they were given by hand, and no fee was asked."""
    is_paid = offer is not None and offer.paid_at is not None
    fee = None if offer is None else 0 if is_paid else offer.fee
    return BoothOffered(labels_of(held), fee, is_paid, is_shared(held))


def labels_of(held: Sequence[BoothPlacement]) -> list[str]:
    """The numbers of booths, by the plan's order."""
    return sorted((row.booth.label for row in held), key=natural)


def is_shared(held: Sequence[BoothPlacement]) -> bool:
    """Whether one of the booths has places for others."""
    return any(row.booth.capacity > 1 for row in held)


def agreeing(event_id: int) -> frozenset[int]:
    """The ids of the applications that agree to be moved."""
    query = select(BoothOffer.application_id).join(BoothOffer.application)
    return frozenset(
        db.session.scalars(query.where(Application.event_id == event_id, BoothOffer.moves_at.is_not(None)))
    )


def vacant(event_id: int) -> int:
    """How many places of the published plan are empty since somebody stepped back."""
    plan = queries.published(event_id)
    if plan is None or not plan.plan:
        return 0
    gone = select(Application.code).where(Application.event_id == event_id, Application.status.in_(FINAL))
    return sum(len(plan.plan.get(code, ())) for code in db.session.scalars(gone))


def is_overdue(offer: BoothOffer, now: datetime) -> bool:
    """Whether its time is over without an answer, or without the money."""
    application = offer.application
    if application.status not in HOLDS_A_PLACE or offer.due_at is None or now < offer.due_at:
        return False
    return application.status is Status.OFFERED or (offer.fee > 0 and offer.paid_at is None)


# ---- Fees ------------------------------------------------------------------------------------------------------------


def mark_paid(event_id: int, code: str, *, receipt: str, actor: Actor, now: datetime) -> BoothOffer:
    """The treasurer has the money. Raises NotFound, OwnApplication, AlreadyPaid, NothingToPay, ReceiptMissing."""
    offer = _locked(event_id, code, Permission.FEE_MANAGE, actor)
    if offer.paid_at is not None:
        raise rules.AlreadyPaid()
    if not offer.fee or offer.application.status in FINAL:
        raise rules.NothingToPay()
    if not receipt.strip():
        raise rules.ReceiptMissing()
    offer.paid_at, offer.paid_by_id, offer.receipt = now, actor.person_id, receipt.strip()[:80]
    if offer.application.status is Status.OFFERED:  # whoever paid doesn't lose the booth for want of a word
        offer.application.deadline_at = max(offer.application.deadline_at or now, offer.application.event.starts_at)
    _record(actor, "booth_fee.paid", offer, now)
    return offer


def unmark_paid(event_id: int, code: str, *, reason: str, actor: Actor, now: datetime) -> BoothOffer:
    """It was marked by mistake. Raises NotFound, OwnApplication, NotPaid."""
    offer = _locked(event_id, code, Permission.FEE_MANAGE, actor)
    if offer.paid_at is None:
        raise rules.NotPaid()
    offer.paid_at, offer.paid_by_id, offer.receipt = None, None, ""
    if offer.application.status is Status.OFFERED:
        offer.application.deadline_at = offer.due_at
    _record(actor, "booth_fee.unpaid", offer, now, reason)
    return offer


def lapse(event_id: int, code: str, *, reason: str, actor: Actor, now: datetime) -> BoothOffer:
    """Whoever didn't pay in time loses the booth, and their place with it.

    Raises NotFound, OwnApplication, AlreadyPaid, NothingToPay, NotDueYet, and what `applications.service.let_lapse`
    raises.
    """
    offer = _locked(event_id, code, Permission.BOOTHPLAN_MANAGE, actor)
    if offer.paid_at is not None:
        raise rules.AlreadyPaid()
    if not offer.fee:
        raise rules.NothingToPay()
    is_postponed = offer.application.event.state is EventState.POSTPONED  # its old dates bind nobody
    if is_postponed or (offer.due_at is not None and now < offer.due_at):
        raise rules.NotDueYet()
    applications.let_lapse(event_id, offer.application_id, actor=actor, reason=reason, now=now)
    _record(actor, "booth_offer.lapsed", offer, now, reason)
    return offer


def agree_to_move(code: str, agrees: bool, *, actor: Actor, now: datetime) -> BoothOffer:
    """The exhibitor lets the committee give them another booth, or no longer. Raises NotFound, NothingToMove."""
    application = application_queries.get_own(code, actor)
    application_queries.lock_with_event(application.event_id, [application.id])
    offer = find_of(application.id)
    if offer is None or application.status is not Status.CONFIRMED:
        raise rules.NothingToMove()
    if agrees is not (offer.moves_at is not None):
        offer.moves_at = now if agrees else None
        _record(actor, "booth_offer.moves" if agrees else "booth_offer.stays", offer, now)
    return offer


# ---- What follows an application's move ------------------------------------------------------------------------------


def follow(application: Application, *, actor: Actor, now: datetime) -> None:
    """A confirmed application has its booths for good; one that has ended leaves them.

    Who is asked again, for a postponed event, has until then to pay, too.
    """
    offer = find_of(application.id)
    if offer is not None and application.status is Status.OFFERED and application.deadline_at is not None:
        offer.due_at = application.deadline_at
    held = placements([application.id]).get(application.id, ())
    for row in held:
        uid = row.booth.uid
        if application.status in FINAL:
            placing.release(application.event_id, application.id, uid, actor=actor, now=now)
        elif application.status in PLACED_AS:
            state = PLACED_AS[application.status]
            placing.set_state(application.event_id, application.id, uid, state, actor=actor, now=now)


def _matching(event_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Application.event_id == event_id]
    for word in filters.text.lower().split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Business.name, Application.code)
        found.append(or_(*[func.lower(column).like(pattern, escape="\\") for column in columns]))
    return found


def _conditions(now: datetime) -> Mapping[Shown, ColumnElement[bool]]:
    lives, owes = Application.status.in_(HOLDS_A_PLACE), and_(BoothOffer.fee > 0, BoothOffer.paid_at.is_(None))
    unanswered = Application.status == Status.OFFERED
    return {
        Shown.ALL: Application.id.is_not(None),
        Shown.UNANSWERED: unanswered,
        Shown.UNPAID: and_(lives, owes),
        Shown.OVERDUE: and_(lives, or_(unanswered, owes), BoothOffer.due_at <= now),
        Shown.PAID: BoothOffer.paid_at.is_not(None),
        Shown.ENDED: Application.status.in_(FINAL),
    }


def _locked(event_id: int, code: str, permission: Permission, actor: Actor) -> BoothOffer:
    if not actor.may(permission, event_id):
        raise NotFound()
    offer = get_offer(event_id, code)
    application_queries.lock_with_event(event_id, [offer.application_id])
    db.session.refresh(offer)
    if application_queries.barred_among([offer.application], actor):
        raise OwnApplication(business=offer.application.business.name)
    return offer


def _record(actor: Actor, action: str, offer: BoothOffer, now: datetime, reason: str = "") -> None:
    db.session.flush()
    application = offer.application
    audit.record(actor, action, application, reason=reason.strip(), now=now)
