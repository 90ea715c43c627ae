"""What messaging says: states of messages, and the sentences for its refusals."""

from flask_babel import LazyString

from eventreg.core.channels import Channel
from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.core.outbox import MessageState, NotByHand
from eventreg.messaging.rules import NotFailed
from eventreg.messaging.timing import Reminder

STATE_NAMES: dict[MessageState, LazyString] = {
    MessageState.BY_HAND: lazy("To be told by hand"),
    MessageState.WAITING: lazy("Waiting"),
    MessageState.SENDING: lazy("Being sent"),
    MessageState.SENT: lazy("Sent"),
    MessageState.FAILED: lazy("Failed"),
    MessageState.EXPIRED: lazy("Expired"),
    MessageState.STOPPED: lazy("Stopped"),
}

CHANNEL_NAMES: dict[Channel, LazyString] = {
    Channel.EMAIL: lazy("E-mail"),
    Channel.WHATSAPP: lazy("WhatsApp"),
    Channel.NOTICE: lazy("On my page"),
}

STATE_LOOKS = {
    MessageState.BY_HAND: "warn",
    MessageState.WAITING: "warn",
    MessageState.SENDING: "info",
    MessageState.SENT: "ok",
    MessageState.FAILED: "bad",
    MessageState.EXPIRED: "",
    MessageState.STOPPED: "",
}

REMINDER_NAMES: dict[Reminder, LazyString] = {
    Reminder.CLOSING: lazy("Before applications close"),
    Reminder.DAY_BEFORE: lazy("The day before"),
    Reminder.MORNING: lazy("The morning, with the ticket again"),
    Reminder.THANKS: lazy("Thanks, the morning after"),
}

REFUSALS: dict[type[DomainError], LazyString] = {
    NotByHand: lazy("This message has been told already, or it goes out by e-mail."),
    NotFailed: lazy("Only a message that failed can be sent again."),
}
