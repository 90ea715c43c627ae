"""What the messages about businesses say. The templates are `templates/messages/<kind>.*`."""

from collections.abc import Mapping
from typing import Any

from eventreg.businesses.models import Business, PaperKind
from eventreg.businesses.words import paper_name
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
    register_message("paper_refused", _paper_refused, label=lazy("Paper refused"))


def _paper_refused(params: Mapping[str, Any]) -> Content:
    """What is to be mended of a paper, and where."""
    business = db.session.get_one(Business, params["business"])
    return Content(
        {
            "business": business.name,
            "paper": paper_name(PaperKind(params["paper_kind"]), params["title"]),
            "remark": params["remark"],
            "link": Literal(f"{current_settings().base_url}/me/businesses/{business.id}/papers"),
            "organisation": organisation().name,
            "contact": Literal(show_phone(organisation().whatsapp)),
        }
    )


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
