"""Pictures and other files, and the messages that went out."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from eventreg.booths.models import FloorPlan
from eventreg.businesses.models import Paper, Product
from eventreg.core.files import StoredFile
from eventreg.core.outbox import MessageState, OutboxBulk, OutboxControl, OutboxMessage
from eventreg.council.models import Organisation, Signatory
from eventreg.events.models import Event, Material
from eventreg.office.models import Enclosure, EventPapers
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Change, Deed, Deeds, Holding, everything, internal, secret, told
from eventreg.records.holdings.subject import Subject


def _pictures(subject: Subject) -> ColumnElement[bool]:
    shown = select(Product.photo_id).where(Product.business_id.in_(subject.own), Product.photo_id.is_not(None))
    papers = select(Paper.file_id).where(Paper.business_id.in_(subject.own), Paper.file_id.is_not(None))
    return or_(StoredFile.owner_id == subject.id, StoredFile.id.in_(shown), StoredFile.id.in_(papers))


def _shown_by_others(subject: Subject) -> ColumnElement[bool]:
    products = select(Product.id).where(Product.photo_id == StoredFile.id, Product.business_id.not_in(subject.sole))
    papers = select(Paper.id).where(Paper.file_id == StoredFile.id, Paper.business_id.not_in(subject.sole))
    covers = select(Event.id).where(Event.cover_id == StoredFile.id)
    materials = select(Material.id).where(Material.file_id == StoredFile.id)
    floors = select(FloorPlan.id).where(FloorPlan.backdrop_id == StoredFile.id)
    logos = select(Organisation.id).where(Organisation.logo_id == StoredFile.id)
    signatures = select(Signatory.id).where(Signatory.picture_id == StoredFile.id)
    backgrounds = select(EventPapers.event_id).where(EventPapers.background_id == StoredFile.id)
    enclosures = select(Enclosure.id).where(Enclosure.file_id == StoredFile.id)
    shown = (products, papers, covers, materials, floors, logos, signatures, backgrounds, enclosures)
    return or_(*(query.correlate(StoredFile).exists() for query in shown))


def _pictures_to_delete(subject: Subject) -> ColumnElement[bool]:
    theirs = or_(StoredFile.owner_id == subject.id, StoredFile.id.in_(subject.file_ids))
    return and_(theirs, ~_shown_by_others(subject))


def _pictures_to_leave(subject: Subject) -> ColumnElement[bool]:
    return and_(StoredFile.owner_id == subject.id, _shown_by_others(subject))


def _messages(subject: Subject) -> ColumnElement[bool]:
    return or_(OutboxMessage.person_id == subject.id, and_(OutboxMessage.address != "", _is_theirs(subject)))


def _is_theirs(subject: Subject) -> ColumnElement[bool]:
    return func.lower(OutboxMessage.address) == subject.email.lower()


def _message_state(row: OutboxMessage, subject: Subject, now: datetime) -> MessageState:
    return row.state if row.state is MessageState.SENT else MessageState.EXPIRED


PICTURES = Holding(
    "pictures",
    groups.BUSINESSES,
    StoredFile,
    ("owner_id",),
    _pictures,
    {
        "id": internal(),
        "key": told(),
        "owner_id": internal(erased=None),
        "width": told(),
        "height": told(),
        "media_type": told(),
        "name": told(erased=""),  # what somebody calls their file may name them
        "size": told(),
        "created_at": told(),
    },
    (Change(Deed.DELETE, _pictures_to_delete), Change(Deed.ANONYMISE, _pictures_to_leave)),
)

MESSAGES = Holding(
    "messages",
    groups.MESSAGES,
    OutboxMessage,
    ("person_id", "address"),
    _messages,
    {
        "id": internal(),
        "kind": told(),
        "address": told(erased=""),
        "language": told(),
        "person_id": internal(),
        "params": secret(erased=lambda row, subject, now: {}),
        "state": told(erased=_message_state),
        "created_at": told(),
        "due_at": internal(),
        "expires_at": internal(),
        "sent_at": told(),
        "attempts": internal(),
        "deaths": internal(),
        "problem": internal(erased=""),
        "channel": told(),
        "phone": told(erased=""),
        "cause": internal(),
        "bulk_id": internal(),
        "rank": internal(),
        "claim": internal(),
        "text_version": internal(),
        "read_at": told(),
        "opened_at": told("chat_opened_at"),
        "opened_by_id": internal(),
        "told_by_id": internal(),
    },
    everything(Deed.ANONYMISE, _messages),
)

DEEDS: Deeds = {
    (OutboxBulk, "created_by_id"): "created_at",
    (OutboxBulk, "stopped_by_id"): "stopped_at",
    (OutboxControl, "paused_by_id"): "paused_at",
    (OutboxMessage, "opened_by_id"): "opened_at",
    (OutboxMessage, "told_by_id"): "sent_at",
}

IMPERSONAL = {
    "outbox_bulk": "messages that belong together: what they are called, how far they are",
    "outbox_control": "whether messages leave, and what holds them up",
}
