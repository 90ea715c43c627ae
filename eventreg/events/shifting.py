"""Moving dates by whole days, as calendars at the place of the event count them. Pure."""

from datetime import date, datetime, timedelta

from eventreg.core.clock import Zone


def days_between(first: datetime, new_first: date, zone: Zone) -> int:
    """By how many days an event moves whose first session began at `first`, when it shall begin on `new_first`."""
    return (new_first - first.astimezone(zone.info).date()).days


def shifted(moment: datetime, days: int, zone: Zone) -> datetime:
    """The same time of day so many days later; negative is earlier."""
    local = moment.astimezone(zone.info)
    return datetime.combine(local.date() + timedelta(days=days), local.time(), tzinfo=zone.info)


def shifted_or_none(moment: datetime | None, days: int, zone: Zone) -> datetime | None:
    """`shifted` for what may be open."""
    return None if moment is None else shifted(moment, days, zone)


def a_year_later(first: datetime, zone: Zone) -> date:
    """The same weekday about a year later: what a copy is offered as its first day."""
    return first.astimezone(zone.info).date() + timedelta(weeks=52)
