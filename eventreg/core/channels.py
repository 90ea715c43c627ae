"""Which way a message goes first, and which way next when that one fails. Pure.

What somebody chose comes first, then e-mail, WhatsApp and their own page, as far as these reach them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

WRONG_NUMBER = "wrong number"  # the problem of a message whose number staff found to be nobody's, or another's


class Channel(StrEnum):
    """How a message reaches somebody: by mail, by a WhatsApp chat that staff open, or on their own page alone."""

    EMAIL = "email"
    WHATSAPP = "whatsapp"
    NOTICE = "notice"


@dataclass(frozen=True)
class Reach:
    """How somebody can be reached. `phone` in E.164. `chosen`: how they want to be told.

    `refused`: no mail arrives at `email`. `phone_refused`: staff found nobody there. `has_page`: they have an account,
    so there is a page to look at.
    """

    email: str = ""
    phone: str = ""
    chosen: Channel = Channel.EMAIL
    refused: bool = False
    phone_refused: bool = False
    has_page: bool = True


class Travelling(Protocol):
    """What is asked of a message that is on its way: the way, and the address, "" without one."""

    channel: Channel
    address: str


def first_channel(reach: Reach, to: str, *, secret: bool) -> Channel:
    """The way of a new message to the address `to`, "" without one.

    What lets its reader in goes by e-mail alone, whatever happened to the address: they typed it just now. Whoever is
    reached in no way at all is told by hand, which is what WhatsApp without a number means.
    """
    if secret:
        return Channel.EMAIL
    ways = _ways(reach, to)
    return ways[0] if ways else Channel.WHATSAPP


def next_channel(message: Travelling, reach: Reach, *, secret: bool) -> Channel | None:
    """The way that is left after the one that a message went, and that failed; None when there is none."""
    order = _order(reach)
    behind = order[order.index(message.channel) + 1 :]
    return next((way for way in _ways(reach, message.address) if way in behind), None) if not secret else None


def _ways(reach: Reach, to: str) -> list[Channel]:
    return [channel for channel in _order(reach) if _reaches(channel, reach, to or reach.email)]


def _order(reach: Reach) -> list[Channel]:
    return list(dict.fromkeys([reach.chosen, Channel.EMAIL, Channel.WHATSAPP, Channel.NOTICE]))


def _reaches(channel: Channel, reach: Reach, address: str) -> bool:
    match channel:
        case Channel.EMAIL:
            return bool(address) and not (reach.refused and address == reach.email)
        case Channel.WHATSAPP:
            return bool(reach.phone) and not reach.phone_refused
        case Channel.NOTICE:  # who has no address comes in by links of the staff's, and is told unless they chose this
            return reach.has_page and (reach.chosen is Channel.NOTICE or bool(address))
