"""Writing the rows of an imported table as they were shown. Callers hold the unit of work.

Every row is looked at once more: it does what the dry run said, or nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from eventreg.applications import service as applications
from eventreg.businesses import identity, registration
from eventreg.businesses import service as businesses
from eventreg.businesses.models import Business
from eventreg.businesses.registration import Agreement, OwnerDetails
from eventreg.businesses.rules import BusinessDetails
from eventreg.consents import queries as consents
from eventreg.consents.models import ConsentWay
from eventreg.core import audit
from eventreg.core.db import db, lock_table
from eventreg.core.errors import DomainError, Forbidden
from eventreg.core.permissions import Actor, Permission
from eventreg.imports import rules
from eventreg.imports.models import ImportFile
from eventreg.imports.planning import Fault, Judgement, applicants
from eventreg.imports.planning import businesses as planned
from eventreg.imports.rules import BATCH, Fate
from eventreg.imports.service import Planner, counts_of, lock_open, planner_of, told

BASICS = ("name", "owner_name", "phone", "category_code", "region_code", "elsewhere", "nib")


def apply_some(number: int, *, on_paper: bool, actor: Actor, now: datetime) -> ImportFile:
    """Write the next rows of those that were shown as new or changed, at most BATCH; harmless when repeated.

    Each row stands for itself: what is refused after all leaves nothing behind, and comes back as a file. Rows that are
    done are emptied. `on_paper`: that those whom it concerns agreed, as the council has it on paper.

    Raises NotFound, ImportOver, NotMatched, NotOnPaper.
    """
    lock_table(ImportFile)  # two imports at once would not see each other's businesses
    file = lock_open(number, actor)
    if not file.mapping:
        raise rules.NotMatched
    if not on_paper:
        raise rules.NotOnPaper
    waiting = waiting_rows(file)[:BATCH]
    planner = planner_of(file, file.mapping, now)
    fates, rows = [dict(fate) for fate in file.fates], list(file.rows)
    for row in waiting:
        fates[row] = _apply(planner, file, row, actor=actor, now=now)
        if not fates[row].get("faults"):
            rows[row] = []
    file.fates, file.rows = fates, rows
    if not waiting_rows(file):
        _finish(file, actor=actor, now=now)
    db.session.flush()
    return file


def waiting_rows(file: ImportFile) -> list[int]:
    """The rows that are to be written and aren't yet."""
    return [row for row, fate in enumerate(file.fates) if fate.get("fate") in rules.WRITES and not fate.get("done")]


def _apply(planner: Planner, file: ImportFile, row: int, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Write one row as it was shown; its fate as it came out."""
    shown = file.fates[row]
    found = planner.judge(row, told(file, file.mapping, row), shown.get("choice"))
    fate = {**shown, "done": True}
    if found.fate is Fate.SAME:
        return {**fate, "fate": Fate.SAME.value, "business": found.business_id, "fields": []}
    if found.fate is Fate.REFUSED:
        return {"line": shown["line"], **found.to_json(), "done": True}
    if _is_other(shown, found):
        return {"line": shown["line"], **_refused(rules.RowChanged()).to_json(), "done": True}
    try:
        with db.session.begin_nested():
            if isinstance(planner, applicants.Planner):
                number = _send(planner, row, actor=actor, now=now)
            elif found.fate is Fate.NEW:
                number = _enter(planner, row, found, actor=actor, now=now)
            else:
                number = _change(planner, row, found, actor=actor, now=now)
    except DomainError as error:
        return {"line": shown["line"], **_refused(error).to_json(), "done": True}
    return {**fate, "business": number}


def _is_other(shown: Mapping[str, Any], found: Judgement) -> bool:
    """Whether the row would now do something else than was shown."""
    if found.fate.value != shown["fate"] or (found.business_id != shown.get("business")):
        return True
    return not set(found.fields) <= set(shown.get("fields", ()))


def _enter(planner: planned.Planner, row: int, found: Judgement, *, actor: Actor, now: datetime) -> int:
    told_row = planner.rows[row]
    given = dict(told_row.given)
    details = BusinessDetails(**{name: given.pop(name, "") or "" for name in BASICS})
    owner = OwnerDetails(email=told_row.email, born_on=told_row.born_on, nik=told_row.nik, person_id=found.person_id)
    agreement = Agreement([text.purpose for text in consents.current_texts() if text.is_required], ConsentWay.PAPER)
    business = registration.register(details, owner, agreement, npwp=told_row.npwp, actor=actor, now=now)
    if told_row.channels:
        given["channels"] = told_row.channels
    businesses.change_profile(business, given, actor=actor, now=now)
    _foster(business, told_row.fostered_since, actor=actor, now=now)
    return business.id


def _change(planner: planned.Planner, row: int, found: Judgement, *, actor: Actor, now: datetime) -> int:
    if found.business_id is None or not actor.may(Permission.BUSINESS_REGISTER):
        raise Forbidden
    changes = planner.changes(found.business_id, planner.rows[row])
    npwp, since = changes.pop("npwp", ""), changes.pop("fostered_since", None)
    business = businesses.change_profile(planner.known[found.business_id], changes, actor=actor, now=now)
    if npwp:
        identity.change_npwp(business, npwp, remove=False, actor=actor, now=now)
    _foster(business, since, actor=actor, now=now)
    return business.id


def _foster(business: Business, since: date | None, *, actor: Actor, now: datetime) -> None:
    if since is not None:
        business.fostered_since = since
        audit.record(actor, "business.changed", business, fields=["fostered_since"], now=now)


def _send(planner: applicants.Planner, row: int, *, actor: Actor, now: datetime) -> int:
    """Send an application on behalf of the business's owner, who is its applicant."""
    found = planner.rows[row]
    behalf = Actor(actor.person_id, actor.name, actor.roles, actor.business_ids | {found.business.id})
    applications.submit(
        planner.event.id, found.business.id, found.details, applicant_id=found.person_id, actor=behalf, now=now
    )
    return found.business.id


def _refused(error: DomainError) -> Judgement:
    return Judgement(Fate.REFUSED, faults=[Fault.of(error)])


def _finish(file: ImportFile, *, actor: Actor, now: datetime) -> None:
    """All is written: what needs no mending is forgotten."""
    file.applied_at = now
    mend = {row for row, fate in enumerate(file.fates) if fate.get("fate") in rules.TO_MEND}
    file.rows = [cells if row in mend else [] for row, cells in enumerate(file.rows)]
    audit.record(actor, "import.applied", file, states=counts_of(file), now=now)
