"""The papers of an event on one page: what there is, how many were issued, what is missing."""

from flask import render_template
from flask.typing import ResponseReturnValue

from eventreg.core.web import requires
from eventreg.office.views.base import P, blueprint, event_for


@blueprint.get("/staff/events/<slug>/papers/")
@requires(P.LETTER_READ)
def papers(slug: str) -> ResponseReturnValue:
    """What papers the event has."""
    return render_template("office/papers.html", event=event_for(slug, P.LETTER_READ))
