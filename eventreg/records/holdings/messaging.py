"""Who wants no more news, and who wrote what goes to many."""

from sqlalchemy import ColumnElement, func

from eventreg.messaging.models import Announcement, MessageText, Unsubscription
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Deed, Deeds, Holding, everything, internal, told
from eventreg.records.holdings.subject import Subject


def _theirs(subject: Subject) -> ColumnElement[bool]:
    return func.lower(Unsubscription.address) == subject.email.lower()


UNSUBSCRIPTIONS = Holding(
    "unsubscriptions",
    groups.MESSAGES,
    Unsubscription,
    ("address",),
    _theirs,
    {"id": internal(), "address": told(), "at": told()},
    everything(Deed.DELETE, _theirs),
)

DEEDS: Deeds = {
    (Announcement, "created_by_id"): "created_at",
    (MessageText, "created_by_id"): "created_at",
}

IMPERSONAL = {
    "announcement": "what was told to many, and to which of them",
    "event_reminders": "which reminders an event sends",
    "message_text": "how messages are worded",
}
