"""What the messages about businesses say. The templates are `templates/messages/membership_ended.*`."""

from collections.abc import Mapping
from typing import Any

from eventreg.businesses.models import Business
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import lazy
from eventreg.core.outbox import Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation


def register() -> None:
    """Tell the outbox what each kind says."""
    register_message("membership_ended", _membership_ended, label=lazy("No longer acts for a business"))


def _membership_ended(params: Mapping[str, Any]) -> Content:
    """For who was let go, or whose business has changed hands; who leaves by themselves knows."""
    return Content(
        {
            "business": db.session.get_one(Business, params["business"]).name,
            "handed_over": params["handed_over"],
            "link": Literal(f"{current_settings().base_url}/me/"),
            "organisation": organisation().name,
            "contact": Literal(show_phone(organisation().whatsapp)),
        }
    )
