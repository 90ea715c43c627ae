"""Whoever is done with their own reviews helps with what is reviewed least. The caller holds the unit of work."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.curation import assigning, panel, queries, rules
from eventreg.curation.models import Assignment, Curation
from eventreg.curation.rules import FINISHED, ReviewState
from eventreg.events.models import Event

HELD = timedelta(days=1)
"""For how long an application that was taken and not answered yet is kept for who took it."""


def take(event_id: int, *, actor: Actor, now: datetime) -> Assignment:
    """Let a reviewer who is done with their own have the least reviewed of the others.

    Raises NotReviewedNow, OwnReviewsFirst, NothingToTake, NotFound for an event without review.
    """
    lock(Event, event_id)
    curation, person_id = queries.find(event_id), actor.person_id
    if curation is None or person_id is None:
        raise NotFound()
    if not rules.may_review(queries.phases_of(event_id), actor.roles_at(event_id), now):
        raise rules.NotReviewedNow()
    if own_waiting(event_id, person_id):
        raise rules.OwnReviewsFirst()
    others = offered(curation, person_id, now)
    if not others:
        raise rules.NothingToTake()
    assignment = assigning.give_row((others[0], person_id), now)
    assignment.taken = True
    db.session.flush()
    audit.record(actor, "review.taken", assignment, event_id=event_id, now=now)
    return assignment


def own_waiting(event_id: int, person_id: int) -> bool:
    """Whether something under review that this person was given is still to be answered by them."""
    states, ids = assigning.states_of(event_id), set(assigning.under_review(event_id))
    bars = panel.bars(event_id, person_ids=[person_id])
    own = {one.application_id for one in assigning.assignments_of(event_id) if one.person_id == person_id}
    waiting = {one for one in own & ids if states.get((one, person_id)) not in FINISHED}
    return any((one, person_id) not in bars for one in waiting)


def offered(curation: Curation, person_id: int, now: datetime) -> Sequence[int]:
    """The ids of what this person may take, the least reviewed first.

    What another helper took lately counts as reviewed: otherwise two who help at once would both write the one review
    that is missing, while another application goes without.
    """
    event_id = curation.event_id
    states, handed = assigning.states_of(event_id), assigning.assignments_of(event_id)
    bars = panel.bars(event_id, person_ids={person_id, *(person for _, person in states)})
    sent = Counter(pair[0] for pair, state in states.items() if state is ReviewState.SENT and pair not in bars)
    coming = Counter(
        one.application_id
        for one in handed
        if one.taken and one.at > now - HELD and states.get((one.application_id, one.person_id)) not in FINISHED
    )
    held = Counter(one.application_id for one in handed)
    closed = {one.application_id for one in handed if one.person_id == person_id}
    closed |= {one for one, person in states if person == person_id and states[one, person] in FINISHED}
    found = [
        one
        for one in assigning.under_review(event_id)
        if one not in closed and (one, person_id) not in bars and sent[one] + coming[one] < curation.reviews_each
    ]
    return sorted(found, key=lambda one: (sent[one] + coming[one], held[one], one))
