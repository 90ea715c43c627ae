"""The exhibitor's own page of the fair: when to load, the booth's minutes, the deposit, what is broken."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from eventreg.applications import queries as applications
from eventreg.core import clock
from eventreg.core.errors import NotFound
from eventreg.core.web import requires
from eventreg.onsite import queries
from eventreg.onsite.views.base import P, blueprint
from eventreg.onsite.views.panels import panels_of


@blueprint.get("/me/applications/<code>/at-the-fair")
@requires(P.OWN_APPLICATION)
def own_page(code: str) -> ResponseReturnValue:
    """Everything an exhibitor settles around their booth."""
    application = applications.get_own(code, g.actor)
    stands = queries.stands_of(application)
    panels = panels_of(application, clock.now())
    if not (stands or panels):
        raise NotFound
    return render_template(
        "onsite/own_page.html", application=application, event=application.event, stands=stands, panels=panels
    )
