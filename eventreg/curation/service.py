"""How an event is reviewed: setting it up, the rubric, the phases. The caller holds the unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor, Role
from eventreg.curation import history, queries, rules
from eventreg.curation.models import Assignment, Criterion, Curation, ReviewPhase, Rubric
from eventreg.curation.rules import Others, Phase
from eventreg.curation.texts import DEFAULT_RUBRIC, CriterionDetails
from eventreg.events.models import Event
from eventreg.events.shifting import shifted, shifted_or_none

USUAL_REVIEW = timedelta(days=7)
FIXED = ("weight", "best", "counts")  # of a criterion, once a review was written by it
SETTINGS = (
    "reviews_each",
    "average",
    "conflict_spread",
    "rotation_points",
    "remarks_required",
    "shows_averages",
    "shows_remarks",
    "approvals_needed",
    "objection_reviews",
)


@dataclass(frozen=True)
class PhaseDetails:
    """A phase as organisers write it."""

    title: str
    phase: Phase


def set_up(event_id: int, template_id: int | None, *, actor: Actor, now: datetime) -> Curation:
    """Let an event be reviewed, by a template's criteria or by the usual ones, in two phases that can be changed.

    Curators review without names from the closing of applications for a week; then the committee meets. Set up twice it
    is the same. Raises NotFound.
    """
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    found = queries.find(event_id)
    if found:
        return found
    criteria = criteria_of(queries.get_template(template_id)) if template_id is not None else DEFAULT_RUBRIC
    rubric = _rubric(event.title, criteria, now)
    curation = Curation(event_id=event.id, rubric=rubric, created_at=now, updated_at=now)
    curation.phases = [_row(details) for details in usual_phases(event, now)]
    db.session.add(curation)
    db.session.flush()
    audit.record(actor, "curation.set_up", curation, now=now)
    return curation


def usual_phases(event: Event, now: datetime) -> list[PhaseDetails]:
    """A week of reviewing without names once applications have closed, then the meeting, without an end."""
    begins = max(event.closes_at, now)
    meets = begins + USUAL_REVIEW
    reviewing = Phase(begins, meets, frozenset({Role.CURATOR}))
    meeting = Phase(meets, None, shows_names=True, shows_others=Others.ALWAYS, decides=True)
    return [PhaseDetails("Penilaian", reviewing), PhaseDetails("Rapat kurasi", meeting)]


def change_settings(event_id: int, settings: Mapping[str, Any], *, actor: Actor, now: datetime) -> Curation:
    """Write the settings that are given, by the names of `SETTINGS`. Raises NotFound."""
    curation = _locked(event_id)
    changed = [name for name in SETTINGS if name in settings and getattr(curation, name) != settings[name]]
    states = history.of_settings(settings_of(curation), {name: settings[name] for name in changed})
    for name in changed:
        setattr(curation, name, settings[name])
    if changed:
        curation.updated_at = now
        audit.record(actor, "curation.changed", curation, fields=changed, states=states, now=now)
    db.session.flush()
    return curation


def save_phases(event_id: int, phases: Sequence[PhaseDetails], *, actor: Actor, now: datetime) -> Curation:
    """Let these be the phases. Raises PhaseBackwards, PhasesOverlap, NotFound."""
    rules.check_phases(details.phase for details in phases)
    curation = _locked(event_id)
    before, after = phases_of(curation), sorted(phases, key=_start)
    if before != after:
        curation.phases = [_row(details) for details in after]
        curation.updated_at = now
        db.session.flush()
        states = history.of_phases([one.phase for one in before], [one.phase for one in after])
        audit.record(actor, "curation.changed", curation, fields=["phases"], states=states, now=now)
    return curation


def save_rubric(event_id: int, criteria: Sequence[CriterionDetails], *, actor: Actor, now: datetime) -> Rubric:
    """Let these be the criteria of the event. Raises RubricInUse, NothingCounts, NotFound."""
    curation = _locked(event_id)
    before = criteria_of(curation.rubric)
    if write_criteria(curation.rubric, criteria, now=now):
        states = history.of_criteria(before, criteria_of(curation.rubric))
        audit.record(actor, "curation.changed", curation, fields=["rubric"], states=states, now=now)
    return curation.rubric


def write_criteria(rubric: Rubric, criteria: Sequence[CriterionDetails], *, now: datetime) -> bool:
    """Write them in this order; whether anything changed. Words may always change, what was counted by doesn't.

    Raises RubricInUse, NothingCounts.
    """
    if not any(one.counts and one.weight for one in criteria):
        raise rules.NothingCounts()
    there = {row.id: row for row in rubric.criteria}
    wanted = [replace(one, id=one.id if one.id in there else None) for one in criteria]
    if criteria_of(rubric) == wanted:
        return False
    if queries.is_in_use(rubric.id) and _counts_otherwise(there, wanted):
        raise rules.RubricInUse()
    rows = [there.get(one.id or 0) or Criterion() for one in wanted]
    for position, (row, one) in enumerate(zip(rows, wanted, strict=True)):
        row.position = position
        row.name_id, row.name_en = one.name_id, one.name_en
        row.guidance_id, row.guidance_en = one.guidance_id, one.guidance_en
        row.weight, row.best, row.counts = one.weight, one.best, one.counts
    rubric.criteria = rows
    rubric.updated_at = now
    db.session.flush()
    return True


def begin_with(event_id: int, template_id: int, *, actor: Actor, now: datetime) -> Rubric:
    """Review by a template's criteria instead. Raises RubricInUse, NotFound."""
    curation = _locked(event_id)
    if queries.is_in_use(curation.rubric_id):
        raise rules.RubricInUse()
    criteria = criteria_of(queries.get_template(template_id))
    return save_rubric(event_id, [replace(one, id=None) for one in criteria], actor=actor, now=now)


def take_down(event_id: int, *, actor: Actor, now: datetime) -> None:
    """Decide without reviews after all, while nothing was reviewed. Raises RubricInUse, NotFound."""
    curation = _locked(event_id)
    if queries.is_in_use(curation.rubric_id):
        raise rules.RubricInUse()
    audit.record(actor, "curation.taken_down", curation, now=now)
    for row in db.session.scalars(select(Assignment).where(Assignment.application.has(event_id=event_id))):
        db.session.delete(row)
    rubric = curation.rubric
    db.session.delete(curation)
    db.session.flush()
    db.session.delete(rubric)
    db.session.flush()


def copy(original: Event, made: Event, days: int, *, actor: Actor, now: datetime) -> None:
    """A copied event is reviewed as the original: rubric, settings, phases so many days later; nothing of reviews."""
    source = queries.find(original.id)
    if source is None:
        return
    curation = Curation(event_id=made.id, created_at=now, updated_at=now)
    curation.rubric = _rubric(made.title, criteria_of(source.rubric), now)
    for name in SETTINGS:
        setattr(curation, name, getattr(source, name))
    curation.phases = [_row(_later(details, days, original)) for details in phases_of(source)]
    db.session.add(curation)
    db.session.flush()
    audit.record(actor, "curation.set_up", curation, now=now)


def save_as_template(event_id: int, title: str, *, actor: Actor, now: datetime) -> Rubric:
    """Keep an event's criteria for others. Raises NotFound."""
    return make_template(title, criteria_of(_locked(event_id).rubric), actor=actor, now=now)


def make_template(title: str, criteria: Sequence[CriterionDetails], *, actor: Actor, now: datetime) -> Rubric:
    """A rubric that events can begin with. Raises NothingCounts."""
    template = _rubric(title, criteria, now)
    template.is_template = True
    db.session.add(template)
    db.session.flush()
    audit.record(actor, "rubric.created", template, now=now)
    return template


def change_template(
    rubric_id: int, title: str, criteria: Sequence[CriterionDetails], *, actor: Actor, now: datetime
) -> Rubric:
    """Another name or other criteria; events that began with it keep theirs. Raises NothingCounts, NotFound."""
    template = queries.get_template(rubric_id)
    changed = write_criteria(template, criteria, now=now)
    if changed or template.title != title:
        template.title, template.updated_at = title, now
        db.session.flush()
        audit.record(actor, "rubric.changed", template, now=now)
    return template


def archive_template(rubric_id: int, *, actor: Actor, now: datetime) -> Rubric:
    """Offer it no longer. Raises NotFound."""
    template = queries.get_template(rubric_id)
    template.archived_at = now
    db.session.flush()
    audit.record(actor, "rubric.archived", template, now=now)
    return template


def criteria_of(rubric: Rubric) -> list[CriterionDetails]:
    """A rubric's criteria as organisers write them."""
    return [
        CriterionDetails(
            id=row.id,
            name_id=row.name_id,
            name_en=row.name_en,
            guidance_id=row.guidance_id,
            guidance_en=row.guidance_en,
            weight=row.weight,
            best=row.best,
            counts=row.counts,
        )
        for row in rubric.criteria
    ]


def settings_of(curation: Curation) -> dict[str, Any]:
    """What is settled of an event's review, by the names of `SETTINGS`."""
    return {name: getattr(curation, name) for name in SETTINGS}


def phases_of(curation: Curation) -> list[PhaseDetails]:
    """An event's phases as organisers write them."""
    return [PhaseDetails(row.title, queries.as_phase(row)) for row in curation.phases]


def _locked(event_id: int) -> Curation:
    lock(Event, event_id)
    return queries.get(event_id)


def _rubric(title: str, criteria: Sequence[CriterionDetails], now: datetime) -> Rubric:
    rubric = Rubric(title=title[:120], created_at=now, updated_at=now)
    write_criteria(rubric, [replace(one, id=None) for one in criteria], now=now)
    return rubric


def _counts_otherwise(there: Mapping[int, Criterion], wanted: Sequence[CriterionDetails]) -> bool:
    kept = {one.id: one for one in wanted if one.id is not None}
    return (
        len(kept) != len(wanted)
        or kept.keys() != there.keys()
        or any(getattr(there[key], name) != getattr(one, name) for key, one in kept.items() for name in FIXED)
    )


def _row(details: PhaseDetails) -> ReviewPhase:
    phase = details.phase
    return ReviewPhase(
        title=details.title,
        starts_at=phase.starts_at,
        ends_at=phase.ends_at,
        reviewers=sorted(phase.reviewers),
        shows_names=phase.shows_names,
        shows_others=phase.shows_others,
        decides=phase.decides,
    )


def _start(details: PhaseDetails) -> datetime:
    return details.phase.starts_at


def _later(details: PhaseDetails, days: int, event: Event) -> PhaseDetails:
    phase = details.phase
    moved = replace(
        phase,
        starts_at=shifted(phase.starts_at, days, event.zone),
        ends_at=shifted_or_none(phase.ends_at, days, event.zone),
    )
    return replace(details, phase=moved)
