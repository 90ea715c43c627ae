"""What the parts of the fair tell the board of those who work there, and the page of an exhibitor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from eventreg.applications.models import Application
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.onsite import queries


@dataclass(frozen=True)
class Card:
    """A part of the fair on the board: what it is called, how it stands in one line, where it is worked on.

    `alarm`: what cannot wait, in words; empty where nothing is like that.
    """

    title: str
    line: str
    url: str
    icon: str
    alarm: str = ""


@dataclass(frozen=True)
class Panel:
    """A part of an exhibitor's page: the template that draws it and what it gets; `waiting`: what they have to do."""

    template: str
    told: dict[str, Any] = field(default_factory=dict)
    waiting: Sequence[str] = ()


CardMaker = Callable[[Event, Actor, datetime], Card | None]
PanelMaker = Callable[[Application, datetime], Panel | None]
CARDS: dict[str, CardMaker] = {}
"""In the order of the fair's days: loading, handing over, deposits, rounds, faults, signs."""
PANELS: dict[str, PanelMaker] = {}
AFTERWARDS = ("handing", "deposits")
ORDER = ("loading", "handing", "deposits", "rounds", "faults", "signs")


def cards_of(event: Event, actor: Actor, now: datetime) -> Sequence[Card]:
    """The board, without the parts that the reader may not open."""
    made = (CARDS[part](event, actor, now) for part in ORDER if part in CARDS)
    return [card for card in made if card]


def panels_of(application: Application, now: datetime) -> Sequence[Panel]:
    """An exhibitor's page, without the parts of which there is nothing to tell.

    Whoever has no booth any more still reads what was handed over and back, and what became of the deposit.
    """
    parts = ORDER if queries.stands_of(application) else AFTERWARDS
    made = (PANELS[part](application, now) for part in parts if part in PANELS)
    return [panel for panel in made if panel]
