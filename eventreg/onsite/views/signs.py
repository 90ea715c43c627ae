"""The signs above the booths, one or all of an event, as PDF."""

import re
from datetime import datetime

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths.reading import means_booth
from eventreg.core.i18n import Language, _, force_locale, ngettext
from eventreg.core.limits import limit_making
from eventreg.core.paging import Page
from eventreg.core.permissions import Actor
from eventreg.core.web import requires
from eventreg.events.models import Event
from eventreg.events.views.public import page_number
from eventreg.onsite import signs
from eventreg.onsite.rules import SignSize
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.panels import CARDS, Card

SIZE = 50
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]")
PAGE = "/staff/events/<slug>/at-the-booths/signs"


@blueprint.get(PAGE)
@requires(P.ONSITE_READ)
def sign_page(slug: str) -> ResponseReturnValue:
    """All signs at once, or one alone."""
    event = event_for(slug, P.ONSITE_READ)
    found = signs.booths_with_signs(event.id)
    asked = request.args.get("q", "").strip()[:60]
    rows = [(booth, [stand.business.name for stand in there]) for booth, there in found]
    shown = [row for row in rows if means_booth(asked, row[0].label, f"{row[0].label} {' '.join(row[1])}")]
    number = max(1, min(page_number(), -(-len(shown) // SIZE)))
    page = Page(shown[(number - 1) * SIZE : number * SIZE], len(shown), number, SIZE)
    return render_template("onsite/signs.html", event=event, page=page, total=len(rows), search=asked)


@blueprint.get(f"{PAGE}.pdf")
@requires(P.ONSITE_READ)
@limit_making("60 per hour")
def sign_pdf(slug: str) -> ResponseReturnValue:
    """The signs themselves; crafts in Indonesian, or in the language that the address asks for."""
    event = event_for(slug, P.ONSITE_READ)
    uid, size, language = (request.args.get(name, "") for name in ("booth", "size", "lang"))
    found = [row for row in signs.booths_with_signs(event.id) if not uid or row[0].uid == uid]
    if not found:
        abort(404)
    with force_locale(language if language in set(Language) else Language.ID.value):
        data = signs.pdf_of(event, found, SignSize(size) if size in set(SignSize) else SignSize.A4)
    name = f"{slug}-{found[0][0].label if uid else 'stan'}.pdf"
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{NOT_IN_NAMES.sub("", name)}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def card_of(event: Event, actor: Actor, now: datetime) -> Card | None:
    """How many signs there are to be hung up."""
    count = len(signs.booths_with_signs(event.id))
    if not count:
        return None
    line = ngettext("%(num)s sign to print", "%(num)s signs to print", count)
    return Card(_("Booth signs"), line, url_for("onsite.sign_page", slug=event.slug), "doc")


CARDS["signs"] = card_of
