"""What the messages about booths say. The templates are `templates/messages/booth_*`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventreg.applications.models import Application
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import format_datetime, lazy
from eventreg.core.money import rupiah
from eventreg.core.outbox import Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation


def register() -> None:
    """Tell the outbox what each kind says."""
    register_message("booth_offered", _booth, label=lazy("Booth offered"))
    register_message("booth_assigned", _booth, label=lazy("Booth assigned"))


def _booth(params: Mapping[str, Any]) -> Content:
    """Which booths, what they cost, until when."""
    application = db.session.get_one(Application, params["application"])
    event = application.event
    return Content(
        {
            "business": application.business.name,
            "event": event.title,
            "booths": Literal(", ".join(params["booths"])),
            "fee": Literal(rupiah(params["fee"])) if params["fee"] else "",
            "paid": params.get("paid", False),
            "shared": params.get("shared", False),
            "deadline": format_datetime(datetime.fromisoformat(params["due"]), event.zone),
            "link": Literal(f"{current_settings().base_url}/me/applications/{application.code}"),
            "organisation": organisation().name,
            "contact": Literal(show_phone(event.contact_phone or organisation().whatsapp)),
        }
    )
