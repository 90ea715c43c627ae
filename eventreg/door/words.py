"""What the door says: a word and a sentence for every verdict, and the sentences for its refusals."""

from dataclasses import dataclass

from flask_babel import LazyString

from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.door import rules
from eventreg.door.presence import Enough, Seen
from eventreg.door.rules import PresenceSource, Settled, Verdict


@dataclass(frozen=True)
class Says:
    """A verdict in large (`word`), what to do (`say`), and why (`why`). Who may pass is called by name instead."""

    word: LazyString
    say: LazyString | str = ""
    why: LazyString | str = ""


VERDICTS: dict[Verdict, Says] = {
    Verdict.ADMITTED: Says(lazy("Please come in")),
    Verdict.ALREADY_ADMITTED: Says(
        lazy("Already in"), lazy("Compare the identity card"), lazy("This ticket has been used for this session.")
    ),
    Verdict.UNREADABLE: Says(
        lazy("Not readable"),
        lazy("Scan again, or type the code"),
        lazy("This is not a ticket's code, or a character is wrong."),
    ),
    Verdict.FORGED: Says(
        lazy("Forged ticket"),
        lazy("Do not let in"),
        lazy("The digital signature does not match. Call the supervisor, do not argue."),
    ),
    Verdict.WRONG_EVENT: Says(
        lazy("Other event"), lazy("Do not let in"), lazy("The ticket is genuine, but for another event.")
    ),
    Verdict.UNKNOWN: Says(
        lazy("Not found"), lazy("Do not let in"), lazy("This event has no such ticket. Compare the code once more.")
    ),
    Verdict.REVOKED: Says(
        lazy("Revoked"),
        lazy("Do not let in"),
        lazy("Taken back, or replaced by a new ticket: ask for the newest. If there is none, call the supervisor."),
    ),
    Verdict.ON_HOLD: Says(
        lazy("On hold"), lazy("Please wait"), lazy("The organisers have put this ticket on hold. Call the supervisor.")
    ),
    Verdict.NOT_CONFIRMED: Says(
        lazy("Not confirmed"), lazy("Please wait"), lazy("The place was not confirmed. Call the supervisor.")
    ),
    Verdict.WRONG_SESSION: Says(
        lazy("Other session"),
        lazy("Not for this session"),
        lazy("The ticket is for another time: its day and hours are written on it."),
    ),
    Verdict.TOO_EARLY: Says(
        lazy("Too early"), lazy("The door is not open yet"), lazy("Ask to come back when the session opens.")
    ),
    Verdict.TOO_LATE: Says(lazy("Too late"), lazy("The session is over"), lazy("No later session is planned.")),
    Verdict.WRONG_GATE: Says(
        lazy("Other gate"), lazy("Not through this gate"), lazy("Show the way to the right gate.")
    ),
    Verdict.LEFT: Says(lazy("Gone out")),
    Verdict.UNDONE: Says(lazy("Undone"), lazy("The scan does not count")),
    Verdict.QUARANTINED: Says(
        lazy("Set aside"),
        lazy("Nobody is admitted by this phone"),
        lazy("The phone was taken off the door. A supervisor looks at what it recorded."),
    ),
}

VERDICT_NAMES: dict[Verdict, LazyString] = {verdict: says.word for verdict, says in VERDICTS.items()} | {
    Verdict.ADMITTED: lazy("Admitted")
}
"""What a verdict is called in a list."""

SETTLED: dict[Settled, LazyString] = {
    Settled.CONFLICT_CLOSED: lazy("Conflict closed"),
    Settled.ACCEPTED: lazy("Accepted afterwards"),
    Settled.DISMISSED: lazy("Does not count"),
    Settled.UNDONE: lazy("Undone by a supervisor"),
}

PRESENCE_SOURCES: dict[PresenceSource, LazyString] = {
    PresenceSource.SCREEN: lazy("Code on the screen"),
    PresenceSource.STAFF: lazy("Corrected by staff"),
}

REFUSALS: dict[type[DomainError], LazyString] = {
    rules.UnknownDevice: lazy("This phone is not paired with a door."),
    rules.DeviceRevoked: lazy("This phone was taken off the door."),
    rules.OtherEvent: lazy("This phone is paired with another event's door."),
    rules.PairingCodeUnknown: lazy("This pairing code is wrong, already used, or older than two minutes."),
    rules.TooMuch: lazy("Too many scans at once: 500 at most."),
    rules.UnreadableRequest: lazy("This request can't be read"),
    rules.TooManyGuesses: lazy("Too many wrong codes. Typing is possible again in a few minutes."),
    rules.TooFast: lazy("Too many requests at once. Try again in a second."),
    rules.ConflictGone: lazy("This is no conflict any more: a later scan or an undo has put it right."),
    rules.ConflictChanged: lazy("Another scan belongs to this conflict since you opened it. Look at it once more."),
    rules.NothingToUndo: lazy("Nobody went in or out by this scan, so there is nothing to undo."),
    rules.NoSuchTime: lazy("Choose a time at which the door of this session was open."),
    rules.GateInUse: lazy("A phone was paired for this gate or somebody passed there, so that it stays."),
    rules.TicketIsOtherwise: lazy("Somebody else has changed this ticket meanwhile. This is how it is now."),
    rules.ValidityOutOfOrder: lazy("The end must be after the beginning."),
    rules.WalkInsOff: lazy("At this event no tickets are given out at the door. Ask the supervisor."),
    rules.NothingOpen: lazy("No session is open at this gate now, so there is nothing to give a ticket for."),
    rules.NotReplaceable: lazy("This ticket no longer admits anybody, so nobody can take its place."),
    rules.ReasonWanting: lazy("Write the reason for the correction."),
    rules.AlreadySo: lazy("The attendance list says so already."),
    rules.NotOnScreen: lazy("This code is not on the screen, or no longer. Type the one that it shows now."),
    rules.CodeUnreadable: lazy("This is not a ticket's code, or a character is wrong. It has 12 letters and figures."),
    rules.TicketUnknown: lazy("This event has no ticket with this code. Compare it with the ticket once more."),
    rules.TicketTakenBack: lazy("The organisers took this ticket back. Speak to them."),
    rules.TicketOnHold: lazy("The organisers have put this ticket on hold. Speak to them."),
    rules.PlaceNotConfirmed: lazy("The place for this ticket is not confirmed. Speak to the organisers."),
    rules.NotThisSession: lazy("This ticket is for another session."),
    rules.SessionNotOpen: lazy("This session has not opened yet."),
    rules.SessionOver: lazy("This session is over. Whoever was there speaks to the organisers."),
}

ENOUGH: dict[Enough, LazyString] = {
    Enough.ENOUGH: lazy("Enough for the certificate"),
    Enough.OPEN: lazy("Certificate: not known yet"),
    Enough.NOT_ENOUGH: lazy("Not enough for the certificate"),
}

ENOUGH_LOOKS: dict[Enough, tuple[str, str]] = {
    Enough.ENOUGH: ("ok", "check"),
    Enough.OPEN: ("", "clock"),
    Enough.NOT_ENOUGH: ("warn", "minus"),
}

SEEN: dict[Seen, LazyString] = {
    Seen.PRESENT: lazy("Present"),
    Seen.ABSENT: lazy("Not present"),
    Seen.AWAITED: lazy("Not there yet"),
    Seen.TO_COME: lazy("Still to come"),
    Seen.NOT_THEIRS: lazy("Other session"),
}

SEEN_LOOKS: dict[Seen, tuple[str, str]] = {
    Seen.PRESENT: ("ok", "check"),
    Seen.ABSENT: ("bad", "minus"),
    Seen.AWAITED: ("warn", "clock"),
    Seen.TO_COME: ("", "circle"),
    Seen.NOT_THEIRS: ("", "x"),
}
