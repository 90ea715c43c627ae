"""A drawing of a floor read from JSON: all that is wrong with it is told in one go, each fault with its place. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from eventreg.booths.drawing import (
    FORMAT,
    HIGHEST_FEE,
    LARGEST,
    LARGEST_SIDE,
    MOST_BOOTHS,
    MOST_FIXTURES,
    MOST_SHARERS,
    MOST_WATTS,
    MOST_ZONES,
    SMALLEST,
    USUAL_GAP,
    Backdrop,
    BoothDrawn,
    Drawing,
    FixtureDrawn,
    FixtureKind,
    Link,
    ZoneDrawn,
    metres,
)
from eventreg.booths.geometry import Rect
from eventreg.core.errors import DomainError


class Wrong(StrEnum):
    """What can be wrong with a value."""

    NO_DRAWING = "no_drawing"
    FORMAT = "format"
    TEXT = "text"
    TOO_LONG = "too_long"
    NUMBER = "number"
    SIZE = "size"
    RANGE = "range"
    CHOICE = "choice"
    MISSING = "missing"
    TWICE = "twice"
    UNKNOWN_ZONE = "unknown_zone"
    UNKNOWN_BOOTH = "unknown_booth"
    TOO_MANY = "too_many"
    CATEGORY = "category"
    NO_RECTANGLES = "no_rectangles"


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that can't be taken: where (`booths[3].w`), what is wrong, and the value or the limit that tells it."""

    where: str
    wrong: Wrong
    value: str = ""


class DrawingFaulty(DomainError):
    """A drawing that can't be taken as it is; `faults` tell everything that is wrong."""

    code = "drawing_faulty"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


def read(data: Any, *, categories: frozenset[str]) -> Drawing:
    """The drawing that the JSON tells; `categories`: the codes that there are. Raises DrawingFaulty."""
    if not isinstance(data, Mapping):
        raise DrawingFaulty([Fault("", Wrong.NO_DRAWING)])
    if data.get("format") != FORMAT:
        raise DrawingFaulty([Fault("format", Wrong.FORMAT, str(data.get("format", ""))[:40])])
    reader = _Reader(categories)
    drawing = reader.drawing(data)
    if reader.faults:
        raise DrawingFaulty(reader.faults)
    return drawing


@dataclass
class _Reader:
    """Reads value by value and writes down what is wrong, going on with something harmless."""

    categories: frozenset[str]
    faults: list[Fault] = field(default_factory=list)

    def drawing(self, data: Mapping[str, Any]) -> Drawing:
        zones = tuple(self.zone(row, where) for row, where in self.rows(data, "zones", MOST_ZONES))
        keys = frozenset(zone.key for zone in zones)
        booths = tuple(self.booth(row, where, keys) for row, where in self.rows(data, "booths", MOST_BOOTHS))
        fixtures = tuple(self.fixture(row, where) for row, where in self.rows(data, "fixtures", MOST_FIXTURES))
        self.unique("zones", "key", [zone.key for zone in zones])
        self.unique("booths", "label", [booth.label for booth in booths])
        self.unique("booths", "id", [booth.id for booth in booths])
        self.unique("fixtures", "id", [one.id for one in fixtures])
        ids = frozenset(booth.id for booth in booths)
        links = [self.link(row, where, ids) for row, where in self.rows(data, "adjacency", MOST_BOOTHS * 4)]
        return Drawing(
            width=self.length(data, "width", "", 100, LARGEST_SIDE),
            height=self.length(data, "height", "", 100, LARGEST_SIDE),
            gap=self.length(data, "gap", "", 0, 500) if "gap" in data else USUAL_GAP,
            zones=zones,
            booths=booths,
            fixtures=fixtures,
            links=tuple({link.booths: link for link in links if link}.values()),
            backdrop=self.backdrop(data),
        )

    def zone(self, row: Mapping[str, Any], where: str) -> ZoneDrawn:
        return ZoneDrawn(self.text(row, "key", where, 16, needed=True), self.text(row, "name", where, 80))

    def booth(self, row: Mapping[str, Any], where: str, zones: frozenset[str]) -> BoothDrawn:
        zone = self.text(row, "zone", where, 16)
        if zone and zone not in zones:
            self.fault(where, "zone", Wrong.UNKNOWN_ZONE, zone)
        return BoothDrawn(
            id=self.text(row, "id", where, 16, needed=True),
            label=self.text(row, "label", where, 16, needed=True),
            rect=self.rect(row, where),
            zone=zone,
            power_w=self.whole(row, "power_w", where, 0, MOST_WATTS, 0),
            capacity=self.whole(row, "capacity", where, 1, MOST_SHARERS, 1),
            fee=self.whole(row, "fee", where, 0, HIGHEST_FEE, 0),
            facilities=self.text(row, "facilities", where, 500),
            categories=self.codes(row, where),
            held=row.get("on_hold") is True,
        )

    def fixture(self, row: Mapping[str, Any], where: str) -> FixtureDrawn:
        kind = row.get("kind")
        if not isinstance(kind, str) or kind not in set(FixtureKind):
            self.fault(where, "kind", Wrong.CHOICE, str(kind)[:40])
            kind = FixtureKind.TEXT
        return FixtureDrawn(
            id=self.text(row, "id", where, 16, needed=True),
            kind=FixtureKind(kind),
            rect=self.rect(row, where),
            text=self.text(row, "text", where, 80),
        )

    def link(self, row: Mapping[str, Any], where: str, ids: frozenset[str]) -> Link | None:
        pair = row.get("booths")
        known = [one for one in pair if isinstance(one, str) and one in ids] if isinstance(pair, list) else []
        if len(known) != 2 or known[0] == known[1] or pair != known:
            self.fault(where, "booths", Wrong.UNKNOWN_BOOTH)
            return None
        one, other = sorted(known)
        return Link((one, other), row.get("adjacent") is not False)

    def backdrop(self, data: Mapping[str, Any]) -> Backdrop | None:
        row = data.get("background")
        if not isinstance(row, Mapping):
            return None
        sides = {
            name: self.length(row, name, "background", low, LARGEST_SIDE * 2)
            for name, low in (("x", -LARGEST_SIDE), ("y", -LARGEST_SIDE), ("w", SMALLEST), ("h", SMALLEST))
        }
        return Backdrop(Rect(**sides), self.whole(row, "opacity", "background", 5, 100, 60))

    def rect(self, row: Mapping[str, Any], where: str) -> Rect:
        return Rect(
            x=self.length(row, "x", where, -LARGEST_SIDE, LARGEST_SIDE),
            y=self.length(row, "y", where, -LARGEST_SIDE, LARGEST_SIDE),
            w=self.length(row, "w", where, SMALLEST, LARGEST),
            h=self.length(row, "h", where, SMALLEST, LARGEST),
            rotation=self.whole(row, "rotation", where, 0, 359, 0),
        )

    def codes(self, row: Mapping[str, Any], where: str) -> tuple[str, ...] | None:
        codes = row.get("categories")
        if not codes:
            return None
        if not isinstance(codes, list):
            self.fault(where, "categories", Wrong.CATEGORY)
            return None
        for code in codes:
            if not isinstance(code, str) or code not in self.categories:
                self.fault(where, "categories", Wrong.CATEGORY, str(code)[:40])
        return tuple(sorted({str(code) for code in codes}))

    def rows(self, data: Mapping[str, Any], name: str, most: int) -> list[tuple[Mapping[str, Any], str]]:
        rows = data.get(name) or []
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            self.fault("", name, Wrong.NO_DRAWING)
            return []
        if len(rows) > most:
            self.fault("", name, Wrong.TOO_MANY, str(most))
            return []
        return [(row, f"{name}[{at}]") for at, row in enumerate(rows)]

    def text(self, row: Mapping[str, Any], name: str, where: str, most: int, *, needed: bool = False) -> str:
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            self.fault(where, name, Wrong.TEXT)
            return ""
        words = " ".join((value or "").split())
        if not words.isprintable():
            self.fault(where, name, Wrong.TEXT)
        if needed and not words:
            self.fault(where, name, Wrong.MISSING)
        if len(words) > most:
            self.fault(where, name, Wrong.TOO_LONG, str(most))
        return words[:most]

    def length(self, row: Mapping[str, Any], name: str, where: str, low: int, high: int) -> int:
        """Metres with at most two decimals as whole centimetres between two limits."""
        value = row.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(where, name, Wrong.NUMBER)
            return low
        try:
            exact = Decimal(str(value)) * 100
            length = int(exact.to_integral_value())
        except (InvalidOperation, ValueError, OverflowError):
            self.fault(where, name, Wrong.NUMBER)
            return low
        if not low <= length <= high:
            self.fault(where, name, Wrong.SIZE, f"{metres(low)}–{metres(high)}")
            return low
        return length

    def whole(self, row: Mapping[str, Any], name: str, where: str, low: int, high: int, usual: int) -> int:
        value = row.get(name, usual)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(where, name, Wrong.NUMBER)
            return usual
        if not low <= value <= high:
            self.fault(where, name, Wrong.RANGE, f"{low}–{high}")
            return usual
        return value

    def unique(self, rows: str, name: str, values: Sequence[str]) -> None:
        for value, count in Counter(values).items():
            if value and count > 1:
                self.fault(rows, name, Wrong.TWICE, value)

    def fault(self, where: str, name: str, wrong: Wrong, value: str = "") -> None:
        if len(self.faults) < 50:
            self.faults.append(Fault(f"{where}.{name}" if where else name, wrong, value))
