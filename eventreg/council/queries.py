"""Looking up the organisation."""

from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.i18n import _
from eventreg.council.models import NUMBER_PATTERN, Organisation


def organisation() -> Organisation:
    """Who runs the app: one row by its key. Until somebody has named it, neutral words that aren't stored."""
    return db.session.get(Organisation, Organisation.ONLY) or Organisation(
        name=_("Craft council"),
        short_name=_("Craft council"),
        place="",
        address="",
        hours="",
        whatsapp="",
        welcome="",
        lead="",
        privacy_contact="",
        seal_address="",
        zone=Zone.WIB,
        letterhead_line="",
        office_code="",
        number_pattern=NUMBER_PATTERN,
        numbers_by_class=False,
    )
