"""What events are called on pages, and the words for what is refused."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from babel.dates import format_date

from eventreg.businesses.models import Category
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _, current_language, format_hours, format_time, lazy, ngettext, short_date
from eventreg.events import programme, rules
from eventreg.events.models import Event
from eventreg.events.rules import EventKind, EventState

SHORT_BATCH = 4  # a number, in figures or Roman: `Angkatan` is put before it
KINDS = {
    EventKind.TRAINING: lazy("Training"),
    EventKind.EXHIBITION: lazy("Exhibition"),
    EventKind.DELEGATION: lazy("Delegation"),
}
KIND_NOTES = {
    EventKind.TRAINING: lazy("With speakers, sessions and materials."),
    EventKind.EXHIBITION: lazy("Our own: stands for businesses, days for visitors."),
    EventKind.DELEGATION: lazy("Somebody else's fair, where we have stands and businesses take turns."),
}
KIND_SHAPES = {EventKind.TRAINING: "disc", EventKind.EXHIBITION: "square", EventKind.DELEGATION: "triangle"}
STATES = {
    EventState.DRAFT: lazy("Draft"),
    EventState.PUBLISHED: lazy("Published"),
    EventState.CLOSED: lazy("Applications closed"),
    EventState.RUNNING: lazy("Running"),
    EventState.FINISHED: lazy("Finished"),
    EventState.POSTPONED: lazy("Postponed"),
    EventState.CANCELLED: lazy("Cancelled"),
}
REFUSALS: dict[type[DomainError], object] = {
    rules.IllegalEventMove: lazy("The event can't do this any more: it has ended, or somebody has just changed it."),
    rules.HasApplications: lazy("Businesses have applied already. Close the applications or cancel the event instead."),
    rules.SessionsOutOfOrder: lazy("An event needs at least one session, and each must end after it begins."),
    rules.WindowOutOfOrder: lazy("Applications must open before they close, and close before the last session ends."),
    rules.QuotaBelowTaken: lazy("%(taken)s applicants hold a place already. The quota can't be smaller."),
    rules.LimitBelowTaken: lazy("%(taken)s of them hold a place already. The limit can't be smaller."),
    rules.VisitorsBelowRegistered: lazy(
        "%(taken)s visitors are registered for it already. It can't have fewer places."
    ),
    rules.SessionBelowTaken: lazy("%(taken)s places of this session are taken already. It can't have fewer."),
    rules.PromisedByDraw: lazy(
        "The draw is locked: its places, limits, reserves and sessions stay as they were published, and no further "
        "applications are taken, until the numbers are drawn."
    ),
    rules.SessionInUse: lazy(
        "Somebody is registered for a session that you removed, was there, or a gate leads to it. It has to stay."
    ),
    rules.FixedByApplications: lazy("Businesses have applied under this rule. How places are given stays as it is."),
    rules.PlacesMissing: lazy("%(places)s places are more than the %(quota)s that there are."),
    rules.FallsBackTooLate: lazy("A reserve must fall back to all before the event begins."),
    rules.QuotaTwice: lazy("The same craft or group stands there twice. Put the places together in one row."),
    rules.SlugTaken: lazy("Another event has the address “%(slug)s”. Choose a different one."),
    rules.SlugFixed: lazy("The event is published: its address stays, because others have it."),
}
PROGRAMME_REFUSALS: dict[type[DomainError], object] = {
    programme.MaterialEmpty: lazy("Send a file or paste a link: one of the two is needed."),
}


def places_left(kind: EventKind, left: int, quota: int) -> str:
    """`Tersisa 9 dari 40 kursi`."""
    if kind is not EventKind.TRAINING:
        return ngettext("%(num)s of %(quota)s stands left", "%(num)s of %(quota)s stands left", left, quota=quota)
    return ngettext("%(num)s of %(quota)s seats left", "%(num)s of %(quota)s seats left", left, quota=quota)


def places(kind: EventKind, quota: int) -> str:
    """`96 stan` or `40 kursi`."""
    if kind is not EventKind.TRAINING:
        return ngettext("%(num)s stand", "%(num)s stands", quota)
    return ngettext("%(num)s seat", "%(num)s seats", quota)


def kind_and_days(event: Event) -> str:
    """`Pelatihan, 3 hari`."""
    days = len({session.starts_at.astimezone(event.zone.info).date() for session in event.sessions})
    return _("%(kind)s, %(days)s", kind=kind_and_batch(event), days=ngettext("%(num)s day", "%(num)s days", days))


def kind_and_batch(event: Event) -> str:
    """`Pelatihan · Angkatan 3`."""
    return " · ".join(filter(None, (str(KINDS[event.kind]), batch_name(event))))


def batch_name(event: Event) -> str:
    """`Angkatan 3`, or the label as it was typed where it says what it is; empty where there is none."""
    if event.batch and len(event.batch) <= SHORT_BATCH and " " not in event.batch:
        return str(_("Batch %(batch)s", batch=event.batch))
    return event.batch


def soon(moment: datetime, event: Event, now: datetime) -> str:
    """`hari ini, 15.00 WIB`, `besok, 15.00 WIB`, otherwise the date alone."""
    days = (moment.astimezone(event.zone.info).date() - now.astimezone(event.zone.info).date()).days
    time = format_time(moment, event.zone)
    if days == 0:
        return _("today, %(time)s", time=time)
    return _("tomorrow, %(time)s", time=time) if days == 1 else short_date(moment, event.zone)


def time_left(until: datetime, event: Event, now: datetime) -> str:
    """`24 hari lagi`; on the last day the hours."""
    days = (until.astimezone(event.zone.info).date() - now.astimezone(event.zone.info).date()).days
    if days > 0:
        return ngettext("%(num)s day to go", "%(num)s days to go", days)
    return ngettext("%(num)s hour to go", "%(num)s hours to go", max(1, (until - now) // timedelta(hours=1)))


def common_hours(event: Event) -> str:
    """`09.00–21.00 WIB` where every session has the same hours; empty where they differ."""
    hours = {format_hours(session.starts_at, session.ends_at, event.zone) for session in event.sessions}
    return hours.pop() if len(hours) == 1 else ""


def day_name(moment: datetime, event: Event) -> str:
    """`Sel, 15 Des`."""
    return format_date(moment.astimezone(event.zone.info), "EEE, d MMM", locale=current_language().value)


def day_and_year(moment: datetime, event: Event) -> str:
    """`Sel, 15 Des 2026`."""
    return format_date(moment.astimezone(event.zone.info), "EEE, d MMM y", locale=current_language().value)


def weekdays() -> list[tuple[str, str]]:
    """The days of the week from Monday on, short and whole."""
    monday = date(2024, 1, 1)
    days = [monday + timedelta(days=number) for number in range(7)]
    language = current_language().value
    return [(format_date(d, "EEEEE", locale=language), format_date(d, "EEEE", locale=language)) for d in days]


def days_in_words(runs: Iterable[tuple[date, date]]) -> str:
    """`3–5, 12`: days of a month."""
    return ", ".join(str(a.day) if a == b else f"{a.day}–{b.day}" for a, b in runs)


def month_name(month: date) -> str:
    """`Desember 2026`."""
    return format_date(month, "LLLL y", locale=current_language().value)


def crafts(categories: Iterable[Category]) -> list[tuple[str, str]]:
    """The crafts to choose from, code and name: each group, then its kinds set in."""
    found = list(categories)
    options = []
    for top in (category for category in found if category.parent_id is None):
        options.append((top.code, top.name_in(current_language())))
        options += [(c.code, f"— {c.name_in(current_language())}") for c in found if c.parent_id == top.id]
    return options
