"""The ranking and the reviews behind it: as pages, as JSON, and to take along."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import g, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import history
from eventreg.applications.models import Application
from eventreg.applications.words import STATUS_NAMES
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, lazy
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import requires
from eventreg.curation import balance, export, lists, ranking, reading, standings
from eventreg.curation.lists import Filters, Show, Sort
from eventreg.curation.standings import Standings
from eventreg.curation.views.base import blueprint
from eventreg.curation.words import AVERAGES, name_of, points
from eventreg.events import queries as events
from eventreg.events.models import Event

MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

SHOWN = {
    Show.CONFLICTING: lazy("Conflicting"),
    Show.MISSING: lazy("Reviews missing"),
    Show.DISCUSS: lazy("To discuss"),
}
SORTS = {
    Sort.RANK: lazy("By rank"),
    Sort.SPREAD: lazy("Widest spread first"),
    Sort.MISSING: lazy("Most reviews missing first"),
    Sort.CODE: lazy("By number"),
}


@blueprint.get("/staff/events/<slug>/ranking/")
@requires(Permission.REVIEW_READ)
def ranking_list(slug: str) -> ResponseReturnValue:
    """The ranking, narrowed and sorted, with the balance of what lies above a line; on paper in one piece."""
    event, now = _event(slug), clock.now()
    found, filters = standings.standings(event, now, viewer=g.actor), _filters()
    rows, whole = lists.narrowed(found.rows, filters), request.args.get("all") == "1"
    line = lists.line_of(request.args.get("line", type=int), found, event, now)
    return render_template(
        "curation/ranking.html",
        event=event,
        found=found,
        page=lists.page(rows, request.args.get("page", 1, type=int), max(1, len(rows)) if whole else lists.PAGE),
        filters=filters,
        tabs=_tabs(event, filters, found),
        sorts=SORTS,
        address=lambda **changes: _address(event, filters, **changes),
        categories=lists.categories(found.rows),
        line=line,
        balance=reading.balance_told(found, event, line),
        average=AVERAGES[found.curation.average],
        printed=now if whole else None,
        **_shown(event),
    )


@blueprint.get("/staff/events/<slug>/ranking/<code>")
@requires(Permission.REVIEW_READ)
def reviews_of(slug: str, code: str) -> ResponseReturnValue:
    """One application's reviews side by side."""
    event, now = _event(slug), clock.now()
    application = lists.get_application(event.id, code)
    opinions = standings.reviews_of(application, viewer=g.actor, now=now)
    counted = [opinion for opinion in opinions if opinion.counts]
    curation = standings.curation_of(event.id)
    totals = [opinion.total for opinion in counted if opinion.total is not None]
    record = history.records([application.business_id], event, now=now)[application.business_id]
    return render_template(
        "curation/reviews_of.html",
        event=event,
        application=application,
        curation=curation,
        criteria=curation.rubric.criteria,
        averages=standings.criterion_averages(application),
        counted=counted,
        totals=totals,
        average=ranking.average_of(totals, curation.average) if totals else None,
        average_name=AVERAGES[curation.average],
        abstained=[opinion for opinion in opinions if opinion.total is None],
        objected=[opinion for opinion in opinions if opinion.total is not None and not opinion.counts],
        record=record,
        **_place(event, application, now),
        **_shown(event),
    )


@blueprint.get("/staff/events/<slug>/ranking.json")
@requires(Permission.REVIEW_READ)
def ranking_json(slug: str) -> ResponseReturnValue:
    """The ranking for scripts: the same facts as its page and files, and what a line that moves needs to count."""
    event, now = _event(slug), clock.now()
    found = standings.standings(event, now, viewer=g.actor)
    names = lists.shows_names(g.actor, event.id)
    groups = lists.groups_of(event)
    traits = [lists.traits_of(row.application) for row in found.rows]
    return {
        "event": event.slug,
        "average": found.curation.average,
        "line": lists.line_of(None, found, event, now),
        "criteria": [{"id": one.id, "name": name_of(one), "best": one.best} for one in found.curation.rubric.criteria],
        "rows": [_plain(record) for record in lists.records(found, with_names=names)],
        "withheld": [one.application.code for one in found.withheld],
        "balance": balance.places(traits, groups),
    }


@blueprint.post("/staff/events/<slug>/ranking.<any(xlsx, csv):file_format>")
@requires(Permission.REVIEW_READ)
@limit_account("30 per hour")
def export_ranking(slug: str, file_format: str) -> ResponseReturnValue:
    """The whole ranking as a file."""
    event, now = _event(slug), clock.now()
    names = lists.shows_names(g.actor, event.id)
    with unit_of_work():
        found = standings.standings(event, now, viewer=g.actor)
        records = lists.records(found, with_names=names)
        write = export.comma_separated if file_format == "csv" else export.workbook
        file = write(records, found.curation.rubric.criteria, with_names=names)
        export.note(event, file_format, rows=len(records), actor=g.actor, now=now)
    word = _("ranking")
    name = f"{word}-{slug}-{now.astimezone(event.zone.info):%Y-%m-%d}.{file_format}"
    return send_file(BytesIO(file), MEDIA_TYPES[file_format], as_attachment=True, download_name=name)


def _event(slug: str) -> Event:
    event = g.staff_event = events.get_for_staff(slug, g.actor, Permission.REVIEW_READ)
    return event


def _filters() -> Filters:
    asked = request.args
    return Filters(
        show=next((one for one in Show if one == asked.get("show")), None),
        category=asked.get("category", "")[:40],
        sort=next((one for one in Sort if one == asked.get("sort")), Sort.RANK),
    )


def _shown(event: Event) -> dict[str, Any]:
    """What both pages write with."""
    return {
        "with_names": lists.shows_names(g.actor, event.id),
        "points": points,
        "history_told": reading.history_told,
        "status_names": STATUS_NAMES,
    }


def _place(event: Event, application: Application, now: datetime) -> dict[str, Any]:
    """Where an application stands and its neighbours, for who sees the ranking."""
    if not standings.sees_reviews(g.actor, event, None, now):
        return {"row": None, "ranked": 0}
    rows = standings.standings(event, now, viewer=g.actor).rows
    at = next((number for number, row in enumerate(rows) if row.application.id == application.id), None)
    around = {"ranked": len(rows), "sees_ranking": True}
    if at is None:
        return {"row": None, **around}
    before, after = rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None
    return {"row": rows[at], "before": before, "after": after, **around}


def _address(event: Event, filters: Filters, **changes: Any) -> str:
    values: dict[str, Any] = {
        "show": filters.show,
        "category": filters.category or None,
        "sort": filters.sort if filters.sort is not Sort.RANK else None,
        "line": request.args.get("line", type=int),
    }
    return url_for(".ranking_list", slug=event.slug, **(values | changes))


def _tabs(event: Event, filters: Filters, found: Standings) -> list[dict[str, Any]]:
    counts = lists.counts(found.rows, filters)
    names: list[tuple[Show | None, Any]] = [(None, _("All")), *SHOWN.items()]
    return [
        {
            "label": label,
            "url": _address(event, filters, show=show),
            "current": filters.show is show,
            "count": counts[show],
        }
        for show, label in names
    ]


def _plain(value: Any) -> Any:
    """Points are exact in the ranking and have one decimal here: as numbers they lose nothing more."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return float(value) if isinstance(value, Decimal) else value
