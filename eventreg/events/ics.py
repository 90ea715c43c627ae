"""An event as an iCalendar file: one entry for each session."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from eventreg.core.i18n import _
from eventreg.events.models import Event, EventSession
from eventreg.events.rules import EventState
from eventreg.events.words import KINDS, STATES

LOOK_AGAIN = timedelta(hours=12)

STATUS = {EventState.CANCELLED: "CANCELLED", EventState.POSTPONED: "CANCELLED"}  # not on these days


def calendar_of(event: Event, *, url: str, host: str, only: Collection[int] = ()) -> bytes:
    """The file for phones' calendars, times in UTC. `only`: the ids of the sessions that are meant, empty for all.

    `host` makes the UIDs ours. A session keeps its UID, so that importing again moves the entry of before.
    """
    calendar = _empty()
    for entry in _entries(event, url=url, host=host, only=only):
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def feed_of(events: Iterable[Event], *, name: str, url_of: Callable[[Event], str], host: str) -> bytes:
    """Many events as one calendar that is looked up again and again: what changed keeps its UID and counts on."""
    calendar = _empty()
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for event in events:
        for entry in _entries(event, url=url_of(event), host=host):
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _empty() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//eventreg//ID")
    calendar.add("version", "2.0")
    return calendar


def _entries(event: Event, *, url: str, host: str, only: Collection[int] = ()) -> Iterator[Entry]:
    for session in event.sessions:
        if only and session.id not in only:
            continue
        entry = Entry()
        entry.add("uid", f"session-{session.id}@{host}")
        entry.add("dtstamp", event.updated_at)
        entry.add("last-modified", event.updated_at)
        entry.add("sequence", max(0, int((event.updated_at - event.created_at).total_seconds())))
        entry.add("dtstart", session.starts_at)
        entry.add("dtend", session.ends_at)
        entry.add("summary", _summary(event, session))
        entry.add("location", ", ".join(part for part in (event.place_name, event.place_address) if part))
        entry.add("description", f"{event.summary}\n\n{url}".strip())
        entry.add("url", url)
        entry.add("categories", [str(KINDS[event.kind])])
        entry.add("status", STATUS.get(event.state, "CONFIRMED"))
        yield entry


def _summary(event: Event, session: EventSession) -> str:
    """The title with what the programmes of phones may not show: that it doesn't take place then."""
    title = f"{event.title}: {session.title}" if session.title else event.title
    if event.state in STATUS:
        return str(_("%(state)s: %(title)s", state=STATES[event.state], title=title))
    return title
