"""The office's papers: their wording, what an event adds, files made in the background, and what is enclosed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.files import StoredFile
from eventreg.core.i18n import Language
from eventreg.council.models import Signatory
from eventreg.events.models import Event


class PaperText(Model):
    """A wording of a kind of paper, as staff wrote it; never changed, only followed by the next version.

    `source`: Markdown with named fields. An empty one goes back to the wording that comes with the program.
    """

    __tablename__ = "paper_text"
    __table_args__ = (UniqueConstraint("kind", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[Language] = mapped_column(enum_type(Language))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    created_by: Mapped[Person | None] = relationship()


class PaperSetting(Model):
    """How a kind of paper is numbered and who signs it; without a row, as the program knows it.

    `letter_class`: the classification in its number, such as `005` for invitations.
    """

    __tablename__ = "paper_setting"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    letter_class: Mapped[str] = mapped_column(String(20), default="")
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("signatory.id"))

    signatory: Mapped[Signatory | None] = relationship()


class EventPapers(Model):
    """What an event's papers say beyond the event itself.

    `hours`: lessons that a certificate names; `materials`: a line each, printed on its back. `signed_on`: the day on
    certificates, None for the last day of the event.
    """

    __tablename__ = "event_papers"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    background_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    hours: Mapped[int | None]
    materials: Mapped[str] = mapped_column(Text, default="")
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("signatory.id"))
    second_signatory_id: Mapped[int | None] = mapped_column(ForeignKey("signatory.id"))
    signed_on: Mapped[date | None]
    signed_at_place: Mapped[str] = mapped_column(String(80), default="")

    background: Mapped[StoredFile | None] = relationship()
    signatory: Mapped[Signatory | None] = relationship(foreign_keys=[signatory_id])
    second_signatory: Mapped[Signatory | None] = relationship(foreign_keys=[second_signatory_id])


class BatchState(StrEnum):
    """`waiting` → `running` → `done`, `failed` or `stopped`; a finished one is `forgotten` with its file."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    FORGOTTEN = "forgotten"


class BatchForm(StrEnum):
    """How many papers arrive: one after the other in a PDF, or a file each in a ZIP."""

    PDF = "pdf"
    ZIP = "zip"


class Batch(Model):
    """Papers that are made in the background, all in one file. `kind`: which, known to `making.py`; `params`: of what.

    `done` of `total` papers are made. `token` names the attempt that works on it (its process `pid` on `host`), which
    writes `beat_at` as it goes. `file_key`: the finished file in the folder for data, kept until `expires_at`.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (Index("ix_paper_batch_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    form: Mapped[BatchForm] = mapped_column(enum_type(BatchForm))
    language: Mapped[Language] = mapped_column(enum_type(Language))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[BatchState] = mapped_column(enum_type(BatchState), default=BatchState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    token: Mapped[str] = mapped_column(String(32), default="")
    pid: Mapped[int | None]
    host: Mapped[str] = mapped_column(String(120), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    file_key: Mapped[str] = mapped_column(String(40), default="")
    file_name: Mapped[str] = mapped_column(String(160), default="")
    size: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    created_by: Mapped[Person | None] = relationship()


class EnclosureKind(StrEnum):
    """What is enclosed with the account of an event."""

    PHOTO = "photo"
    RECEIPT = "receipt"
    OTHER = "other"


class Enclosure(Model):
    """A photo, a receipt (kuitansi, nota) or another paper of an event, for its account (SPJ). `amount` in Rupiah."""

    __tablename__ = "event_enclosure"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[EnclosureKind] = mapped_column(enum_type(EnclosureKind))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str] = mapped_column(String(160), default="")
    amount: Mapped[int | None]
    dated_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    file: Mapped[StoredFile] = relationship()
    event: Mapped[Event] = relationship()
    created_by: Mapped[Person | None] = relationship()
