"""Freezes the cases: `.venv/bin/python -m tests.door.cases` writes tests/vectors/admission.json.

The answers are written by hand, or follow from the order of precedence in tickets.py: none comes from the code. Read
what changes in the file before it is committed: whoever wrote a reader of their own is held to it.
"""

import json
from pathlib import Path

from tests.door.cases import histories, passings, tickets, times
from tests.door.cases.notation import USUAL, Json

FROZEN = Path(__file__).parents[2] / "vectors" / "admission.json"
ABOUT = (
    "docs/door.md tells the rule. Of `decisions` each is one scan: the event's sessions (spans), the gate, what is "
    "shown, the attempt, what is known of the ticket's earlier passings, and what has to be answered. Of `reckonings` "
    "each is a ticket's passings in one session in the order in which they arrived, and what they come to: the "
    "attendances, and the ids of the scans in conflict. Times are RFC 3339, to be compared by the millisecond. `usual` "
    "tells what is left out."
)


def written() -> str:
    """The file as it should be: a line for each case."""
    decisions, reckonings = tickets.ALL + times.ALL + passings.ALL, histories.ALL
    head = {"format": "eventreg-admission-vectors/1", "about": ABOUT, "usual": USUAL}
    parts = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    parts += [
        f' "{key}": [\n{_lines(cases)}\n ]' for key, cases in (("decisions", decisions), ("reckonings", reckonings))
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(cases: list[Json]) -> str:
    return ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)


if __name__ == "__main__":
    FROZEN.write_text(written())
