"""Staff pages of the audit trail."""

import tempfile
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import audit, clock
from eventreg.core.db import LARGEST_ID, unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.council.models import Organisation
from eventreg.council.queries import organisation
from eventreg.trail import chain, export, queries, verification, words
from eventreg.trail.export import Format
from eventreg.trail.queries import Filters
from eventreg.trail.rules import grouped
from eventreg.trail.telling import action, tell

blueprint = Blueprint("trail", __name__, url_prefix="/staff/audit")
MOST_AT_ONCE = 50_000  # links that a page may verify while somebody waits for it


@blueprint.get("/")
@requires(Permission.AUDIT_READ, everywhere=True)
def index() -> ResponseReturnValue:
    """Who did what, newest first; other pages link here with `?person=`, `?event=` or `?business=` and a number."""
    filters = _filters(request.args)
    page = queries.find_page(filters, request.args.get("page", 1, type=int))
    names = queries.names_for(page.rows)
    return render_template(
        "trail/index.html",
        page=page,
        lines=[tell(entry, names) for entry in page.rows],
        filters=filters,
        asked={name: value for name, value in request.args.items() if value and name != "page"},
        actions=sorted(((name, action(name)) for name in words.ACTIONS), key=lambda pair: pair[1]),
        events=queries.events(),
        formats=[Format.XLSX, Format.CSV, Format.JSONL],
    )


@blueprint.get("/<int:entry_id>")
@requires(Permission.AUDIT_READ, everywhere=True)
def show(entry_id: int) -> ResponseReturnValue:
    """One entry, and where it is sealed."""
    entry = queries.get_entry(entry_id)
    return render_template(
        "trail/show.html",
        line=tell(entry, queries.names_for([entry])),
        link=queries.find_link(entry.id),
        grouped=grouped,
        zone=organisation().zone,
    )


@blueprint.post("/exports")
@requires(Permission.AUDIT_READ, everywhere=True)
def make_export() -> ResponseReturnValue:
    """What is filtered, as a file; who took it is recorded first."""
    filters, chosen = _filters(request.form), Format(_one_of(Format, request.form.get("format"), Format.CSV))
    now = clock.now()
    with unit_of_work():
        asked = sorted(name for name in _NAMES if request.form.get(name))
        subject = Organisation(id=Organisation.ONLY)
        audit.record(current_actor(), "audit.exported", subject, fields=asked, states={"format": chosen}, now=now)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # send_file closes it
    export.write(file, filters, chosen)
    file.seek(0)
    name = f"audit-{now.astimezone(filters.zone.info):%Y-%m-%d-%H%M}.{chosen}"
    return send_file(file, mimetype=export.MEDIA_TYPES[chosen], as_attachment=True, download_name=name)


@blueprint.get("/seals")
@requires(Permission.AUDIT_READ, everywhere=True)
def seals() -> ResponseReturnValue:
    """The days' seals, to be printed, and how the chain stands."""
    tip = chain.tip()
    return render_template(
        "trail/seals.html",
        seals=queries.day_seals(),
        position=tip.position,
        mac=grouped(tip.mac) if tip.position else "",
        waiting=chain.count_waiting(),
        may_verify=tip.position <= MOST_AT_ONCE,
        grouped=grouped,
        zone=organisation().zone,
    )


@blueprint.post("/verification")
@requires(Permission.AUDIT_READ, everywhere=True)
def verify() -> ResponseReturnValue:
    """Walk the chain now, where it is short enough to wait for."""
    if chain.tip().position > MOST_AT_ONCE:
        flash(
            _("The trail is too long to be verified while you wait. Run: %(command)s", command="eventreg audit verify")
        )
        return redirect(url_for(".seals"))
    report = verification.verify()
    if report.broken:
        flash(words.says(report.broken), "bad")
    else:
        flash(_("The trail is whole: %(sealed)s entries are sealed, %(waiting)s wait.", **_counts(report)))
    return redirect(url_for(".seals"))


def _counts(report: verification.Report) -> dict[str, int]:
    return {"sealed": report.sealed, "waiting": report.waiting}


_NAMES = ("action", "person", "event", "business", "from", "to", "number")


def _filters(asked: Any) -> Filters:
    """What address or form ask for; whatever can't be read is not asked for."""
    return Filters(
        action=asked.get("action", ""),
        person=asked.get("person", "").strip(),
        event=asked.get("event", type=_number),
        business=asked.get("business", "").strip(),
        first_day=asked.get("from", type=_day),
        last_day=asked.get("to", type=_day),
        number=asked.get("number", type=_number),
        zone=organisation().zone,
    )


def _number(text: str) -> int:
    """Raises ValueError for what no row has."""
    number = int(text)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(text)
    return number


def _day(text: str) -> date:
    """Raises ValueError for a day that no zone has."""
    day = date.fromisoformat(text)
    if not 2000 <= day.year <= 2999:
        raise ValueError(text)
    return day


def _one_of(known: type[Format], value: str | None, otherwise: Format) -> Format:
    return known(value) if value in set(known) else otherwise
