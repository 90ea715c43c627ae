"""What the review shows on the staff's page of an application."""

from datetime import datetime

from flask import url_for

from eventreg.applications.models import Application
from eventreg.applications.slots import ReviewPanel
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor
from eventreg.curation import queries, standings
from eventreg.curation.words import points


def panel_of(application: Application, actor: Actor, now: datetime) -> ReviewPanel | None:
    """Where it stands; None without a review of the event, and for whoever may not see others' reviews of it."""
    event = application.event
    curation = queries.find(event.id)
    if curation is None or not standings.sees_reviews(actor, event, application.id, now):
        return None
    url = url_for("curation.reviews_of", slug=event.slug, code=application.code)
    if not standings.sees_reviews(actor, event, None, now):
        return ReviewPanel(url, result="", rank="", reviews="")
    rows = standings.standings(event, now, viewer=actor).rows
    found = next((row.standing for row in rows if row.application.id == application.id), None)
    if found is None:
        return None
    ranked = sum(row.standing.rank is not None for row in rows)
    return ReviewPanel(
        url,
        result=points(found.result) if found.result is not None else "",
        rank=_("%(rank)s of %(total)s", rank=found.rank, total=ranked) if found.rank is not None else "",
        reviews=_("%(count)s of %(needed)s", count=found.reviews, needed=max(curation.reviews_each, found.reviews)),
    )
