"""What the pages of announcements share: their two kinds of addresses, whose they are, and what they say of one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import abort, g, url_for

from eventreg.applications.words import STATUS_NAMES
from eventreg.businesses.models import Category
from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.i18n import Language, _, current_language
from eventreg.core.paging import Page
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor
from eventreg.council.queries import organisation
from eventreg.events import queries as events
from eventreg.events.models import Event
from eventreg.messaging import directory, words
from eventreg.messaging.audience import Audience, Meant, Recipient, nature_of
from eventreg.messaging.forms.announcements import AnnouncementForm, session_name
from eventreg.messaging.models import Announcement
from eventreg.messaging.rules import Came, Nature
from eventreg.messaging.views.base import blueprint
from eventreg.messaging.writing import title_of

View = TypeVar("View", bound=Callable[..., Any])
PAGE = 25
WORDS: Mapping[str, Any] = {
    "title_of": title_of,
    "states": words.STANDING_NAMES,
    "looks": words.STANDING_LOOKS,
    "natures": words.NATURE_NAMES,
    "nature_notes": words.NATURE_NOTES,
    "left_out_names": words.LEFT_OUT_NAMES,
    "channels": words.CHANNEL_NAMES,
    "message_states": words.STATE_NAMES,
}


def routes(suffix: str, **options: Any) -> Callable[[View], View]:
    """The same page for the announcements of an event, and for those to the people of all events."""

    def decorate(view: View) -> View:
        name = options.pop("endpoint", view.__name__)
        blueprint.add_url_rule(f"/staff/events/<slug>/announcements{suffix}", name, view, **options)
        blueprint.add_url_rule(f"/staff/announcements{suffix}", name, view, **options)
        return view

    return decorate


def to(view: str, slug: str | None, announcement_id: int) -> str:
    """The address of a page about an announcement."""
    return url_for(f"messaging.{view}", slug=slug, announcement_id=announcement_id)


def event_of(slug: str | None) -> Event | None:
    """The event of the page; None for all of them, which takes the permission everywhere. Raises NotFound."""
    if slug is None:
        if not current_actor().may(Permission.MESSAGE_MANAGE):
            abort(404)
        return None
    event = events.get_for_staff(slug, current_actor(), Permission.MESSAGE_MANAGE)
    g.staff_event = event
    return event


def id_of(event: Event | None) -> int | None:
    """The event's number; None for all of them."""
    return event.id if event else None


def zone_of(event: Event | None) -> Zone:
    """By whose clocks times are meant: those of the event's place, or at home."""
    return event.zone if event else organisation().zone


def get(event: Event | None, announcement_id: int) -> Announcement:
    """One of the event's announcements, or of those to all. Raises NotFound."""
    return directory.get(id_of(event), announcement_id)


def form_of(event: Event | None, announcement: Announcement | None) -> AnnouncementForm:
    """The form with what there is to choose from."""
    known = [] if event else directory.events_with_applicants()
    crafts = directory.categories_of(id_of(event))
    return AnnouncementForm.of(announcement, event, categories=crafts, events=known)


def may_read_names(event: Event | None, announcement: Announcement) -> bool:
    """Whether the reader may see who applied; whoever reviews without seeing names may not, for the time being."""
    actor, chosen = current_actor(), Audience.read(announcement.audience).events
    if event:
        return actor.may(Permission.APPLICATION_READ, event.id)
    withheld = actor.events_except(Permission.APPLICATION_READ)
    return actor.may(Permission.APPLICATION_READ) and not (withheld if chosen is None else withheld & chosen)


def reader_of(meant: Meant, key: str) -> Recipient | None:
    """Whom it is shown for: the one chosen, else the first; None where nobody would get it."""
    people = meant.recipients
    return next((one for one in people if one.key == key), people[0] if people else None)


def spoken_in(asked: Mapping[str, str]) -> Language:
    """The language in which it is looked at."""
    return Language(asked["language"]) if asked.get("language") in set(Language) else Language.ID


def page_of_people(meant: Meant, number: int) -> Page[Recipient]:
    """A page of those who are written to."""
    total = len(meant.recipients)
    number = max(1, min(number, -(-total // PAGE)))
    return Page(meant.recipients[(number - 1) * PAGE : number * PAGE], total, number, PAGE)


def summary(announcement: Announcement, event: Event | None) -> Sequence[tuple[str, str]]:
    """The audience in words: what was chosen, and of what."""
    kept = Audience.read(announcement.audience)
    groups = [str(STATUS_NAMES[status]) for status in STATUS_NAMES if status in kept.statuses]
    if kept.visitors and nature_of(announcement) is not Nature.OTHER:
        groups.append(_("Registered visitors"))
    told = [(_("About"), str(words.NATURE_NAMES[nature_of(announcement)])), (_("To"), ", ".join(groups))]
    if event and kept.sessions is not None:
        names = [session_name(one, event) for one in event.sessions if one.id in kept.sessions]
        told.append((_("Days or sessions"), "; ".join(names) or _("no longer there")))
    if kept.categories is not None:
        crafts = db.session.scalars(db.select(Category).where(Category.id.in_(kept.categories)))
        told.append((_("Crafts"), ", ".join(craft.name_in(current_language()) for craft in crafts)))
    if kept.events is not None:
        told.append((_("Events"), ", ".join(events.titles(kept.events).values())))
    if kept.came is not Came.ANY:
        told.append((_("Presence"), str(words.CAME_NAMES[kept.came])))
    return told
