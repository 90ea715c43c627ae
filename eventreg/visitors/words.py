"""What visitors and staff read about registrations, and the words for what is refused."""

from flask_babel import format_decimal

from eventreg.core.errors import DomainError
from eventreg.core.i18n import _, format_date, format_hours, lazy, ngettext
from eventreg.events.models import Event, EventSession
from eventreg.visitors import rules
from eventreg.visitors.models import Visit
from eventreg.visitors.rules import Day

REFUSALS: dict[type[DomainError], object] = {
    rules.NotOpenForVisitors: lazy("Visitors can't register for this day any more. Choose another one."),
    rules.DayFull: lazy("Only %(left)s places are left on this day. Bring fewer people, or choose another day."),
    rules.DoorFull: lazy("Full: places left in this session: %(left)s. Ask the supervisor whether there can be more."),
    rules.PartyOutOfRange: lazy("From 1 to %(most)s people."),
    rules.PartyOnlyDown: lazy("From 1 to fewer than %(before)s. For more people, register again."),
    rules.ContactMissing: lazy("Write a WhatsApp number or an e-mail address: we tell you there if the day is off."),
    rules.RegisteredAlready: lazy("Perhaps you have registered for this day already."),
    rules.VisitOver: lazy("This registration was cancelled, or its day is over."),
    rules.CameAlready: lazy("Somebody has come in with this ticket already. It can't be changed any more."),
    rules.ReasonNeeded: lazy("Write the reason: the visitor will read it."),
}


def day_name(moments: Day | Visit, event: Event) -> str:
    """`Minggu, 6 Desember 2026`."""
    return format_date(_session(moments).starts_at, event.zone)


def hours(moments: Day | Visit, event: Event) -> str:
    """`09.00–21.00 WIB`, after the session's title if it has one."""
    session = _session(moments)
    found = format_hours(session.starts_at, session.ends_at, event.zone)
    return f"{session.title}, {found}" if session.title else found


def places(day: Day) -> str:
    """`Tersisa 120 tempat`, or that it is full."""
    if not day.left:
        return str(_("Full"))
    return ngettext("%(count)s place left", "%(count)s places left", day.left, count=format_decimal(day.left))


def places_left(left: int) -> str:
    """Over all days: `120 tempat untuk pengunjung`, or that all are taken."""
    if not left:
        return str(_("All days are full"))
    count = format_decimal(left)
    return ngettext("%(count)s place for visitors left", "%(count)s places for visitors left", left, count=count)


def people(count: int) -> str:
    """`5 orang`."""
    return ngettext("%(num)s person", "%(num)s people", count)


def _session(moments: Day | Visit) -> Day | EventSession:
    return moments.session if isinstance(moments, Visit) else moments
