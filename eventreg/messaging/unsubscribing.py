"""Who wants nothing but what their own business with an event needs: a link in every message that could be spared.

The link seals the address, so that nobody else's can be taken off with it; no account is needed.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventreg.accounts.models import Person
from eventreg.core import audit, protected, signing
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import ANONYMOUS
from eventreg.messaging.models import Unsubscription

SPARED = frozenset({"announcement", "reminder_thanks"})
"""The kinds of messages without which everybody can do what they have to do with an event."""
_SEAL = "unsubscribe/"
_LONGEST = 600


def url_for_address(address: str) -> str:
    """Where the owner of an address says that they want no more."""
    sealed = protected.seal(_SEAL + address.strip().lower()).decode()
    return f"{current_settings().base_url}/unsubscribe/{sealed}"


def address_of(token: str) -> str:
    """The address of a link. Raises NotFound for one that we never made."""
    try:
        text = protected.open_(token.encode()) if len(token) <= _LONGEST else ""
    except (signing.Undecipherable, ValueError):
        text = ""
    if not text.startswith(_SEAL):
        raise NotFound()
    return text.removeprefix(_SEAL)


def shown(address: str) -> str:
    """`s•••@contoh.id`: enough for its owner, not for whoever was forwarded the link."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••{at}{host}"


def is_unsubscribed(address: str) -> bool:
    """Whether the address wants nothing that could be spared."""
    return _find(address) is not None


def news_of(person_id: int) -> tuple[str, bool]:
    """Where somebody says whether they want news, and whether they want none; ("", False) without an address."""
    person = db.session.get(Person, person_id)
    if person is None or not person.email:
        return "", False
    return url_for_address(person.email), is_unsubscribed(person.email)


def unsubscribe(address: str, *, now: datetime) -> None:
    """From now on the address gets only what is needed; said again, it stays so. The caller holds the unit of work."""
    if is_unsubscribed(address):
        return
    row = Unsubscription(address=address.strip().lower(), at=now)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # said twice at one moment: by the mail program and on the page
        return
    audit.record(ANONYMOUS, "unsubscription.made", row, now=now)


def subscribe_again(address: str, *, now: datetime) -> None:
    """The address takes it back. The caller holds the unit of work."""
    row = _find(address)
    if row:
        audit.record(ANONYMOUS, "unsubscription.ended", row, now=now)
        db.session.delete(row)


def headers_of(message: OutboxMessage) -> Mapping[str, str]:
    """What lets a mail program show a button to unsubscribe (RFC 2369, RFC 8058)."""
    if message.kind not in SPARED or not message.address:
        return {}
    url = url_for_address(message.address)
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def why_unwanted(message: OutboxMessage) -> str:
    """`unsubscribed` for what could be spared, whichever way it would reach who wants no more; else empty."""
    if message.kind not in SPARED:
        return ""
    person = db.session.get(Person, message.person_id) if message.person_id else None
    addresses = {message.address, (person.email or "") if person else ""} - {""}
    return "unsubscribed" if any(is_unsubscribed(address) for address in addresses) else ""


def _find(address: str) -> Unsubscription | None:
    wanted = address.strip().lower()
    return db.session.scalar(select(Unsubscription).where(func.lower(Unsubscription.address) == wanted))
