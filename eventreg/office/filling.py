"""What fills the wording of a letter: of its event, and of whom it is for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths.reading import natural
from eventreg.core.i18n import _, current_language, format_datetime, format_hours, format_range
from eventreg.core.phone import show_phone
from eventreg.council.models import Signatory
from eventreg.council.queries import organisation
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event, EventSession, Speaker
from eventreg.events.rules import EventKind
from eventreg.office.addressees import Addressee, Guest
from eventreg.office.particulars import Particulars
from eventreg.office.texts import FIELDS
from eventreg.onsite.queries import stands_of

MOST_SESSIONS = 12


def values_of(
    kind: DocumentKind, event: Event, to: Addressee, particulars: Particulars, signatory: Signatory | None
) -> dict[str, Any]:
    """What stands for each field in the wording of a letter."""
    sessions = sessions_of(event, to)
    about = {
        "event": title_of(event),
        "organisation": organisation().name,
        "host": event.host_name,
        "days": days_of(event, sessions),
        "hours": _hours(event, sessions),
        "place": place_of(event),
        "contact": _contact(event),
        "is_training": event.kind is EventKind.TRAINING,
        "agenda": _agenda(event, sessions),
        "notes": list(particulars.notes),
        "signer": signatory.name if signatory else "",
        "signer_post": signatory.post if signatory else "",
    }
    empty = dict.fromkeys(FIELDS[kind], "")  # in a preview nobody may be known yet
    return empty | about | _ownvalues_of(event, to)


def _ownvalues_of(event: Event, to: Addressee) -> dict[str, Any]:
    if isinstance(to, Speaker):
        return {
            "name": to.name,
            "position": to.position,
            "institution": to.organisation,
            "topic": to.topic,
            "session": to.session.title if to.session else "",
        }
    if isinstance(to, Guest):
        return {"name": to.name, "business": "", "code": "", "booths": ""}
    business = to.business
    offered = to.status is Status.OFFERED and to.deadline_at
    return {
        "name": business.owner_name,
        "business": business.name,
        "code": to.code,
        "craft": business.category.name_in(current_language()),
        "address": ", ".join(filter(None, (business.address, business.place))),
        "phone": show_phone(business.phone),
        "booths": ", ".join(sorted((stand.booth.label for stand in stands_of(to)), key=natural)),
        "people": [one.name for one in to.participants],
        "deadline": format_datetime(to.deadline_at, event.zone) if offered and to.deadline_at else "",
    }


def title_of(event: Event) -> str:
    """The event's name, with the batch of a training."""
    if not event.batch:
        return event.title
    is_bare = " " not in event.batch  # `II`, not `Angkatan II`
    return f"{event.title} " + (_("(batch %(batch)s)", batch=event.batch) if is_bare else f"({event.batch})")


def sessions_of(event: Event, to: Addressee) -> Sequence[EventSession]:
    """The sessions that it is about."""
    if isinstance(to, Speaker):
        return [to.session] if to.session else event.sessions
    if isinstance(to, Guest):
        return event.sessions
    return to.sessions or event.sessions


def days_of(event: Event, sessions: Sequence[EventSession]) -> str:
    """From the first of them to the last."""
    starts, ends = (sessions[0].starts_at, sessions[-1].ends_at) if sessions else (event.starts_at, event.ends_at)
    return format_range(starts, ends, event.zone)


def place_of(event: Event) -> str:
    """Where it is, with the address."""
    return ", ".join(filter(None, (event.place_name, event.place_address)))


def _hours(event: Event, sessions: Sequence[EventSession]) -> str:
    """The hours where all days have the same, otherwise from when on the first day."""
    hours = list(dict.fromkeys(format_hours(one.starts_at, one.ends_at, event.zone) for one in sessions))
    if len(hours) == 1:
        return hours[0]
    begins: datetime = sessions[0].starts_at if sessions else event.starts_at
    return _("from %(time)s", time=f"{begins.astimezone(event.zone.info):%H.%M} {event.zone.value}")


def _agenda(event: Event, sessions: Sequence[EventSession]) -> list[dict[str, str]]:
    """The sessions as rows, where they say more than days and hours do."""
    rows = [
        {
            "title": one.title,
            "day": format_range(one.starts_at, one.ends_at, event.zone),
            "hours": format_hours(one.starts_at, one.ends_at, event.zone),
        }
        for one in sessions
    ]
    says_more = any(row["title"] for row in rows) or len({row["hours"] for row in rows}) > 1
    return rows if says_more and 1 < len(rows) <= MOST_SESSIONS else []


def _contact(event: Event) -> str:
    phone = show_phone(event.contact_phone or organisation().whatsapp).replace(" ", "\u00a0")
    if event.contact_name and phone:
        return f"{event.contact_name} ({phone})"
    return event.contact_name or phone


def called(to: Addressee) -> str:
    """The name of somebody who gets a letter."""
    return to.business.owner_name if isinstance(to, Application) else to.name


def address(to: Addressee) -> list[str]:
    """The lines below `Yth.`."""
    if isinstance(to, Guest):
        return list(to.lines)
    if isinstance(to, Speaker):
        return [line for line in (to.name, to.position, to.organisation) if line]
    place = to.business.place
    lines = [to.business.owner_name, to.business.name, _("in %(place)s", place=place) if place else ""]
    return [line for line in dict.fromkeys(lines) if line]
