"""Sealing what was recorded: batch by batch into the chain, and the chain with each day.

The units of work are here, for the head file is written after their commit and under the lock that they began with.
"""

import logging
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from eventreg.accounts.models import Person
from eventreg.core import audit, outbox
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock_table, unit_of_work
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM
from eventreg.council.models import Organisation
from eventreg.council.queries import organisation
from eventreg.trail import chain, head, rules
from eventreg.trail.head import Head, HeadAltered
from eventreg.trail.models import AuditLink, DaySeal

log = logging.getLogger(__name__)
BATCH = 500


def seal_waiting() -> int:
    """Seal everything that waits; how many entries that were."""
    sealed = 0
    while batch := _seal_batch():
        sealed += batch
    return sealed


def _seal_batch() -> int:
    """Seal the next entries, the oldest first; only one sealer works at a time, whatever the machine."""
    with head.locked():
        known = _take_stock()
        if not chain.waiting(1):
            after, made = chain.tip(), 0
        else:
            with unit_of_work():
                lock_table(AuditLink)
                after, made = _make_links()
        if known is None:
            if made:
                log.error("the audit trail and its head file disagree: run `eventreg audit verify`")
        elif known != after:
            head.write(after)
    return made


def _take_stock() -> Head | None:
    """The head file, if the chain still holds to it. Otherwise None: then it is evidence, and nobody writes over it."""
    try:
        known = head.read()
    except HeadAltered:
        return None
    if known is None and chain.tip().position == 0:
        known = Head(0, rules.GENESIS)
        head.write(known)  # before the first link, so that a chain without a head file has lost it
    return known if known and chain.mac_at(known.position) == known.mac else None


def _make_links() -> tuple[Head, int]:
    key = current_settings().audit_key.encode()
    last = chain.tip()
    made: list[dict[str, Any]] = []
    for entry in chain.waiting(BATCH):
        position = last.position + 1
        last = Head(position, rules.link_mac(key, position, last.mac, rules.canonical(entry)))
        made.append({"position": position, "entry_id": entry["id"], "mac": last.mac})
    if made:
        db.session.execute(insert(AuditLink), made)
    return last, len(made)


def seal_day(now: datetime) -> None:
    """Once a day's end has passed in the organisation's zone: write down where the chain stood, and tell the secretary.

    Nothing while the chain and its head file disagree: a message that doesn't come is noticed.
    """
    zone = organisation().zone.info
    today = now.astimezone(zone).date()
    day = today - timedelta(days=1)
    if _is_sealed(day):
        return
    with head.locked():
        if _take_stock() is None:
            return
        with unit_of_work():
            lock_table(DaySeal)
            reached = chain.sealed_before(datetime.combine(today, time.min, tzinfo=zone))
            if reached is None or _is_sealed(day):
                return
            before = db.session.scalar(select(DaySeal.position).order_by(DaySeal.day.desc()).limit(1)) or 0
            db.session.add(DaySeal(day=day, position=reached.position, mac=reached.mac, made_at=now))
            _tell_the_secretary(reached, day.isoformat(), reached.position - before, now)


def _is_sealed(day: date) -> bool:
    return db.session.get(DaySeal, day) is not None


def _tell_the_secretary(reached: Head, day: str, entries: int, now: datetime) -> None:
    address = organisation().seal_address
    if not address:
        return
    language = db.session.scalar(select(Person.language).where(Person.email == address)) or Language.ID
    outbox.queue(
        "audit_seal",
        to=address,
        language=language,
        now=now,
        day=day,
        entries=entries,
        position=reached.position,
        mac=reached.mac,
    )


def renew_head(now: datetime) -> None:
    """Take the chain as it stands for whole: after a restore from a backup. It is recorded."""
    with unit_of_work():
        audit.record(SYSTEM, "audit.head_renewed", Organisation(id=Organisation.ONLY), now=now)
    with head.locked():
        head.write(chain.tip())
    seal_waiting()
