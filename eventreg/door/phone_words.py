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
        "contradicted": {
            "admitted": _("Another admission stands"),
            "left": _("Nobody was in by this ticket. The supervisor looks at it."),
        },
        "together": _("{count} people together"),
        "online": _("Connected"),
        "offline": _("No signal"),
        "queued": {
            "word": _("Not sent"),
            "say": _("Not admitted yet: nobody has checked this ticket"),
            "why": _("There is no connection. The scan is kept on this phone and sent as soon as it returns."),
            "waiting": _("Waiting to be sent: {count}"),
        },
        "alone": _alone(),
        "people": _people(),
        "alert": _alert(),
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
        "code": _code(),
        "zoomed": _("{times} times"),
        "foreign": _foreign(),
        "find": {
            "reading": _("Reading the list…"),
            "unreachable": _("The list isn't on this phone yet, and there is no signal. Type the code instead."),
            "nobody": _("Nobody found for “{text}”. Try a part of the name, or the business."),
            "phone": _("phone ends in {end}"),
            "empty": _("There are no tickets for this event yet."),
            "inside": _("In since {time}, {gate}"),
            "not_confirmed": _("Not confirmed"),
            "states": {
                state.value: str(name) for state, name in TICKET_STATES.items() if state is not TicketState.VALID
            },
        },
        "ready": _ready(),
        "pairing": {
            "unreachable": _("The server can't be reached. Check the connection and try again."),
            "revoked": _("This phone was taken off the door. Pair it again to go on scanning."),
            "sending": _("Scans kept on this phone: {count}. They are sent by themselves: leave this page open."),
            "kept": _("Scans kept on this phone: {count}. They are sent once it is paired with this event again."),
        },
    }


def _code() -> dict[str, str]:
    return {
        "typed": _("{count} of 12"),
        "short": _("The code has 12 characters, this has {count}."),
        "foreign": _("No code contains “{letter}”. Listen once more."),
        "wrong": _("A character is wrong. Compare it with the ticket."),
    }


def _foreign() -> dict[str, str]:
    return {
        "say": _("Ask for the ticket"),
        "payment": _("This is a code for payments (QRIS), not a ticket."),
        "wifi": _("This is a Wi-Fi code, not a ticket."),
        "contact": _("This is somebody's contact card, not a ticket."),
        "pairing": _("This code pairs phones with the door. It is not a ticket."),
        "address": _("This is the address of a web page, {address}, not a ticket."),
    }


def _ready() -> dict[str, object]:
    """What a phone needs to do without signal; ready.js and readiness.js."""
    return {
        "whole": _("This phone can admit people without signal."),
        "missing": _("Missing for that: {count}. See what to do."),
        "version": _("Version {version}."),
        "renewing": _("Reading the list…"),
        "renewed": _("The list is up to date."),
        "unreachable": _("No signal. The list on this phone stays as it is."),
        "points": {
            "secure": {
                "title": _("Safe address"),
                "no": _("Open the address that begins with https://. Browsers keep nothing for others."),
            },
            "page": {
                "title": _("Page on this phone"),
                "coming": _("It is being copied. Stay connected for a moment."),
                "missing": _("Connect the phone and open this page again."),
                "never": _("This browser can't keep it. Use Chrome or Safari, and no private window."),
            },
            "paired": {"title": _("Paired"), "no": _("Scan the QR code of the organisers' door page.")},
            "list": {
                "title": _("List of tickets"),
                "ok": _("{count} tickets, read {ago}."),
                "old": _("Renew it while there is signal."),
                "no": _("Connect the phone and tap “Renew the list now”."),
                "over": _("The event is over. This phone holds nobody's names any more."),
            },
            "keys": {
                "title": _("Keys of this event"),
                "no": _("They are there from the event's first ticket on. Renew the list then."),
            },
            "genuine": {
                "title": _("Genuine or forged"),
                "no": _("Without the keys this phone can't tell. If they are there, update the browser."),
            },
            "camera": {
                "title": _("Camera"),
                "denied": _("Tap the lock beside the address and allow the camera. Until then type the codes."),
                "asks": _("The browser still asks. Start the camera once and allow it."),
            },
            "storage": {
                "title": _("Kept by the browser"),
                "no": _(
                    "This browser keeps nothing: scans are gone when the page is closed. Leave the private window."
                ),
                "look": _("A full phone may throw it away. Install the door as an app, and keep some space free."),
            },
            "clock": {
                "title": _("Clock"),
                "unknown": _("Not compared yet. That happens by itself when there is signal."),
                "slow": _("This phone is {span} slow. Switch on automatic time. Scans are counted at the right time."),
                "fast": _("This phone is {span} fast. Switch on automatic time. Scans are counted at the right time."),
                "minutes": _("{count} minutes"),
                "hours": _("{count} hours"),
            },
            "sent": {
                "title": _("All scans sent"),
                "look": _("Waiting to be sent: {count}. They go by themselves when there is signal."),
            },
        },
    }


def _alone() -> dict[str, object]:
    """Of a verdict that the phone gave without signal."""
    return {
        "word": _("Without signal"),
        "admitted": {
            "word": _("Recorded, not certain"),
            "say": _("May come in once the identity card matches"),
        },
        "left": {"word": _("Way out recorded"), "say": _("Not certain yet")},
        "genuine": _("Genuine ticket."),
        "listed": _("On this phone's list, read {ago}."),
        "by_list": _("By this phone's list, read {ago}. The server may know more."),
        "again": _("Checked again when connected. Waiting: {count}"),
    }


def _alert() -> dict[str, str]:
    """Of an answer that contradicts what was shown."""
    return {
        "let_in": _("This phone let them in at {time}, {gate}, without signal."),
        "said": _("This phone said “{verdict}” at {time}, without signal."),
        "late": _("Scanned at {time}, answered only now."),
        "answer": _("The server: {verdict}"),
        "nobody": _("A code that nobody could check"),
    }


def _people() -> dict[str, str]:
    """What stands at companions, identity cards, walk-ins and replacements."""
    return {
        "how_many": _("How many come in?"),
        "group": _("Group of {count}"),
        "many": _("{count} people"),
        "let_in": _("Let in"),
        "card": _("Compare the identity card"),
        "matches": _("Card matches: let in"),
        "no_signal": _("No signal. What you typed stays on this phone."),
        "again": _("Try again"),
    }
