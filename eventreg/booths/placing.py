"""Who gets which booth: placed, moved, made firmer, released. The caller holds the unit of work.

Every change locks the plan first, so that what is counted stays so; the database refuses what would slip through.
"""

from datetime import datetime

from sqlalchemy import select

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import queries, seating
from eventreg.booths.drawing import BoothState
from eventreg.booths.models import Booth, BoothPlacement, FloorPlan
from eventreg.booths.rules import AlreadyPlaced, BoothFull, OnHold, check_placing
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor

PLACEABLE = frozenset({Status.ACCEPTED, Status.OFFERED, Status.CONFIRMED})
FIRMNESS = (BoothState.AVAILABLE, BoothState.ON_HOLD, BoothState.RESERVED, BoothState.CONFIRMED)


def place(
    event_id: int,
    application_id: int,
    uid: str,
    *,
    actor: Actor,
    now: datetime,
    state: BoothState = BoothState.ON_HOLD,
    booths: int = 1,
) -> BoothPlacement:
    """Give an application a booth; `booths`: how many it asked for.

    Raises NotFound, NotPlaceable, OwnBooth, AlreadyPlaced, OnHold, BoothFull.
    """
    plan = _locked(event_id)
    booth, application = queries.get_booth(plan, uid), _placeable(event_id, application_id, actor)
    held = _of(application.id)
    if len(held) >= booths or any(row.booth_id == booth.id for row in held):
        raise AlreadyPlaced()
    part = min({1, 2} - {row.part for row in held}, default=2)
    row = BoothPlacement(
        booth=booth,
        application=application,
        place=_free_place(booth),
        part=part,
        state=state,
        placed_by_id=actor.person_id,
        placed_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _settle(booth)
    seating.write_on_tickets([application.id], now=now)
    audit.record(
        actor, "booth.placed", booth, states={"state": state.value}, business_id=application.business_id, now=now
    )
    return row


def move(event_id: int, application_id: int, uid: str, to: str, *, actor: Actor, now: datetime) -> BoothPlacement:
    """Let an application have another booth instead of one, in one step.

    Raises NotFound, NotPlaceable, OwnBooth, AlreadyPlaced, OnHold, BoothFull.
    """
    plan = _locked(event_id)
    old, new = queries.get_booth(plan, uid), queries.get_booth(plan, to)
    row = _placement(old, application_id)
    _placeable(event_id, application_id, actor)
    if any(other.booth_id == new.id for other in _of(application_id)):
        raise AlreadyPlaced()
    row.place = _free_place(new)
    row.booth, row.placed_by_id, row.placed_at = new, actor.person_id, now
    db.session.flush()
    _settle(old)
    _settle(new)
    seating.write_on_tickets([application_id], now=now)
    states = {"booth": f"{old.label} → {new.label}"}
    audit.record(actor, "booth.moved", new, states=states, business_id=row.application.business_id, now=now)
    return row


def set_state(
    event_id: int, application_id: int, uid: str, state: BoothState, *, actor: Actor, now: datetime
) -> BoothPlacement:
    """Make a placement firmer or looser. Raises NotFound."""
    booth = queries.get_booth(_locked(event_id), uid)
    row = _placement(booth, application_id)
    seating.write_on_tickets([application_id], now=now)  # whoever is confirmed has tickets from now on
    if row.state is not state:
        states = {"state": f"{row.state.value} → {state.value}"}
        row.state = state
        db.session.flush()
        _settle(booth)
        audit.record(
            actor, "booth.state_changed", booth, states=states, business_id=row.application.business_id, now=now
        )
    return row


def release(event_id: int, application_id: int, uid: str, *, actor: Actor, now: datetime) -> None:
    """Take a booth back. Raises NotFound."""
    booth = queries.get_booth(_locked(event_id), uid)
    row = _placement(booth, application_id)
    business_id = row.application.business_id
    db.session.delete(row)
    db.session.flush()
    _settle(booth)
    seating.write_on_tickets([application_id], now=now)
    audit.record(actor, "booth.released", booth, business_id=business_id, now=now)


def _locked(event_id: int) -> FloorPlan:
    plan = lock(FloorPlan, queries.get(event_id).id)
    if plan is None:
        raise NotFound()
    return plan


def _placeable(event_id: int, application_id: int, actor: Actor) -> Application:
    application = db.session.get(Application, application_id)
    if application is None or application.event_id != event_id:
        raise NotFound()
    check_placing(
        may_have_one=application.status in PLACEABLE,
        places_own=bool(applications.barred_among([application], actor)),
        business=application.business.name,
    )
    return application


def _of(application_id: int) -> list[BoothPlacement]:
    return list(db.session.scalars(select(BoothPlacement).where(BoothPlacement.application_id == application_id)))


def _placement(booth: Booth, application_id: int) -> BoothPlacement:
    query = select(BoothPlacement).where(BoothPlacement.booth_id == booth.id)
    row = db.session.scalar(query.where(BoothPlacement.application_id == application_id))
    if row is None:
        raise NotFound()
    return row


def _there(booth: Booth) -> list[BoothPlacement]:
    query = select(BoothPlacement).where(BoothPlacement.booth_id == booth.id).order_by(BoothPlacement.place)
    return list(db.session.scalars(query))


def _free_place(booth: Booth) -> int:
    there = {row.place for row in _there(booth)}
    if booth.state is BoothState.ON_HOLD and not there:
        raise OnHold(label=booth.label)
    free = set(range(1, booth.capacity + 1)) - there
    if not free:
        raise BoothFull(label=booth.label)
    return min(free)


def _settle(booth: Booth) -> None:
    """The booth is as firmly taken as the firmest who is there."""
    booth.state = max((row.state for row in _there(booth)), key=FIRMNESS.index, default=BoothState.AVAILABLE)
    db.session.flush()
