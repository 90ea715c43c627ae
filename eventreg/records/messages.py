"""What the messages about requests say. The templates are `templates/messages/request_*` and `person_erased`."""

from collections.abc import Mapping
from typing import Any

from eventreg.core.config import current_settings
from eventreg.core.i18n import format_datetime, lazy
from eventreg.core.outbox import Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation
from eventreg.records import queries
from eventreg.records.words import QUEUE_NAMES, REQUEST_STATES


def register() -> None:
    """Tell the outbox what records sends."""
    register_message("request_received", _request, label=lazy("Data request received"))
    register_message("request_closed", _request, label=lazy("Data request answered"))
    register_message("person_erased", _farewell, label=lazy("Data erased"), farewell=True)


def _request(params: Mapping[str, Any]) -> Content:
    asked, here = queries.get(params["request"]), organisation()
    return Content(
        {
            "number": asked.id,
            "kind": str(QUEUE_NAMES[asked.kind]),
            "state": str(REQUEST_STATES[asked.state]),
            "answer": asked.answer.splitlines(),
            "due": format_datetime(asked.due_at, here.zone),
            "link": Literal(f"{current_settings().base_url}/me/requests"),
            "contact": _contact(),
        }
    )


def _farewell(params: Mapping[str, Any]) -> Content:
    return Content({"contact": _contact()})


def _contact() -> str:
    here = organisation()
    return here.privacy_contact or (f"WhatsApp {show_phone(here.whatsapp)}" if here.whatsapp else "")
