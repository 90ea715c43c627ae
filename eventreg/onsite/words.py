"""What the days at the fair say to people. English here; the translations hold the Indonesian."""

from collections.abc import Mapping

from flask_babel import LazyString

from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.onsite.rules import FaultKind, FaultState, Presence, Way

REFUSALS: Mapping[type[DomainError], LazyString] = {}
WAYS = {Way.IN: lazy("Loading in"), Way.OUT: lazy("Teardown")}
PRESENCES = {Presence.OPEN: lazy("Open"), Presence.CLOSED: lazy("Closed")}
FAULT_KINDS = {
    FaultKind.POWER: lazy("Power"),
    FaultKind.LEAK: lazy("Leak"),
    FaultKind.LIGHT: lazy("Light"),
    FaultKind.FURNITURE: lazy("Furniture"),
    FaultKind.OTHER: lazy("Something else"),
}
FAULT_STATES = {
    FaultState.REPORTED: lazy("Reported"),
    FaultState.IN_HAND: lazy("Being mended"),
    FaultState.DONE: lazy("Mended"),
}
