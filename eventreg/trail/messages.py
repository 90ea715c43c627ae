"""The day's seal, mailed to the secretary."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eventreg.core.i18n import format_day, lazy
from eventreg.core.outbox import Content, register_message
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation
from eventreg.trail.rules import grouped


def register() -> None:
    """Tell the outbox what the trail sends."""
    register_message("audit_seal", _seal, label=lazy("Seal of the audit trail"))


def _seal(params: Mapping[str, Any]) -> Content:
    day, position, mac = params["day"], params["position"], grouped(params["mac"])
    return Content(
        {
            "day": format_day(date.fromisoformat(day)),
            "entries": params["entries"],
            "position": position,
            "mac": Literal(mac),
            "command": Literal(f'eventreg audit verify --seal "{day}:{position}:{mac}"'),
            "organisation": organisation().name,
        }
    )
