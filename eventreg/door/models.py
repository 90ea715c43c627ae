"""Gates, phones at the door, every scan that they made, and who is in."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.door.rules import Direction, PresenceSource, Settled, Verdict
from eventreg.events.models import Event
from eventreg.tickets.models import Ticket


class Gate(Model):
    """An entrance of an event, by name.

    `categories`, `session_ids`: whom it lets in, and to which sessions it leads; None: all. `check_identity`: nobody
    passes before their identity card was compared.
    """

    __tablename__ = "gate"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(String(60))
    categories: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    session_ids: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    check_identity: Mapped[bool] = mapped_column(default=False, server_default=false())


class DoorSettings(Model):
    """How an event's door works.

    `walk_ins`: whoever comes without a ticket may be given one at the door, while there are places. `presence_percent`:
    at how many of its sessions somebody has to be present for a certificate. `code_on_screen`: participants may tell by
    themselves, with a code on the projector, that they are there.
    """

    __tablename__ = "door_settings"
    __table_args__ = (CheckConstraint("presence_percent BETWEEN 1 AND 100", "presence_percent"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    walk_ins: Mapped[bool] = mapped_column(default=True)
    presence_percent: Mapped[int] = mapped_column(default=80)
    code_on_screen: Mapped[bool] = mapped_column(default=True)


class DoorDevice(Model):
    """A phone that may scan at one gate of one event until it is revoked; its key is kept as a hash.

    What it told of itself: `list_at`, up to when it knows the list of tickets; `waiting`, how many of its scans it
    hasn't sent; `version` of its page. `on_paper`: no phone, but what was ticked off on paper and entered afterwards.
    """

    __tablename__ = "door_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(60), default="")
    paired_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paired_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    last_contact_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    list_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    version: Mapped[str] = mapped_column(String(40), default="", server_default="")
    on_paper: Mapped[bool] = mapped_column(default=False, server_default=false())

    event: Mapped[Event] = relationship()
    gate: Mapped[Gate] = relationship()


class PairingCode(Model):
    """What the organiser's screen shows to a phone: single use, two minutes, kept as a hash."""

    __tablename__ = "pairing_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("door_device.id"))


class Scan(Model):
    """Every attempt as it arrived, admitted or not. `scan_id` is the phone's UUID, unique for the device.

    `raw`: what was read or typed, as bytes, at most 1 KB. `at`: the phone's time; `offset_ms`: server minus
    phone; `received_at`: ours. `answer` is given again when the same id comes again.
    `moment` is when it counts: our time, or of a scan decided `offline` the phone's corrected one. `counts`: somebody
    went in or out by it, until `undone_at`. `conflict`: another admission stands, or nobody had come in before.
    """

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("device_id", "scan_id"),
        Index("ix_scan_event_received", "event_id", "received_at"),
        Index("ix_scan_device_received", "device_id", "received_at"),
        Index("ix_scan_conflict", "event_id", sqlite_where=text("conflict"), postgresql_where=text("conflict")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("door_device.id"))
    scan_id: Mapped[str] = mapped_column(String(36))
    raw: Mapped[bytes] = mapped_column(LargeBinary(1024))
    typed: Mapped[bool]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"))
    gate: Mapped[str] = mapped_column(String(60))
    direction: Mapped[Direction] = mapped_column(enum_type(Direction))
    undoes: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(Text, default="")
    companions: Mapped[int] = mapped_column(default=0)
    companions_counted: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    offline_verdict: Mapped[str | None] = mapped_column(String(32))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moment: Mapped[datetime] = mapped_column(UtcDateTime)
    offline: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[Verdict] = mapped_column(enum_type(Verdict))
    counts: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    conflict: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)

    ticket: Mapped[Ticket | None] = relationship()

    @property
    def was_let_in_wrongly(self) -> bool:
        """Whether a phone without signal let somebody in by it whom the server refused afterwards."""
        said = (self.direction, self.offline_verdict) == (Direction.IN, Verdict.ADMITTED.value)
        return said and self.undone_at is None and self.verdict not in (Verdict.ADMITTED, Verdict.QUARANTINED)


class Attendance(Model):
    """Somebody came in: one row for a ticket, session and entry; the database refuses a second one.

    `entry`: 1, raised by each way out. `left_at`: when they went out again.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        Index(
            "uq_attendance_entry",
            "ticket_id",
            "session_id",
            "entry",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), index=True)
    entry: Mapped[int]
    scan_pk: Mapped[int] = mapped_column(ForeignKey("scan.id"), index=True)
    gate: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Settlement(Model):
    """What a person decided about a scan afterwards, and why; never changed or deleted."""

    __tablename__ = "scan_settlement"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_pk: Mapped[int] = mapped_column(ForeignKey("scan.id"), index=True)
    kind: Mapped[Settled] = mapped_column(enum_type(Settled))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    scan: Mapped[Scan] = relationship()


class PresenceNote(Model):
    """That somebody was or wasn't present in a session, told otherwise than by the door.

    By themselves with the code on the screen, once; or by staff, with a reason, as often as it has to be corrected: the
    latest of these counts, before all else.
    """

    __tablename__ = "presence_note"
    __table_args__ = (
        Index(
            "uq_presence_note_on_screen",
            "ticket_id",
            "session_id",
            unique=True,
            sqlite_where=text("source = 'screen'"),
            postgresql_where=text("source = 'screen'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), index=True)
    source: Mapped[PresenceSource] = mapped_column(enum_type(PresenceSource))
    present: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    ticket: Mapped[Ticket] = relationship()
