"""Floor plans, drawn as the editor sends them."""

from typing import Any

from eventreg.booths import service
from eventreg.booths.drawing import BoothDrawn, Drawing, FixtureDrawn, FixtureKind, ZoneDrawn
from eventreg.booths.geometry import Rect
from eventreg.booths.models import FloorPlan
from eventreg.core import clock
from eventreg.core.files import Picture
from eventreg.core.permissions import SYSTEM


def booth(label: str, x: float = 0, y: float = 0, w: float = 3, h: float = 3, **given: Any) -> BoothDrawn:
    """A booth; lengths in metres. Its id is made of its number, unless given."""
    left, top, width, depth = (round(100 * side) for side in (x, y, w, h))
    rect = Rect(left, top, width, depth, given.pop("rotation", 0))
    return BoothDrawn(id=given.pop("id", label.lower()), label=label, rect=rect, **given)


def drawn(
    *booths: BoothDrawn, zones: tuple[str, ...] = (), fixtures: tuple[FixtureDrawn, ...] = (), **given: Any
) -> Drawing:
    """A floor of 40 by 30 metres with these booths on it; a zone is called by its key alone."""
    size = {"width": 4000, "height": 3000} | given
    return Drawing(
        booths=booths, zones=tuple(ZoneDrawn(key, f"Zona {key}") for key in zones), fixtures=fixtures, **size
    )


def row(letter: str, count: int, *, y: float = 0, **given: Any) -> list[BoothDrawn]:
    """So many booths beside each other, `A-01` and on."""
    return [booth(f"{letter}-{number + 1:02}", x=3 * number, y=y, **given) for number in range(count)]


def gate(words: str = "") -> FixtureDrawn:
    """An entrance at the lower edge of such a floor."""
    return FixtureDrawn("gate", FixtureKind.ENTRANCE, Rect(1800, 2900, 400, 100), words)


def make_floor(
    event_id: int, drawing: Drawing | None = None, *, picture: Picture | None = None, published: bool = False
) -> FloorPlan:
    """The plan of an event; the test holds the unit of work."""
    now = clock.now()
    plan = service.make(event_id, width=4000, height=3000, actor=SYSTEM, now=now)
    if drawing:
        plan = service.save(event_id, drawing, revision=None, actor=SYSTEM, now=now)
    if picture:
        plan, _ = service.set_backdrop(event_id, picture, is_public=False, actor=SYSTEM, now=now)
    if published:
        service.publish(event_id, actor=SYSTEM, now=now)
    return plan
