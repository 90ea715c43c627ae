"""The tax number (NPWP) of a business: kept sealed, found twice through its keyed hash, opened with a reason.

The caller holds the unit of work and has found the business for whoever acts.
"""

from datetime import datetime

from eventreg.accounts.rules import check_reason
from eventreg.businesses import rules
from eventreg.businesses.models import Business
from eventreg.core import audit, protected
from eventreg.core.db import db
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import Actor, Permission

KIND = "npwp"


def change_npwp(business: Business, text: str, *, remove: bool, actor: Actor, now: datetime) -> None:
    """Keep the NPWP that was typed, or forget the one that is known; nothing typed leaves it. Raises NpwpMalformed."""
    npwp = rules.check_npwp(text)
    known = protected.open_(business.npwp_encrypted) if business.npwp_encrypted is not None else ""
    wanted = npwp or ("" if remove else known)
    if wanted == known:
        return
    business.npwp_encrypted = protected.seal(wanted) if wanted else None
    business.npwp_hash = protected.keyed_hash(KIND, wanted) if wanted else None
    business.updated_at = now
    db.session.flush()
    audit.record(actor, "business.changed", business, fields=["npwp"], now=now)


def masked_npwp(business: Business) -> str:
    """`0012********6000`; empty where none is known."""
    return protected.mask(protected.open_(business.npwp_encrypted)) if business.npwp_encrypted is not None else ""


def reveal_npwp(business: Business, reason: str, *, actor: Actor, now: datetime) -> str:
    """The whole NPWP; that it was opened, by whom and why stays in the trail.

    Raises Forbidden, NotFound where there is none, ReasonTooShort.
    """
    if not actor.may(Permission.IDENTITY_READ):
        raise Forbidden()
    if business.npwp_encrypted is None:
        raise NotFound()
    audit.record(actor, "identity.opened", business, fields=["npwp"], reason=check_reason(reason), now=now)
    return protected.open_(business.npwp_encrypted)
