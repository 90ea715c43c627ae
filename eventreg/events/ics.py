"""An event as an iCalendar file: one entry for each session."""

from icalendar import Calendar
from icalendar import Event as Entry

from eventreg.events.models import Event
from eventreg.events.rules import EventState

STATUS = {EventState.CANCELLED: "CANCELLED", EventState.POSTPONED: "TENTATIVE"}


def calendar_of(event: Event, *, url: str, host: str) -> bytes:
    """The file for phones' calendars, times in UTC.

    `host` makes the UIDs ours. A session keeps its UID, so that importing again moves the entry of before.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//eventreg//ID")
    calendar.add("version", "2.0")
    for session in event.sessions:
        entry = Entry()
        entry.add("uid", f"session-{session.id}@{host}")
        entry.add("dtstamp", event.updated_at)
        entry.add("last-modified", event.updated_at)
        entry.add("sequence", max(0, int((event.updated_at - event.created_at).total_seconds())))
        entry.add("dtstart", session.starts_at)
        entry.add("dtend", session.ends_at)
        entry.add("summary", f"{event.title}: {session.title}" if session.title else event.title)
        entry.add("location", ", ".join(part for part in (event.place_name, event.place_address) if part))
        entry.add("description", f"{event.summary}\n\n{url}".strip())
        entry.add("url", url)
        entry.add("status", STATUS.get(event.state, "CONFIRMED"))
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
