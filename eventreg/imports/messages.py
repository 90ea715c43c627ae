"""What the message about merged businesses says. The templates are `templates/messages/business_merged.*`."""

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
    """Tell the outbox what it says."""
    register_message("business_merged", _business_merged, label=lazy("Two businesses became one"))


def _business_merged(params: Mapping[str, Any]) -> Content:
    """For everybody who acted for one of the two."""
    return Content(
        {
            "business": db.session.get_one(Business, params["business"]).name,
            "merged": db.session.get_one(Business, params["merged"]).name,
            "link": Literal(f"{current_settings().base_url}/me/"),
            "organisation": organisation().name,
            "contact": Literal(show_phone(organisation().whatsapp)),
        }
    )
