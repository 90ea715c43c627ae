"""Minutes of one's own booth: what was handed over, agreed to as it was seen, and the paper."""

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.limits import limit_making
from eventreg.core.web import refusals, requires
from eventreg.onsite import handing, ledger
from eventreg.onsite.ledger import Handed
from eventreg.onsite.rules import Way
from eventreg.onsite.views.base import P, blueprint
from eventreg.onsite.views.handing import WAY, pdf_of
from eventreg.onsite.views.panels import PANELS, Panel

OWN = f"/me/applications/<code>/at-the-fair/minutes/<uid>/{WAY}"


@blueprint.post(f"{OWN}/agreement")
@requires(P.OWN_APPLICATION)
def agree_to_minutes(code: str, uid: str, way: str) -> ResponseReturnValue:
    """The exhibitor has received it, or given it back, as the page said."""
    seen = request.form.get("seen", "")
    with refusals(), unit_of_work():
        handing.agree(code, uid, Way(way), seen=seen, actor=g.actor, now=clock.now())
        flash(_("Thank you. You have agreed to the minutes."), "ok")
    return redirect(url_for(".own_page", code=code, _anchor="handing"))


@blueprint.get(f"{OWN}.pdf")
@requires(P.OWN_APPLICATION)
@limit_making("60 per hour")
def own_minutes_pdf(code: str, uid: str, way: str) -> ResponseReturnValue:
    """The minutes of one's own booth, once they are written."""
    application = applications.get_own(code, g.actor)
    row = ledger.get_handed(application, uid)
    if row.of(Way(way)) is None:
        raise NotFound
    return pdf_of(application.event, row, Way(way))


def panel(application: Application, _now: datetime) -> Panel | None:
    """What was written down of the exhibitor's booths, and what they have to agree to."""
    rows = [row for row in ledger.handed_of(application) if row.taken]
    if not rows:
        return None
    told = [_told(row, way) for row in rows for way in (Way.OUT, Way.IN) if row.of(way)]
    open_labels = [one["label"] for one in told if not one["written"].accepted_at]
    waiting = [_("Agree to the minutes of booth %(label)s", label=label) for label in dict.fromkeys(open_labels)]
    return Panel("onsite/_handing_panel.html", {"minutes": told, "event": application.event}, waiting)


def _told(row: Handed, way: Way) -> dict[str, Any]:
    written = row.of(way)
    return {
        "label": row.booth.label,
        "uid": row.booth.uid,
        "code": row.application.code,
        "way": way.value,
        "written": written,
        "things": ledger.things(written),
        "compared": row.compared if way is Way.OUT else (),
        "losses": row.losses if way is Way.OUT else (),
        "print": ledger.print_of(written) if written else "",
    }


PANELS["handing"] = panel
