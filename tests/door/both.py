"""The rule of admission asked twice: the server's, and the phone's in a browser. Times are milliseconds since 1970."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis.strategies import SearchStrategy

from eventreg.door.admission import Attempt, Entitlement, Gate, Shown, Span, decide
from eventreg.door.rules import Direction, Verdict
from eventreg.door.stays import Passing, reckon
from eventreg.events.rules import Entries
from eventreg.tickets.rules import TicketState, TokenVerdict

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "tests" / "vectors" / "admission.json"
TIMES = frozenset({"opens_at", "starts_at", "ends_at", "valid_from", "valid_until", "moment", "left_at"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

KINDS = {
    "entries": Entries,
    "state": TicketState,
    "token": TokenVerdict,
    "direction": Direction,
    "target": Direction,
    "phone_said": Verdict,
    "categories": frozenset,
    "sessions": frozenset,
}

BY_PHONE = """async ({ decisions, reckonings }) => {
  const { decide } = await import("/static/js/door/admission.js");
  const { reckon } = await import("/static/js/door/stays.js");
  const ruled = ({ spans, gate, shown, attempt, earlier }) => {
    const { first, ...told } = decide(spans, gate ?? {}, shown, attempt, earlier);
    return { ...told, first: first?.scan_id ?? null };
  };
  const reckoned = ({ passings, entries }) => {
    const { attendances, conflicts } = reckon(passings, entries);
    const stays = [...attendances].map(([entry, stay]) => [entry, stay.passing.scan_id, stay.left_at]);
    return { attendances: stays.sort(([one], [other]) => one - other), conflicts: [...conflicts].sort() };
  };
  return { decisions: decisions.map(ruled), reckonings: reckonings.map(reckoned) };
}"""


def load() -> Json:
    """The vectors, with what they leave out of their sessions and answers."""
    vectors: Json = _in_ms(json.loads(FROZEN.read_text()))
    for case in vectors["decisions"]:
        case["spans"] = case.get("spans", vectors["usual"]["spans"])
        case["says"] = vectors["usual"]["says"] | case["says"]
    for case in vectors["reckonings"]:
        orders = {passing["scan_id"]: passing["order"] for passing in case["passings"]}
        stays = [[stay["entry"], stay["scan_id"], stay["left_at"]] for stay in case["says"]["attendances"]]
        case["says"] = {"attendances": stays, "conflicts": sorted(orders[one] for one in case["says"]["conflicts"])}
    return vectors


def _in_ms(told: Any) -> Any:
    if isinstance(told, list):
        return [_in_ms(one) for one in told]
    if not isinstance(told, dict):
        return told
    return {name: to_ms(value) if name in TIMES and value else _in_ms(value) for name, value in told.items()}


def to_ms(text: str) -> int:
    """An RFC 3339 time."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(milliseconds=1)


def ruled_by_server(case: Json) -> Json:
    """What the server's rule answers to a scan."""
    shown = dict(case["shown"])
    ticket = shown.pop("ticket", None)
    ruling = decide(
        [Span(**_typed(span)) for span in case["spans"]],
        Gate(**_typed(case.get("gate", {}))),
        Shown(**_typed(shown), ticket=None if ticket is None else Entitlement(**_typed(ticket))),
        Attempt(**_typed(case["attempt"])),
        _passings(case.get("earlier", [])),
    )
    answer = {name: getattr(ruling, name) for name in ("session", "entry", "companions", "counts", "conflict")}
    return {"verdict": ruling.verdict.value, **answer, "first": ruling.first.scan_id if ruling.first else None}


def reckoned_by_server(case: Json) -> Json:
    """What a ticket's passings come to by the server's rule."""
    found = reckon(_passings(case["passings"]), Entries(case["entries"]))
    stays = [
        [entry, stay.passing.scan_id, (stay.left_at - EPOCH) // timedelta(milliseconds=1) if stay.left_at else None]
        for entry, stay in sorted(found.attendances.items())
    ]
    return {"attendances": stays, "conflicts": sorted(found.conflicts)}


def _passings(told: list[Json]) -> list[Passing]:
    return [Passing(**{"offline": False, **_typed(passing)}) for passing in told]


def _typed(told: Json) -> Json:
    return {name: _of_kind(name, value) for name, value in told.items()}


def _of_kind(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in TIMES:
        return EPOCH + timedelta(milliseconds=value)
    return KINDS[name](value) if name in KINDS else value


def drawn_from(strategy: SearchStrategy[Any], number: int) -> list[Any]:
    """Some hundred examples at once, because each way into the browser takes longer than all of them."""
    found: list[Any] = []

    @hypothesis.settings(max_examples=number, database=None)
    @hypothesis.given(strategy)
    def collect(example: Any) -> None:
        found.append(example)

    collect()
    return found
