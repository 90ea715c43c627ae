"""Time: read at the edge with `now()`, passed on as `now=`, stored in UTC, shown in the event's zone."""

from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Zone(StrEnum):
    """Indonesia's three zones, by the name that is always shown beside a time."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def info(self) -> ZoneInfo:
        """The IANA zone: +7, +8 and +9 hours, without summer time."""
        return ZoneInfo({"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}[self.value])


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)
