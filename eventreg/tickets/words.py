"""Ticket states in the reader's words."""

from eventreg.core.i18n import lazy
from eventreg.tickets.rules import TicketState

STATE_NAMES = {
    TicketState.VALID: lazy("Valid"),
    TicketState.ON_HOLD: lazy("On hold"),
    TicketState.REVOKED: lazy("Revoked"),
    TicketState.REPLACED: lazy("Replaced"),
}
WHY_VOID = {
    TicketState.ON_HOLD: lazy("The organisers have put it on hold. Please contact them."),
    TicketState.REVOKED: lazy("The place was given back or the event was cancelled. Please contact the organisers."),
    TicketState.REPLACED: lazy("Another ticket was issued in its place. Open the newest e-mail."),
}
