"""Who agreed to get news of other events, and which addresses want none."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from eventreg.consents import queries as consents
from eventreg.consents.rules import Standing
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.messaging.models import Unsubscription

CONSENT = "announcements"  # the purpose that people agree to who want news of other events
AT_ONCE = 400  # ids in one question to the database


def agreed(person_ids: Sequence[int]) -> frozenset[int]:
    """Those who agree to get news of other events; nobody while nobody is asked for that."""
    try:
        text = consents.get_text(CONSENT)
    except NotFound:
        return frozenset()
    if text.ended_at:
        return frozenset()
    parts = [consents.standings(text, part) for part in _in_parts(person_ids)]
    return frozenset(one for part in parts for one, standing in part.items() if standing is Standing.AGREED)


def unsubscribed(addresses: Iterable[str]) -> frozenset[str]:
    """Those of the addresses, in lower case, that want nothing that could be spared."""
    asked = [
        select(Unsubscription.address).where(func.lower(Unsubscription.address).in_(part))
        for part in _in_parts(addresses)
    ]
    return frozenset(address.lower() for query in asked for address in db.session.scalars(query))


def _in_parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """SQLite and PostgreSQL take so many values in one question."""
    whole = sorted(set(values))
    return (whole[start : start + AT_ONCE] for start in range(0, len(whole), AT_ONCE))
