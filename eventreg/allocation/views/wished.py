"""What was wished for, in words: on the applicant's page, on the committee's, and where it is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from eventreg.allocation import queries, wishing, words
from eventreg.allocation.models import BoothWish
from eventreg.allocation.problem import ZONE
from eventreg.allocation.rules import Closed
from eventreg.allocation.wishing import Asked
from eventreg.applications.models import Application
from eventreg.applications.slots import WishesTold
from eventreg.booths import queries as floors
from eventreg.booths import reading
from eventreg.booths import words as booth_words
from eventreg.booths.models import Booth, FloorPlan
from eventreg.booths.rules import fee_of_place
from eventreg.booths.views.beside import MenuEntry
from eventreg.core.i18n import _, ngettext
from eventreg.core.money import rupiah
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event


@dataclass(frozen=True)
class Ranked:
    """A booth or a zone that is wished for, in words."""

    value: str
    label: str
    facts: str
    misfit: str = ""


def panel_of(application: Application, now: datetime) -> WishesTold | None:
    """For the applicant's page: what was wished for, and where to change it; None where nothing can be wished."""
    if not floors.is_public(application.event_id):
        return None
    wish, closed = wishing.find(application.id), wishing.closed_by(application, now)
    if closed and (wish is None or closed is Closed.NOT_SENT):
        return None
    closes_at = queries.settings_of(application.event_id).wishes_close_at
    return WishesTold(
        ranked=[one.label for one in ranked_in(floors.get_public(application.event_id), asked_by(wish).wishes)],
        facts=facts_of(wish),
        url=url_for("allocation.wishes", code=application.code),
        until=None if closed else closes_at,
        is_open=closed is None,
    )


def staff_panel_of(application: Application, actor: Actor) -> WishesTold | None:
    """For the committee's page: what was wished for; None where nothing was, or the actor may not know."""
    wish, plan = wishing.find(application.id), floors.find(application.event_id)
    if wish is None or plan is None or not actor.may(Permission.BOOTHPLAN_READ, application.event_id):
        return None
    return WishesTold(
        ranked=[one.label for one in ranked_in(plan, tuple(wish.wishes))],
        facts=[*facts_of(wish, names=True), *([wish.note] if wish.note else [])],
        url=url_for("allocation.wish_list", slug=application.event.slug),
    )


def asked_by(wish: BoothWish | None) -> Asked:
    """What was asked before; nothing in particular, as long as nothing was."""
    if wish is None:
        return Asked()
    partner = wish.partner.code if wish.partner else ""
    return Asked(wish.booths, wish.min_area, wish.power_w, tuple(wish.wishes), wish.note, partner)


def ranked_in(plan: FloorPlan, values: Sequence[str]) -> list[Ranked]:
    """What is wished for, in words, best first; without what is no longer on the plan."""
    known = {one.value: one for one in rankable(plan)}
    return [known[value] for value in values if value in known]


def facts_of(wish: BoothWish | None, *, names: bool = False) -> list[str]:
    """What is needed, and how it stands with the partner. `names`: of the partner's business, for staff."""
    if wish is None:
        return []
    facts = [_("two booths side by side")] if wish.booths == 2 else []
    facts += [_("at least %(area)s m²", area=wish.min_area)] if wish.min_area else []
    facts += [_("%(power)s W of power", power=wish.power_w)] if wish.power_w else []
    standing = wishing.partnership(wish)
    if standing and wish.partner:
        who = f"{wish.partner.business.name} ({wish.partner.code})" if names else wish.partner.code
        state = (words.PARTNERS_OF_OTHERS if names else words.PARTNERSHIPS)[standing]
        facts.append(_("shares with %(who)s: %(state)s", who=who, state=state))
    return facts


def size_of(booth: Booth) -> str:
    """Size, power, fee, and how many share it."""
    parts = [
        booth_words.size_told(booth.w, booth.h),
        f"{booth.power_w} W",
        _fee_told(booth),
        ngettext("%(num)d shares it", "%(num)d share it", booth.capacity) if booth.capacity > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def _fee_told(booth: Booth) -> str:
    if not booth.fee:
        return _("free of charge")
    fee = rupiah(fee_of_place(booth.fee, booth.capacity, 1))
    return _("%(fee)s each", fee=fee) if booth.capacity > 1 else fee


def rankable(plan: FloorPlan) -> list[Ranked]:
    """All that can be wished for: zones, then booths."""
    booths = sorted(floors.booths_of(plan.id), key=lambda booth: reading.natural(booth.label))
    counts = {zone.key: sum(booth.zone_id == zone.id for booth in booths) for zone in plan.zones}
    zones = [
        Ranked(
            f"{ZONE}{zone.key}",
            _("Zone %(name)s", name=f"{zone.key} · {zone.name}" if zone.name else zone.key),
            ngettext("any of its %(num)d booths", "any of its %(num)d booths", counts[zone.key]),
        )
        for zone in plan.zones
        if counts[zone.key]
    ]
    return zones + [Ranked(booth.uid, booth.label, size_of(booth)) for booth in booths]


def menu_of(event: Event, actor: Actor) -> Sequence[MenuEntry]:
    """The page of everybody's wishes, for those of the staff who may open it, once there is a floor to wish for."""
    may = actor.may(Permission.BOOTHPLAN_READ, event.id) and floors.is_public(event.id)
    return [(_("Booth wishes"), "allocation.wish_list", {"slug": event.slug}, "pin", may)]
