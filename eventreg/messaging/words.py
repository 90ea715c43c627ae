"""What messaging says: states of messages, and the sentences for its refusals."""

from flask_babel import LazyString

from eventreg.core.channels import Channel
from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.core.outbox import MessageState, NotByHand
from eventreg.messaging.progress import Standing
from eventreg.messaging.rules import (
    Came,
    HeldByAnother,
    LeftOut,
    Nature,
    NoAddress,
    NobodyMeant,
    NotADraft,
    NotFailed,
    NothingWritten,
    NotOnItsWay,
    NotScheduled,
    SameWording,
    TimePassed,
    TooFarAhead,
    WordedMeanwhile,
    WordingHasMistakes,
)
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

STANDING_NAMES: dict[Standing, LazyString] = {
    Standing.DRAFT: lazy("Draft"),
    Standing.SCHEDULED: lazy("Scheduled"),
    Standing.SENDING: lazy("Being sent"),
    Standing.SENT: lazy("All sent"),
    Standing.PARTLY: lazy("Partly failed"),
    Standing.FAILED: lazy("Failed"),
    Standing.STOPPED: lazy("Stopped"),
}

STANDING_LOOKS = {
    Standing.DRAFT: ("", "edit"),
    Standing.SCHEDULED: ("warn", "clock"),
    Standing.SENDING: ("info", "mail"),
    Standing.SENT: ("ok", "check"),
    Standing.PARTLY: ("bad", "alert"),
    Standing.FAILED: ("bad", "x"),
    Standing.STOPPED: ("bad", "x"),
}

NATURE_NAMES: dict[Nature, LazyString] = {
    Nature.NEEDED: lazy("Needed to take part"),
    Nature.EVENT: lazy("News of this event"),
    Nature.OTHER: lazy("News of other events"),
}

NATURE_NOTES: dict[Nature, LazyString] = {
    Nature.NEEDED: lazy("For example a changed hour or place. Everybody gets it, also who unsubscribed."),
    Nature.EVENT: lazy("For example thanks or photos. It has a link to unsubscribe; who used it gets nothing."),
    Nature.OTHER: lazy("For example the next training. Only for those who agreed to such news; never for visitors."),
}

CAME_NAMES: dict[Came, LazyString] = {
    Came.ANY: lazy("All, whether they came or not"),
    Came.YES: lazy("Only who came"),
    Came.NO: lazy("Only who did not come"),
}

LEFT_OUT_NAMES: dict[LeftOut, LazyString] = {
    LeftOut.NOT_AGREED: lazy("have not agreed to get news of other events"),
    LeftOut.UNSUBSCRIBED: lazy("have unsubscribed"),
    LeftOut.UNREACHABLE: lazy("left neither an address nor a number"),
}

REFUSALS: dict[type[DomainError], LazyString] = {
    NoAddress: lazy("Your account has no e-mail address. Add one first."),
    SameWording: lazy("This is how messages are worded already: nothing was changed."),
    WordedMeanwhile: lazy(
        "A colleague changed this wording while you had it open; see the earlier versions. Save again to use yours."
    ),
    WordingHasMistakes: lazy("This wording can't be used: a field that it names is not there any more."),
    NotADraft: lazy("It is on its way or was sent, and can't be changed any more. Copy it to write a new one."),
    NotScheduled: lazy("It doesn't wait for its time any more: a colleague took it back, or it is being sent."),
    NotOnItsWay: lazy("Nothing of it is on its way that could be stopped."),
    NothingWritten: lazy("Write a subject and a text first."),
    NobodyMeant: lazy("Nobody would get this announcement. Choose another group."),
    TimePassed: lazy("This time has passed. Choose a later one, or send it now."),
    TooFarAhead: lazy("This is more than a year ahead. Check the date."),
    NotByHand: lazy("This message has been told already, or it goes out by e-mail."),
    HeldByAnother: lazy("A colleague is sending this message just now, so it isn't sent twice. Here is the next one."),
    NotFailed: lazy("Only a message that failed can be sent again."),
}
