"""How exhibitors were seen, on their own page, and what they say of it."""

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.web import refusals, requires
from eventreg.onsite import history, presence, queries, rounds
from eventreg.onsite.forms.rounds import WordForm
from eventreg.onsite.presence import DayState
from eventreg.onsite.views.base import P, blueprint
from eventreg.onsite.views.panels import PANELS, Panel
from eventreg.onsite.views.rounds import told as words_of_days


@blueprint.route("/me/applications/<code>/at-the-fair/word", methods=["GET", "POST"])
@requires(P.OWN_APPLICATION)
@limit_account("30 per hour")
def explain(code: str) -> ResponseReturnValue:
    """An exhibitor says why their stand is closed."""
    application, now = applications.get_own(code, g.actor), clock.now()
    if not queries.stands_of(application):
        raise NotFound
    form = WordForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            rounds.explain(application.id, form.note.data or "", actor=g.actor, now=now)
            flash(_("Thank you. The organisers read it beside what was seen."))
            return redirect(url_for(".own_page", code=code, _anchor="rounds"))
    page = render_template("onsite/rounds_word.html", application=application, form=form, told=_told(application, now))
    return page, 422 if form.errors else 200


def _told(application: Application, now: datetime) -> dict[str, Any]:
    event, stands = application.event, queries.stands_of(application)
    today = history.today(event, now)
    days = history.own_days(application, stands)
    return {
        "application": application,
        "zone": event.zone,
        "today": today,
        "now": [one for one in days if one[0] == today],
        "before": [one for one in days if one[0] != today],
        "is_open": presence.is_open_hour(now, history.hours_of(event)),
        "several": len(stands) > 1,
        **words_of_days(),
    }


def _panel(application: Application, now: datetime) -> Panel | None:
    """From the fair's first day on, or since somebody walked a round."""
    told = _told(application, now)
    fair_days = presence.days_of(history.hours_of(application.event), application.event.zone.info)
    has_begun = bool(told["now"] or told["before"]) or told["today"] in fair_days
    if not has_begun:
        return None
    unexplained = [read for _day, _stand, read in told["now"] if _waits_for_words(read)]
    return Panel("onsite/rounds_panel.html", told, [_("Say why your booth is closed")] if unexplained else ())


def _waits_for_words(read: presence.DayRead) -> bool:
    return read.state is DayState.CLOSED_MIDWAY and not read.words


PANELS["rounds"] = _panel
