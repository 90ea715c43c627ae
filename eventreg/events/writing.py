"""How an event's details reach its rows. `service` says when; here nothing is locked, checked against time, or told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from eventreg.core.clock import Zone
from eventreg.events import rules, slots
from eventreg.events.models import Event, EventSession, Quota
from eventreg.events.rules import Admission, Entries, EventKind, QuotaKind
from eventreg.events.shifting import shifted_or_none


@dataclass(frozen=True)
class SessionDetails:
    """One session as it shall be; `id` names the session that it already is, None for a new one."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    id: int | None = None
    quota: int | None = None
    visitor_quota: int | None = None
    entries: Entries = Entries.REPEATED


@dataclass(frozen=True)
class QuotaDetails:
    """A limit or a reserve as it shall be, for a craft or a group; `id` names the row that it already is."""

    kind: QuotaKind
    places: int
    category_id: int | None = None
    group: str = ""
    falls_back_at: datetime | None = None
    id: int | None = None


@dataclass(frozen=True)
class EventDetails:
    """An event as it shall be; the fields are those of the model."""

    kind: EventKind
    title: str
    place_name: str
    opens_at: datetime
    closes_at: datetime
    quota: int
    zone: Zone = Zone.WIB
    summary: str = ""
    description: str = ""
    category_id: int | None = None
    cover_id: int | None = None
    place_address: str = ""
    map_url: str = ""
    passes: int = 1
    confirm_days: int | None = None
    doors_lead_minutes: int = 30
    contact_name: str = ""
    contact_phone: str = ""
    batch: str = ""
    admission: Admission = Admission.CURATED
    counts_people: bool = False
    choose_sessions: bool = False
    offer_hours: int = 48
    offer_cutoff_hours: int = 3
    changes_until: datetime | None = None
    objection_days: int | None = None
    no_show_limit: int | None = None
    no_show_months: int = 24
    rotation_years: int | None = None
    host_name: str = ""
    host_page: str = ""
    visitors_open: bool = False
    party_limit: int = 10


FIXED = frozenset({"admission", "counts_people", "choose_sessions"})  # once somebody has applied


def sessions_of(event: Event) -> list[SessionDetails]:
    """The sessions as they are."""
    return [
        SessionDetails(row.starts_at, row.ends_at, row.title, row.id, row.quota, row.visitor_quota, row.entries)
        for row in event.sessions
    ]


def quotas_of(event: Event) -> list[QuotaDetails]:
    """The limits and reserves as they are."""
    return [
        QuotaDetails(row.kind, row.places, row.category_id, row.group, row.falls_back_at, row.id)
        for row in event.quotas
    ]


def later_quotas(event: Event, days: int) -> list[QuotaDetails]:
    """The limits and reserves as they are, which fall back so many days later."""
    return [
        replace(row, falls_back_at=shifted_or_none(row.falls_back_at, days, event.zone)) for row in quotas_of(event)
    ]


def shift_moments(event: Event, days: int) -> set[str]:
    """Move what else stands on the calendar along with the event; the names of what changed."""
    changed = write(event, {"changes_until": shifted_or_none(event.changes_until, days, event.zone)})
    for material in event.materials:
        opens_at = shifted_or_none(material.opens_at, days, event.zone)
        if opens_at != material.opens_at:
            material.opens_at = opens_at
            changed.add("materials")
    return changed


def write(event: Event, values: Mapping[str, Any]) -> set[str]:
    """Set the fields and return the names of those that changed."""
    changed = {name for name, value in values.items() if getattr(event, name) != value}
    for name in changed:
        setattr(event, name, values[name])
    words = [event.title, event.place_name, event.place_address, event.summary, event.host_name, event.batch]
    event.search_text = " ".join(filter(None, words)).casefold()
    return changed


def write_sessions(event: Event, sessions: Sequence[SessionDetails]) -> bool:
    """Bring the sessions in line and return whether anything changed.

    Raises SessionInUse, SessionBelowTaken, VisitorsBelowRegistered.
    """
    before = {session.id: session for session in event.sessions}
    kept = {wanted.id for wanted in sessions if wanted.id in before}
    _check_unused(before.keys() - kept)
    _check_session_quotas(event, sessions)
    _check_visitor_quotas(event, sessions)
    changed = len(kept) != len(before) or len(kept) != len(sessions)
    after = []
    for wanted in sessions:
        session = before.get(wanted.id) if wanted.id else None
        session = session or EventSession()
        changed |= _copy(wanted, session, ("title", "starts_at", "ends_at", "quota", "visitor_quota", "entries"))
        after.append(session)
    for speaker in event.speakers:
        if speaker.session_id in before.keys() - kept:
            speaker.session_id = None  # whoever taught there still teaches at the event
    event.sessions = after
    return changed


def write_quotas(event: Event, quotas: Sequence[QuotaDetails]) -> bool:
    """Bring limits and reserves in line and return whether anything changed.

    Raises PlacesMissing, FallsBackTooLate, QuotaTwice, LimitBelowTaken.
    """
    check_quotas(event.quota, quotas, starts_at=event.starts_at)
    before = {row.id: row for row in event.quotas}
    changed = len(before) != len(quotas)
    after, tightened = [], []
    for wanted in quotas:
        row = (before.get(wanted.id) if wanted.id else None) or Quota()
        if _tightens(wanted, row):
            tightened.append(row)
        changed |= _copy(wanted, row, ("kind", "places", "category_id", "group", "falls_back_at"))
        after.append(row)
    event.quotas = after
    _check_limits(event, tightened)
    return changed


def promise_of(event: Event) -> Any:
    """What a locked draw has published of an event: two that differ promise something else."""
    sessions = [(row.id, row.quota) for row in event.sessions] if event.choose_sessions else []
    quotas = {(row.kind, row.places, row.category_id, row.group, row.falls_back_at) for row in event.quotas}
    return event.admission, event.quota, event.counts_people, event.choose_sessions, set(sessions), quotas


def check_quotas(quota: int, quotas: Sequence[QuotaDetails], *, starts_at: datetime) -> None:
    """Whether limits and reserves fit the places and the dates. Raises PlacesMissing, FallsBackTooLate, QuotaTwice."""
    reserves = [row for row in quotas if row.kind is QuotaKind.RESERVE]
    rules.check_once([(row.kind, row.category_id, row.group) for row in quotas])
    limits = [row.places for row in quotas if row.kind is QuotaKind.LIMIT]
    rules.check_places(quota, limits, [row.places for row in reserves])
    rules.check_fallbacks([row.falls_back_at for row in reserves], starts_at)


def span_of(sessions: Sequence[SessionDetails]) -> tuple[datetime, datetime]:
    """From the first beginning to the last end. Raises SessionsOutOfOrder."""
    rules.check_sessions([(session.starts_at, session.ends_at) for session in sessions])
    return min(session.starts_at for session in sessions), max(session.ends_at for session in sessions)


def _copy(wanted: Any, row: Any, names: Collection[str]) -> bool:
    changed = [name for name in names if getattr(row, name) != getattr(wanted, name)]
    for name in changed:
        setattr(row, name, getattr(wanted, name))
    return bool(changed)


def _tightens(wanted: QuotaDetails, row: Quota) -> bool:
    """Whether it lets in fewer than the row did so far, or others; a new row has no id yet."""
    is_same = row.id and (row.kind, row.category_id, row.group) == (wanted.kind, wanted.category_id, wanted.group)
    return wanted.kind is QuotaKind.LIMIT and not (is_same and wanted.places >= row.places)


def _check_limits(event: Event, limits: Sequence[Quota]) -> None:
    """Raises LimitBelowTaken where more hold a place than one of these limits lets in."""
    taken = slots.places_by_quota(event.id) if limits else {}
    for row in limits:
        if row.places < taken.get(row.id, 0):
            raise rules.LimitBelowTaken(taken=taken[row.id], category_id=row.category_id, group=row.group)


def _check_session_quotas(event: Event, sessions: Sequence[SessionDetails]) -> None:
    smaller = {row.id: row.quota for row in sessions if row.id and row.quota is not None}
    if not smaller or not event.choose_sessions:
        return
    taken = slots.places_by_session(event.id)
    for row in event.sessions:
        wanted = smaller.get(row.id)
        is_tighter = wanted is not None and (row.quota is None or wanted < row.quota)
        if wanted is not None and is_tighter and wanted < taken.get(row.id, 0):
            raise rules.SessionBelowTaken(taken=taken[row.id], session_id=row.id)


def _check_visitor_quotas(event: Event, sessions: Sequence[SessionDetails]) -> None:
    wanted = {row.id: row.visitor_quota for row in sessions if row.id}
    tighter = [
        row.id for row in event.sessions if row.id in wanted and (wanted[row.id] or 0) < (row.visitor_quota or 0)
    ]
    registered = slots.visitors_by_session(tighter) if tighter else {}
    for session_id in tighter:
        if (wanted[session_id] or 0) < registered.get(session_id, 0):
            raise rules.VisitorsBelowRegistered(taken=registered[session_id], session_id=session_id)


def _check_unused(session_ids: Collection[int]) -> None:
    if session_ids and slots.sessions_in_use(session_ids):
        raise rules.SessionInUse()
