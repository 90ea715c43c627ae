"""Who stays away from an application, and who reviews it instead. The caller holds the unit of work."""

from datetime import datetime

from sqlalchemy import select

from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import Actor, Permission
from eventreg.curation import assigning, panel
from eventreg.curation.models import Assignment, Recusal
from eventreg.curation.rules import Conflict, ReviewState


def recuse(
    application_id: int, person_id: int, kind: Conflict, note: str = "", *, actor: Actor, now: datetime
) -> Recusal:
    """A person stays away from an application from now on; somebody else is given it at once. Twice is once.

    By themselves, or by whoever manages the review. Raises Forbidden, NotFound.
    """
    application = assigning.locked(application_id)
    if actor.person_id != person_id and not actor.may(Permission.CURATION_MANAGE, application.event_id):
        raise Forbidden()
    found = _standing(application_id, person_id)
    if found:
        return found
    recusal = Recusal(
        application_id=application_id, person_id=person_id, kind=kind, note=note.strip(), at=now, by_id=actor.person_id
    )
    db.session.add(recusal)
    db.session.flush()
    audit.record(actor, "review.recused", recusal, event_id=application.event_id, now=now)
    assignment = assigning.active(application_id, person_id)
    if assignment:
        assignment.ended_at = now
        db.session.flush()
        assigning.pass_on(application, assignment, actor=actor, now=now)
    return recusal


def take_back_recusal(recusal_id: int, *, actor: Actor, now: datetime) -> Recusal:
    """It was a mistake: what this person wrote counts again, and they review it again where it lacks a reviewer.

    Raises NotFound.
    """
    recusal = db.session.get(Recusal, recusal_id)
    if recusal is None:
        raise NotFound()
    application = assigning.locked(recusal.application_id)
    db.session.refresh(recusal)
    if recusal.ended_at is not None:
        return recusal
    recusal.ended_at = now
    db.session.flush()
    audit.record(actor, "review.recusal_withdrawn", recusal, event_id=application.event_id, now=now)
    given = db.session.scalar(
        select(Assignment).where(Assignment.application_id == application.id, Assignment.person_id == recusal.person_id)
    )
    state = assigning.states_of(application.event_id).get((application.id, recusal.person_id))
    lacks = assigning.lacks_reviewers(application, now)
    if given and not panel.is_barred(application, recusal.person_id) and (state is ReviewState.SENT or lacks):
        given.ended_at = None
    return recusal


def _standing(application_id: int, person_id: int) -> Recusal | None:
    query = select(Recusal).where(Recusal.application_id == application_id, Recusal.person_id == person_id)
    return db.session.scalar(query.where(Recusal.ended_at.is_(None)))
