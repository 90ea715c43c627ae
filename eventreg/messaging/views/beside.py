"""What messaging adds to the staff's menu."""

from collections.abc import Sequence

from flask import current_app

from eventreg.core.i18n import _
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event

MenuEntry = tuple[str, str, dict[str, str], str, bool]
"""What it is called, endpoint, its values, icon, whether the reader may open it."""


def menu_of(event: Event, actor: Actor) -> Sequence[MenuEntry]:
    """What an event tells to many, and by itself."""
    here, may_write = {"slug": event.slug}, actor.may(Permission.MESSAGE_MANAGE, event.id)
    return _known(
        [
            (_("Announcements"), "messaging.announcements", here, "mail", may_write),
            (_("Reminders"), "messaging.reminders", here, "clock", may_write),
        ]
    )


def staff_menu(actor: Actor) -> Sequence[MenuEntry]:
    """The outbox, what goes to people of all events, and how messages are worded."""
    return _known(
        [
            (_("Outbox"), "messaging.outbox", {}, "mail", actor.may(Permission.OUTBOX_READ)),
            (_("Announcements"), "messaging.announcements", {}, "mail", actor.may(Permission.MESSAGE_MANAGE)),
            (_("WhatsApp queue"), "messaging.queue", {}, "phone", actor.may(Permission.OUTBOX_RESEND)),
            (_("Texts of messages"), "messaging.texts", {}, "edit", actor.may(Permission.MESSAGE_MANAGE)),
        ]
    )


def _known(entries: Sequence[MenuEntry]) -> Sequence[MenuEntry]:
    return [entry for entry in entries if entry[1] in current_app.view_functions]
