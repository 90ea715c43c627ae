"""Importing a table: sent, matched, looked at, decided upon, thrown away. Callers hold the unit of work.

The look (`plan`) only reads and may take seconds for thousands of rows, so it is taken outside of the unit of work;
what it found is kept by `keep_plan`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventreg.core import audit
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock
from eventreg.core.errors import Forbidden
from eventreg.core.permissions import SYSTEM, Actor, Permission
from eventreg.imports import queries, rules, tables
from eventreg.imports.models import ImportFile
from eventreg.imports.planning import applicants
from eventreg.imports.planning import businesses as planned
from eventreg.imports.rules import Fate, Subject

CRAFT = "craft"  # in a mapping: the code of the craft for rows that tell none
NEEDED = {Subject.BUSINESSES: {"name"}, Subject.APPLICATIONS: set()}
Planner = planned.Planner | applicants.Planner


# ---- Sending, matching, looking ---------------------------------------------------------------------


def receive(event_id: int | None, name: str, data: bytes, *, actor: Actor, now: datetime) -> ImportFile:
    """Keep the table of a file: of businesses, or of an event's applicants.

    Raises Forbidden, and what `tables.read` raises.
    """
    _check(actor, event_id)
    table = tables.read(data)
    file = ImportFile(
        subject=Subject.BUSINESSES if event_id is None else Subject.APPLICATIONS,
        event_id=event_id,
        name=name[:120],
        columns=list(table.columns),
        rows=[list(row) for row in table.rows],
        mapping={},
        fates=[{"line": line} for line in table.lines],
        made_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(file)
    db.session.flush()
    audit.record(actor, "import.sent", file, states={"rows": str(len(file.rows))}, now=now)
    return file


def check_mapping(subject: Subject, mapping: Mapping[str, str]) -> None:
    """Whether the columns say enough. Raises ColumnTwice, ColumnMissing."""
    fields = [field for column, field in mapping.items() if column != CRAFT]
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice:
        raise rules.ColumnTwice(field=twice)
    missing = sorted(NEEDED[subject] - set(fields))
    if subject is Subject.APPLICATIONS and not {"nib", "phone", "name"} & set(fields):
        missing = ["name"]
    if missing:
        raise rules.ColumnMissing(field=missing[0])


def plan(file: ImportFile, mapping: Mapping[str, str], *, now: datetime) -> list[dict[str, Any]]:
    """What would become of each row if the columns are these; nothing is written. Raises ColumnTwice, ColumnMissing."""
    check_mapping(file.subject, mapping)
    planner = planner_of(file, mapping, now)
    fates = []
    for number, fate in enumerate(file.fates):
        found = planner.judge(number, told(file, mapping, number)).to_json()
        fates.append({"line": fate["line"], **found})
    return fates


def keep_plan(
    number: int, mapping: Mapping[str, str], fates: Sequence[dict[str, Any]], *, actor: Actor, now: datetime
) -> ImportFile:
    """Keep what was found. Raises NotFound, ImportOver."""
    file = lock_open(number, actor)
    file.mapping, file.fates = dict(mapping), list(fates)
    db.session.flush()
    audit.record(actor, "import.planned", file, states=counts_of(file), now=now)
    return file


def choose(number: int, row: int, choice: str | int, *, actor: Actor, now: datetime) -> ImportFile:
    """Say what a likely duplicate is: a new business ("new"), one of those that it looks like, or left out ("skip").

    Raises NotFound, ImportOver, NotMatched.
    """
    file = lock_open(number, actor)
    fates = [dict(fate) for fate in file.fates]
    if not 0 <= row < len(fates) or "fate" not in fates[row] or not fates[row].get("likes"):
        raise rules.NotMatched
    fate = fates[row]
    if choice == "skip":
        fate["fate"] = Fate.SKIPPED.value
    elif choice in {"new", *[like[0] for like in fate["likes"] if like[0] > 0]}:
        judged = planner_of(file, file.mapping, now).judge(row, told(file, file.mapping, row), choice).to_json()
        fates[row] = fate = {**judged, "line": fate["line"], "likes": fate["likes"], "choice": choice}
    else:
        raise rules.NotMatched
    file.fates = fates
    db.session.flush()
    audit.record(actor, "import.chosen", file, states={"row": str(fate["line"]), "fate": fate["fate"]}, now=now)
    return file


# ---- The end of a file ------------------------------------------------------------------------------


def drop(number: int, *, actor: Actor, now: datetime) -> ImportFile:
    """Throw a file away, with the rows that wait to be mended. What was applied stays applied. Raises NotFound."""
    file = _locked(number, actor)
    _empty(file)
    file.dropped_at = file.dropped_at or now
    db.session.flush()
    audit.record(actor, "import.dropped", file, now=now)
    return file


def forget_old(now: datetime) -> int:
    """Empty the files that nobody came back to for a week; how many there were."""
    old = select(ImportFile).where(ImportFile.created_at < now - rules.KEPT, ImportFile.dropped_at.is_(None))
    files = db.session.scalars(old.with_for_update()).all()
    for file in files:
        _empty(file)
        file.dropped_at = now
        audit.record(SYSTEM, "import.dropped", file, now=now)
    db.session.flush()
    return len(files)


def _empty(file: ImportFile) -> None:
    file.rows = [[] for _ in file.rows]


# ---- Helps ------------------------------------------------------------------------------------------


def told(file: ImportFile, mapping: Mapping[str, str], row: int) -> dict[str, str]:
    """The cells of a row by the fields that its columns were matched with."""
    cells = file.rows[row]
    return {
        field: cells[int(column)]
        for column, field in mapping.items()
        if column != CRAFT and int(column) < len(cells) and cells[int(column)]
    }


def planner_of(file: ImportFile, mapping: Mapping[str, str], now: datetime) -> Planner:
    """What judges the rows of this file."""
    lines = [fate["line"] for fate in file.fates]
    if file.event is not None:
        return applicants.Planner(file.event, lines, allow_demo=current_settings().is_demo, now=now)
    return planned.Planner(lines, craft=mapping.get(CRAFT, ""), now=now)


def counts_of(file: ImportFile) -> dict[str, str]:
    """How many rows have which fate, as the trail tells it."""
    fates = [fate.get("fate", "") for fate in file.fates]
    return {fate.value: str(fates.count(fate.value)) for fate in Fate if fate.value in fates}


def _check(actor: Actor, event_id: int | None) -> None:
    if actor.person_id is None or not actor.may(Permission.IMPORT_RUN, event_id):
        raise Forbidden


def _locked(number: int, actor: Actor) -> ImportFile:
    file = queries.get_import(number, actor)
    return lock(ImportFile, file.id) or file


def lock_open(number: int, actor: Actor) -> ImportFile:
    """The file, to be changed. Raises NotFound, ImportOver."""
    file = _locked(number, actor)
    if file.applied_at or file.dropped_at:
        raise rules.ImportOver
    return file
