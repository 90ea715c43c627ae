"""Looking up the organisation, and who signs for it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.council.models import NUMBER_PATTERN, Organisation, Signatory


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


def today(now: datetime) -> date:
    """The day at the council."""
    return now.astimezone(organisation().zone.info).date()


def signatories() -> Sequence[Signatory]:
    """Who signs now, in the council's order."""
    query = select(Signatory).filter_by(ended_at=None)
    return db.session.scalars(query.order_by(Signatory.position, Signatory.id)).all()


def past_signatories() -> Sequence[Signatory]:
    """Who signed once, the last to leave first."""
    query = select(Signatory).where(Signatory.ended_at.is_not(None))
    return db.session.scalars(query.order_by(Signatory.ended_at.desc(), Signatory.id.desc())).all()


def get_signatory(signatory_id: int) -> Signatory:
    """Somebody who signs now. Raises NotFound."""
    found = db.session.get(Signatory, signatory_id)
    if found is None or found.ended_at:
        raise NotFound()
    return found
