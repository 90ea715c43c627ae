"""What the days at the fair say to people. English here; the translations hold the Indonesian."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from babel.dates import format_date, format_timedelta
from flask_babel import LazyString

from eventreg.core.clock import Zone
from eventreg.core.errors import DomainError
from eventreg.core.i18n import current_language, format_time, lazy
from eventreg.onsite import minutes, presence, rules
from eventreg.onsite.minutes import DepositState, Handing
from eventreg.onsite.presence import DayState
from eventreg.onsite.rounds import Outcome
from eventreg.onsite.rules import FaultKind, FaultState, Presence, Standing, Way

REFUSALS: Mapping[type[DomainError], LazyString] = {
    presence.NothingSaid: lazy("Write in a few words why."),
    rules.AlreadyArrived: lazy("Their vehicle has already come."),
    rules.NoRoomThere: lazy("Only %(free)s places are left there, and %(booked)s exhibitors would move."),
    rules.NoSlots: lazy("No times have been made yet. Ask the organisers to make them."),
    rules.NotArrived: lazy("Mark first that they arrived."),
    rules.SlotBegun: lazy("This time has begun. Come to the gate anyway: nobody is sent home."),
    rules.SlotBooked: lazy("%(booked)s exhibitors have chosen this time: there must be room for them."),
    rules.SlotExists: lazy("There is already such a time at this gate."),
    rules.SlotFull: lazy("Somebody else was faster: this time is full now. Choose another one."),
    rules.SpanOver: lazy("These times are over. Check the day."),
    rules.SpanTooShort: lazy("No slot fits in there. Make the time longer, or the slots shorter."),
    rules.TooManySlots: lazy("That makes %(count)s slots; at most %(most)s are made at once."),
    rules.FaultMoved: lazy("Somebody else was quicker. This is how it stands now."),
    rules.FaultKnown: lazy("This is reported at booth %(label)s already and not mended yet."),
    rules.AnswerMissing: lazy("Write in a few words what was done."),
    rules.ReasonMissing: lazy("Write in a few words what is still broken."),
    rules.NotMended: lazy("It is open already."),
    minutes.AlreadyHanded: lazy("%(who)s was faster: this is written down already. Look below at what was written."),
    minutes.NotHandedOver: lazy("Nothing is written down there yet, or it was taken back meanwhile."),
    minutes.GivenBack: lazy("The booth was handed back: take that back first."),
    minutes.MinutesChanged: lazy("The minutes were changed meanwhile. Read them once more."),
    minutes.WhyMissing: lazy("Write why: the exhibitor reads it."),
    minutes.TakesPart: lazy("You act for this business: somebody else does this."),
    minutes.ThingTwice: lazy("%(name)s stands in the list twice. Write it once, with how many there are."),
    minutes.AlreadyTaken: lazy("This deposit is written down already."),
    minutes.NoDeposit: lazy("There is no deposit like that any more. See the list for how it stands."),
    minutes.DepositSettled: lazy("The deposit is settled already."),
    minutes.StillOut: lazy("The booth hasn't been handed back yet, so the deposit stays here."),
    minutes.MoreThanTaken: lazy("At most %(held)s can be given back."),
    minutes.ProofMissing: lazy("Write the number under which the payment is found again."),
}
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
FAULT_ICONS = {
    FaultKind.POWER: "bolt",
    FaultKind.LEAK: "drop",
    FaultKind.LIGHT: "bulb",
    FaultKind.FURNITURE: "chair",
    FaultKind.OTHER: "dots",
}
FAULT_NOTES = {
    FaultKind.POWER: lazy("no power, sparks, a smell of burning"),
    FaultKind.LEAK: lazy("rain comes in, water on the floor"),
    FaultKind.LIGHT: lazy("dark, flickering"),
    FaultKind.FURNITURE: lazy("table, chair, partition, carpet"),
}
FAULT_LOOKS = {
    FaultState.REPORTED: ("warn", "alert"),
    FaultState.IN_HAND: ("info", "clock"),
    FaultState.DONE: ("ok", "check"),
}
"""Kind and shape of a state's pill."""
FAULT_DEEDS = {
    "reported": lazy("Reported"),
    "confirmed": lazy("Seen by another too"),
    "taken": lazy("Taken in hand"),
    "done": lazy("Mended"),
    "reopened": lazy("Opened again"),
}
STANDINGS = {
    Standing.UNCHOSEN: lazy("No time yet"),
    Standing.AHEAD: lazy("Later"),
    Standing.DUE: lazy("Expected now"),
    Standing.LATE: lazy("Late"),
    Standing.MISSED: lazy("Did not come"),
    Standing.INSIDE: lazy("Inside"),
    Standing.GONE: lazy("Gone"),
}


def age_told(since: datetime, now: datetime) -> str:
    """How long ago something was: `12 menit`."""
    return format_timedelta(
        max(now - since, timedelta(minutes=1)), granularity="minute", locale=current_language().value
    )


def moment_told(moment: datetime, now: datetime, zone: Zone) -> str:
    """When something was: the time, with its day where that isn't today."""
    is_today = moment.astimezone(zone.info).date() == now.astimezone(zone.info).date()
    time, day = format_time(moment, zone), moment.astimezone(zone.info)
    return time if is_today else f"{format_date(day, 'd MMM', locale=current_language().value)}, {time}"


DAY_STATES = {
    DayState.CLOSED_MIDWAY: lazy("Closed midway"),
    DayState.CLOSED: lazy("Closed"),
    DayState.OPEN_AGAIN: lazy("Open again"),
    DayState.OPEN: lazy("Open"),
    DayState.NOT_SEEN: lazy("Not seen yet"),
}
DAY_LOOKS = {
    DayState.CLOSED_MIDWAY: ("bad", "alert"),
    DayState.CLOSED: ("", "lock"),
    DayState.OPEN_AGAIN: ("info", "refresh"),
    DayState.OPEN: ("ok", "check"),
    DayState.NOT_SEEN: ("warn", "hide"),
}
"""Kind and shape of a day's pill."""
OUTCOMES = {
    Outcome.UNREADABLE: lazy("This could not be read. Tap it once more."),
    Outcome.NO_SUCH_STAND: lazy("This booth or exhibitor is not at this fair."),
    Outcome.NOT_YOURS: lazy("Somebody else saw this: only they can take it back."),
    Outcome.OWN_STAND: lazy("This is your own booth: somebody else looks whether it is open."),
}
"""Why something that was seen is not taken down."""
HANDINGS = {
    Handing.WAITING: (lazy("Not handed over"), "", "circle"),
    Handing.HANDED: (lazy("Not agreed yet"), "warn", "clock"),
    Handing.AGREED: (lazy("Handed over"), "ok", "check"),
    Handing.BACK: (lazy("Handed back"), "info", "exit"),
}
"""What it is called, kind and shape of its pill."""
DEPOSITS = {
    DepositState.UNPAID: (lazy("Not paid"), "warn", "clock"),
    DepositState.HELD: (lazy("Held here"), "info", "lock"),
    DepositState.TO_RETURN: (lazy("To give back"), "warn", "alert"),
    DepositState.SETTLED: (lazy("Settled"), "ok", "check"),
}
HANDED_WAYS = {Way.IN: lazy("Handing over"), Way.OUT: lazy("Handing back")}
