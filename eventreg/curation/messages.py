"""What the review's messages say. The templates are `templates/messages/<kind>.*`."""

from collections.abc import Mapping
from typing import Any

from eventreg.applications.models import Objection
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import lazy
from eventreg.core.outbox import Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation


def register() -> None:
    """Tell the outbox what each kind says."""
    register_message("review_objection", _objection, label=lazy("Objection to be reviewed"))


def _objection(params: Mapping[str, Any]) -> Content:
    """For whoever looks at it anew: its number, for they may be one from whom names are hidden."""
    application = db.session.get_one(Objection, params["objection"]).application
    event = application.event
    return Content(
        {
            "event": event.title,
            "code": Literal(application.code),
            "link": Literal(f"{current_settings().base_url}/staff/events/{event.slug}/reviews/{application.code}"),
            "organisation": organisation().name,
            "contact": Literal(show_phone(event.contact_phone or organisation().whatsapp)),
        }
    )
