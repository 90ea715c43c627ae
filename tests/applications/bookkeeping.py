"""The book of an event as somebody would keep it by hand: who has a chair, who waits, and what is full for whom.

It reads what is stored and counts in its own words, sharing nothing with the app's counting: a flow through the
reserves is here the narrowest cut, found by trying all of them. Tests hold the app against it after every step.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain, combinations

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from eventreg.applications.models import Application, ApplicationMove, ApplicationTicket, Participant, PassedOver
from eventreg.core.db import db
from eventreg.events.models import Event
from eventreg.tickets.models import Ticket

SEATED = frozenset({"accepted", "offered", "confirmed"})


@dataclass(frozen=True)
class Guest:
    """An application: how many chairs it needs, and all that it belongs to. `since`: the step that let it wait.

    `skipped`: the words with which staff skip it. `people`: who come for it; `tickets`: those that would let them in.
    """

    id: int
    heads: int = 1
    belongs: frozenset[str] = frozenset()
    status: str = "submitted"
    draw_key: str | None = None
    since: int = 0
    skipped: str = ""
    business: int = 0
    people: int = 1
    tickets: int = 0
    deadline_at: datetime | None = None


@dataclass(frozen=True)
class Rope:
    """So many chairs for those who belong to something: no more of them (a limit), or none for others (a reserve)."""

    whom: str
    chairs: int
    name: str = "places_kept"


@dataclass(frozen=True)
class Step:
    """Somebody's way from one status to another; `by`: the person who moved them, where it wasn't the app."""

    guest: int
    origin: str
    status: str
    by: int | None
    words: str
    number: int


@dataclass(frozen=True)
class Book:
    """An event at one moment. `reserves`: those that haven't fallen back. `gives`: free chairs go to the line by now.

    `state`: the event's, or "over"; `open`: it takes applications; `held`: staff hold the line.
    """

    chairs: int
    limits: tuple[Rope, ...] = ()
    reserves: tuple[Rope, ...] = ()
    guests: Mapping[int, Guest] = field(default_factory=dict)
    admission: str = "curated"
    gives: bool = True
    last_step: int = 0
    state: str = "published"
    open: bool = True
    held: bool = False

    def seated(self) -> list[Guest]:
        """Who has a chair."""
        return [guest for guest in self.guests.values() if guest.status in SEATED]

    def waiting(self) -> list[Guest]:
        """Who waits and isn't skipped: drawn ones by their draw, then as they were put there."""
        return in_line(guest for guest in self.guests.values() if guest.status == "waitlisted" and not guest.skipped)

    def standing(self, seated: Collection[Guest]) -> int:
        """How many of these find no chair when each reserve's chairs are for its own people alone."""
        common = self.chairs - sum(reserve.chairs for reserve in self.reserves)
        return max(0, heads(seated) - common - self._on_kept_chairs(seated))

    def _on_kept_chairs(self, seated: Collection[Guest]) -> int:
        """The most of them that kept chairs can take: of every choice of reserves, their chairs and all others' people.

        The smallest such sum is reached (the narrowest cut is the widest flow).
        """
        choices = chain.from_iterable(combinations(self.reserves, n) for n in range(len(self.reserves) + 1))
        return min(
            sum(rope.chairs for rope in full)
            + heads(g for g in seated if any(rope.whom in g.belongs for rope in self.reserves if rope not in full))
            for full in choices
        )

    def full_for(self, guest: Guest, seated: Collection[Guest]) -> set[str]:
        """All that has no room for this one beside those; empty where it fits."""
        others = [other for other in seated if other.id != guest.id]
        together = [*others, guest]
        if heads(together) > self.chairs:
            return {"event_full"} | self._limits_broken_by(guest, together)
        found = self._limits_broken_by(guest, together)
        if self.standing(together) > self.standing(others):
            found.add("places_kept")
        return found

    def _limits_broken_by(self, guest: Guest, together: Collection[Guest]) -> set[str]:
        mine = [rope for rope in self.limits if rope.whom in guest.belongs]
        return {rope.name for rope in mine if heads(g for g in together if rope.whom in g.belongs) > rope.chairs}

    def broken(self) -> list[str]:
        """What is oversold, limits and sessions too; reserves are `standing`'s."""
        seated = self.seated()
        found = ["event_full"] if heads(seated) > self.chairs else []
        return found + [r.name for r in self.limits if heads(g for g in seated if r.whom in g.belongs) > r.chairs]

    def lost(self) -> list[Guest]:
        """Who waits for a chair that is free, open to them, and should have been offered by now."""
        return [guest for guest in self.waiting() if self.gives and not self.full_for(guest, self.seated())]


def heads(guests: Iterable[Guest]) -> int:
    """How many chairs they need."""
    return sum(guest.heads for guest in guests)


def in_line(guests: Iterable[Guest]) -> list[Guest]:
    """Those who were drawn as they were drawn, then the others as they came."""
    return sorted(guests, key=lambda guest: (guest.draw_key is None, guest.draw_key or "", guest.since))


def unexplained(before: Book, after: Book, steps: Sequence[Step], rows: Collection[PassedOver]) -> list[str]:
    """Who saw another one get a chair before them without a kept reason that was true then. Empty: nobody did.

    A chair is given from the line, to whoever comes first, or by a draw; what the committee grants on its own, to
    somebody who isn't in the line, is no turn that anybody was waiting for.
    """
    now = {number: guest.status for number, guest in before.guests.items()}
    since = {number: guest.since for number, guest in before.guests.items()}
    lacks: dict[int, set[str]] = {}
    wrong = []
    for step in steps:
        others = in_line(
            replace(guest, since=since.get(number, 0), status=now[number])
            for number, guest in after.guests.items()
            if now.get(number) in {"waitlisted", "submitted"} and number != step.guest
        )
        seated = [guest for number, guest in after.guests.items() if now.get(number) in SEATED]
        for other in _overtaken(after, others, step, since.get(step.guest, 0)):
            full = after.full_for(other, seated)
            if other.skipped:
                wrong += [] if _says(rows, other, {other.skipped}, by_hand=True) else [f"{other.id} was skipped"]
            elif full:
                lacks.setdefault(other.id, set()).update(full)
            elif step.by is None or not step.words or not _says(rows, other, {step.words}, by_hand=True):
                wrong.append(f"{other.id} would have fitted when {step.guest} got a chair")
        if (step.origin, step.status, step.by) == ("waitlisted", "offered", None) and after.guests[step.guest].skipped:
            wrong.append(f"{step.guest} is skipped, and was offered a chair")
        now[step.guest] = step.status
        if step.status == "waitlisted":
            since[step.guest] = step.number
    late = [number for number, full in lacks.items() if not _says(rows, after.guests[number], full, by_hand=False)]
    return wrong + [f"{number} isn't told what was full for it: {sorted(lacks[number])}" for number in late]


def _overtaken(book: Book, others: Sequence[Guest], step: Step, since: int) -> list[Guest]:
    """Those whose turn was before the one who gets a chair by this step; `since`: when that one was put in the line."""
    line = [guest for guest in others if guest.status == "waitlisted"]
    if (step.origin, step.status) == ("waitlisted", "offered"):
        whole = in_line([*line, replace(book.guests[step.guest], since=since)])
        return whole[: [guest.id for guest in whole].index(step.guest)]
    if (step.origin, step.status) != ("submitted", "accepted"):
        return []
    if book.admission == "first_come":
        return line
    key = book.guests[step.guest].draw_key
    return [guest for guest in others if key and guest.draw_key and guest.draw_key < key]


def _says(rows: Collection[PassedOver], guest: Guest, reasons: set[str], *, by_hand: bool) -> bool:
    return any(
        row.application_id == guest.id and row.reason in reasons and (row.by_id is not None) is by_hand for row in rows
    )


# ---- Reading what is stored -----------------------------------------------------------------------


def read(event_id: int, belongs: Mapping[int, frozenset[str]], now: datetime) -> Book:
    """The book of an event; `belongs`: business id → its groups and crafts."""
    event = db.session.get_one(Event, event_id)
    sessions = [row for row in event.sessions if event.choose_sessions and row.quota is not None]
    limits = [Rope(_whom(row), row.places, f"{_kind(row)}_full") for row in event.quotas if row.kind == "limit"]
    reserves = [row for row in event.quotas if row.kind == "reserve"]
    guests = _guests(event, belongs)
    return Book(
        event.quota,
        (*limits, *(Rope(f"session {row.id}", row.quota or 0, "session_full") for row in sessions)),
        tuple(Rope(_whom(row), row.places) for row in reserves if not row.falls_back_at or now < row.falls_back_at),
        guests,
        str(event.admission),
        _gives(event, guests.values(), now),
        db.session.scalar(select(func.max(ApplicationMove.id))) or 0,
        "over" if now >= event.ends_at else str(event.state),
        str(event.state) == "published" and now < event.closes_at,
        event.waitlist_paused_at is not None,
    )


def steps_since(event_id: int, number: int) -> list[Step]:
    """What moved in the event after this step, in its order."""
    query = (
        select(ApplicationMove)
        .join(ApplicationMove.application)
        .where(Application.event_id == event_id, ApplicationMove.id > number)
    )
    return [
        Step(move.application_id, str(move.origin), str(move.status), move.by_id, move.reason, move.id)
        for move in db.session.scalars(query.order_by(ApplicationMove.id))
    ]


def reasons_kept(event_id: int) -> Sequence[PassedOver]:
    """Every kept reason why somebody of the event was passed over."""
    ids = select(Application.id).where(Application.event_id == event_id)
    return db.session.scalars(select(PassedOver).where(PassedOver.application_id.in_(ids))).all()


def _guests(event: Event, belongs: Mapping[int, frozenset[str]]) -> dict[int, Guest]:
    ids = select(Application.id).where(Application.event_id == event.id)
    people = select(Participant.application_id, func.count()).where(Participant.ended_at.is_(None))
    people = people.where(Participant.application_id.in_(ids)).group_by(Participant.application_id)
    put_there = select(ApplicationMove.application_id, func.max(ApplicationMove.id))
    put_there = put_there.where(ApplicationMove.status == "waitlisted", ApplicationMove.application_id.in_(ids))
    valid = select(ApplicationTicket.application_id, func.count()).join(Ticket).where(Ticket.state == "valid")
    valid = valid.where(ApplicationTicket.application_id.in_(ids)).group_by(ApplicationTicket.application_id)
    coming, since, tickets = (
        dict(db.session.execute(query).all())
        for query in (people, put_there.group_by(ApplicationMove.application_id), valid)
    )
    query = select(Application).where(Application.event_id == event.id).order_by(Application.id)
    return {
        row.id: Guest(
            row.id,
            coming.get(row.id, 0) if event.counts_people else 1,
            belongs[row.business_id] | {f"session {session.id}" for session in row.sessions},
            str(row.status),
            row.draw_key,
            since.get(row.id, 0),
            row.skip_reason if row.skipped_at else "",
            row.business_id,
            coming.get(row.id, 0),
            tickets.get(row.id, 0),
            row.deadline_at,
        )
        for row in db.session.scalars(query.options(selectinload(Application.sessions)))
    }


def _gives(event: Event, guests: Iterable[Guest], now: datetime) -> bool:
    """Whether free chairs go to the line by now: it isn't held, the last hours haven't begun, and all are decided."""
    if event.waitlist_paused_at or str(event.state) not in {"published", "closed"}:
        return False
    if now >= event.starts_at - timedelta(hours=event.offer_cutoff_hours):
        return False
    closed = str(event.state) == "closed" or now >= event.closes_at
    decided = not any(guest.status in {"submitted", "needs_revision"} for guest in guests)
    return str(event.admission) == "first_come" or (closed and decided)


def _whom(row) -> str:
    return f"craft {row.category_id}" if row.category_id else row.group


def _kind(row) -> str:
    return "craft" if row.category_id else "group"
