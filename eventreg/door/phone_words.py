"""The sentences that the phone's scripts show, in the reader's language; `{…}` is filled in by them."""

from eventreg.core.i18n import _
from eventreg.door.words import VERDICT_NAMES, VERDICTS
from eventreg.tickets.rules import TicketState
from eventreg.tickets.words import STATE_NAMES as TICKET_STATES


def words() -> dict[str, object]:
    """All of them, as the page gives them to its scripts."""
    return {
        "verdicts": {
            verdict.value: {
                "name": str(VERDICT_NAMES[verdict]),
                "word": str(says.word),
                "say": str(says.say),
                "why": str(says.why),
            }
            for verdict, says in VERDICTS.items()
        },
        "first": _("First used {time}, {gate}"),
        "ago": [_("less than a minute ago"), _("{count} minutes ago"), _("{count} hours ago")],
        "booth": _("booth {booth}"),
        "last": _("Last: {name}, {verdict} {time}"),
        "late": _("Scanned at {time}, answered only now"),
        "admitted_offline": _("Another admission stands"),
        "online": _("Connected"),
        "offline": _("No signal"),
        "queued": {
            "word": _("Not sent"),
            "say": _("Not admitted yet: nobody has checked this ticket"),
            "why": _("There is no connection. The scan is kept on this phone and sent as soon as it returns."),
            "waiting": _("Waiting to be sent: {count}"),
        },
        "camera": {
            "aim": _("Point the camera at the QR code"),
            "starting": _("Starting the camera…"),
            "checking": _("Checking…"),
            "refused": _("The camera is not allowed. Tap the lock beside the address, allow the camera, and reload."),
            "missing": _("No camera was found. Type the code instead."),
            "insecure": _("The camera works only over HTTPS. Type the code instead."),
            "busy": _("Another app is using the camera. Close it and reload."),
            "decoder": _("The QR reader could not be loaded. Check the connection and reload, or type the code."),
        },
        "code": {
            "short": _("The code has 12 characters, this has {count}."),
            "wrong": _("A character is wrong. Compare it with the ticket."),
        },
        "find": {
            "reading": _("Reading the list…"),
            "unreachable": _("The list can't be read without a connection. Type the code instead."),
            "nobody": _("Nobody found for “{text}”. Try a part of the name, or the business."),
            "phone": _("phone ends in {end}"),
            "states": {
                state.value: str(name) for state, name in TICKET_STATES.items() if state is not TicketState.VALID
            },
        },
        "pairing": {
            "unreachable": _("The server can't be reached. Check the connection and try again."),
            "revoked": _("This phone was taken off the door. Pair it again to go on scanning."),
            "kept": _("Scans kept on this phone: {count}. They are sent once it is paired with this event again."),
        },
    }
