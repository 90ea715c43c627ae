"""A floor plan as a drawing: what the editor sends, what is exported and imported, `eventreg-floorplan/1`. Pure.

Written in metres with two decimals, kept in whole centimetres. `docs/floorplan.md` describes the format.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eventreg.booths.geometry import Rect

FORMAT = "eventreg-floorplan/1"
LARGEST_SIDE = 50_000  # cm of a floor
SMALLEST, LARGEST = 20, 10_000  # cm of a thing on it
MOST_BOOTHS, MOST_FIXTURES, MOST_ZONES = 600, 400, 40
MOST_SHARERS, MOST_WATTS, HIGHEST_FEE = 20, 100_000, 1_000_000_000
USUAL_GAP = 30


class BoothState(StrEnum):
    """What may become of a booth, and what has."""

    AVAILABLE = "available"
    ON_HOLD = "on_hold"
    RESERVED = "reserved"
    CONFIRMED = "confirmed"


class FixtureKind(StrEnum):
    """What stands on the floor beside booths."""

    ENTRANCE = "entrance"
    EXIT = "exit"
    PILLAR = "pillar"
    STAGE = "stage"
    WALL = "wall"
    TOILET = "toilet"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ZoneDrawn:
    """A part of the floor: the key that wishes name, and what it is called."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class BoothDrawn:
    """A booth. `id`: its name among machines, kept for life. `fee` in Rupiah; `categories`: codes, None for any."""

    id: str
    label: str
    rect: Rect
    zone: str = ""
    power_w: int = 0
    capacity: int = 1
    fee: int = 0
    facilities: str = ""
    categories: tuple[str, ...] | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class FixtureDrawn:
    """What else is on the floor."""

    id: str
    kind: FixtureKind
    rect: Rect
    text: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Two booths that are neighbours, or aren't, whatever their distance says."""

    booths: tuple[str, str]
    adjacent: bool


@dataclass(frozen=True, slots=True)
class Backdrop:
    """Where the picture lies beneath, and how strongly it shows, in percent."""

    rect: Rect
    opacity: int = 60


@dataclass(frozen=True)
class Drawing:
    """All that is on a floor."""

    width: int
    height: int
    gap: int = USUAL_GAP
    zones: tuple[ZoneDrawn, ...] = ()
    booths: tuple[BoothDrawn, ...] = ()
    fixtures: tuple[FixtureDrawn, ...] = ()
    links: tuple[Link, ...] = ()
    backdrop: Backdrop | None = None


def as_json(drawing: Drawing) -> dict[str, Any]:
    """The drawing in its format, ready for `json.dumps`."""
    return {
        "format": FORMAT,
        "width": metres(drawing.width),
        "height": metres(drawing.height),
        "gap": metres(drawing.gap),
        "zones": [{"key": zone.key, "name": zone.name} for zone in drawing.zones],
        "booths": [_booth_json(booth) for booth in drawing.booths],
        "fixtures": [
            {"id": one.id, "kind": one.kind.value, "text": one.text} | _rect_json(one.rect) for one in drawing.fixtures
        ],
        "adjacency": [{"booths": list(link.booths), "adjacent": link.adjacent} for link in drawing.links],
        "background": _rect_json(drawing.backdrop.rect) | {"opacity": drawing.backdrop.opacity}
        if drawing.backdrop
        else None,
    }


def metres(centimetres: int) -> float | int:
    """A length as it is written."""
    return centimetres // 100 if centimetres % 100 == 0 else centimetres / 100


def _rect_json(rect: Rect) -> dict[str, Any]:
    sides = {name: metres(getattr(rect, name)) for name in ("x", "y", "w", "h")}
    return {**sides, "rotation": rect.rotation}


def _booth_json(booth: BoothDrawn) -> dict[str, Any]:
    return {
        "id": booth.id,
        "label": booth.label,
        "zone": booth.zone or None,
        **_rect_json(booth.rect),
        "power_w": booth.power_w,
        "capacity": booth.capacity,
        "fee": booth.fee,
        "facilities": booth.facilities,
        "categories": list(booth.categories) if booth.categories is not None else None,
        "on_hold": booth.held,
    }
