"""An event for search engines: schema.org as JSON-LD."""

from datetime import datetime
from typing import Any

from eventreg.events import rules
from eventreg.events.models import Event
from eventreg.events.rules import EventState

SCHEMA_STATUS = {EventState.CANCELLED: "EventCancelled", EventState.POSTPONED: "EventPostponed"}


def schema_of(
    event: Event, *, url: str, image: str, apply_url: str, organiser: str, places_left: int, now: datetime
) -> dict[str, Any]:
    """The event as schema.org describes it; times with the offset of the event's zone, addresses absolute."""
    zone = event.zone.info
    schema: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationEvent" if event.kind is rules.EventKind.TRAINING else "ExhibitionEvent",
        "name": event.title,
        "description": event.summary,
        "url": url,
        "image": [image],
        "startDate": event.starts_at.astimezone(zone).isoformat(timespec="minutes"),
        "endDate": event.ends_at.astimezone(zone).isoformat(timespec="minutes"),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": f"https://schema.org/{SCHEMA_STATUS.get(event.state, 'EventScheduled')}",
        "location": {
            "@type": "Place",
            "name": event.place_name,
            "address": {"@type": "PostalAddress", "streetAddress": event.place_address, "addressCountry": "ID"},
        },
        "organizer": {"@type": "Organization", "name": event.host_name or organiser},
        "maximumAttendeeCapacity": event.quota,
        "remainingAttendeeCapacity": places_left,
    }
    if event.host_page:
        schema["sameAs"] = event.host_page
    if event.speakers:
        schema["performer"] = [{"@type": "Person", "name": speaker.name} for speaker in event.speakers]
    if event.state is EventState.PUBLISHED and now < event.closes_at:
        schema["offers"] = {
            "@type": "Offer",
            "url": apply_url,
            "availability": f"https://schema.org/{'InStock' if places_left else 'SoldOut'}",
            "validFrom": event.opens_at.astimezone(zone).isoformat(timespec="minutes"),
            "validThrough": event.closes_at.astimezone(zone).isoformat(timespec="minutes"),
        }
    return schema
