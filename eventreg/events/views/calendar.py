"""The calendar of a year, for everybody and for staff, and the feeds that phones subscribe to."""

from collections.abc import Sequence
from datetime import date

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.i18n import short_date
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, public, requires
from eventreg.council.queries import organisation
from eventreg.events import ics, lists, words
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.events.views.caching import page_for_readers
from eventreg.events.views.cards import state_of
from eventreg.events.views.public import YEARS, absolute, blueprint, host_name
from eventreg.events.year import days_of, months_of

P = Permission


@blueprint.get("/events/calendar/")
@public
def this_year() -> ResponseReturnValue:
    """To the year that it is."""
    return redirect(url_for(".year", year=_today().year))


@blueprint.get("/events/calendar/<int:year>")
@public
def year(year: int) -> ResponseReturnValue:
    """Everything public of a year on one page."""
    if year not in YEARS:
        abort(404)
    page = _page(year, lists.of_year(year), "events/calendar.html", endpoint="events.year")
    return page_for_readers(page)


@blueprint.get("/staff/calendar/")
@requires(P.EVENT_READ)
def staff_this_year() -> ResponseReturnValue:
    """To the year that it is."""
    return redirect(url_for(".staff_year", year=_today().year))


@blueprint.get("/staff/calendar/<int:year>")
@requires(P.EVENT_READ)
def staff_year(year: int) -> ResponseReturnValue:
    """The year with its drafts, for those who plan it."""
    if year not in YEARS:
        abort(404)
    events = lists.of_year(year, actor=current_actor())
    return _page(year, events, "events/staff_calendar.html", endpoint="events.staff_year")


@blueprint.get("/events/calendar.ics")
@public
def feed() -> ResponseReturnValue:
    """Every public event, or those of a kind, for calendars that look again by themselves."""
    asked = request.args.get("kind", "")
    kind = EventKind(asked) if asked in set(EventKind) else None
    name = organisation().short_name + (f": {words.KINDS[kind]}" if kind else "")
    body = ics.feed_of(
        lists.for_feed(kind),
        name=name,
        url_of=lambda event: absolute(url_for(".show", slug=event.slug)),
        host=host_name(),
    )
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="kalender.ics"'
    response.headers["Cache-Control"] = "public, max-age=900"
    response.add_etag()
    return response.make_conditional(request)


def _page(year: int, events: Sequence[Event], template: str, *, endpoint: str) -> str:
    now = clock.now()
    happenings = [(event, days_of([(s.starts_at, s.ends_at) for s in event.sessions], event.zone)) for event in events]
    address = absolute(url_for(".feed"))
    return render_template(
        template,
        year=year,
        months=[(words.month_name(month.first), month) for month in months_of(year, happenings)],
        today=_today(),
        states={event.id: state_of(event, now) for event in events},
        state_words=words.STATES,
        count=len(events),
        kinds=words.KINDS,
        shapes=words.KIND_SHAPES,
        kind_of=words.kind_and_batch,
        weekdays=words.weekdays(),
        days_in_words=words.days_in_words,
        links={number: url_for(endpoint, year=number) for number in (year - 1, year + 1) if number in YEARS},
        feed=address,
        webcal=address.replace("https://", "webcal://").replace("http://", "webcal://"),
        feeds=[(label, absolute(url_for(".feed", kind=kind))) for kind, label in words.KINDS.items()],
        printed=short_date(now, organisation().zone),
    )


def _today() -> date:
    return clock.now().astimezone(organisation().zone.info).date()
