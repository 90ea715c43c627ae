"""An applicant ranks booths and zones, says what is needed, and names whom to share with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.allocation import queries, rules, wishing, words
from eventreg.allocation.forms.wishes import WishForm
from eventreg.allocation.models import BoothWish
from eventreg.allocation.problem import MOST_WISHES, ZONE
from eventreg.allocation.rules import Offered
from eventreg.allocation.views.base import blueprint
from eventreg.allocation.views.wished import Ranked, asked_by, facts_of, rankable, ranked_in, size_of
from eventreg.allocation.wishing import Asked, Partnership
from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.booths import queries as floors
from eventreg.booths import reading
from eventreg.booths.models import FloorPlan
from eventreg.booths.reading import BoothRead
from eventreg.booths.views.base import sketch
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires


@dataclass(frozen=True)
class BoothToWish(BoothRead):
    """A booth as an applicant chooses it: its rank, or 0; what it has, in words; why it doesn't fit, or nothing."""

    rank: int = 0
    facts: str = ""
    misfit: str = ""
    offered: Offered | None = None

    @property
    def look(self) -> str:
        """The class of its shape."""
        return " ".join(["is-plain", *["is-chosen"] * bool(self.rank), *["is-misfit"] * bool(self.misfit)])


@blueprint.route("/me/applications/<code>/booth-wishes", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def wishes(code: str) -> ResponseReturnValue:
    """Rank, need, share; or what stands, once nothing can be changed."""
    application = applications.get_own(code, g.actor)
    plan = floors.get_public(application.event_id)
    now = clock.now()
    wish = wishing.find(application.id)
    asked = asked_by(wish)
    if wishing.closed_by(application, now):
        return _show(application, plan, asked, None, now)
    form = WishForm.of(application, asked, _choices(plan), _named(application, wish))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            wishing.save(application.id, form.asked, actor=g.actor, now=now)
            flash(_("Your wishes are saved."))
            return redirect(url_for(".wishes", code=code))
    shown = form.asked if form.is_submitted() else asked
    return _show(application, plan, shown, form, now), 422 if form.errors or form.form_errors else 200


def _show(application: Application, plan: FloorPlan, asked: Asked, form: WishForm | None, now: datetime) -> str:
    wish = wishing.find(application.id)
    booths = _booths(application, plan, asked)
    return render_template(
        "allocation/wishes.html",
        application=application,
        event=application.event,
        form=form,
        closed=wishing.closed_by(application, now),
        why_closed=words.CLOSED,
        closes_at=queries.settings_of(application.event_id).wishes_close_at,
        ranked=_ranked_with_misfits(plan, asked, booths),
        gone=len(asked.wishes) - len(ranked_in(plan, asked.wishes)),
        zones=[one for one in rankable(plan) if one.value.startswith(ZONE)],
        rows=booths,
        asked=asked,
        facts=facts_of(wish),
        most=MOST_WISHES,
        script_words=_script_words(),
        area=words.area_told,
        picture=url_for("booths.map_picture", slug=application.event.slug, k=plan.backdrop.key)
        if plan.backdrop and plan.backdrop_is_public
        else "",
        **_partner(wish),
        **sketch(floors.drawing_of(plan), booths),
    )


def _partner(wish: BoothWish | None) -> Mapping[str, Any]:
    """How it stands with the partner; their name, once both name each other."""
    standing = wishing.partnership(wish) if wish else None
    mutual = standing is Partnership.MUTUAL and wish is not None and wish.partner is not None
    return {
        "standing": standing,
        "standing_words": words.PARTNERSHIPS[standing] if standing else "",
        "partner_code": wish.partner.code if wish and wish.partner else "",
        "partner_name": wish.partner.business.name if mutual and wish and wish.partner else "",
    }


def _booths(application: Application, plan: FloorPlan, asked: Asked) -> list[BoothToWish]:
    need = wishing.need_of(asked, application.business.category.code)
    offered = wishing.offered_on(plan)
    return [
        BoothToWish(
            one.booth,
            None,
            (),
            rank=asked.wishes.index(one.booth.uid) + 1 if one.booth.uid in asked.wishes else 0,
            facts=size_of(one.booth),
            misfit=words.misfits_told(rules.misfits(need, offered[one.booth.uid]), offered[one.booth.uid]),
            offered=offered[one.booth.uid],
        )
        for one in reading.for_everybody(plan)
    ]


def _ranked_with_misfits(plan: FloorPlan, asked: Asked, booths: Sequence[BoothToWish]) -> list[Ranked]:
    why = {one.booth.uid: one.misfit for one in booths}
    ranked = ranked_in(plan, asked.wishes)
    return [Ranked(one.value, one.label, one.facts, why.get(one.value, "")) for one in ranked]


def _choices(plan: FloorPlan) -> list[tuple[str, str]]:
    return [(one.value, f"{one.label} · {one.facts}") for one in rankable(plan)]


def _named(application: Application, wish: BoothWish | None) -> list[tuple[str, str]]:
    """Those who named this application and aren't its partner yet: code and words."""
    others = [one for one in wishing.who_name(application) if wish is None or one.id != wish.partner_id]
    return [(one.code, f"{one.business.name} ({one.code})") for one in others]


def _script_words() -> Mapping[str, str]:
    """What the script says while booths are chosen; braces are filled there."""
    return {
        **{misfit.value: str(told) for misfit, told in words.MISFITS.items()},
        "rank": _("%(name)s, choice %(rank)s", name="{name}", rank="{rank}"),
        "removed": _("%(name)s is no longer a choice", name="{name}"),
        "full": _("You have ten choices. Remove one first."),
        "misfit": _("Doesn't fit: %(why)s", why="{why}"),
        "up": _("%(name)s up", name="{name}"),
        "down": _("%(name)s down", name="{name}"),
        "remove": _("Remove %(name)s", name="{name}"),
        "move": _("Move %(name)s", name="{name}"),
        "count": _("%(count)s of %(most)s choices", count="{count}", most="{most}"),
    }
