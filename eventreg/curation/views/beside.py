"""What the review adds to other pages: to an application, to an event, to the staff's menu."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from eventreg.applications.models import Application
from eventreg.applications.slots import ReviewPanel
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor, Permission
from eventreg.curation import desk, queries, standings
from eventreg.curation.words import points
from eventreg.events.models import Event
from eventreg.events.slots import OwnReviews

P = Permission
MenuEntry = tuple[str, str, dict[str, str], str, bool]
"""What it is called, endpoint, its values, icon, whether the reader may open it."""


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


def pages_of(event: Event) -> Sequence[tuple[str, str]]:
    """Where organisers set the review up."""
    return [(_("How applications are reviewed"), url_for("curation.setup", slug=event.slug))]


def own_reviews(event: Event, actor: Actor) -> OwnReviews | None:
    """What waits for the reader; None for who doesn't review, and where nothing is reviewed."""
    if not actor.may(P.REVIEW_WRITE, event.id) or queries.find(event.id) is None:
        return None
    return OwnReviews(url_for("curation.my_reviews", slug=event.slug), desk.count_open(event.id, actor))


def waiting_reviews(actor: Actor, now: datetime) -> Sequence[tuple[Event, OwnReviews]]:
    """At which events something waits for the reader that they may write now."""
    found = []
    for event in desk.waiting_at(actor):
        hours, waiting = desk.hours(event.id, actor, now), desk.count_open(event.id, actor)
        if waiting and actor.may(P.REVIEW_WRITE, event.id) and (hours.taken or _asked_afresh(event, actor)):
            url = url_for("curation.my_reviews", slug=event.slug)
            found.append((event, OwnReviews(url, waiting, hours.until)))
    return found


def _asked_afresh(event: Event, actor: Actor) -> bool:
    mine = desk.of(event, actor)
    return mine is not None and mine.asked_afresh


def menu_of(event: Event, actor: Actor, now: datetime) -> Sequence[MenuEntry]:
    """The pages of an event's review that the reader may open."""
    manages, here = actor.may(P.CURATION_MANAGE, event.id), {"slug": event.slug}
    if not manages and not actor.may(P.REVIEW_READ, event.id):
        return []
    is_reviewed = queries.find(event.id) is not None
    ranks = is_reviewed and standings.sees_reviews(actor, event, None, now)
    writes = is_reviewed and actor.may(P.REVIEW_WRITE, event.id)
    return [
        (_("My reviews"), "curation.my_reviews", here, "edit", writes),
        (_("Curation"), "curation.setup", here, "check", manages),
        (_("Reviewers"), "curation.reviewers", here, "users", manages and is_reviewed),
        (_("Ranking"), "curation.ranking_list", here, "up", ranks),
        (_("Meeting"), "curation.meeting", here, "users", ranks and actor.may(P.MEETING_HOLD, event.id)),
    ]
