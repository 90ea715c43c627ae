"""What the office's papers add to the staff's menu."""

from collections.abc import Sequence

from eventreg.core.i18n import _
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event

MenuEntry = tuple[str, str, dict[str, str], str, bool]
"""What it is called, endpoint, its values, icon, whether the reader may open it."""


def menu_of(event: Event, actor: Actor) -> Sequence[MenuEntry]:
    """The papers of an event, for whoever may read them."""
    may_read = actor.may(Permission.LETTER_READ, event.id)
    return [(_("Letters and papers"), "office.papers", {"slug": event.slug}, "doc", may_read)]


def staff_menu(actor: Actor) -> Sequence[MenuEntry]:
    """What is settled for all events: how papers are worded."""
    may_word = actor.may(Permission.LETTER_MANAGE)
    return [(_("Wording of letters"), "office.wordings", {}, "edit", may_word)]
