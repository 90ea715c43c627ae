"""What announcements say to each of their readers: the words of the staff, with the reader's own facts filled in."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.core import wording
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import current_language, lazy
from eventreg.core.kinds import Reader
from eventreg.core.outbox import Content, OutboxMessage, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal, escape
from eventreg.council.queries import organisation
from eventreg.messaging import announcing, reminding, unsubscribing
from eventreg.messaging.audience import Recipient
from eventreg.messaging.field_words import ANNOUNCED
from eventreg.messaging.field_words import words_of as words_for
from eventreg.messaging.models import Announcement
from eventreg.messaging.writing import FIELDS, words_of
from eventreg.tickets.rules import group_code
from eventreg.visitors import queries as visits
from eventreg.visitors.models import Visit

_BARE_LINK = re.compile(r"(?<![<(])\{\{\s*link\s*\}\}")


def register() -> None:
    """Tell the outbox what announcements say, and what becomes of those that nobody wants."""
    register_message(announcing.NEWS, _announcement, label=lazy("Announcement"), matters=False, reader=_whom_to_tell)
    register_message(announcing.NEEDED, _announcement, label=lazy("Announcement that is needed"), reader=_whom_to_tell)


def why_unwanted(message: OutboxMessage) -> str:
    """Why a message that is about to leave helps nobody any more, as `troubles` words it; empty for one that does."""
    reasons = (asks.why_unwanted(message) for asks in (unsubscribing, announcing, reminding))
    return next((reason for reason in reasons if reason), "")


def preview(announcement: Announcement, one: Recipient | None, *, tried_by: int) -> Content:
    """What a message to somebody, or to somebody made up, is made from, in the language of the page.

    Its link to unsubscribe is that of who looks at it. The announcement need not be kept yet. Raises wording.Unusable.
    """
    values = _facts(announcing.params_for(announcement, one))[0] if one else _made_up(announcement)
    return _worded(announcement, values, _address_of(tried_by))


def _announcement(params: Mapping[str, Any]) -> Content:
    announcement = db.session.get_one(Announcement, params["announcement"])
    values, address = _facts(params)
    if params.get("tried_by"):  # nobody else is unsubscribed by whoever tries the link
        address = _address_of(params["tried_by"])
    return _worded(announcement, values, address)


def _worded(announcement: Announcement, values: Mapping[str, Any], address: str) -> Content:
    """Filled in twice: the words of the staff with the reader's facts, and the frame with these words."""
    subject, text = words_of(announcement, current_language())
    linked = _BARE_LINK.sub("<{{ link }}>", text)
    event, house = announcement.event, organisation()
    return Content(
        {
            "subject": wording.fill(subject, values),
            "text": Literal(wording.fill(linked, values, show=escape)),
            "event": event.title if event else "",
            "unsubscribe": Literal(unsubscribing.url_for_address(address)) if address else "",
            "settings": Literal(f"{current_settings().base_url}/me/privacy") if announcement.event_id is None else "",
            "contact": Literal(show_phone((event.contact_phone if event else "") or house.whatsapp)),
        }
    )


def _facts(params: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    return _of_visitor(params["visit"]) if "visit" in params else _of_person(params)


def _made_up(announcement: Announcement) -> dict[str, Any]:
    shown = {name: words_for(ANNOUNCED, name).shown() for name in FIELDS}
    event = {"event": announcement.event.title} if announcement.event else {}
    return shown | {"link": Literal(shown["link"])} | event


def _address_of(person_id: int) -> str:
    return db.session.get_one(Person, person_id).email or ""


def _of_person(params: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    person = db.session.get_one(Person, params["person"])
    ids = params.get("applications", ())
    applications = [one for one in (db.session.get(Application, number) for number in ids) if one]
    base = current_settings().base_url
    alone = applications[0] if len(applications) == 1 else None
    values = {
        "name": person.name,
        "business": _listed(one.business.name for one in applications),
        "event": _listed(one.event.title for one in applications),
        "code": Literal(_listed(one.code for one in applications)),
        "link": Literal(f"{base}/me/applications/{alone.code}" if alone else f"{base}/me/"),
    }
    return values, person.email or ""


def _of_visitor(visit_id: int) -> tuple[dict[str, Any], str]:
    visit = db.session.get_one(Visit, visit_id)
    values = {
        "name": visit.name,
        "business": visit.school,
        "event": visit.event.title,
        "code": Literal(group_code(visit.ticket.code)) if visit.ticket else "",
        "link": Literal(f"{current_settings().base_url}/visits/{visits.key_of(visit)}"),
    }
    return values, visit.email


def _whom_to_tell(params: Mapping[str, Any]) -> Reader:
    visit = db.session.get(Visit, params["visit"]) if "visit" in params else None
    return (visit.name, visit.phone) if visit else ("", "")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
