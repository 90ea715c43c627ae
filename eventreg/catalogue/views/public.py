"""The catalogue that everybody sees: all exhibitors, one of them, photos, and the booklet to print."""

from typing import Any
from urllib.parse import quote

from flask import Response, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths import queries as booths
from eventreg.catalogue import papers, queries, reading, words
from eventreg.catalogue.queries import Exhibitor
from eventreg.catalogue.reading import Filters
from eventreg.catalogue.views.base import blueprint, intro_of, photo_url, shown_to_reader, small_plan, told
from eventreg.core import files
from eventreg.core.i18n import Language, _, current_language, force_locale
from eventreg.core.limits import limiter
from eventreg.core.paging import Page
from eventreg.core.web import public
from eventreg.events import queries as events
from eventreg.events.models import Event
from eventreg.events.views.caching import page_for_readers
from eventreg.events.views.cards import picture_of
from eventreg.events.views.public import absolute, page_number


@blueprint.get("/events/<slug>/exhibitors")
@public
def index(slug: str) -> ResponseReturnValue:
    """Everybody who exhibits, narrowed by what is asked for."""
    event, catalogue, is_preview = shown_to_reader(slug)
    everybody, asked = queries.exhibitors(event.id), _asked()
    crafts = events.categories()
    page = _page(reading.narrowed(everybody, asked, crafts))
    html = render_template(
        "catalogue/index.html",
        event=event,
        is_preview=is_preview,
        intro=intro_of(catalogue),
        cards=[told(one) for one in queries.filled(page.rows)],
        page=page,
        links=[_link(number) if number else "" for number in (page.previous, page.next)],
        filters=asked,
        crafts=reading.crafts_of(everybody, crafts, current_language()),
        zones=_zones(everybody),
        sorts=words.SORTS,
        total=len(everybody),
        photo_url=photo_url,
        only_in=words.ONLY_IN,
        has_map=booths.is_public(event.id),
        **_shared(event, picture_of(event, "preview"), _("Exhibitors of %(title)s", title=event.title)),
    )
    return page_for_readers(html)


@blueprint.get("/events/<slug>/exhibitors/<int:exhibitor_id>")
@public
def show(slug: str, exhibitor_id: int) -> ResponseReturnValue:
    """One exhibitor: its words, its products, where it stands, how to reach it."""
    event, _catalogue, is_preview = shown_to_reader(slug)
    one = queries.get_exhibitor(event.id, exhibitor_id)
    photo = reading.photo_of(one)
    image = photo_url(slug, one, photo, "preview") if photo else picture_of(event, "preview")
    html = render_template(
        "catalogue/show.html",
        event=event,
        is_preview=is_preview,
        contacts=reading.contacts_of(one),
        photo_url=photo_url,
        only_in=words.ONLY_IN,
        goods=reading.goods_of(one, current_language()),
        sketch=small_plan(event.id, one),
        **told(one),
        **_shared(event, image, _("%(name)s at %(title)s", name=one.business.name, title=event.title)),
    )
    return page_for_readers(html)


@blueprint.get("/events/<slug>/exhibitors/<int:exhibitor_id>/photos/<key>/<any(large, small, preview):variant>")
@public
def photo(slug: str, exhibitor_id: int, key: str, variant: str) -> ResponseReturnValue:
    """A photo of a product that the catalogue shows; caches keep it an hour, for its owner may take it back."""
    event, _catalogue, is_preview = shown_to_reader(slug)
    one = queries.get_exhibitor(event.id, exhibitor_id)
    stored = next((product.photo for product in one.products if product.photo and product.photo.key == key), None)
    path = files.path_of(stored, variant) if stored else None
    if path is None or not path.is_file():
        abort(404)
    response = send_file(path, conditional=True)
    response.headers["Cache-Control"] = f"{'private' if is_preview else 'public'}, max-age=3600"
    return response


@blueprint.get("/events/<slug>/exhibitors.pdf")
@limiter.limit("60 per minute")
@public
def booklet(slug: str) -> ResponseReturnValue:
    """The catalogue as a booklet, in the language that the address asks for or the reader's own."""
    event, catalogue, is_preview = shown_to_reader(slug)
    asked = request.args.get("lang", "")
    is_named = asked in set(Language)
    with force_locale(asked if is_named else current_language()):
        content = papers.booklet_of(event, catalogue)
        if not content.sections:
            abort(404)
        response = Response(papers.pdf_of(content), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-{content.language}.pdf"'
    response.headers["Cache-Control"] = "public, max-age=300" if is_named and not is_preview else "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _asked() -> Filters:
    """What the address asks for; what can't be read is left out."""
    asked = request.args
    sort = asked.get("sort", "")
    return Filters(
        words=asked.get("q", "").strip()[:100],
        craft=asked.get("craft", "")[:40],
        zone=asked.get("zone", "")[:16],
        sort=sort if sort in words.SORTS else "name",
    )


def _page(rows: list[Exhibitor]) -> Page[Exhibitor]:
    number = max(1, min(page_number(), -(-len(rows) // reading.SIZE)))
    start = (number - 1) * reading.SIZE
    return Page(rows[start : start + reading.SIZE], len(rows), number, reading.SIZE)


def _link(number: int) -> str:
    return url_for(".index", **{**request.args.to_dict(), **(request.view_args or {}), "page": number})


def _zones(everybody: list[Exhibitor]) -> list[tuple[str, str]]:
    """Key and name of the zones that anybody stands in."""
    zones = {booth.zone.key: booth.zone.name for one in everybody for booth in one.booths if booth.zone}
    return [(key, f"{key} · {name}" if name else key) for key, name in sorted(zones.items())]


def _shared(event: Event, image: str, title: str) -> dict[str, Any]:
    """What link previews read, and a message to share; addresses are absolute, for they are read elsewhere."""
    address = absolute(request.path)
    return {
        "address": address,
        "image": absolute(image),
        "shared_title": title,
        "share_url": f"https://wa.me/?text={quote(f'{title}: {address}', safe='')}",
    }
