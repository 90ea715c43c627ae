"""What the committee settles for the booth plan beside its decisions. The caller holds the unit of work."""

from datetime import datetime

from eventreg.applications import rules as application_rules
from eventreg.applications.rules import Status
from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.permissions import Actor
from eventreg.curation import pending, rules
from eventreg.curation.models import Candidate

UNDECIDED = (Status.SUBMITTED, Status.NEEDS_REVISION)


def settle(
    event_id: int,
    application_id: int,
    *,
    eligible: bool,
    must_place: bool,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Candidate:
    """Whether it may have a booth, and whether the plan must hold it. Raises ReasonMissing, NotFound.

    Whoever isn't eligible is in no plan, whatever else is asked. Anything but the usual needs a reason.
    """
    application = pending.found(event_id, application_id, actor, now)
    if (must_place or not eligible) and not reason.strip():
        raise application_rules.ReasonMissing()
    candidate = db.session.get(Candidate, application_id) or Candidate(application_id=application_id)
    candidate.eligible, candidate.must_place = eligible, must_place and eligible
    candidate.reason, candidate.at, candidate.by_id = reason.strip()[: pending.LONGEST], now, actor.person_id
    db.session.add(candidate)
    db.session.flush()
    audit.record(actor, "candidate.settled", application, now=now)
    return candidate


def unsettle(event_id: int, application_id: int, *, actor: Actor, now: datetime) -> None:
    """Nothing is settled about it again; twice is once. Raises SettledForGood once it was decided on, NotFound."""
    application = pending.found(event_id, application_id, actor, now)
    candidate = db.session.get(Candidate, application_id)
    if candidate is None:
        return
    if application.status not in UNDECIDED:
        raise rules.SettledForGood()
    db.session.delete(candidate)
    db.session.flush()
    audit.record(actor, "candidate.unsettled", application, now=now)
