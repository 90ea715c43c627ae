"""How places are given, in sentences for those who apply: one rule a sentence, only what holds for this event."""

from collections.abc import Iterable
from datetime import datetime

from eventreg.businesses import queries as businesses
from eventreg.core.i18n import _, current_language, format_datetime, lazy, ngettext
from eventreg.events import slots
from eventreg.events.models import Event, Quota
from eventreg.events.rules import DISTRICT, Admission, EventKind, QuotaKind

GROUPS = {
    "fostered": lazy("businesses that the council fosters"),
    "first_timer": lazy("businesses that take part for the first time"),
    "women_owned": lazy("businesses owned by women"),
    "disability": lazy("owners with a disability"),
}
WAYS = {
    Admission.CURATED: lazy("The committee chooses"),
    Admission.FIRST_COME: lazy("First come, first served"),
    Admission.DRAW: lazy("Open draw"),
}
WAY_NOTES = {
    Admission.CURATED: lazy("After reading all applications, with reasons."),
    Admission.FIRST_COME: lazy("Whoever applies earlier has a place at once, until all are taken."),
    Admission.DRAW: lazy("The order is drawn after applications close, and anybody can check it."),
}


def group_name(code: str) -> str:
    """A group as part of a sentence: `UMKM milik perempuan`, `usaha di Pekalongan Barat`."""
    if code.startswith(DISTRICT):
        region = businesses.find_region(code.removeprefix(DISTRICT))
        return str(_("businesses in %(region)s", region=region.name if region else code.removeprefix(DISTRICT)))
    return str(GROUPS.get(code, code))


def rule_of(event: Event) -> list[str]:
    """The sentences, the most important first."""
    return [
        _way(event),
        _counted(event),
        *_sessions(event),
        *(_limit(row) for row in event.quotas if row.kind is QuotaKind.LIMIT),
        *(_reserve(event, row) for row in event.quotas if row.kind is QuotaKind.RESERVE),
        *_rotation(event),
        *_confirming(event),
        _waiting(event),
        *_afterwards(event),
    ]


def kept_for(event: Event, kept: int, left: int, now: datetime) -> str:
    """Of the places that are left, how many are only for whom; empty where all are for everybody."""
    rows = [row for row in event.quotas if row.kind is QuotaKind.RESERVE]
    whom = [_whom(row) for row in rows if row.falls_back_at is None or now < row.falls_back_at]
    if not (whom and kept and left):
        return ""
    return ngettext(
        "%(num)s of them is kept for: %(whom)s.",
        "%(num)s of them are kept for: %(whom)s.",
        min(kept, left),
        whom=", ".join(whom),
    )


def dated_reserves(event: Event) -> list[str]:
    """Until when places are kept for whom, where that ends by itself."""
    rows = [row for row in event.quotas if row.kind is QuotaKind.RESERVE and row.falls_back_at]
    return [_reserve(event, row) for row in rows]


def other_dates(event: Event) -> list[str]:
    """What else stands on the calendar of an event besides its sessions, reserves and the time to apply."""
    found = []
    if event.changes_until:
        found.append(_changes(event, event.changes_until))
    for row in event.materials:
        if row.opens_at:
            when = format_datetime(row.opens_at, event.zone)
            found.append(_("The material “%(title)s” can be read from %(when)s.", title=row.title, when=when))
    return [*found, *slots.moving_dates(event)]


def _way(event: Event) -> str:
    if event.admission is Admission.FIRST_COME:
        return _("Places are given in the order in which applications arrive, at once, until all are taken.")
    if event.admission is Admission.DRAW:
        return _("After applications close, an open draw decides the order. Anybody can check it.")
    return _("After applications close, the committee reads all of them and chooses. Everybody is told the result.")


def _counted(event: Event) -> str:
    places = ngettext("There is %(num)s place.", "There are %(num)s places.", event.quota)
    if event.passes == 1:
        return _("%(places)s Each business takes one, for one person.", places=places)
    if event.counts_people:
        return _(
            "%(places)s A business may send up to %(most)s people; each of them takes one.",
            places=places,
            most=event.passes,
        )
    return _(
        "%(places)s Each business takes one, and may come with up to %(most)s people.",
        places=places,
        most=event.passes,
    )


def _sessions(event: Event) -> Iterable[str]:
    if not event.choose_sessions:
        return
    limited = [
        _("%(session)s: %(places)s", session=row.title or format_datetime(row.starts_at, event.zone), places=row.quota)
        for row in event.sessions
        if row.quota is not None
    ]
    yield _("You choose the sessions that you come to.")
    if limited:
        yield _("Places of the sessions: %(sessions)s.", sessions=", ".join(limited))


def _limit(row: Quota) -> str:
    return ngettext(
        "At most %(num)s place goes to %(whom)s.", "At most %(num)s places go to %(whom)s.", row.places, whom=_whom(row)
    )


def _reserve(event: Event, row: Quota) -> str:
    kept = ngettext(
        "%(num)s place is kept for %(whom)s", "%(num)s places are kept for %(whom)s", row.places, whom=_whom(row)
    )
    if row.falls_back_at is None:
        return _("%(kept)s.", kept=kept)
    when = format_datetime(row.falls_back_at, event.zone)
    return _("%(kept)s until %(when)s; what is left then is for all.", kept=kept, when=when)


def _whom(row: Quota) -> str:
    return row.category.name_in(current_language()) if row.category else group_name(row.group)


def _rotation(event: Event) -> Iterable[str]:
    if event.rotation_years:
        yield ngettext(
            "Businesses that took part in the last %(num)s year wait until the others have had their turn.",
            "Businesses that took part in the last %(num)s years wait until the others have had their turn.",
            event.rotation_years,
        )


def _confirming(event: Event) -> Iterable[str]:
    if event.confirm_days:
        yield ngettext(
            "Whoever is accepted confirms within %(num)s day; otherwise the place goes to the next.",
            "Whoever is accepted confirms within %(num)s days; otherwise the place goes to the next.",
            event.confirm_days,
        )


def _waiting(event: Event) -> str:
    offered = ngettext(
        "A place that comes free is offered to the next on the waiting list, for %(num)s hour at most.",
        "A place that comes free is offered to the next on the waiting list, for %(num)s hours at most.",
        event.offer_hours,
    )
    if not event.offer_cutoff_hours:
        return offered
    last = ngettext(
        "In the last %(num)s hour before the beginning nothing is offered any more.",
        "In the last %(num)s hours before the beginning nothing is offered any more.",
        event.offer_cutoff_hours,
    )
    walk_in = _("Whoever comes to the place then may take what is free.")
    return " ".join([offered, last, walk_in] if event.kind is EventKind.TRAINING else [offered, last])


def _changes(event: Event, until: datetime) -> str:
    return _("Answers may be changed until %(when)s.", when=format_datetime(until, event.zone))


def _afterwards(event: Event) -> Iterable[str]:
    if event.objection_days:
        yield ngettext(
            "Whoever isn't selected may object within %(num)s day.",
            "Whoever isn't selected may object within %(num)s days.",
            event.objection_days,
        )
    if event.changes_until:
        yield _changes(event, event.changes_until)
    if event.no_show_limit:
        yield ngettext(
            "Whoever stayed away from %(num)s event in %(months)s months without notice may be passed over.",
            "Whoever stayed away from %(num)s events in %(months)s months without notice may be passed over.",
            event.no_show_limit,
            months=event.no_show_months,
        )
