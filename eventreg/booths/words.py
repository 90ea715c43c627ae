"""Booth states, what is on a floor, and refusals in the reader's words; and what the editor says while one draws."""

from collections.abc import Iterable, Mapping

from babel.numbers import format_decimal
from flask_babel import LazyString

from eventreg.booths import rules
from eventreg.booths.drawing import BoothState, FixtureDrawn, FixtureKind, metres
from eventreg.booths.parsing import Fault, Wrong
from eventreg.core.i18n import _, current_language, lazy

STATES: Mapping[BoothState, LazyString] = {
    BoothState.AVAILABLE: lazy("Free"),
    BoothState.ON_HOLD: lazy("On hold"),
    BoothState.RESERVED: lazy("Reserved"),
    BoothState.CONFIRMED: lazy("Confirmed"),
}

STATE_LOOKS: Mapping[BoothState, tuple[str, str]] = {
    BoothState.AVAILABLE: ("", "circle"),
    BoothState.ON_HOLD: ("warn", "clock"),
    BoothState.RESERVED: ("info", "lock"),
    BoothState.CONFIRMED: ("ok", "check"),
}
"""Kind and shape of a state's pill."""

FIXTURES: Mapping[FixtureKind, LazyString] = {
    FixtureKind.ENTRANCE: lazy("Entrance"),
    FixtureKind.EXIT: lazy("Exit"),
    FixtureKind.PILLAR: lazy("Pillar"),
    FixtureKind.STAGE: lazy("Stage"),
    FixtureKind.WALL: lazy("Wall"),
    FixtureKind.TOILET: lazy("Toilet"),
    FixtureKind.TEXT: lazy("Text"),
}

REFUSALS = {
    rules.PlanIsNewer: lazy("Somebody else has changed the floor plan in the meantime. Load it again."),
    rules.BoothTaken: lazy("Booth %(label)s is taken: move who is placed there first."),
    rules.BoothKept: lazy(
        "Booth %(label)s can't be removed: a round, a handover or a fault there is written down. "
        "Rename it or hold it back instead."
    ),
    rules.LabelTaken: lazy("There is a booth %(label)s already. Choose another number."),
    rules.BoothOutside: lazy("The booth must lie on the floor."),
    rules.BoothFull: lazy("Booth %(label)s is full."),
    rules.AlreadyPlaced: lazy("This application has its booth already."),
    rules.NotPlaceable: lazy("Only accepted applications get a booth."),
    rules.OnHold: lazy("Booth %(label)s is held back."),
    rules.OwnBooth: lazy("You act for this business, or stay away from it: somebody else gives it a booth."),
}

WRONG = {
    Wrong.NO_DRAWING: lazy("This is no floor plan of ours: choose a file that was exported here."),
    Wrong.FORMAT: lazy("The format must be eventreg-floorplan/1."),
    Wrong.TEXT: lazy("must be text."),
    Wrong.TOO_LONG: lazy("is longer than {value} characters."),
    Wrong.NUMBER: lazy("must be a number."),
    Wrong.SIZE: lazy("must be {value} metres."),
    Wrong.RANGE: lazy("must be {value}."),
    Wrong.CHOICE: lazy("“{value}” is not known."),
    Wrong.MISSING: lazy("is missing."),
    Wrong.TWICE: lazy("“{value}” is there twice."),
    Wrong.UNKNOWN_ZONE: lazy("There is no zone “{value}”."),
    Wrong.UNKNOWN_BOOTH: lazy("names booths that aren't in the plan."),
    Wrong.TOO_MANY: lazy("has more than {value} entries."),
    Wrong.NO_RECTANGLES: lazy("No rectangles of a booth's size are in this drawing. Check how wide it is."),
    Wrong.CATEGORY: lazy("There is no craft category “{value}”."),
}

CHANGED = {
    "width": lazy("Width"),
    "height": lazy("Depth"),
    "gap": lazy("Gap between neighbours"),
    "zones": lazy("Zones"),
    "fixtures": lazy("Fixtures"),
    "links": lazy("Neighbours set by hand"),
    "backdrop": lazy("Place of the picture"),
    "booths_added": lazy("Booths added"),
    "booths_removed": lazy("Booths removed"),
    "booth_rect": lazy("Places of booths"),
    "booth_label": lazy("Numbers of booths"),
    "booth_zone": lazy("Zones of booths"),
    "booth_power_w": lazy("Power of booths"),
    "booth_capacity": lazy("Sharers of booths"),
    "booth_fee": lazy("Fees of booths"),
    "booth_facilities": lazy("Facilities of booths"),
    "booth_categories": lazy("Categories of booths"),
    "booth_held": lazy("Booths held back"),
}
"""Fields of a change as the trail tells them."""


def fault_told(fault: Fault) -> str:
    """What is wrong with a drawing: `booths[3].w: must be a number.`"""
    words = str(WRONG[fault.wrong]).replace("{value}", fault.value)
    return f"{fault.where}: {words}" if fault.where and fault.wrong is not Wrong.FORMAT else words


def faults_told(faults: Iterable[Fault]) -> list[str]:
    """The first ten faults in words."""
    return [fault_told(fault) for fault in list(faults)[:10]]


def fixture_told(one: FixtureDrawn) -> str:
    """What a fixture is called: its own words, else those of its kind."""
    return one.text or str(FIXTURES[one.kind])


def size_told(width: int, height: int) -> str:
    """A size in metres: `3 × 3 m`."""
    return _("%(width)s × %(height)s m", width=_number(width), height=_number(height))


def _number(centimetres: int) -> str:
    return str(format_decimal(metres(centimetres), locale=current_language().value))
