"""How a case is written: only what is unusual. It knows nothing of the app, so that no verdict comes from the code."""

from typing import Any

Json = dict[str, Any]
WIB, WITA, WIT = "+07:00", "+08:00", "+09:00"  # Indonesia's zones, without daylight saving time


def at(time: str, day: int = 1, zone: str = WIB) -> str:
    """`at("08:59:59.999", day=2)`: a moment of December 2026 on a clock in Indonesia."""
    hours, rest = time[:5], time[5:] or ":00.000"
    return f"2026-12-{day:02}T{hours}{rest}{zone}"


def span(number: int, starts: str, ends: str, *, opens: str = "", day: int = 1, zone: str = WIB, **more: Any) -> Json:
    """A session; its door opens half an hour before nine o'clock, or when it is told."""
    times = {"opens_at": at(opens or starts, day, zone), "starts_at": at(starts, day, zone)}
    return {"id": number, **times, "ends_at": at(ends, day, zone), **more}


FAIR = [span(1, "09:00", "17:00", opens="08:30"), span(2, "09:00", "17:00", opens="08:30", day=2)]
ONCE = [{**FAIR[0], "entries": "once"}]

# What a field is that a case leaves out
USUAL: Json = {
    "spans": FAIR,
    "span": {"entries": "repeated"},
    "gate": {"categories": None, "sessions": None},
    "shown": {"phone_revoked": False, "readable": True, "token": "genuine", "ticket": None},
    "ticket": {"state": "valid", "confirmed": True, "sessions": None, "category": "", "party": 1}
    | {"valid_from": None, "valid_until": None},
    "attempt": {"scan_id": "", "direction": "in", "session": None, "gate": "", "companions": 0, "phone_said": None}
    | {"undone": False, "target": None, "elsewhere": False},
    "passing": {"direction": "in", "session": None, "gate": "", "offline": False, "undone": False},
    "says": {"session": None, "entry": None, "companions": 0, "counts": False, "conflict": False, "first": None},
}


def passed(direction: str, time: str, scan_id: str, **more: Any) -> Json:
    """Somebody went in or out at session 1, and the server decided it; `offline=True`: a phone did."""
    return {"scan_id": scan_id, "direction": direction, "moment": at(time), "session": 1, "gate": "Utara", **more}


def arrived(*passings: Json) -> list[Json]:
    """Passings in the order in which they came to be known."""
    return [{"order": order, **passing} for order, passing in enumerate(passings, start=1)]


def says(verdict: str, session: int | None = 1, **more: Any) -> Json:
    """What has to be answered. `first`: the id of the passing that stands."""
    return {"verdict": verdict, "session": session, **more}


def admitted(entry: int = 1, **more: Any) -> Json:
    return says("admitted", **{"entry": entry, "counts": True, **more})


def left(**more: Any) -> Json:
    return says("left", **{"counts": True, **more})


def already(first: str, entry: int = 1, **more: Any) -> Json:
    return says("already_admitted", **{"entry": entry, "first": first, **more})


def case(
    name: str,
    answer: Json,
    *,
    time: str = "10:00",
    spans: list[Json] = FAIR,
    gate: Json | None = None,
    ticket: Json | None = None,
    no_ticket: bool = False,
    shown: Json | None = None,
    earlier: list[Json] | None = None,
    **attempt: Any,
) -> Json:
    """A scan at ten o'clock on the first day, by a valid ticket for everything, at a gate for everybody."""
    held = None if no_ticket else {"category": "Batik", **(ticket or {})}
    told = {
        "spans": None if spans is FAIR else spans,
        "gate": gate,
        "shown": {**(shown or {}), "ticket": held},
        "attempt": {"scan_id": "now", "moment": at(time), "gate": "Selatan", **attempt},
        "earlier": earlier,
        "says": answer,
    }
    return {"name": name, **{part: value for part, value in told.items() if value is not None}}
