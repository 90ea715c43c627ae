"""What staff do to the organisation, its letterhead and who signs for it. The caller holds the unit of work."""

from dataclasses import asdict, dataclass
from datetime import datetime

from eventreg.core import audit, files
from eventreg.core.clock import Zone
from eventreg.core.db import db, lock, lock_all
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.files import Picture
from eventreg.core.permissions import Actor
from eventreg.council import queries
from eventreg.council.models import Organisation, Signatory


class OrganisationUnnamed(DomainError):
    """What stands beside the council's name on papers waits until it has one."""

    code = "organisation_unnamed"


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


# ---- On papers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbering:
    """How papers are numbered, as on `Organisation`."""

    number_pattern: str
    office_code: str
    numbers_by_class: bool


@dataclass(frozen=True)
class SignatoryFacts:
    """Name, post and identity as they are printed."""

    name: str
    post: str
    identity: str = ""


def set_letterhead(line: str, logo: Picture | None, *, removes_logo: bool, actor: Actor, now: datetime) -> str:
    """How to reach the council, and its mark; the key of a picture that nothing uses any more, else empty.

    Raises OrganisationUnnamed.
    """
    row, before = _named(), None
    fields = ["letterhead_line"] if row.letterhead_line != line else []
    row.letterhead_line = line
    if logo or (removes_logo and row.logo):
        before, fields = row.logo, [*fields, "logo"]
        row.logo = files.save_image(logo, owner_id=None, now=now) if logo else None
    return _note(row, fields, before, "organisation.changed", actor, now)


def set_numbering(facts: Numbering, *, actor: Actor, now: datetime) -> None:
    """The pattern of numbers, which the caller has checked. Raises OrganisationUnnamed."""
    row = _named()
    fields = [name for name, value in asdict(facts).items() if getattr(row, name) != value]
    for name in fields:
        setattr(row, name, getattr(facts, name))
    _note(row, fields, None, "organisation.changed", actor, now)


def add_signatory(facts: SignatoryFacts, picture: Picture | None, *, actor: Actor, now: datetime) -> Signatory:
    """Somebody who signs from now on, the last in order."""
    last = max((one.position for one in queries.signatories()), default=0)
    row = Signatory(**asdict(facts), position=last + 1, created_at=now)
    row.picture = files.save_image(picture, owner_id=None, now=now) if picture else None
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "signatory.added", row, now=now)
    return row


def change_signatory(
    signatory_id: int,
    facts: SignatoryFacts,
    picture: Picture | None,
    *,
    removes_picture: bool,
    actor: Actor,
    now: datetime,
) -> str:
    """Write down another name, post or signature; the key of a picture that nothing uses any more, else empty.

    Raises NotFound.
    """
    row, before = _signatory(signatory_id), None
    fields = [name for name, value in asdict(facts).items() if getattr(row, name) != value]
    for name in fields:
        setattr(row, name, getattr(facts, name))
    if picture or (removes_picture and row.picture):
        before, fields = row.picture, [*fields, "picture"]
        row.picture = files.save_image(picture, owner_id=None, now=now) if picture else None
    return _note(row, fields, before, "signatory.changed", actor, now)


def move_signatory(signatory_id: int, step: int, *, actor: Actor, now: datetime) -> None:
    """One place further up (-1) or down (1) in the order; at its end nothing happens. Raises NotFound."""
    order = lock_all(Signatory, [one.id for one in queries.signatories()])
    order.sort(key=lambda one: (one.position, one.id))
    at = next((place for place, one in enumerate(order) if one.id == signatory_id), None)
    if at is None:
        raise NotFound()
    to = at + step
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        audit.record(actor, "signatory.moved", order[to], now=now)
    for position, one in enumerate(order, start=1):
        one.position = position


def end_signatory(signatory_id: int, *, actor: Actor, now: datetime) -> None:
    """From now on somebody signs nothing new; what they signed stays. Raises NotFound."""
    row = _signatory(signatory_id)
    row.ended_at = now
    audit.record(actor, "signatory.ended", row, now=now)


def _named() -> Organisation:
    row = lock(Organisation, Organisation.ONLY)
    if row is None:
        raise OrganisationUnnamed()
    return row


def _signatory(signatory_id: int) -> Signatory:
    row = lock(Signatory, signatory_id)
    if row is None or row.ended_at:
        raise NotFound()
    return row


def _note(
    row: Organisation | Signatory,
    fields: list[str],
    before: files.StoredFile | None,
    action: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Write down what changed; the key of the picture that stood there before, where nothing uses it any more."""
    if not fields:
        return ""
    db.session.flush()
    audit.record(actor, action, row, fields=fields, now=now)
    return files.let_go(before) if before else ""
