"""What is told of an entry: who did what to what, in sentences that a committee member understands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventreg.accounts.words import ROLE_NAMES
from eventreg.applications import words as application_words
from eventreg.core.audit import AuditEntry
from eventreg.core.i18n import _
from eventreg.curation.words import change_told
from eventreg.events import words as event_words
from eventreg.tickets import words as ticket_words
from eventreg.trail.queries import Names
from eventreg.trail.words import ACTIONS, FIELDS, STATES, THINGS, VALUES

STATE_WORDS: dict[str, Mapping[Any, object]] = {
    "application": application_words.STATUS_NAMES,
    "event": event_words.STATES,
    "ticket": ticket_words.STATE_NAMES,
}


@dataclass(frozen=True)
class Line:
    """An entry and its words. `about`: names of what it concerned; `subject`: what exactly was acted upon."""

    entry: AuditEntry
    what: str
    who: str
    about: str
    subject: str
    fields: str
    states: str
    device: str

    @property
    def sentence(self) -> str:
        """`Application accepted by Komite Satu: Batik Lintang, Pekan Batik.`"""
        if self.about:
            return _("%(what)s by %(who)s: %(about)s.", what=self.what, who=self.who, about=self.about)
        return _("%(what)s by %(who)s.", what=self.what, who=self.who)


def tell(entry: AuditEntry, names: Names) -> Line:
    """The entry in the reader's language, with the names that are still known."""
    return Line(
        entry=entry,
        what=action(entry.action),
        who=_person(entry.actor_id, names) if entry.actor_id else _("the app itself"),
        about=", ".join(_concerned(entry, names)),
        subject=_subject(entry, names),
        fields=", ".join(str(FIELDS.get(name, _humanised(name))) for name in entry.fields),
        states=states(entry.subject_type, entry.states),
        device=_device(entry),
    )


def action(name: str) -> str:
    """What a deed is called; its raw name where nobody has given it words."""
    return str(ACTIONS.get(name, name))


def states(about: str, found: Mapping[str, str]) -> str:
    """`Before: Sent; Now: Accepted`: what a deed says of the kind of thing that it is about."""
    told = (
        change_told(key, value) or f"{STATES.get(key, _humanised(key))}: {_state(about, key, value)}"
        for key, value in found.items()
    )
    return "; ".join(told)


def _person(number: int, names: Names) -> str:
    return names.people.get(number) or _("person no. %(number)s", number=number)


def _business(number: int, names: Names) -> str:
    name = names.businesses.get(number) or _("business no. %(number)s", number=number)
    survivor = names.merged.get(number)
    return _("%(name)s (merged into %(survivor)s)", name=name, survivor=survivor) if survivor else name


def _concerned(entry: AuditEntry, names: Names) -> list[str]:
    found = []
    if entry.business_id:
        found.append(_business(entry.business_id, names))
    if entry.event_id:
        found.append(names.events.get(entry.event_id) or _("event no. %(number)s", number=entry.event_id))
    if entry.person_id and entry.person_id != entry.actor_id and not entry.business_id:
        found.append(_person(entry.person_id, names))
    return found


def _subject(entry: AuditEntry, names: Names) -> str:
    thing = str(THINGS.get(entry.subject_type, _humanised(entry.subject_type)))
    code = names.codes.get(entry.subject_id) if entry.subject_type == "application" else None
    return f"{thing} {code}" if code else _("%(thing)s no. %(number)s", thing=thing, number=entry.subject_id)


def _state(about: str, key: str, value: str) -> str:
    words: Mapping[Any, object] = ROLE_NAMES if key == "role" else STATE_WORDS.get(about, {})
    return next((str(word) for name, word in words.items() if name == value), None) or _value(value)


def _value(value: str) -> str:
    return str(VALUES[value]) if value in VALUES else _humanised(value)


def _device(entry: AuditEntry) -> str:
    if entry.device_id is None:
        return ""
    if entry.subject_type in {"door_device", "scan"}:
        return _("phone at the door no. %(number)s", number=entry.device_id)
    return _("browser no. %(number)s", number=entry.device_id)


def _humanised(name: str) -> str:
    return name.replace("_", " ")
