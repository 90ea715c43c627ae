"""What phones send, read without trust: a faulty scan is told from a good one, and neither stops the others. Pure.

docs/door.md describes the same for those who write a phone's side.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from eventreg.door.rules import MOST_SCANS, Direction, TooMuch, UnreadableRequest, Verdict

LONGEST_RAW = 1024
LONGEST_GATE = 60
LONGEST_REASON = 500
MOST_COMPANIONS = 10_000

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_VERSION = re.compile(r"[0-9A-Za-z._+-]{1,40}")
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_REFUSING = frozenset(list(Verdict)[: list(Verdict).index(Verdict.ADMITTED)])


class Faulty(ValueError):
    """One scan that can't be understood."""


@dataclass(frozen=True)
class Incoming:
    """A scan as a phone sent it. `id` in lower case; `sent_id` as it came.

    `faulty`: it can't be understood; then only the ids and `raw` mean anything. `moment`: the phone's time corrected by
    the offset that it had measured.
    """

    id: str
    sent_id: str
    raw: bytes
    faulty: bool = False
    token: str | None = None
    code: str | None = None
    session: int | None = None
    gate: str = ""
    direction: Direction = Direction.IN
    undoes: str | None = None
    reason: str = ""
    companions: int = 0
    at: datetime | None = None
    offset_ms: int | None = None
    moment: datetime | None = None
    offline_verdict: Verdict | None = None

    @property
    def is_typed(self) -> bool:
        """Whether a person entered the spoken code."""
        return self.code is not None

    @property
    def phone_said(self) -> Verdict | None:
        """What a phone without signal had shown; None for a scan that the server decides."""
        if self.offline_verdict is None or self.offline_verdict in _REFUSING:
            return self.offline_verdict
        return Verdict.LEFT if self.direction is Direction.OUT else Verdict.ADMITTED


@dataclass(frozen=True)
class Condition:
    """How a phone is, by its own words: scans that it hasn't sent, up to when it knows the list, its page's version.

    None: it didn't say, or nothing that makes sense.
    """

    waiting: int | None = None
    list_at: datetime | None = None
    version: str | None = None

    def known(self) -> dict[str, Any]:
        """What it said."""
        return {name: value for name, value in vars(self).items() if value is not None}


def read_condition(arguments: Mapping[str, str], *, now: datetime) -> Condition:
    """What a phone tells of itself when it asks for the count; nonsense is passed over, as a list from the future."""
    waiting, version = arguments.get("waiting", ""), arguments.get("version", "")
    try:
        list_at = _time(arguments.get("list_at", ""))
    except (Faulty, ValueError, OverflowError):
        list_at = None
    return Condition(
        int(waiting) if waiting.isascii() and waiting.isdigit() and len(waiting) <= 6 else None,
        list_at if list_at and list_at <= now else None,
        version if _VERSION.fullmatch(version) else None,
    )


def read_request(body: bytes) -> list[Incoming]:
    """The scans of a request. Raises UnreadableRequest for the envelope or an id, TooMuch above 500 scans."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableRequest() from error
    scans = envelope.get("scans") if isinstance(envelope, dict) else None
    if not isinstance(scans, list) or not scans:
        raise UnreadableRequest()
    if len(scans) > MOST_SCANS:
        raise TooMuch()
    for scan in scans:
        if not isinstance(scan, dict) or not _is_uuid(scan.get("id")):
            raise UnreadableRequest()
    return [_read(scan) for scan in scans]


def rfc3339(moment: datetime) -> str:
    """A moment the way the API writes it: in UTC, `2026-12-01T02:05:00Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(scan: Mapping[str, Any]) -> Incoming:
    ids = {"id": scan["id"].lower(), "sent_id": scan["id"], "raw": _raw(scan)}
    try:
        return Incoming(**ids, **_fields(scan))
    except (Faulty, ValueError, OverflowError):
        return Incoming(**ids, faulty=True, code="" if isinstance(scan.get("code"), str) else None)


def _fields(scan: Mapping[str, Any]) -> dict[str, Any]:
    token, code = _text(scan, "token"), _text(scan, "code")
    direction, undoes = Direction(_required(scan, "direction")), _text(scan, "undoes")
    at, offset = _time(_required(scan, "at")), _number(scan, "offset_ms")
    said = _said(_text(scan, "offline_verdict"), direction)
    if (token is None) == (code is None):
        raise Faulty("both or neither of token and code")
    if (undoes is not None and not _is_uuid(undoes)) or (direction is Direction.UNDO and undoes is None):
        raise Faulty("nothing to undo")
    return {
        "token": token,
        "code": code,
        "session": _session(scan.get("session")),
        "gate": _required(scan, "gate")[:LONGEST_GATE],
        "direction": direction,
        "undoes": undoes.lower() if undoes else None,
        "reason": (_text(scan, "reason") or "")[:LONGEST_REASON],
        "companions": _companions(_number(scan, "companions") or 0),
        "at": at,
        "offset_ms": offset,
        "moment": _plausible(at + timedelta(milliseconds=offset or 0)),
        "offline_verdict": said,
    }


def _said(text: str | None, direction: Direction) -> Verdict | None:
    verdict = Verdict(text) if text is not None else None
    if direction is Direction.IN and verdict not in {None, Verdict.ADMITTED, *_REFUSING}:
        raise Faulty("offline_verdict")
    return verdict


def _raw(scan: Mapping[str, Any]) -> bytes:
    """What was read or typed, as bytes of at most 1 KB, whatever it is."""
    content = scan.get("token") if scan.get("token") is not None else scan.get("code")
    try:
        text = content if isinstance(content, str) else json.dumps(content)
    except RecursionError:
        text = "too deep"
    return text.encode("utf-8", "surrogatepass")[:LONGEST_RAW]


def _is_uuid(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _text(scan: Mapping[str, Any], name: str) -> str | None:
    value = scan.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Faulty(name)
    if name not in {"token", "code"} and ("\0" in value or not value.isprintable()):
        value = "".join(letter if letter.isprintable() else " " for letter in value)
    return value


def _required(scan: Mapping[str, Any], name: str) -> str:
    value = _text(scan, name)
    if value is None:
        raise Faulty(name)
    return value


def _number(scan: Mapping[str, Any], name: str) -> int | None:
    value = scan.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Faulty(name)
    return round(value)


def _companions(value: int) -> int:
    if value < 0:
        raise Faulty("companions")
    return min(value, MOST_COMPANIONS)


def _session(value: object) -> int | None:
    """An id that isn't ours is another session's, not a fault."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Faulty("session")
    return value if isinstance(value, int) else -1


def _time(text: str) -> datetime:
    if not _RFC_3339.fullmatch(text.upper()):
        raise Faulty("at")
    return _plausible(datetime.fromisoformat(text.upper()))


def _plausible(moment: datetime) -> datetime:
    """In UTC, within what both databases keep; clocks that went back to 1970 are taken."""
    if not _EARLIEST <= moment <= _LATEST:
        raise Faulty("at")
    return moment.astimezone(UTC)
