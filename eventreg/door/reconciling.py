"""What a supervisor decides afterwards: a conflict is closed, a revoked phone's scan counts or doesn't, one is undone.

The caller holds the unit of work. As at the door itself the event is held first, then the phone is locked, then the
tickets; whoever comes second finds what the first one decided, and nothing is decided twice.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from eventreg.core import audit
from eventreg.core.db import db, lock, lock_all
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.door import admission, queries, rules
from eventreg.door.admission import Entitlement, Shown, Span
from eventreg.door.identifying import Identified, attempt_of, identify
from eventreg.door.models import DoorDevice, Scan, Settlement
from eventreg.door.protocol import Incoming
from eventreg.door.queries import Conflict
from eventreg.door.reckoning import settle
from eventreg.door.rules import Direction, Settled, Verdict
from eventreg.events.models import Event
from eventreg.events.rules import Entries
from eventreg.tickets.models import Ticket

# ---- Conflicts and undoing -------------------------------------------------------------------------


def close_conflict(event_id: int, scan_pk: int, *, seen: str, reason: str, actor: Actor, now: datetime) -> bool:
    """Somebody looked into it and says what it was; False where it was closed already.

    `seen`: the conflict as it stood for whoever closes it. Raises ConflictGone, ConflictChanged.
    """
    queries.hold_event(event_id)
    conflict = _locked(event_id, scan_pk)
    if conflict.seen != seen:
        raise rules.ConflictChanged()
    unsettled = conflict.unsettled
    for scan in conflict.scans:
        if scan.id in unsettled:
            _note(scan, Settled.CONFLICT_CLOSED, reason, actor, now)
    if unsettled:
        audit.record(actor, "scan.conflict_closed", conflict.first, now=now)
    return bool(unsettled)


def _locked(event_id: int, scan_pk: int) -> Conflict:
    found = queries.find_conflict(event_id, scan_pk)
    if found is None:
        raise rules.ConflictGone()
    lock(Ticket, found.first.ticket_id or 0)
    again = queries.find_conflict(event_id, scan_pk)
    if again is None:
        raise rules.ConflictGone()
    return again


def undo(event_id: int, scan_pk: int, *, reason: str, actor: Actor, now: datetime) -> bool:
    """A scan of whatever phone no longer counts, and the next one takes its place; False where it was undone already.

    Raises NotFound, NothingToUndo.
    """
    event = queries.hold_event(event_id)
    scan = queries.get_scan(event_id, scan_pk)
    lock(DoorDevice, scan.device_id)
    lock(Ticket, scan.ticket_id or 0)
    [scan] = lock_all(Scan, [scan_pk])
    if not scan.counts:
        raise rules.NothingToUndo()
    if scan.undone_at is not None:
        return False
    _take_back(scan, event, now)
    _note(scan, Settled.UNDONE, reason, actor, now)
    audit.record(actor, "scan.undone", scan, now=now)
    return True


def _take_back(scan: Scan, event: Event, now: datetime) -> None:
    if scan.undone_at is None:
        scan.undone_at, scan.conflict = now, False
        if scan.counts:
            settle(scan, _entries(queries.spans_of(event), scan), now=now)


def _entries(spans: Collection[Span], scan: Scan) -> Entries:
    return next((span.entries for span in spans if span.id == scan.session_id), Entries.REPEATED)


def _note(scan: Scan, kind: Settled, reason: str, actor: Actor, now: datetime) -> None:
    db.session.add(Settlement(scan_pk=scan.id, kind=kind, reason=reason, by_id=actor.person_id, at=now))


# ---- What revoked phones handed in -----------------------------------------------------------------


@dataclass
class Case:
    """What is needed to decide about a phone's scans, looked up once."""

    device: DoorDevice
    event: Event
    now: datetime
    incoming: Mapping[str, Incoming]
    identified: Mapping[str, Identified] = field(default_factory=dict)
    known: dict[str, Scan] = field(default_factory=dict)
    entitlements: Mapping[int, Entitlement] = field(default_factory=dict)
    spans: Sequence[Span] = ()
    undone: set[str] = field(default_factory=set)


def accept(
    event_id: int, device_id: int, scan_pks: Collection[int], *, reason: str, actor: Actor, now: datetime
) -> Counter[Verdict]:
    """What a revoked phone handed in is decided as it would have been; how many came to which verdict.

    Those that don't wait any more are left out. What the phone was told stays as it was. Raises NotFound.
    """
    waiting, case = _hold(event_id, device_id, scan_pks, now)
    for scan in waiting:
        _accept(case, scan)
        _note(scan, Settled.ACCEPTED, reason, actor, now)
    if waiting:
        audit.record(actor, "scan.accepted", case.device, device_id=device_id, now=now)
    return Counter(scan.verdict for scan in waiting)


def dismiss(
    event_id: int, device_id: int, scan_pks: Collection[int], *, reason: str, actor: Actor, now: datetime
) -> int:
    """What a revoked phone handed in stays without effect; how many of them. Raises NotFound."""
    waiting, case = _hold(event_id, device_id, scan_pks, now)
    for scan in waiting:
        _note(scan, Settled.DISMISSED, reason, actor, now)
    if waiting:
        audit.record(actor, "scan.dismissed", case.device, device_id=device_id, now=now)
    return len(waiting)


def tickets_of(event_id: int, scans: Collection[Scan]) -> dict[int, Ticket]:
    """Whose tickets scans name that nobody has decided about, by the scan's id."""
    return {
        scan.id: ticket
        for scan in scans
        if (found := identify(event_id, [] if _is_faulty(scan) else [incoming_of(scan)]).get(scan.scan_id))
        and found.ticket_id
        and (ticket := db.session.get(Ticket, found.ticket_id))
    }


def _hold(event_id: int, device_id: int, scan_pks: Collection[int], now: datetime) -> tuple[list[Scan], Case]:
    """Those of the scans that still wait, locked, in the order of arrival."""
    event = queries.hold_event(event_id)
    device = lock(DoorDevice, device_id)
    if device is None or device.event_id != event_id:
        raise NotFound()
    asked = set(scan_pks)
    waiting = lock_all(Scan, [pk for pk in queries.waiting_ids(device_id) if pk in asked])
    case = Case(device, event, now, {scan.scan_id: incoming_of(scan) for scan in waiting})
    case.identified = identify(
        event_id, [case.incoming[scan.scan_id] for scan in waiting if not case.incoming[scan.scan_id].faulty]
    )
    case.known = queries.scans_of_device(device_id, {scan.undoes for scan in waiting if scan.undoes})
    named = {found.ticket_id for found in case.identified.values()} | {scan.ticket_id for scan in case.known.values()}
    case.entitlements = queries.entitlements(lock_all(Ticket, (ticket for ticket in named if ticket)))
    case.spans = queries.spans_of(event)
    case.undone = queries.undone_already(device_id, set(case.incoming))
    return waiting, case


def _accept(case: Case, scan: Scan) -> None:
    incoming = case.incoming[scan.scan_id]
    if incoming.faulty:
        scan.verdict = Verdict.UNREADABLE
        return
    found = case.identified.get(scan.scan_id, Identified())
    held = case.entitlements.get(found.ticket_id or 0)
    earlier = queries.passings_of([found.ticket_id])[found.ticket_id] if found.ticket_id else []
    if incoming.phone_said is None:  # it was for the server to decide, by what had reached it
        earlier = [passing for passing in earlier if passing.order < scan.id]
    gates = {gate.name: queries.rule_of(gate) for gate in queries.gates(case.event.id)}
    gate = gates.get(scan.gate) or queries.rule_of(case.device.gate)
    shown = Shown(readable=found.readable, token=found.token, ticket=held)
    ruling = admission.decide(case.spans, gate, shown, attempt_of(scan, incoming, case.known, case.undone), earlier)
    scan.verdict, scan.counts, scan.companions_counted = ruling.verdict, ruling.counts, ruling.companions
    if scan.direction is Direction.UNDO:
        _undo(case, scan)
        return
    scan.ticket_id, scan.session_id = found.ticket_id if held else None, ruling.session
    scan.offline = scan.offline or scan.counts  # the server learns of it only now: who was admitted by it stays
    if scan.verdict is Verdict.UNDONE or (scan.counts and scan.scan_id in case.undone):
        scan.undone_at = case.now
    if scan.counts:
        settle(scan, _entries(case.spans, scan), now=case.now)


def _undo(case: Case, scan: Scan) -> None:
    if scan.verdict is not Verdict.UNDONE or scan.undoes is None:
        return
    case.undone.add(scan.undoes)
    target = case.known.get(scan.undoes)
    if target is None or target.verdict is Verdict.QUARANTINED:
        return  # it finds this undo waiting when it is accepted itself
    scan.ticket_id, scan.session_id = target.ticket_id, target.session_id
    _take_back(target, case.event, case.now)


def _is_faulty(scan: Scan) -> bool:
    """Whether it couldn't be understood when it came: then it has neither a gate nor a time of its own."""
    return not scan.gate and scan.offset_ms is None and scan.at == scan.received_at


def incoming_of(scan: Scan) -> Incoming:
    """A scan that was set aside, as the phone had sent it."""
    text = scan.raw.decode("utf-8", "replace")
    return Incoming(
        scan.scan_id,
        scan.scan_id,
        scan.raw,
        faulty=_is_faulty(scan),
        token=None if scan.typed else text,
        code=text if scan.typed else None,
        session=scan.session_id,
        gate=scan.gate,
        direction=scan.direction,
        undoes=scan.undoes,
        reason=scan.reason,
        companions=scan.companions,
        at=scan.at,
        offset_ms=scan.offset_ms,
        moment=scan.moment,
        offline_verdict=Verdict(scan.offline_verdict) if scan.offline_verdict else None,
    )
