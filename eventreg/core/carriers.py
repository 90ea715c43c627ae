"""What a channel that sends by itself has to be able to do: mail today, a WhatsApp API when there is one.

To add one, write a class with `ready` and `carry` and put it into `CARRIERS`: messages of its channel then go out by
themselves instead of waiting for staff, with the same pauses, the same pace and the same trail.
"""

from typing import Protocol

from eventreg.core.channels import Channel
from eventreg.core.kinds import Rendered
from eventreg.core.messages import OutboxMessage


class NotCarried(Exception):
    """It did not go out; the words are for staff. Never with what the message says in them."""


class Refused(NotCarried):
    """Trying again is pointless. `is_address`: because nobody is reached there, whatever is sent."""

    def __init__(self, words: str, *, is_address: bool = True) -> None:
        super().__init__(words)
        self.is_address = is_address


class TryLater(NotCarried):
    """Not now; the message is tried again after a pause, others go on."""


class ServerTrouble(NotCarried):
    """The server can't be used: all messages rest. `at_message`: it stopped at this one, which may be the cause."""

    def __init__(self, words: str, *, at_message: bool = False) -> None:
        super().__init__(words)
        self.at_message = at_message


class Carrier(Protocol):
    """Takes messages of one channel to where their readers are."""

    def ready(self) -> bool:
        """Whether it is set up at all."""

    def carry(self, message: OutboxMessage, rendered: Rendered) -> None:
        """Hand it over; returns when it was taken. Raises Refused, TryLater, ServerTrouble."""


CARRIERS: dict[Channel, Carrier] = {}


def carrier_of(channel: Channel) -> Carrier | None:
    """Who takes messages of this channel now; None where nobody is set up."""
    carrier = CARRIERS.get(channel)
    return carrier if carrier and carrier.ready() else None
