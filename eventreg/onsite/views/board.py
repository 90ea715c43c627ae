"""The board of those who work at the fair: each part with how it stands, and what cannot wait."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.web import requires
from eventreg.onsite import queries
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.panels import cards_of


@blueprint.get("/staff/events/<slug>/at-the-booths")
@requires(P.ONSITE_READ)
def board(slug: str) -> ResponseReturnValue:
    """How loading, handing over, rounds, faults and deposits stand."""
    event = event_for(slug, P.ONSITE_READ)
    return render_template(
        "onsite/board.html",
        event=event,
        exhibitors=len({stand.application.id for stand in queries.stands(event.id)}),
        cards=cards_of(event, g.actor, clock.now()),
    )
