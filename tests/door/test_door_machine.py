"""Scans, undos, lost phones, supervisors in any order, sent again and again: the server agrees with a count by hand."""

import json
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.door import pairing, protocol, queries, reconciling, service
from eventreg.door.models import Attendance, Scan
from eventreg.events.service import SessionDetails
from tests.door.conftest import make_ticket
from tests.door.ledger import Ledger, Note
from tests.factories.events import make_event

pytestmark = pytest.mark.databases("sqlite", "postgresql")

PHONES, TICKETS = range(3), range(2)
phones, tickets, minutes = st.sampled_from(PHONES), st.sampled_from([0, 0, 1]), st.integers(1, 9)
ways, picks = st.sampled_from(["in", "in", "out"]), st.integers(0, 10**6)


class Door(RuleBasedStateMachine):
    """One session that began an hour ago, three phones, two tickets."""

    app = None

    @initialize()
    def open(self):
        self.began = clock.now() - timedelta(hours=1)
        self.ledger, self.sent, self.revoked = Ledger(), {}, set()
        with self.app.app_context(), unit_of_work():
            spans = [SessionDetails(starts_at=self.began, ends_at=self.began + timedelta(hours=9))]
            event = make_event(sessions=spans, now=self.began - timedelta(days=30))
            gates = [
                pairing.add_gate(event, f"Gate {number}", actor=SYSTEM, now=self.began - timedelta(days=1))
                for number in PHONES
            ]
            self.phones = [
                pairing.pair(event, gate, by_id=None, now=self.began - timedelta(hours=1)).device.id for gate in gates
            ]
            self.tickets = [make_ticket(event, f"Tamu {number}") for number in TICKETS]
            db.session.flush()
            self.codes, self.ids = [one.code for one in self.tickets], [one.id for one in self.tickets]
            self.event_id = event.id
        self.orders = 0

    # ---- What phones do ----------------------------------------------------------------------------

    def send(self, phone, *scans):
        """What the phone sends, and the verdicts; the same scan gets the same answer, however often it comes."""
        with self.app.app_context(), unit_of_work():
            read = protocol.read_request(json.dumps({"scans": scans}).encode())
            answers = service.record_scans(self.phones[phone], read, now=clock.now()).answers
        for scan, answer in zip(scans, answers, strict=True):
            assert self.sent.setdefault(scan["id"], (phone, scan, answer))[2] == answer
        return [answer["verdict"] for answer in answers]

    def made(self, phone, ticket, direction, at, said=None, **fields):
        usual = {"code": self.codes[ticket], "gate": f"Gate {phone}", "direction": direction, "at": at.isoformat()}
        return {"id": str(uuid.uuid4()), "offset_ms": 0, "offline_verdict": said, **usual, **fields}

    @rule(phone=phones, ticket=tickets, way=ways)
    def scan_online(self, phone, ticket, way):
        scan = self.made(phone, ticket, way, clock.now())
        note = self.note(phone, scan, ticket, way, None)
        [verdict] = self.send(phone, scan)
        note.at = self.moment_of(scan)
        if note.waits:
            assert verdict == "quarantined"
        elif way == "out":
            assert verdict == "left"
            note.counts = True
        else:
            free = self.ledger.is_free(ticket, note)
            assert verdict == ("admitted" if free else "already_admitted")
            note.counts = free

    @rule(phone=phones, ticket=tickets, way=ways, minute=minutes, undo_first=st.booleans())
    def scan_offline(self, phone, ticket, way, minute, undo_first):
        """What the phone decided by itself, some minutes after the beginning; its undo may come before it."""
        at = self.began + timedelta(minutes=minute)
        scan = self.made(phone, ticket, way, at, "admitted" if way == "in" else "left")
        if undo_first and phone not in self.revoked and minute == 1:
            assert self.send(phone, self.undoing(phone, scan["id"], ticket)) == ["undone"]
            self.ledger.undoing.add(scan["id"])
            self.orders += 1
        note = self.note(phone, scan, ticket, way, at)
        [verdict] = self.send(phone, scan)
        if note.waits:
            assert verdict == "quarantined"
            return
        assert verdict == ("admitted" if way == "in" else "left")
        note.counts, note.undone = True, scan["id"] in self.ledger.undoing

    @precondition(lambda self: self.sent)
    @rule(pick=picks)
    def send_again(self, pick):
        phone, scan, _answer = self.picked(list(self.sent.values()), pick)
        self.send(phone, scan, scan)

    @precondition(lambda self: self.ledger.notes)
    @rule(pick=picks)
    def undo_by_phone(self, pick):
        note = self.picked(list(self.ledger.notes.values()), pick)
        if note.phone in self.revoked:
            return
        assert self.send(note.phone, self.undoing(note.phone, note.id, note.ticket)) == ["undone"]
        self.orders += 1
        note.undone = True

    # ---- What supervisors do -----------------------------------------------------------------------

    @rule(phone=st.sampled_from(PHONES[:2]), pick=picks)
    def revoke(self, phone, pick):
        """One of the phones is lost, seldom; the third always stays."""
        if pick % 3:
            return
        with self.app.app_context(), unit_of_work():
            device = queries.get_device(self.event_id, self.phones[phone])
            pairing.revoke(device, actor=SYSTEM, now=clock.now())
        self.revoked.add(phone)

    @precondition(lambda self: self.ledger.notes)
    @rule(pick=picks)
    def undo_by_supervisor(self, pick):
        note = self.picked([one for one in self.ledger.notes.values() if one.counts], pick)
        if note is None:
            return
        with self.app.app_context(), unit_of_work():
            done = reconciling.undo(self.event_id, self.pk_of(note.id), reason="Salah", actor=SYSTEM, now=clock.now())
        assert done is not note.undone
        note.undone = True

    @rule(pick=picks, how=st.sampled_from(["accept", "accept", "dismiss"]))
    def decide(self, pick, how):
        """One that waits, or one that was decided already, which changes nothing."""
        lost = [one for one in self.ledger.notes.values() if one.phone in self.revoked]
        note = self.picked([one for one in lost if one.waits] or lost, pick)
        if note is None:
            return
        with self.app.app_context(), unit_of_work():
            chosen, now = [self.pk_of(note.id)], clock.now()
            decide = getattr(reconciling, how)
            done = decide(self.event_id, self.phones[note.phone], chosen, reason="Ya", actor=SYSTEM, now=now)
        assert bool(done) is note.waits
        if note.waits and how == "accept":
            [verdict] = done
            self.accepted(note, verdict.value)
        note.waits = False

    def accepted(self, note, verdict):
        """As it would have been: what the phone had decided is a fact; what it had asked depends on who was in then."""
        if note.way == "out":
            assert verdict == "left"
            note.counts = True
        elif note.offline:
            assert verdict == "admitted"
            note.counts = True
        else:
            then = Ledger()
            then.notes = {one.id: one for one in self.ledger.notes.values() if one.order < note.order}
            free = then.is_free(note.ticket, note)
            assert verdict == ("admitted" if free else "already_admitted")
            note.counts = free
        note.offline = note.offline or note.counts

    # ---- What holds --------------------------------------------------------------------------------

    @invariant()
    def the_server_agrees(self):
        if not hasattr(self, "ledger"):
            return
        with self.app.app_context():
            scans = db.session.query(Scan).filter_by(event_id=self.event_id).all()
            rows = db.session.query(Attendance).filter(
                Attendance.ticket_id.in_(self.ids), Attendance.undone_at.is_(None)
            )
            by_pk = {scan.id: scan.scan_id for scan in scans}
            standing = {(row.ticket_id, row.entry): by_pk[row.scan_pk] for row in rows}
            wrong = {scan.scan_id for scan in scans if scan.conflict}
            shown = {pk for one in queries.conflicts(self.event_id) for pk in one.disputed}
        assert len(scans) == len(self.sent)
        assert {by_pk[pk] for pk in shown} == wrong
        for number in TICKETS:
            stays = self.ledger.standing(number)
            told = {entry: scan for (ticket, entry), scan in standing.items() if ticket == self.ids[number]}
            assert told == {entry: note.id for entry, note in stays.items()}
        assert wrong == {one for number in TICKETS for one in self.ledger.conflicts(number)}

    # ---- Small things ------------------------------------------------------------------------------

    def note(self, phone, scan, ticket, way, at):
        """A note of a scan that is about to be sent."""
        self.orders += 1
        note = Note(scan["id"], phone, ticket, way, at or clock.now(), at is not None, self.orders)
        note.waits = phone in self.revoked
        self.ledger.notes[note.id] = note
        return note

    def undoing(self, phone, scan_id, ticket):
        return self.made(phone, ticket, "undo", clock.now(), undoes=scan_id, reason="Salah orang")

    def moment_of(self, scan):
        with self.app.app_context():
            return db.session.query(Scan.moment).filter_by(scan_id=scan["id"]).scalar()

    def pk_of(self, scan_id):
        return db.session.query(Scan.id).filter_by(scan_id=scan_id).scalar()

    @staticmethod
    def picked(things, pick):
        return things[pick % len(things)] if things else None


def drive(app, examples, steps):
    Door.app = app
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Door, settings=quick)


def test_anything_in_any_order(app):
    drive(app, 5, 30)


@pytest.mark.long
def test_anything_in_any_order_for_long(app):
    drive(app, 150, 60)
