"""Locking an open draw and drawing it; `ballot` says how. The caller holds the unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventreg.applications import ballot, places, seating, waiting
from eventreg.applications.models import Application, Draw
from eventreg.applications.room import Lack
from eventreg.applications.rules import HOLDS_A_PLACE, By, Status
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.events.models import Event, EventSession, Quota
from eventreg.events.rules import DISTRICT, Admission, QuotaKind, is_open

GROUP_WORDS = {
    "fostered": "UKM binaan/fostered",
    "first_timer": "baru pertama kali ikut/first-timers",
    "women_owned": "milik perempuan/women-owned",
    "disability": "penyandang disabilitas/people with disabilities",
}


@dataclass(frozen=True)
class Drawn:
    """What became of a number. `place`: in the order, from 1; `gained`: a place, `waits`: on the waiting list.

    `reserved`: its place is one that was kept for a group. `overtaken`: it waits, though a later number got a place.
    """

    place: int
    number: str
    status: Status
    reserved: bool
    overtaken: bool


def find(event_id: int) -> Draw | None:
    """The event's draw, once it is locked."""
    return db.session.scalar(select(Draw).where(Draw.event_id == event_id))


def is_locked(event_id: int) -> bool:
    """Whether the event's draw is published and its numbers aren't drawn yet."""
    found = find(event_id)
    return found is not None and found.drawn_at is None


def count_waiting(event_id: int) -> int:
    """How many would be drawn if it were locked now."""
    return len(_numbers(event_id, Status.SUBMITTED))


def count_left_out(draw: Draw) -> int:
    """How many wait for a decision that came after the lock: they are decided on by hand."""
    return len(set(_numbers(draw.event_id, Status.SUBMITTED)) - set(ballot.numbers_of(draw.document)))


def lock_draw(event_id: int, source: str, source_url: str, draws_at: datetime, *, actor: Actor, now: datetime) -> Draw:
    """Write the text with its commitment; from now on it can't be changed.

    Raises NotADraw, StillOpen, SourceKnown, DrawTooLate, DrawLocked, MendingFirst, NobodyToDraw.
    """
    event = _locked(event_id)
    ballot.check_lock(
        is_draw=event.admission is Admission.DRAW,
        is_open=now < event.opens_at
        or is_open(event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=now),
        draws_at=draws_at,
        starts_at=event.starts_at,
        now=now,
    )
    if find(event_id):
        raise ballot.DrawLocked()
    if mending := _numbers(event_id, Status.NEEDS_REVISION):
        raise ballot.MendingFirst(count=len(mending))
    numbers = _numbers(event_id, Status.SUBMITTED)
    if not numbers:
        raise ballot.NobodyToDraw()
    text = ballot.document(terms_of(event, source, source_url, draws_at), numbers)
    draw = Draw(
        event_id=event_id,
        source=ballot.one_line(source),
        source_url=source_url.strip(),
        draws_at=draws_at,
        document=text,
        commitment=ballot.commitment_of(text),
        locked_at=now,
        locked_by_id=actor.person_id,
    )
    db.session.add(draw)
    db.session.flush()
    audit.record(actor, "draw.locked", draw, states={"commitment": draw.commitment}, now=now)
    return draw


def rehearse_lock(
    event_id: int, source: str, source_url: str, draws_at: datetime, *, actor: Actor, now: datetime
) -> str:
    """The text that `lock_draw` would publish now; nothing stays of it. Raises what `lock_draw` raises."""
    trial = db.session.begin_nested()
    try:
        return lock_draw(event_id, source, source_url, draws_at, actor=actor, now=now).document
    finally:
        trial.rollback()


def terms_of(event: Event, source: str, source_url: str, draws_at: datetime) -> ballot.Terms:
    """What the text promises about an event."""
    zone = event.zone
    return ballot.Terms(
        event=event.title,
        slug=event.slug,
        source=source,
        source_url=source_url,
        at=draws_at,
        local=f"{draws_at.astimezone(zone.info):%Y-%m-%d %H:%M} {zone}",
        places=_places_of(event),
    )


def draw(event_id: int, value: str, *, actor: Actor, now: datetime) -> Draw:
    """Order the numbers by the source's value and give places in that order; the others wait in that order.

    Raises NotFound before the lock, TooEarlyToDraw, AlreadyDrawn, ValueMissing.
    """
    event = _locked(event_id)
    found = find(event_id)
    if found is None:
        raise NotFound()
    ballot.check_draw(draws_at=found.draws_at, is_drawn=found.drawn_at is not None, now=now)
    found.value, found.drawn_at, found.drawn_by_id = ballot.normalised(value), now, actor.person_id
    entrants, free = _entrants(found), places.of(event, now)
    before = list[tuple[Application, Lack]]()
    for number in ballot.order_of(found.commitment, found.value, entrants):
        application = entrants[number]
        application.draw_key = ballot.key_of(found.commitment, found.value, number)
        if application.status is Status.SUBMITTED:
            lack = seating.seat(application, free, By.SYSTEM, actor=actor, now=now)
            if lack:
                before.append((application, lack))
            else:
                waiting.explain(before, now)
                before.clear()
    db.session.flush()
    audit.record(actor, "draw.drawn", found, states={"commitment": found.commitment}, now=now)
    return found


def rehearse(event_id: int, value: str, *, actor: Actor, now: datetime) -> list[Drawn]:
    """What `draw` would bring about with this value; nothing stays of it. Raises what `draw` raises."""
    trial = db.session.begin_nested()
    try:
        return results_of(draw(event_id, value, actor=actor, now=now))
    finally:
        trial.rollback()


def results_of(found: Draw) -> list[Drawn]:
    """The numbers in their order with what became of each; empty until they are drawn."""
    if found.value is None:
        return []
    entrants = _entrants(found)
    order = ballot.order_of(found.commitment, found.value, ballot.numbers_of(found.document))
    gained = [place for place, number in enumerate(order) if entrants[number].status in HOLDS_A_PLACE]
    last = max(gained, default=-1)
    return [
        Drawn(
            place=place + 1,
            number=number,
            status=entrants[number].status,
            reserved=bool(entrants[number].pool) and entrants[number].status in HOLDS_A_PLACE,
            overtaken=entrants[number].status is Status.WAITLISTED and place < last,
        )
        for place, number in enumerate(order)
    ]


def place_of(application: Application) -> tuple[Draw, int | None, int] | None:
    """The draw that an application is in, its place in the order (None before the draw), and how many there are."""
    found = find(application.event_id)
    numbers = ballot.numbers_of(found.document) if found else []
    if found is None or application.code not in numbers:
        return None
    order = ballot.order_of(found.commitment, found.value, numbers) if found.value is not None else []
    return found, order.index(application.code) + 1 if order else None, len(numbers)


def _locked(event_id: int) -> Event:
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    return event


def _numbers(event_id: int, status: Status) -> Sequence[str]:
    query = select(Application.code).where(Application.event_id == event_id, Application.status == status)
    return db.session.scalars(query).all()


def _entrants(found: Draw) -> Mapping[str, Application]:
    """The applications in the text by their numbers."""
    numbers = ballot.numbers_of(found.document)
    query = select(Application).where(Application.event_id == found.event_id, Application.code.in_(numbers))
    return {application.code: application for application in db.session.scalars(query)}


def _places_of(event: Event) -> list[str]:
    """What there is to give, in both languages, a line each: the text is the same for every reader."""
    unit = "peserta/people" if event.counts_people else "pendaftaran/applications"
    sessions = [row for row in event.sessions if event.choose_sessions and row.quota is not None]
    return [
        f"{event.quota} {unit}",
        *(_session_words(event, row) for row in sessions),
        *(_quota_words(event, quota) for quota in event.quotas),
    ]


def _session_words(event: Event, session: EventSession) -> str:
    when = f"{session.starts_at.astimezone(event.zone.info):%Y-%m-%d %H:%M} {event.zone}"
    return f"paling banyak {session.quota} untuk sesi/session {' '.join((when, session.title))} (limit)"


def _quota_words(event: Event, quota: Quota) -> str:
    whom = quota.category.name_id if quota.category else GROUP_WORDS.get(quota.group, "")
    if quota.group.startswith(DISTRICT):
        whom = f"wilayah/district {quota.group.removeprefix(DISTRICT)}"
    if quota.kind is QuotaKind.LIMIT:
        return f"paling banyak {quota.places} untuk {whom} (limit)"
    until: Any = quota.falls_back_at
    words = f"{quota.places} disediakan untuk {whom} (reserve)"
    return f"{words}, sampai/until {until.astimezone(event.zone.info):%Y-%m-%d %H:%M} {event.zone}" if until else words
