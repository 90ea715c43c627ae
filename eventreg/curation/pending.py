"""What the committee has reached and not yet let go out: by hand, or by a line through the ranking.

The caller holds the unit of work. Nobody touches an application that they stay away from: for them it isn't there.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.applications import places
from eventreg.applications import rules as application_rules
from eventreg.applications.models import Application
from eventreg.applications.rules import By, CapacityReached, Status
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor, Permission
from eventreg.curation import panel, standings
from eventreg.curation.models import Candidate, PendingDecision, Resolution
from eventreg.curation.ranking import Standing
from eventreg.curation.standings import Standings
from eventreg.events.models import Event

VERDICTS = (Status.ACCEPTED, Status.WAITLISTED, Status.REJECTED, Status.NEEDS_REVISION)
BELOW = (Status.WAITLISTED, Status.REJECTED)
LONGEST = 2000  # characters of a reason


@dataclass(frozen=True)
class Pending:
    """A pending decision with its application; `standing`: None where it has left the ranking in the meantime."""

    decision: PendingDecision
    application: Application
    standing: Standing | None

    @property
    def stands(self) -> bool:
        """Whether it can still be decided so: nobody withdrew it or decided on it in the meantime."""
        return By.COMMITTEE in application_rules.MOVES.get((self.application.status, self.decision.verdict), ())


# ---- The list --------------------------------------------------------------------------------------------------------


def listed(
    event: Event, now: datetime, *, viewer: Actor | None = None, ranking: Standings | None = None
) -> Sequence[Pending]:
    """All pending decisions in the order of the ranking, those without a place in it last.

    `viewer`: without those of what this person stays away from. `ranking`: the whole one, where the caller has it.
    Raises NotFound where the event has no review.
    """
    rows = {row.application.id: row for row in (ranking or standings.complete(event, now)).rows}
    order = {application_id: place for place, application_id in enumerate(rows)}
    query = select(PendingDecision).join(PendingDecision.application).where(Application.event_id == event.id)
    query = query.options(joinedload(PendingDecision.application).joinedload(Application.business))
    found = [
        Pending(one, one.application, rows[one.application_id].standing if one.application_id in rows else None)
        for one in db.session.scalars(query)
    ]
    found = seen_by(found, event.id, viewer) if viewer else found
    return sorted(found, key=lambda one: (order.get(one.application.id, len(order)), one.application.code))


def seen_by(whole: Iterable[Pending], event_id: int, viewer: Actor) -> list[Pending]:
    """Without those of what this person stays away from."""
    barred = away(event_id, viewer)
    return [one for one in whole if one.application.id not in barred]


def digest_of(pending: Iterable[Pending]) -> str:
    """The SHA-256 of the list: codes in their order, verdicts, reasons. Any change is another; so is the next list."""
    whole = list(pending)
    lines = [[one.application.code, one.decision.verdict.value, one.decision.reason] for one in whole]
    applied = select(func.count()).where(Resolution.event_id.in_({one.application.event_id for one in whole}))
    lines += [[str(db.session.scalar(applied))]]
    return sha256(json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def without_room(event: Event, pending: Sequence[Pending], now: datetime) -> Sequence[CapacityReached]:
    """For which of those to be accepted there would be no room, in their order, each naming the rule and the business.

    Looked at as deciding will: one after the other, those without room left out.
    """
    accepted = [one.application for one in pending if one.decision.verdict is Status.ACCEPTED and one.stands]
    chosen = select(Application).where(Application.id.in_([one.id for one in accepted]))
    db.session.scalars(chosen.options(selectinload(Application.sessions))).all()  # at once, not one by one
    taken, refused = places.of(event, now), []
    for application in accepted:
        lack = taken.lack_of(application)
        if lack:
            refused.append(places.refusal_for(lack, application))
        else:
            taken.held[application.id] = taken.seat_of(application)
    return refused


def away(event_id: int, actor: Actor) -> frozenset[int]:
    """What the actor stays away from."""
    if actor.person_id is None:
        return frozenset()
    return frozenset(one for one, _person in panel.bars(event_id, person_ids=[actor.person_id]))


def find(application_id: int) -> PendingDecision | None:
    """What is pending for an application."""
    return db.session.scalar(select(PendingDecision).where(PendingDecision.application_id == application_id))


def candidates(event_id: int) -> Mapping[int, Candidate]:
    """Application's id → what is settled for the booth plan, where anything is."""
    query = select(Candidate).join(Application, Application.id == Candidate.application_id)
    return {one.application_id: one for one in db.session.scalars(query.where(Application.event_id == event_id))}


# ---- By hand -------------------------------------------------------------------------------------------------------


def put(
    event_id: int,
    application_id: int,
    verdict: Status,
    reason: str = "",
    *,
    actor: Actor,
    now: datetime,
    meeting_id: int | None = None,
    by_line: bool = False,
) -> PendingDecision:
    """Put a decision down, or change it. Nothing goes out. Raises ReasonMissing, IllegalMove, NotFound.

    `by_line`: it is the line's again, as it was before somebody decided by hand.
    """
    application = found(event_id, application_id, actor, now)
    check_verdict(application, verdict, reason)
    decision = find(application_id) or PendingDecision(application_id=application_id)
    decision.verdict, decision.reason, decision.by_line = verdict, reason.strip()[:LONGEST], by_line
    decision.meeting_id, decision.at, decision.by_id = meeting_id, now, actor.person_id
    db.session.add(decision)
    db.session.flush()
    audit.record(actor, "decision.put", application, now=now)
    return decision


def take_back(event_id: int, application_id: int, *, actor: Actor, now: datetime) -> None:
    """It is undecided again. Twice is once. Raises NotFound."""
    application = found(event_id, application_id, actor, now)
    decision = find(application_id)
    if decision:
        db.session.delete(decision)
        db.session.flush()
        audit.record(actor, "decision.taken_back", application, now=now)


def check_verdict(application: Application, verdict: Status, reason: str) -> None:
    """Raises IllegalMove where it can't be decided so now, ReasonMissing where the applicant must be told why."""
    if verdict not in VERDICTS:
        raise application_rules.IllegalMove(status=application.status, target=verdict)
    application_rules.check_move(application.status, verdict, By.COMMITTEE)
    if verdict in application_rules.NEEDS_A_REASON and not reason.strip():
        raise application_rules.ReasonMissing()


# ---- By a line -----------------------------------------------------------------------------------------------------


def draw_line(
    event_id: int,
    at: int,
    below: Status | None = None,
    reason: str = "",
    *,
    actor: Actor,
    now: datetime,
    meeting_id: int | None = None,
) -> int:
    """Draw the line after so many rows of the ranking as the actor sees it; where it lies now.

    Whatever is ranked and undecided is accepted above it; `below` it is what is chosen, for this reason, or undecided.
    What was decided by hand stays, and so does what the actor stays away from. Raises ReasonMissing, NotFound.
    """
    event = _event(event_id, actor, now)
    if below is not None and below not in BELOW:
        raise application_rules.IllegalMove(target=below)
    if below in application_rules.NEEDS_A_REASON and not reason.strip():
        raise application_rules.ReasonMissing()
    seen, whole = standings.standings(event, now, viewer=actor), standings.complete(event, now)
    at = max(0, min(at, len(seen.rows)))
    line = [row.application.id for row in whole.rows].index(seen.rows[at - 1].application.id) + 1 if at else 0
    above = {row.application.id for row in whole.rows[:line]}
    chosen = {row.application.id: (Status.ACCEPTED, "") for row in seen.rows if row.application.id in above}
    if below is not None:
        words = reason.strip()[:LONGEST]
        chosen |= {row.application.id: (below, words) for row in seen.rows if row.application.id not in above}
    _write(event, seen, chosen, actor=actor, now=now, meeting_id=meeting_id)
    seen.curation.line_at = line
    db.session.flush()
    audit.record(actor, "decision.line_drawn", seen.curation, now=now)
    return at


def remove_line(event_id: int, *, actor: Actor, now: datetime) -> None:
    """There is no line: what it alone had decided is undecided again. Raises NotFound."""
    event = _event(event_id, actor, now)
    seen = standings.standings(event, now, viewer=actor)
    _write(event, seen, {}, actor=actor, now=now, meeting_id=None)
    seen.curation.line_at = None
    db.session.flush()
    audit.record(actor, "decision.line_removed", seen.curation, now=now)


def line_seen(seen: Standings, event: Event, now: datetime) -> int | None:
    """After how many of the rows that a reader sees the line lies; None where there is none."""
    line = seen.curation.line_at
    if line is None or not seen.withheld:
        return None if line is None else min(line, len(seen.rows))
    away_ids = {one.application.id for one in seen.withheld}
    whole = standings.complete(event, now).rows
    return sum(row.application.id not in away_ids for row in whole[:line])


def _write(
    event: Event,
    seen: Standings,
    chosen: dict[int, tuple[Status, str]],
    *,
    actor: Actor,
    now: datetime,
    meeting_id: int | None,
) -> None:
    """Let the line's decisions be these; only what changes is written anew."""
    undecided = {
        row.application.id
        for row in seen.rows
        if row.application.status is Status.SUBMITTED and row.standing.rank is not None
    }
    barred = away(event.id, actor)
    query = select(PendingDecision).join(PendingDecision.application).where(Application.event_id == event.id)
    known = {one.application_id: one for one in db.session.scalars(query)}
    for application_id, decision in known.items():
        gone = application_id not in undecided or application_id not in chosen
        if decision.by_line and gone and application_id not in barred:
            db.session.delete(decision)
    for application_id in sorted(undecided & set(chosen)):
        decision = known.get(application_id) or PendingDecision(application_id=application_id, by_line=True)
        if not decision.by_line or (decision.verdict, decision.reason) == chosen[application_id]:
            continue
        decision.verdict, decision.reason = chosen[application_id]
        decision.meeting_id, decision.at, decision.by_id = meeting_id, now, actor.person_id
        db.session.add(decision)
    db.session.flush()


def _event(event_id: int, actor: Actor, now: datetime) -> Event:
    """The event, locked; only for who holds meetings over it and sees its ranking. Raises NotFound."""
    event = lock(Event, event_id)
    if event is None or not actor.may(Permission.MEETING_HOLD, event_id):
        raise NotFound()
    db.session.expire_all()  # what was read before the lock may be another's by now
    if not standings.sees_reviews(actor, event, None, now):
        raise NotFound()
    return event


def found(event_id: int, application_id: int, actor: Actor, now: datetime) -> Application:
    """One of the event's, its event locked, that the actor may decide upon. Raises NotFound."""
    _event(event_id, actor, now)
    application = db.session.get(Application, application_id, populate_existing=True)
    if application is None or application.event_id != event_id or panel.is_barred(application, actor.person_id):
        raise NotFound()
    return application
