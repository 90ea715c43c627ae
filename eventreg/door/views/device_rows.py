"""A phone as the lists of phones show it: how it is, in a word and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventreg.core.clock import Zone
from eventreg.core.i18n import _, ngettext
from eventreg.door import admission, queries, watching
from eventreg.door.models import DoorDevice
from eventreg.door.queries import Work
from eventreg.door.views.base import moment_told
from eventreg.door.watching import Trouble
from eventreg.events.models import Event


@dataclass(frozen=True)
class DeviceRow:
    """A phone with its work. `state`: word, kind and shape of its pill; `sentence`: what is wrong, or nothing.

    `heard`, `list_from`: its last contact and the moment of its list, told.
    """

    device: DoorDevice
    work: Work
    state: tuple[str, str, str | None]
    sentence: str
    heard: str
    list_from: str
    is_in_use: bool
    trouble: Trouble

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look at it."""
        return not self.trouble


def rows_of(event: Event, now: datetime) -> list[DeviceRow]:
    """The event's phones: those to look at first, then those in use, then the revoked."""
    work, is_open = queries.work_of_devices(event.id), bool(admission.open_sessions(queries.spans_of(event), now))
    rows = [row_of(device, work, now, event.zone, is_open=is_open) for device in queries.devices(event.id)]
    return sorted(rows, key=lambda row: (not row.is_in_use, row.trouble.gravity))


def row_of(device: DoorDevice, work: Mapping[int, Work], now: datetime, zone: Zone, *, is_open: bool) -> DeviceRow:
    """One phone. `is_open`: whether people are admitted now."""
    in_use = device.revoked_at is None and not device.on_paper
    phone = watching.Phone(device.last_contact_at, device.list_at, device.waiting, is_open)
    trouble = watching.trouble_of(phone, now) if in_use else Trouble()
    return DeviceRow(
        device,
        work.get(device.id, Work(0, None)),
        _state(device, trouble, is_open=is_open),
        _sentence(trouble),
        moment_told(device.last_contact_at, now, zone),
        moment_told(device.list_at, now, zone),
        in_use,
        trouble,
    )


def _state(device: DoorDevice, trouble: Trouble, *, is_open: bool) -> tuple[str, str, str | None]:
    if device.revoked_at:
        return _("Revoked"), "bad", None
    if device.on_paper:
        return _("Entered from paper"), "", "doc"
    if trouble.silent:
        return _("Not heard"), "bad" if trouble.waiting else "warn", "alert"
    if trouble:
        return _("Look at it"), "warn", "alert"
    return (_("Connected"), "ok", "online") if is_open else (_("May scan"), "ok", None)


def _sentence(trouble: Trouble) -> str:
    parts = []
    if trouble.silent:
        parts.append(_("no contact for %(time)s", time=duration(trouble.silent)))
    if trouble.waiting:
        parts.append(ngettext("%(num)s scan not sent", "%(num)s scans not sent", trouble.waiting))
    if trouble.list_age:
        parts.append(_("its list is %(time)s old", time=duration(trouble.list_age)))
    if trouble.has_no_list:
        parts.append(_("it hasn't told yet that it has the list"))
    whole = ", ".join(parts)
    return whole[:1].upper() + whole[1:]


def duration(span: timedelta) -> str:
    """How long in words: minutes, hours or days, each rounded down."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))
