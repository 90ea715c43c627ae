"""Minutes of handing a booth over and back: written once, corrected with care, agreed to by the exhibitor."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.applications.moving import tell
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.permissions import Actor
from eventreg.onsite import ledger, minutes, registering
from eventreg.onsite.ledger import Handed
from eventreg.onsite.minutes import Thing
from eventreg.onsite.models import Deposit, Handover
from eventreg.onsite.rules import Way

KIND = "handover_written"
WRITTEN, CORRECTED, UNDONE = "written", "corrected", "undone"


@dataclass(frozen=True)
class Facts:
    """What a volunteer writes down at a booth. `exhibitor`: who takes it, or gives it back, by name."""

    things: Sequence[Thing]
    note: str = ""
    exhibitor: str = ""


def write(event_id: int, uid: str, code: str, way: Way, facts: Facts, *, actor: Actor, now: datetime) -> Handover:
    """Write down that a booth was handed over, or back; the exhibitor is asked to agree.

    Raises NotFound, TakesPart, AlreadyHanded, NotHandedOver, ThingTwice.
    """
    row = _locked(event_id, uid, code, actor)
    known = row.of(way)
    if known:
        if known.by_id == actor.person_id and _says(known, facts):
            return known  # the same sent twice
        raise minutes.AlreadyHanded(who=known.by.name if known.by else "–")
    if way is Way.OUT and row.taken is None:
        raise minutes.NotHandedOver
    minutes.check_things(facts.things)
    made = Handover(
        application_id=row.application.id,
        booth_id=row.booth.id,
        way=way,
        items=[asdict(thing) for thing in facts.things],
        note=facts.note,
        exhibitor=facts.exhibitor,
        at=now,
        by_id=actor.person_id,
    )
    db.session.add(made)
    db.session.flush()
    _record(actor, "handover.written", made, row, now)
    _tell(row, way, WRITTEN, now)
    return made


def correct(
    event_id: int,
    uid: str,
    code: str,
    way: Way,
    facts: Facts,
    *,
    seen: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Handover:
    """Change minutes as they were `seen`. What the exhibitor had agreed to takes a reason, and is agreed to anew.

    Raises NotFound, TakesPart, NotHandedOver, GivenBack, DepositSettled, MinutesChanged, WhyMissing, ThingTwice.
    """
    row = _locked(event_id, uid, code, actor)
    written = _open(row, way)
    if ledger.print_of(written) != seen:
        raise minutes.MinutesChanged
    minutes.check_things(facts.things)
    if _says(written, facts):
        return written
    agreed = written.accepted_at is not None
    if agreed and not reason.strip():
        raise minutes.WhyMissing
    parts = {"items": ledger.things(written) != tuple(facts.things), "note": written.note != facts.note}
    parts["exhibitor"] = written.exhibitor != facts.exhibitor
    written.items = [asdict(thing) for thing in facts.things]
    written.note, written.exhibitor = facts.note, facts.exhibitor
    written.by_id = actor.person_id
    registering.withdraw(written, actor=actor, now=now)
    written.accepted_at = written.accepted_by_id = None
    fields = [name for name, changed in parts.items() if changed]
    _record(actor, "handover.corrected", written, row, now, fields=fields, reason=reason)
    if agreed:
        _tell(row, way, CORRECTED, now, reason)
    return written


def undo(event_id: int, uid: str, code: str, way: Way, *, seen: str, reason: str, actor: Actor, now: datetime) -> None:
    """Take back that it was handed over, or back, as it was `seen`. What the exhibitor had agreed to takes a reason.

    Raises NotFound, TakesPart, NotHandedOver, GivenBack, DepositSettled, MinutesChanged, WhyMissing.
    """
    row = _locked(event_id, uid, code, actor)
    written = _open(row, way)
    if ledger.print_of(written) != seen:
        raise minutes.MinutesChanged
    if written.accepted_at is not None and not reason.strip():
        raise minutes.WhyMissing
    _record(actor, "handover.undone", written, row, now, reason=reason)
    registering.withdraw(written, actor=actor, now=now)
    db.session.delete(written)
    db.session.flush()
    _tell(row, way, UNDONE, now, reason)


def agree(code: str, uid: str, way: Way, *, seen: str, actor: Actor, now: datetime) -> Handover:
    """The exhibitor agrees to the minutes that they saw, and to no others.

    Raises NotFound, NotHandedOver, MinutesChanged.
    """
    own = applications.get_own(code, actor)
    lock(Application, own.id)
    row = ledger.get_handed(own, uid)
    written = row.of(way)
    if written is None:
        raise minutes.NotHandedOver
    if ledger.print_of(written) != seen:
        raise minutes.MinutesChanged
    if written.accepted_at is None:
        written.accepted_at, written.accepted_by_id = now, actor.person_id
        _record(actor, "handover.agreed", written, row, now)
        registering.enter(written, actor=actor, now=now)
    return written


def _locked(event_id: int, uid: str, code: str, actor: Actor) -> Handed:
    """The booth with its minutes, fresh; who works at the same one waits here. Raises NotFound, TakesPart."""
    application = ledger.get_application(event_id, code)
    lock(Application, application.id)
    if application.business_id in actor.business_ids:
        raise minutes.TakesPart
    return ledger.get_handed(application, uid)


def _open(row: Handed, way: Way) -> Handover:
    """Minutes that may still be changed. Raises NotHandedOver, GivenBack, DepositSettled."""
    written = row.of(way)
    if written is None:
        raise minutes.NotHandedOver
    if way is Way.IN and row.given:
        raise minutes.GivenBack
    if way is Way.OUT:
        deposit = db.session.get(Deposit, row.application.id, populate_existing=True)
        if deposit and deposit.returned is not None:
            raise minutes.DepositSettled
    return written


def _says(written: Handover, facts: Facts) -> bool:
    return ledger.print_of(written) == minutes.print_of(tuple(facts.things), facts.note, facts.exhibitor)


def _tell(row: Handed, way: Way, act: str, now: datetime, reason: str = "") -> None:
    tell(row.application, KIND, now=now, booth=row.booth.label, way=way.value, act=act, reason=reason)


def _record(
    actor: Actor,
    action: str,
    written: Handover,
    row: Handed,
    now: datetime,
    *,
    fields: Sequence[str] = (),
    reason: str = "",
) -> None:
    audit.record(
        actor,
        action,
        written,
        now=now,
        fields=fields,
        states={"way": written.way.value},
        reason=reason,
        event_id=row.application.event_id,
        business_id=row.application.business_id,
    )
