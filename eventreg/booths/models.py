"""The floor plan of an event: zones, booths and what else is on the floor; and who is placed in which booth."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.applications.models import Application
from eventreg.booths.drawing import USUAL_GAP, BoothState, FixtureKind
from eventreg.booths.geometry import Rect
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.files import StoredFile
from eventreg.events.models import Event


class FloorPlan(Model):
    """The floor of an event, `width` by `height`; lengths here and below in centimetres.

    `gap`: how far apart booths may stand and still be neighbours. `revision` counts what was saved: whoever saves tells
    which one they changed. `published_at`: since when everybody sees the plan; `occupants_public_at`: since when they
    see who is where, too. `backdrop_…`: where a picture lies beneath, in percent how strongly it shows, and whether
    everybody sees it.
    """

    __tablename__ = "floor_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    gap: Mapped[int] = mapped_column(default=USUAL_GAP)
    revision: Mapped[int] = mapped_column(default=0)
    backdrop_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    backdrop_x: Mapped[int] = mapped_column(default=0)
    backdrop_y: Mapped[int] = mapped_column(default=0)
    backdrop_w: Mapped[int] = mapped_column(default=0)
    backdrop_h: Mapped[int] = mapped_column(default=0)
    backdrop_opacity: Mapped[int] = mapped_column(default=60)
    backdrop_is_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    occupants_public_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    backdrop: Mapped[StoredFile | None] = relationship()
    zones: Mapped[list["Zone"]] = relationship(
        order_by="Zone.position", cascade="all, delete-orphan", back_populates="plan"
    )
    booths: Mapped[list["Booth"]] = relationship(
        order_by="Booth.label", cascade="all, delete-orphan", back_populates="plan"
    )
    fixtures: Mapped[list["Fixture"]] = relationship(order_by="Fixture.id", cascade="all, delete-orphan")
    links: Mapped[list["BoothLink"]] = relationship(order_by="BoothLink.id", cascade="all, delete-orphan")


class Zone(Model):
    """A part of the floor that wishes can name, by its `key`."""

    __tablename__ = "floor_zone"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("floor_plan.id"))
    key: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80), default="")
    position: Mapped[int] = mapped_column(default=0)

    plan: Mapped[FloorPlan] = relationship(back_populates="zones")


class Booth(Model):
    """A booth. `uid`: its name among machines, kept whatever its label becomes; `label`: what people call it.

    `capacity`: how many businesses share it. `categories`: codes of those that may have it, None for any. `state`: what
    organisers hold back is `on_hold`; otherwise that of who is placed there.
    """

    __tablename__ = "booth"
    __table_args__ = (
        UniqueConstraint("plan_id", "label"),
        UniqueConstraint("plan_id", "uid"),
        CheckConstraint("capacity >= 1", "capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("floor_plan.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("floor_zone.id"), index=True)
    uid: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(16))
    x: Mapped[int]
    y: Mapped[int]
    w: Mapped[int]
    h: Mapped[int]
    rotation: Mapped[int] = mapped_column(default=0)
    power_w: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int] = mapped_column(default=1)
    fee: Mapped[int] = mapped_column(default=0)
    facilities: Mapped[str] = mapped_column(Text, default="")
    categories: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[BoothState] = mapped_column(enum_type(BoothState), default=BoothState.AVAILABLE)

    plan: Mapped[FloorPlan] = relationship(back_populates="booths")
    zone: Mapped[Zone | None] = relationship()
    placements: Mapped[list["BoothPlacement"]] = relationship(back_populates="booth", order_by="BoothPlacement.place")

    @property
    def rect(self) -> Rect:
        """Its place on the floor."""
        return Rect(self.x, self.y, self.w, self.h, self.rotation)


class Fixture(Model):
    """What else is on the floor: an entrance, a pillar, a stage, words …"""

    __tablename__ = "floor_fixture"
    __table_args__ = (UniqueConstraint("plan_id", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("floor_plan.id"))
    uid: Mapped[str] = mapped_column(String(16))
    kind: Mapped[FixtureKind] = mapped_column(enum_type(FixtureKind))
    text: Mapped[str] = mapped_column(String(80), default="")
    x: Mapped[int]
    y: Mapped[int]
    w: Mapped[int]
    h: Mapped[int]
    rotation: Mapped[int] = mapped_column(default=0)


class BoothLink(Model):
    """Two booths that are neighbours, or aren't, whatever their distance says: set by hand."""

    __tablename__ = "booth_link"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("floor_plan.id"), index=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("booth.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("booth.id"), index=True)
    is_adjacent: Mapped[bool]

    one: Mapped[Booth] = relationship(foreign_keys=one_id)
    other: Mapped[Booth] = relationship(foreign_keys=other_id)


class BoothPlacement(Model):
    """An application has a place in a booth.

    `place`: which of the places of the booth, 1 to its capacity, so that the database keeps it from being overfull;
    `part`: which of the application's booths it is, 1 or 2, so that nobody is placed twice who asked for one.
    """

    __tablename__ = "booth_placement"
    __table_args__ = (
        UniqueConstraint("booth_id", "application_id"),
        UniqueConstraint("booth_id", "place"),
        UniqueConstraint("application_id", "part"),
        CheckConstraint("place >= 1", "place"),
        CheckConstraint("part IN (1, 2)", "part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    place: Mapped[int] = mapped_column(default=1)
    part: Mapped[int] = mapped_column(default=1)
    state: Mapped[BoothState] = mapped_column(enum_type(BoothState), default=BoothState.ON_HOLD)
    placed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    booth: Mapped[Booth] = relationship(back_populates="placements")
    application: Mapped[Application] = relationship()
