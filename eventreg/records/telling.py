"""A copy of somebody's data as sentences and pairs, in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from eventreg.businesses.queries import find_category
from eventreg.consents import queries as consents
from eventreg.core import outbox
from eventreg.core.clock import Zone
from eventreg.core.i18n import _, current_language, format_datetime
from eventreg.core.money import rupiah
from eventreg.core.phone import show_phone
from eventreg.records import holdings, words
from eventreg.records.copies import Copy
from eventreg.records.rules import Kept
from eventreg.trail.telling import action, states
from eventreg.trail.words import THINGS

MOMENT = re.compile(r".*_at|at|since|session_begins")
# Where a copy tells what somebody did; all else is work for the council
DEED_GROUPS = {"business_invitation": holdings.BUSINESSES}
QUIET = {"width", "height", "key"}  # of no use to a reader: the picture itself is shown
DAYS = {"born_on", "expires_on", "fostered_since", "issued_on"}
AMOUNTS = {"capital", "price", "yearly_sales"}
Pair = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """What is held in one table: a row is a list of terms and values. `pictures`: keys of pictures."""

    key: str
    title: str
    rows: list[list[Pair]]
    pictures: list[str]


@dataclass(frozen=True)
class Section:
    """A group of data, what it is for, and how long it stays."""

    key: str
    title: str
    purpose: str
    kept: str
    tables: list[Table]


def tell(copy: Copy, *, days: Mapping[Kept, int], zone: Zone) -> list[Section]:
    """The whole copy; groups of which nothing is held are left out."""
    sections = []
    for group, purpose in words.GROUPS.items():
        keys = [holding.key for holding in holdings.HOLDINGS if holding.group == group and copy.holdings[holding.key]]
        tables = [_table(key, copy.holdings[key], zone) for key in reversed(keys)]
        deeds = [_deed(facts, zone) for facts in copy.deeds if DEED_GROUPS.get(facts["about"], holdings.WORK) == group]
        if deeds:
            tables.append(Table("deeds", _("What you did"), deeds, []))
        if tables:
            kept = words.kept_for(group, days)
            sections.append(Section(group, str(purpose.title), str(purpose.purpose), kept, tables))
    return sections


def _table(key: str, rows: list[holdings.Facts], zone: Zone) -> Table:
    told = [_trail(facts, zone) if key == "trail" else _row(key, facts, zone) for facts in rows]
    pictures = [facts["key"] for facts in rows] if key == "pictures" else []
    return Table(key, str(words.HOLDINGS[key]), told, pictures)


def _row(key: str, facts: holdings.Facts, zone: Zone) -> list[Pair]:
    pairs = [(words.field_name(name), _value(key, name, value, zone)) for name, value in facts.items()]
    return [(term, value) for term, value in pairs if value]


def _deed(facts: holdings.Facts, zone: Zone) -> list[Pair]:
    thing = str(THINGS.get(facts["about"], facts["about"].replace("_", " ")))
    return [(thing, _value("deeds", "at", facts["at"], zone))]


def _trail(facts: holdings.Facts, zone: Zone) -> list[Pair]:
    """Who looked at what, when, and why."""
    thing = str(THINGS.get(facts["about"], facts["about"]))
    fields = ", ".join(words.field_name(name) for name in facts["fields"])
    what = f"{action(facts['action'])} ({thing}{': ' if fields else ''}{fields})"
    pairs = [(_value("trail", "at", facts["at"], zone), what), (words.field_name("by"), words.who(facts))]
    return [
        *pairs,
        (words.field_name("states"), states(facts["about"], facts["states"])),
        (words.field_name("reason"), facts["reason"]),
    ]


def _value(key: str, name: str, value: Any, zone: Zone) -> str:
    """A value as people write it; empty where there is nothing to tell."""
    known = words.VALUES.get((key, name), {})
    if isinstance(value, str) and value in known:
        return str(known[value])
    if value is None or name in QUIET or value in ("", [], False):
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, str) and MOMENT.fullmatch(name):
        return format_datetime(datetime.fromisoformat(value), zone)
    return _special(key, name, value)


def _category(code: str) -> str:
    found = find_category(code)
    return found.name_in(current_language()) if found else code


def _purpose(code: str) -> str:
    titles = {text.purpose: text.title_in(current_language()) for text in consents.newest_texts()}
    return titles.get(code, code)


def _special(key: str, name: str, value: Any) -> str:
    if name in DAYS:
        return f"{date.fromisoformat(value):%d-%m-%Y}"
    if name in AMOUNTS:
        return rupiah(value)
    if name == "phone":
        return show_phone(value)
    if name == "language":
        return {"id": "Indonesia", "en": "English"}[value]
    if name == "category":
        return _category(value)
    if key == "consents" and name == "purpose":
        return _purpose(value)
    if key == "messages" and name == "kind":
        return outbox.label_of(value)
    if name in {"opened_by", "recorded_by", "sent_by", "by"}:
        return words.who({name: value}, name)
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
