"""What was changed of a review, old and new: it stands in the trail, and the minutes tell what came after scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.curation.models import Recusal, Review
from eventreg.curation.rules import Phase
from eventreg.curation.texts import CriterionDetails

ARROW = " → "
NONE = "–"


# ---- For the trail ---------------------------------------------------------------------------------------------------


def of_settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Setting's name → `mean → median`, of what is another."""
    return {name: _change(before[name], after[name]) for name in after if before[name] != after[name]}


def of_phases(before: Sequence[Phase], after: Sequence[Phase]) -> dict[str, str]:
    """`phase_1` → what it was and is, of each that is another; their titles are told nowhere."""
    pairs = enumerate(zip_longest(before, after), start=1)
    return {f"phase_{number}": _change(_phase(one), _phase(other)) for number, (one, other) in pairs if one != other}


def of_criteria(before: Sequence[CriterionDetails], after: Sequence[CriterionDetails]) -> dict[str, str]:
    """`criterion_1` → what it was and is, of each that is called, or counts, another way."""
    told = zip_longest(map(_criterion, before), map(_criterion, after), fillvalue=NONE)
    return {f"criterion_{number}": _change(*pair) for number, pair in enumerate(told, start=1) if len(set(pair)) > 1}


def _change(before: Any, after: Any) -> str:
    return f"{_plain(before)}{ARROW}{_plain(after)}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NONE if value is None else value.value if isinstance(value, StrEnum) else str(value)


def _phase(phase: Phase | None) -> str:
    if phase is None:
        return NONE
    parts = [f"{_moment(phase.starts_at)} {NONE} {_moment(phase.ends_at)}", *sorted(phase.reviewers)]
    parts += ["names_shown" if phase.shows_names else "names_hidden", f"others_{phase.shows_others}"]
    return ", ".join(parts + ["decides"] * phase.decides)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "…"


def _criterion(one: CriterionDetails) -> str:
    return f"{one.name_id} (1{NONE}{one.best} × {one.weight if one.counts else 0})"


# ---- For the minutes -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Changed:
    """A change that was made once scores were known; `by`: None where the person is no longer known."""

    at: datetime
    by: Person | None
    states: Mapping[str, str]
    fields: Sequence[str]


def after_scores(event_id: int) -> Sequence[Changed]:
    """What was changed of the event's rules of review since the first review was sent, in the order of time."""
    of_event = select(AuditEntry).where(AuditEntry.event_id == event_id).order_by(AuditEntry.id)
    first = db.session.scalar(of_event.where(AuditEntry.action == "review.sent").limit(1))
    if first is None:
        return []
    changes = of_event.where(AuditEntry.id > first.id, AuditEntry.action.in_(["curation.changed", "event.edited"]))
    entries = [one for one in db.session.scalars(changes) if one.action == "curation.changed" or _is_rotation(one)]
    query = select(Person).where(Person.id.in_({one.actor_id for one in entries}))
    people = {person.id: person for person in db.session.scalars(query)}
    return [Changed(one.at, people.get(one.actor_id or 0), one.states, one.fields) for one in entries]


@dataclass(frozen=True)
class Kept:
    """Somebody who stays away because it was said so. `by`: who said it. `silenced`: they had reviewed it before."""

    recusal: Recusal
    by: Person | None
    silenced: bool

    @property
    def is_declared(self) -> bool:
        """Whether they said it themselves."""
        return self.recusal.by_id == self.recusal.person_id


def recusals(event_id: int) -> Sequence[Kept]:
    """All that were ever declared or noted for the event, those taken back too, in the order of time."""
    query = (
        select(Recusal, Review.sent_at)
        .join(Recusal.application)
        .outerjoin(Review, (Review.application_id == Recusal.application_id) & (Review.person_id == Recusal.person_id))
        .where(Application.event_id == event_id)
        .order_by(Recusal.at, Recusal.id)
        .options(joinedload(Recusal.person), joinedload(Recusal.application).joinedload(Application.business))
    )
    rows = db.session.execute(query).all()
    named = select(Person).where(Person.id.in_({recusal.by_id for recusal, _ in rows}))
    people = {person.id: person for person in db.session.scalars(named)}
    return [
        Kept(recusal, people.get(recusal.by_id or 0), sent_at is not None and sent_at <= recusal.at)
        for recusal, sent_at in rows
    ]


def _is_rotation(entry: AuditEntry) -> bool:
    return "rotation_years" in entry.fields
