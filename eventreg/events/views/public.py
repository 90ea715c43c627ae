"""What everybody sees: the home page, the list, and the page of an event with its calendar and picture."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.config import current_settings
from eventreg.core.db import row_number
from eventreg.core.files import VARIANTS, path_of
from eventreg.core.i18n import current_language, format_datetime, format_hours
from eventreg.core.paging import Page
from eventreg.core.phone import show_phone, whatsapp_link
from eventreg.core.web import current_actor, public
from eventreg.council.queries import organisation
from eventreg.events import ics, lists, queries, reading, slots, words
from eventreg.events.metadata import schema_of
from eventreg.events.models import Event
from eventreg.events.queries import Filters
from eventreg.events.rules import EventKind, EventState
from eventreg.events.views.caching import page_for_readers
from eventreg.events.views.cards import cards_of, is_open, picture_of, state_of

blueprint = Blueprint("events", "eventreg.events")
ON_HOME = 6
YEARS = range(2000, 2100)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What takes applications, what can be visited, and how to apply."""
    now = clock.now()
    found = queries.open_events(now=now, most=ON_HOME)
    coming = queries.upcoming_events(now=now, most=ON_HOME)
    cards = cards_of([*found, *coming], now)
    return page_for_readers(render_template("events/home.html", open=cards[: len(found)], upcoming=cards[len(found) :]))


@blueprint.get("/events/")
@public
def index() -> ResponseReturnValue:
    """All events but drafts, narrowed by what is asked for."""
    now, filters = clock.now(), filters_from_request()
    page = queries.public_page(filters, page=page_number(), now=now)
    return page_for_readers(
        render_template(
            "events/list.html",
            cards=cards_of(page.rows, now),
            page=page,
            links=page_links(page),
            filters=filters,
            kinds=words.KINDS,
            months=[(f"{month:%Y-%m}", words.month_name(month)) for month in queries.months_with_events(now=now)],
            categories=words.crafts(queries.categories()),
        )
    )


@blueprint.get("/events/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    """The page of an event."""
    return page_for_readers(event_page(queries.get_public(slug)))


@blueprint.get("/events/<slug>.ics")
@public
def calendar(slug: str) -> ResponseReturnValue:
    """The event for phones' calendars, or those of its sessions that somebody chose."""
    event, only = queries.get_public(slug), request.args.getlist("session", type=row_number)
    body = ics.calendar_of(event, url=absolute(url_for(".show", slug=slug)), host=host_name(), only=only)
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/events/<slug>/cover/<variant>")
@public
def cover(slug: str, variant: str) -> ResponseReturnValue:
    """The cover; an address with its key never changes its content."""
    event = queries.find_visible(slug, current_actor())
    if event is None or event.cover is None or variant not in VARIANTS:
        abort(404)
    response = send_file(path_of(event.cover, variant), conditional=True)
    immutable = request.args.get("k") == event.cover.key
    who = "private" if event.state is EventState.DRAFT else "public"
    response.headers["Cache-Control"] = f"{who}, max-age=31536000, immutable" if immutable else f"{who}, max-age=300"
    return response


def event_page(event: Event, *, preview: bool = False) -> str:
    """The page of an event as HTML; `preview`: for staff, before it is published."""
    now, actor = clock.now(), current_actor()
    taken = slots.places_taken([event.id]).get(event.id, 0)
    left = max(0, event.quota - taken)
    page = {
        "event": event,
        "state": state_of(event, now),
        "kind": words.kind_and_days(event),
        "left": left,
        "taken": taken,
        "places_left": words.places_left(event.kind, left, event.quota),
        "places": words.places(event.kind, event.quota),
        "hours": words.common_hours(event),
        "schedule": _schedule(event),
        "craft": event.category.name_in(current_language()) if event.category else "",
        "is_open": is_open(event, now),
        "opens_later": event.state is EventState.PUBLISHED and now < event.opens_at,
        "closes_over": now >= event.closes_at,
        "closes": format_datetime(event.closes_at, event.zone),
        "time_left": words.time_left(event.closes_at, event, now) if now < event.closes_at else "",
        "floor_map": slots.floor_map(event),
        "exhibitors": slots.exhibitor_catalogue(event),
        "visit": None if preview else slots.visit_offer(event, now),
        "own": slots.own_application(actor, event.id) if actor.is_signed_in and not preview else None,
        "picture": picture_of(event, "large"),
        "phone": show_phone(event.contact_phone),
        "whatsapp": whatsapp_link(event.contact_phone, event.title) if event.contact_phone else "",
        "preview": preview,
        "rule": reading.rule_of(event),
        "kept": reading.kept_for(event, slots.places_kept(event, now), left, now) if event.quotas else "",
        "siblings": [(other, words.batch_name(other)) for other in lists.siblings_of(event)],
    }
    return render_template("events/show.html", **page, **_shared(event, left, now))


def _schedule(event: Event) -> list[tuple[str, list[tuple[str, str]]]]:
    """Hours and name of each session by day, where the facts beside don't say it all."""
    if event.state is EventState.POSTPONED:  # the old days hold no more
        return []
    if len(event.sessions) < 2 or (words.common_hours(event) and not any(row.title for row in event.sessions)):
        return []
    days: dict[str, list[tuple[str, str]]] = {}
    for row in event.sessions:
        hours = format_hours(row.starts_at, row.ends_at, event.zone)
        days.setdefault(words.day_name(row.starts_at, event), []).append((hours, row.title))
    return list(days.items())


def _shared(event: Event, left: int, now: datetime) -> dict[str, Any]:
    """What other programs read: addresses are absolute, for a link preview has no page to be relative to."""
    address, image = absolute(url_for(".show", slug=event.slug)), absolute(picture_of(event, "preview"))
    width, height = _preview_size(event)
    schema = schema_of(
        event,
        url=address,
        image=image,
        apply_url=f"{address}apply",
        organiser=organisation().name,
        places_left=left,
        now=now,
    )
    return {"address": address, "image": image, "image_width": width, "image_height": height, "schema": schema}


def _preview_size(event: Event) -> tuple[int, int]:
    if event.cover is None:
        return 1200, 630
    scale = min(1.0, VARIANTS["preview"] / max(event.cover.width, event.cover.height))
    return round(event.cover.width * scale), round(event.cover.height * scale)


def absolute(path: str) -> str:
    """The address under which the world knows a page."""
    return current_settings().base_url + path


def host_name() -> str:
    """The host in our own addresses."""
    return urlsplit(current_settings().base_url).hostname or "localhost"


def filters_from_request() -> Filters:
    """What the address asks for; what can't be read is left out."""
    asked = request.args
    kind = asked.get("kind", "")
    return Filters(
        words=asked.get("q", "").strip()[:100],
        kind=EventKind(kind) if kind in set(EventKind) else None,
        month=_month(asked.get("month", "")),
        category=asked.get("category", "")[:40],
        open_now=asked.get("open") == "1",
    )


def page_number() -> int:
    """The page that the address asks for."""
    return max(1, min(request.args.get("page", 1, type=int), 100_000))


def page_links(page: Page[Event]) -> tuple[str, str]:
    """The addresses of the pages before and after, empty where there is none."""

    def link(number: int) -> str:
        values = {**request.args.to_dict(), **(request.view_args or {}), "page": number}
        return url_for(request.endpoint or "", **values)

    return (link(page.previous) if page.previous else "", link(page.next) if page.next else "")


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if month.year in YEARS else None
