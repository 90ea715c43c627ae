"""Trainings and exhibitions, and the days or sessions that they consist of."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.businesses.models import Category
from eventreg.core.clock import Zone
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.files import StoredFile
from eventreg.events.rules import Admission, Entries, EventKind, EventState, QuotaKind
from eventreg.questions.models import Form


class Event(Model):
    """A training (pelatihan), an exhibition (pameran), or a delegation to the fair of `host_name`.

    `id` is the event number in its tickets' tokens. `state` is what was decided; what visitors see also
    depends on the time (`rules.state_at`). `quota` counts applicants; `passes` are tickets for each of them.
    `confirm_days`: how long an accepted applicant has to confirm, None where no confirmation is asked.
    `doors_lead_minutes`: how long before a session starts the door already admits. `category_id`: the craft that
    it is for, None for all. `search_text`: what is searched, with its case folded, for SQLite folds ASCII alone.

    Places: `counts_people`: an application takes a place for each of its participants instead of one. `quotas` limit
    or reserve places among the `quota`; a session may have a limit of its own. `last_arrival_at`: the latest recorded
    time of an application, so that the order of arrival is the order of these times.
    Waiting list: an offer stands `offer_hours` at most, none is made in the last `offer_cutoff_hours` before the start;
    `waitlist_paused_at`: since when staff hold it.
    `choose_sessions`: applicants pick the sessions that they come to. `changes_until`: how long answers may be changed
    after sending. `objection_days`: how long the rejected may object. `no_show_limit`: so many missed events within
    `no_show_months` are shown to the committee as a warning. `rotation_years`: whoever took part within them waits for
    the others. `batch`: which angkatan of a training this is. `state_reason`: why it was postponed or cancelled.
    `visitors_open`: whether visitors may register, up to `party_limit` people at once.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[EventKind] = mapped_column(enum_type(EventKind), index=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(240), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    place_name: Mapped[str] = mapped_column(String(120))
    place_address: Mapped[str] = mapped_column(String(240), default="")
    map_url: Mapped[str] = mapped_column(String(500), default="")
    zone: Mapped[Zone] = mapped_column(enum_type(Zone), default=Zone.WIB)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    quota: Mapped[int]
    passes: Mapped[int] = mapped_column(default=1)
    confirm_days: Mapped[int | None]
    doors_lead_minutes: Mapped[int] = mapped_column(default=30)
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[EventState] = mapped_column(enum_type(EventState), default=EventState.DRAFT)
    search_text: Mapped[str] = mapped_column(Text, default="")
    next_application: Mapped[int] = mapped_column(default=1)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("application_form.id"))
    admission: Mapped[Admission] = mapped_column(
        enum_type(Admission), default=Admission.CURATED, server_default=Admission.CURATED.value
    )
    counts_people: Mapped[bool] = mapped_column(default=False, server_default=false())
    choose_sessions: Mapped[bool] = mapped_column(default=False, server_default=false())
    last_arrival_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offer_hours: Mapped[int] = mapped_column(default=48, server_default="48")
    offer_cutoff_hours: Mapped[int] = mapped_column(default=3, server_default="3")
    waitlist_paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changes_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    objection_days: Mapped[int | None]
    no_show_limit: Mapped[int | None]
    no_show_months: Mapped[int] = mapped_column(default=24, server_default="24")
    rotation_years: Mapped[int | None]
    host_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    host_page: Mapped[str] = mapped_column(String(500), default="", server_default="")
    batch: Mapped[str] = mapped_column(String(40), default="", server_default="")
    state_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    visitors_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    party_limit: Mapped[int] = mapped_column(default=10, server_default="10")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    category: Mapped[Category | None] = relationship()
    cover: Mapped[StoredFile | None] = relationship()
    form: Mapped[Form | None] = relationship()
    quotas: Mapped[list["Quota"]] = relationship(order_by="Quota.id", cascade="all, delete-orphan")
    speakers: Mapped[list["Speaker"]] = relationship(order_by="Speaker.id", cascade="all, delete-orphan")
    materials: Mapped[list["Material"]] = relationship(order_by="Material.id", cascade="all, delete-orphan")
    sessions: Mapped[list["EventSession"]] = relationship(
        back_populates="event", order_by="EventSession.starts_at", cascade="all, delete-orphan"
    )


class EventSession(Model):
    """A day or a part of a day.

    `entries`: whether a ticket lets people in once, or again whenever they went out. `quota`: how many places it has
    where applicants choose sessions, None for no limit of its own. `visitor_quota`: how many visitors may register.
    """

    __tablename__ = "event_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(120), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    quota: Mapped[int | None]
    visitor_quota: Mapped[int | None]
    entries: Mapped[Entries] = mapped_column(
        enum_type(Entries), default=Entries.REPEATED, server_default=Entries.REPEATED.value
    )

    event: Mapped[Event] = relationship(back_populates="sessions")


class Quota(Model):
    """A limit or a reserve among an event's places, for a craft or for a group.

    `group`: a code of `rules.GROUPS`, or `district:` and a region's code. A reserve that isn't filled falls back to all
    at `falls_back_at`.
    """

    __tablename__ = "event_quota"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[QuotaKind] = mapped_column(enum_type(QuotaKind))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    group: Mapped[str] = mapped_column("group_code", String(40), default="")
    places: Mapped[int]
    falls_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    category: Mapped[Category | None] = relationship()


class Speaker(Model):
    """Who teaches at a training (narasumber), or in one session of it. `letter_number`: of the surat tugas."""

    __tablename__ = "event_speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(120), default="")
    organisation: Mapped[str] = mapped_column(String(120), default="")
    topic: Mapped[str] = mapped_column(String(240), default="")
    letter_number: Mapped[str] = mapped_column(String(80), default="")

    session: Mapped[EventSession | None] = relationship()


class Material(Model):
    """What participants of a training get to read: a file, or an address. `opens_at`: from when, None for at once."""

    __tablename__ = "event_material"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    url: Mapped[str] = mapped_column(String(500), default="")
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship()
