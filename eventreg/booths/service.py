"""The floor plan: made, drawn, published. The caller holds the unit of work."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventreg.booths import queries, seating, slots
from eventreg.booths.drawing import BoothDrawn, BoothState, Drawing, FixtureDrawn
from eventreg.booths.geometry import Rect
from eventreg.booths.models import Booth, BoothLink, Fixture, FloorPlan, Zone
from eventreg.booths.rules import BoothKept, BoothTaken, LabelTaken, PlanIsNewer
from eventreg.core import audit
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.files import Picture, let_go, save_image
from eventreg.core.permissions import Actor
from eventreg.events.models import Event

TOGETHER = timedelta(minutes=10)  # what one person saves within them is one entry in the trail
SIDES = ("x", "y", "w", "h", "rotation")
PROPERTIES = ("label", "power_w", "capacity", "fee", "facilities")


def make(event_id: int, *, width: int, height: int, actor: Actor, now: datetime) -> FloorPlan:
    """An empty floor, in centimetres; made twice it is the same. Raises NotFound."""
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    found = queries.find(event_id)
    if found:
        return found
    plan = FloorPlan(event_id=event_id, width=width, height=height, created_at=now, updated_at=now)
    db.session.add(plan)
    db.session.flush()
    audit.record(actor, "floor_plan.made", plan, now=now)
    return plan


def save(event_id: int, drawing: Drawing, *, revision: int | None, actor: Actor, now: datetime) -> FloorPlan:
    """Let the plan be as it was drawn. `revision`: which one was changed, None to replace whatever there is.

    Booths keep who they are by their ids. Raises NotFound, PlanIsNewer, BoothTaken, BoothKept.
    """
    plan = _locked(event_id)
    if revision is not None and revision != plan.revision:
        raise PlanIsNewer(revision=plan.revision)
    before = queries.drawing_of(plan)
    if before == drawing:
        return plan
    plan.width, plan.height, plan.gap = drawing.width, drawing.height, drawing.gap
    if drawing.backdrop and plan.backdrop_id:
        _place_backdrop(plan, drawing.backdrop.rect, drawing.backdrop.opacity)
    zones = _save_zones(plan, drawing)
    _save_booths(plan, drawing.booths, zones)
    _save_fixtures(plan, drawing)
    db.session.flush()
    _save_links(plan, drawing)
    plan.revision += 1
    plan.updated_at = now
    db.session.flush()
    db.session.expire(plan, ["zones", "booths", "fixtures", "links"])
    seating.rename_on_tickets(plan.id, before, drawing, now=now)
    _record_change(plan, before, drawing, actor, now)
    return plan


def put_booth(event_id: int, booth: BoothDrawn, *, actor: Actor, now: datetime) -> FloorPlan:
    """Add a booth, or change the one with this id. Raises NotFound, LabelTaken, BoothTaken."""
    drawing = queries.drawing_of(_locked(event_id))
    others = tuple(one for one in drawing.booths if one.id != booth.id)
    if any(one.label == booth.label for one in others):
        raise LabelTaken(label=booth.label)
    return save(event_id, replace(drawing, booths=(*others, booth)), revision=None, actor=actor, now=now)


def remove_booth(event_id: int, uid: str, *, actor: Actor, now: datetime) -> FloorPlan:
    """Take a booth away. Raises NotFound, BoothTaken, BoothKept."""
    plan = _locked(event_id)
    queries.get_booth(plan, uid)
    drawing = queries.drawing_of(plan)
    booths = tuple(one for one in drawing.booths if one.id != uid)
    links = tuple(link for link in drawing.links if uid not in link.booths)
    return save(event_id, replace(drawing, booths=booths, links=links), revision=None, actor=actor, now=now)


def put_fixture(event_id: int, fixture: FixtureDrawn, *, actor: Actor, now: datetime) -> FloorPlan:
    """Add a fixture, or change the one with this id. Raises NotFound."""
    drawing = queries.drawing_of(_locked(event_id))
    fixtures = {one.id: one for one in drawing.fixtures} | {fixture.id: fixture}
    drawing = replace(drawing, fixtures=tuple(fixtures.values()))
    return save(event_id, drawing, revision=None, actor=actor, now=now)


def remove_fixture(event_id: int, uid: str, *, actor: Actor, now: datetime) -> FloorPlan:
    """Take a fixture away. Raises NotFound."""
    drawing = queries.drawing_of(_locked(event_id))
    fixtures = tuple(one for one in drawing.fixtures if one.id != uid)
    return save(event_id, replace(drawing, fixtures=fixtures), revision=None, actor=actor, now=now)


def change(event_id: int, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> FloorPlan:
    """Change size, gap and zones of the floor: fields of `Drawing`. Raises NotFound, BoothTaken."""
    drawing = queries.drawing_of(_locked(event_id))
    if "zones" in values:
        kept = {zone.key for zone in values["zones"]}
        booths = tuple(one if one.zone in kept else replace(one, zone="") for one in drawing.booths)
        drawing = replace(drawing, booths=booths)
    return save(event_id, replace(drawing, **values), revision=None, actor=actor, now=now)


def set_backdrop(
    event_id: int, picture: Picture | None, *, is_public: bool, actor: Actor, now: datetime
) -> tuple[FloorPlan, str]:
    """Lay a picture beneath, across the floor's width, or take it away; and the key of a file to remove afterwards."""
    plan = _locked(event_id)
    old = plan.backdrop
    plan.backdrop_is_public = is_public
    if picture is None:
        plan.backdrop = None
    else:
        plan.backdrop = save_image(picture, owner_id=actor.person_id, now=now)
        height = max(1, round(plan.width * picture.height / max(1, picture.width)))
        _place_backdrop(plan, Rect(0, 0, plan.width, height), 60)
    plan.revision += 1
    plan.updated_at = now
    db.session.flush()
    audit.record(actor, "floor_plan.picture_changed", plan, now=now)
    return plan, let_go(old) if old else ""


def show_backdrop(event_id: int, is_public: bool, *, actor: Actor, now: datetime) -> FloorPlan:
    """Show the picture beneath to everybody, or to staff alone."""
    plan = _locked(event_id)
    if plan.backdrop_is_public != is_public:
        plan.backdrop_is_public = is_public
        audit.record(actor, "floor_plan.picture_changed", plan, now=now)
    return plan


def publish(event_id: int, *, actor: Actor, now: datetime) -> FloorPlan:
    """Let everybody see the plan. Raises NotFound."""
    plan = _locked(event_id)
    if plan.published_at is None:
        plan.published_at = now
        db.session.flush()
        audit.record(actor, "floor_plan.published", plan, now=now)
    return plan


def unpublish(event_id: int, *, actor: Actor, now: datetime) -> FloorPlan:
    """Let nobody but staff see the plan. Raises NotFound."""
    plan = _locked(event_id)
    if plan.published_at is not None:
        plan.published_at = None
        db.session.flush()
        audit.record(actor, "floor_plan.unpublished", plan, now=now)
    return plan


def show_occupants(event_id: int, shown: bool, *, actor: Actor, now: datetime) -> FloorPlan:
    """Let everybody who sees the plan see who is where, or no longer. Raises NotFound."""
    plan = _locked(event_id)
    if shown is not (plan.occupants_public_at is not None):
        plan.occupants_public_at = now if shown else None
        db.session.flush()
        audit.record(actor, f"floor_plan.occupants_{'shown' if shown else 'hidden'}", plan, now=now)
    return plan


# ---- How a drawing becomes rows ------------------------------------------------------------------


def _locked(event_id: int) -> FloorPlan:
    plan = lock(FloorPlan, queries.get(event_id).id)
    if plan is None:
        raise NotFound()
    return plan


def _place_backdrop(plan: FloorPlan, rect: Rect, opacity: int) -> None:
    plan.backdrop_x, plan.backdrop_y, plan.backdrop_w, plan.backdrop_h = rect.x, rect.y, rect.w, rect.h
    plan.backdrop_opacity = opacity


def _save_zones(plan: FloorPlan, drawing: Drawing) -> dict[str, Zone]:
    there = {zone.key: zone for zone in plan.zones}
    wanted = {zone.key for zone in drawing.zones}
    for booth in plan.booths:
        if booth.zone and booth.zone.key not in wanted:
            booth.zone = None
    db.session.flush()
    plan.zones = [there.get(zone.key) or Zone(key=zone.key) for zone in drawing.zones]
    for position, (row, zone) in enumerate(zip(plan.zones, drawing.zones, strict=True)):
        row.name, row.position = zone.name, position
    db.session.flush()
    return {row.key: row for row in plan.zones}


def _save_booths(plan: FloorPlan, booths: Iterable[BoothDrawn], zones: Mapping[str, Zone]) -> None:
    wanted = {booth.id: booth for booth in booths}
    there = {row.uid: row for row in plan.booths}
    gone = [row for uid, row in there.items() if uid not in wanted]
    taken, kept = queries.taken_booths(plan.id), slots.kept_booths([row.id for row in gone])
    for row in gone:
        if row.id in taken:
            raise BoothTaken(label=row.label)
        if row.id in kept:
            raise BoothKept(label=row.label)
    _unlink(plan, [row.id for row in gone])
    for row in gone:
        plan.booths.remove(row)
    for uid, row in there.items():  # two that swap labels would be in each other's way
        if uid in wanted and wanted[uid].label != row.label:
            row.label = f"~{row.id}"
    db.session.flush()
    for uid, booth in wanted.items():
        row = there.get(uid) or Booth(uid=uid)
        if row.id and taken.get(row.id, 0) > booth.capacity:
            raise BoothTaken(label=booth.label)
        _write_booth(row, booth, zones, is_taken=row.id in taken)
        if uid not in there:
            plan.booths.append(row)


def _write_booth(row: Booth, booth: BoothDrawn, zones: Mapping[str, Zone], *, is_taken: bool) -> None:
    for name in SIDES:
        setattr(row, name, getattr(booth.rect, name))
    for name in PROPERTIES:
        setattr(row, name, getattr(booth, name))
    row.zone = zones.get(booth.zone)
    row.categories = list(booth.categories) if booth.categories else None
    if not is_taken:  # who is placed there says so otherwise
        row.state = BoothState.ON_HOLD if booth.held else BoothState.AVAILABLE


def _save_fixtures(plan: FloorPlan, drawing: Drawing) -> None:
    there = {row.uid: row for row in plan.fixtures}
    plan.fixtures = [there.get(one.id) or Fixture(uid=one.id) for one in drawing.fixtures]
    for row, one in zip(plan.fixtures, drawing.fixtures, strict=True):
        row.kind, row.text = one.kind, one.text
        for name in SIDES:
            setattr(row, name, getattr(one.rect, name))


def _save_links(plan: FloorPlan, drawing: Drawing) -> None:
    ids = {row.uid: row.id for row in plan.booths}
    wanted = {(ids[link.booths[0]], ids[link.booths[1]]): link.adjacent for link in drawing.links}
    rows = db.session.scalars(select(BoothLink).where(BoothLink.plan_id == plan.id)).all()
    there = {(row.one_id, row.other_id): row for row in rows}
    for pair, row in there.items():
        if pair not in wanted:
            db.session.delete(row)
    for pair, adjacent in wanted.items():
        if pair in there:
            there[pair].is_adjacent = adjacent
        else:
            db.session.add(BoothLink(plan_id=plan.id, one_id=pair[0], other_id=pair[1], is_adjacent=adjacent))


def _unlink(plan: FloorPlan, booth_ids: Iterable[int]) -> None:
    gone = set(booth_ids)
    for row in db.session.scalars(select(BoothLink).where(BoothLink.plan_id == plan.id)).all():
        if row.one_id in gone or row.other_id in gone:
            db.session.delete(row)
    db.session.flush()
    db.session.expire(plan, ["links"])


# ---- What the trail tells ------------------------------------------------------------------------


def _record_change(plan: FloorPlan, before: Drawing, after: Drawing, actor: Actor, now: datetime) -> None:
    """An editor saves by itself every other second: the same person's same kinds of change are told once a while."""
    fields = sorted(_changed(before, after))
    query = select(AuditEntry).where(AuditEntry.subject_type == "floor_plan", AuditEntry.subject_id == plan.id)
    last = db.session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
    told = last and last.action == "floor_plan.changed" and last.actor_id == actor.person_id
    if told and last and last.fields == fields and now - last.at < TOGETHER:
        return
    audit.record(actor, "floor_plan.changed", plan, fields=fields, now=now)


def _changed(before: Drawing, after: Drawing) -> set[str]:
    """The kinds of things that are different."""
    fields = {
        name
        for name in ("width", "height", "gap", "zones", "fixtures", "links", "backdrop")
        if getattr(before, name) != getattr(after, name)
    }
    old, new = {booth.id: booth for booth in before.booths}, {booth.id: booth for booth in after.booths}
    if new.keys() - old.keys():
        fields.add("booths_added")
    if old.keys() - new.keys():
        fields.add("booths_removed")
    for uid in old.keys() & new.keys():
        names = BoothDrawn.__dataclass_fields__
        fields |= {f"booth_{name}" for name in names if getattr(old[uid], name) != getattr(new[uid], name)}
    return fields
