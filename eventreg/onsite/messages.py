"""What the messages about the days at the fair say. The templates are in `templates/messages/`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventreg.applications.models import Application
from eventreg.booths.reading import natural
from eventreg.core.clock import Zone
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import format_date, format_hours, lazy
from eventreg.core.money import rupiah
from eventreg.core.outbox import Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation
from eventreg.onsite import queries
from eventreg.onsite.models import BoothFault
from eventreg.onsite.rules import FaultState, Way
from eventreg.onsite.words import FAULT_KINDS


def register() -> None:
    """Tell the outbox what each kind says."""
    register_message("fault_answered", _fault, label=lazy("Fault at the booth answered"))
    register_message("loading_changed", _loading, label=lazy("Time of loading changed"))
    register_message("handover_written", _handed, label=lazy("Minutes of a booth"))
    register_message("deposit_taken", _deposit, label=lazy("Deposit received"))
    register_message("deposit_returned", _deposit, label=lazy("Deposit given back"))
    register_message("deposit_corrected", _deposit, label=lazy("Mark of a deposit taken back"))


def _loading(params: Mapping[str, Any]) -> Content:
    """Which time an exhibitor has now, and which they had."""
    application = db.session.get_one(Application, params["application"])
    zone = application.event.zone
    return Content(
        {
            **_about(application),
            "out": params["way"] == Way.OUT,
            "time": _time(params["is"], zone),
            "gate": _gate(params["is"]),
            "time_before": _time(params["was"], zone),
            "gate_before": _gate(params["was"]),
            "note": params["note"],
        }
    )


def _handed(params: Mapping[str, Any]) -> Content:
    """Of which booth the minutes are, and what became of them: written, corrected or taken back."""
    about = _about(db.session.get_one(Application, params["application"]))
    told = {"booth": Literal(params["booth"]), "out": params["way"] == Way.OUT, "act": params["act"]}
    return Content({**about, **told, "reason": params["reason"].splitlines()})


def _deposit(params: Mapping[str, Any]) -> Content:
    """Sums, numbers under which they are found again, and why."""
    about = _about(db.session.get_one(Application, params["application"]))
    sums = {name: Literal(rupiah(params[name])) for name in ("amount", "returned") if name in params}
    more = {
        "all": params.get("returned") == params.get("amount"),
        "nothing": params.get("returned") == 0,
        "act": params.get("act", ""),
        "receipt": params.get("receipt", ""),
        "reference": params.get("reference", ""),
        "reason": (params.get("reason") or params.get("withheld") or "").splitlines(),
    }
    return Content({**about, **sums, **more})


def _fault(params: Mapping[str, Any]) -> Content:
    """Who mends what is broken at the booth, or what was done."""
    fault = db.session.get_one(BoothFault, params["fault"])
    is_done = params["state"] == FaultState.DONE
    return Content(
        {
            **_about(db.session.get_one(Application, params["application"])),
            "booth": Literal(params["booth"]),
            "kind": FAULT_KINDS[fault.kind],
            "is_done": is_done,
            "answer": fault.answer if is_done else "",
        }
    )


def _about(application: Application) -> dict[str, Any]:
    """What every message to an exhibitor names: the business, the event, its booths, where they look."""
    event = application.event
    labels = sorted((stand.booth.label for stand in queries.stands_of(application)), key=natural)
    return {
        "business": application.business.name,
        "event": event.title,
        "booths": Literal(", ".join(labels)),
        "link": Literal(f"{current_settings().base_url}/me/applications/{application.code}/at-the-fair"),
        "organisation": organisation().name,
        "contact": Literal(show_phone(event.contact_phone or organisation().whatsapp)),
    }


def _time(told: Mapping[str, str] | None, zone: Zone) -> str:
    if told is None:
        return ""
    starts, ends = datetime.fromisoformat(told["starts"]), datetime.fromisoformat(told["ends"])
    return Literal(f"{format_date(starts, zone)}, {format_hours(starts, ends, zone)}")


def _gate(told: Mapping[str, str] | None) -> str:
    return told["gate"] if told else ""
