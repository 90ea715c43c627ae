"""What council says: states of messages, and the sentences for its refusals."""

from flask_babel import LazyString

from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.core.outbox import MessageState
from eventreg.core.phone import NotAMobileNumber
from eventreg.council.service import NotByHand, NotFailed

STATE_NAMES: dict[MessageState, LazyString] = {
    MessageState.BY_HAND: lazy("To be told by hand"),
    MessageState.WAITING: lazy("Waiting"),
    MessageState.SENDING: lazy("Being sent"),
    MessageState.SENT: lazy("Sent"),
    MessageState.FAILED: lazy("Failed"),
    MessageState.EXPIRED: lazy("Expired"),
}

STATE_LOOKS = {
    MessageState.BY_HAND: "warn",
    MessageState.WAITING: "warn",
    MessageState.SENDING: "info",
    MessageState.SENT: "ok",
    MessageState.FAILED: "bad",
    MessageState.EXPIRED: "",
}

REFUSALS: dict[type[DomainError], LazyString] = {
    NotByHand: lazy("This message has been told already, or it goes out by e-mail."),
    NotFailed: lazy("Only a message that failed can be sent again."),
    NotAMobileNumber: lazy("This WhatsApp number is not valid. Example: 0812 3456 7890."),
}
