"""Admission: one service for camera, typed codes, offline scans and whoever else calls the API. admission.py decides.

The caller holds the unit of work. A phone's requests queue at its own row, then tickets are locked in sorted order, so
that whoever comes second sees what the first one did; the unique indexes are the last guard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from eventreg.core.db import db, lock, lock_all
from eventreg.door import admission, queries, rules
from eventreg.door.admission import Entitlement, Gate, Ruling, Shown, Span
from eventreg.door.identifying import Identified, attempt_of, identify
from eventreg.door.models import DoorDevice, Scan
from eventreg.door.protocol import Incoming, rfc3339
from eventreg.door.reckoning import settle
from eventreg.door.rules import Direction, Verdict
from eventreg.door.stays import Passing
from eventreg.events.models import Event
from eventreg.events.rules import Entries
from eventreg.tickets.models import Ticket

Answer = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The answers in the order of the scans. `retry_after_s`: typed codes were left out and are taken again then."""

    answers: list[Answer]
    retry_after_s: int = 0


@dataclass
class Door:
    """What a request needs to know, looked up once."""

    device: DoorDevice
    event: Event
    now: datetime
    known: dict[str, Scan]
    identified: Mapping[str, Identified] = field(default_factory=dict)
    gates: Mapping[str, Gate] = field(default_factory=dict)
    tickets: Mapping[int, Ticket] = field(default_factory=dict)
    entitlements: Mapping[int, Entitlement] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)  # ids of scans whose undo has arrived

    @cached_property
    def spans(self) -> list[Span]:
        """The event's sessions."""
        return queries.spans_of(self.event)

    def gate(self, name: str) -> Gate:
        """Whom the gate lets in at which a phone says it is; one that isn't the event's is the phone's own."""
        return self.gates.get(name) or self.gates[self.device.gate.name]

    def entries(self, session_id: int) -> Entries:
        """How often one ticket lets people into a session."""
        return next((span.entries for span in self.spans if span.id == session_id), Entries.REPEATED)


def record_scans(device_id: int, scans: Sequence[Incoming], *, now: datetime) -> Outcome:
    """Store every scan, decide who is admitted, and answer each by itself, in order.

    A scan that is known already gets the answer that it got before.
    """
    door = _enter(device_id, scans, now)
    wrong = queries.wrong_codes(device_id, since=now - rules.GUESSING_TIME) if any(s.is_typed for s in scans) else []
    answers: list[Answer] = []
    held_back = False
    for incoming in scans:
        scan = door.known.get(incoming.id)
        if scan is None and incoming.is_typed and len(wrong) >= rules.MOST_WRONG_CODES:
            held_back = True  # the others are stored all the same: sent again, they get their answers
            continue
        if scan is None:
            scan = door.known[incoming.id] = _record(door, incoming)
            if scan.typed and scan.verdict in rules.WRONG_CODE:
                wrong.append(now)
        else:
            _add_offline_verdict(door, scan, incoming)
        answers.append({"id": incoming.sent_id, **scan.answer})
    wait = (wrong[-rules.MOST_WRONG_CODES] + rules.GUESSING_TIME - now).total_seconds() if held_back else 0
    return Outcome(answers, max(1, round(wait + 0.5)) if held_back else 0)


def _enter(device_id: int, scans: Sequence[Incoming], now: datetime) -> Door:
    """Take the locks that the request needs, and look up what it names."""
    device = db.session.get_one(DoorDevice, device_id)
    event = queries.hold_event(device.event_id)
    device = lock(DoorDevice, device_id) or device
    device.last_contact_at = now
    named = {scan.id for scan in scans} | {scan.undoes for scan in scans if scan.undoes}
    door = Door(device, event, now, queries.scans_of_device(device_id, named))
    door.gates = {gate.name: queries.rule_of(gate) for gate in queries.gates(event.id)}
    if not device.revoked_at:
        door.identified = identify(event.id, [scan for scan in scans if not scan.faulty])
    tickets = {found.ticket_id for found in door.identified.values()} | {scan.ticket_id for scan in door.known.values()}
    door.tickets = {ticket.id: ticket for ticket in lock_all(Ticket, (number for number in tickets if number))}
    door.entitlements = queries.entitlements(door.tickets.values())
    door.undone = queries.undone_already(device_id, {scan.id for scan in scans})
    return door


# ---- One scan --------------------------------------------------------------------------------------


def _record(door: Door, incoming: Incoming) -> Scan:
    """Store a scan that is new, with its verdict and what follows from it."""
    scan = _stored(door, incoming)  # unreadable, unless it can be understood
    first = None
    if door.device.revoked_at or not incoming.faulty:
        first = _rule(door, scan, incoming).first
    scan.answer = _answer(door, scan, first)
    return scan


def _stored(door: Door, incoming: Incoming) -> Scan:
    offline = incoming.phone_said is not None
    scan = Scan(
        event_id=door.event.id,
        device_id=door.device.id,
        scan_id=incoming.id,
        raw=incoming.raw,
        typed=incoming.is_typed,
        gate=incoming.gate,
        direction=incoming.direction,
        undoes=incoming.undoes,
        reason=incoming.reason,
        companions=incoming.companions,
        at=incoming.at or door.now,
        offset_ms=incoming.offset_ms,
        offline_verdict=incoming.offline_verdict,
        received_at=door.now,
        moment=incoming.moment if offline and incoming.moment else door.now,
        offline=offline,
        verdict=Verdict.UNREADABLE,
        counts=False,
        conflict=False,
        answer={},
    )
    db.session.add(scan)
    db.session.flush()
    return scan


def _rule(door: Door, scan: Scan, incoming: Incoming) -> Ruling:
    """Decide on a scan, and let follow from it what follows."""
    found = door.identified.get(incoming.id, Identified())
    held = door.entitlements.get(found.ticket_id or 0)
    shown = Shown(bool(door.device.revoked_at), found.readable, found.token, held)
    earlier = queries.passings_of([found.ticket_id])[found.ticket_id] if found.ticket_id else []
    ruling = admission.decide(
        door.spans, door.gate(scan.gate), shown, attempt_of(scan, incoming, door.known, door.undone), earlier
    )
    scan.verdict, scan.counts, scan.companions_counted = ruling.verdict, ruling.counts, ruling.companions
    if scan.direction is Direction.UNDO:
        _undo(door, scan)
        return ruling
    scan.ticket_id, scan.session_id = found.ticket_id if held else None, ruling.session
    if scan.verdict is Verdict.QUARANTINED:  # whoever decides about it later has to know which session was meant
        scan.session_id = next((span.id for span in door.spans if span.id == incoming.session), None)
    if scan.verdict is Verdict.UNDONE or (scan.counts and scan.scan_id in door.undone):
        scan.undone_at = door.now
    if scan.counts:
        _settle(door, scan)
    return ruling


def _undo(door: Door, scan: Scan) -> None:
    """Let the scan that is named no longer count. One that hasn't arrived yet will find this undo waiting."""
    if scan.verdict is not Verdict.UNDONE or scan.undoes is None:
        return
    door.undone.add(scan.undoes)
    target = door.known.get(scan.undoes)
    if target is None:
        return
    scan.ticket_id, scan.session_id = target.ticket_id, target.session_id
    if target.undone_at is None:
        target.undone_at, target.conflict = door.now, False
        if target.counts:
            _settle(door, target)


def _add_offline_verdict(door: Door, scan: Scan, incoming: Incoming) -> None:
    """The phone got no answer in time and decided by itself: a fact beside the server's verdict, told once."""
    if incoming.faulty or incoming.offline_verdict is None or scan.offline_verdict:
        return
    scan.offline_verdict = incoming.offline_verdict
    decided_at = scan.at + timedelta(milliseconds=scan.offset_ms or 0)  # by what was stored, whatever else comes now
    let_in = incoming.phone_said is Verdict.ADMITTED and scan.verdict is Verdict.ALREADY_ADMITTED and not scan.undone_at
    if scan.verdict is Verdict.QUARANTINED or (let_in and door.device.revoked_at):
        scan.verdict, scan.offline, scan.moment = Verdict.QUARANTINED, True, decided_at
    elif let_in:
        scan.counts, scan.offline, scan.moment = True, True, decided_at
        _settle(door, scan)
        scan.answer = {**scan.answer, "conflict": scan.conflict}


def _settle(door: Door, scan: Scan) -> None:
    settle(scan, door.entries(scan.session_id or 0), now=door.now)


# ---- Answers ---------------------------------------------------------------------------------------


def _answer(door: Door, scan: Scan, first: Passing | None) -> Answer:
    ticket = door.tickets.get(scan.ticket_id or 0)
    shown = None
    if ticket:
        shown = {
            "code": ticket.code,
            "holder": ticket.holder,
            "business": ticket.business_name,
            "booth": ticket.booth,
            "category": ticket.category,
        }
    stands = {"at": rfc3339(first.moment), "gate": first.gate} if first and scan.direction is Direction.IN else None
    return {"verdict": scan.verdict.value, "first": stands, "ticket": shown, "conflict": scan.conflict}
