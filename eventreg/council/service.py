"""What staff do to the organisation. The caller holds the unit of work."""

from dataclasses import asdict, dataclass
from datetime import datetime

from eventreg.core import audit
from eventreg.core.clock import Zone
from eventreg.core.db import db, lock
from eventreg.core.permissions import Actor
from eventreg.council.models import Organisation


@dataclass(frozen=True)
class Facts:
    """What is known of the organisation; `whatsapp` in E.164 or empty."""

    name: str
    short_name: str
    place: str = ""
    address: str = ""
    hours: str = ""
    whatsapp: str = ""
    welcome: str = ""
    lead: str = ""
    zone: Zone = Zone.WIB
    privacy_contact: str = ""
    seal_address: str = ""


def update_organisation(facts: Facts, *, actor: Actor, now: datetime) -> Organisation:
    """Write down what the organisation is called and how it is reached."""
    known = lock(Organisation, Organisation.ONLY)
    row = known or Organisation(id=Organisation.ONLY)
    changed = [name for name, value in asdict(facts).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, getattr(facts, name))
    if known is None:
        db.session.add(row)
    if changed:
        db.session.flush()
        audit.record(actor, "organisation.changed", row, fields=changed, now=now)
    return row
