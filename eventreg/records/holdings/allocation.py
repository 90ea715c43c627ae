"""What exhibitors wished for, where they were held to, what they were offered; and who approved a plan."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, select

from eventreg.accounts.models import Person
from eventreg.allocation import publishing
from eventreg.allocation.models import (
    Allocation,
    AllocationApproval,
    AllocationRule,
    BoothOffer,
    BoothPin,
    BoothWish,
)
from eventreg.applications.models import Application
from eventreg.core.db import db
from eventreg.records.holdings import groups
from eventreg.records.holdings.applications import applications_of
from eventreg.records.holdings.kinds import Deed, Deeds, Facts, Holding, everything, internal, told
from eventreg.records.holdings.parts import by_person, event_title, own
from eventreg.records.holdings.subject import Subject

_theirs = applications_of(own)
_ending = applications_of(lambda subject: subject.sole)


def _by(column: Any, whose: Callable[[Subject], ColumnElement[bool]]) -> Callable[[Subject], ColumnElement[bool]]:
    return lambda subject: column.in_(select(Application.id).where(whose(subject)))


def _code(row: Any, subject: Subject) -> Facts:
    application = db.session.get_one(Application, row.application_id)
    return {"application": application.code, "event": application.event.title}


WISHES = Holding(
    "booth_wishes",
    groups.APPLICATIONS,
    BoothWish,
    ("application_id",),
    _by(BoothWish.application_id, _theirs),
    {
        "application_id": internal(),
        "booths": told(),
        "min_area": told(),
        "power_w": told(),
        "wishes": told(),
        "note": told(erased=""),
        "partner_id": internal(erased=None),
        "at": told(),
    },
    everything(Deed.ANONYMISE, _by(BoothWish.application_id, _ending)),
    _code,
)

PINS = Holding(
    "booth_pins",
    groups.APPLICATIONS,
    BoothPin,
    ("application_id",),
    _by(BoothPin.application_id, _theirs),
    {
        "id": internal(),
        "event_id": internal(),
        "application_id": internal(),
        "booth": internal(),
        "forbids": internal(),
        "reason": internal(erased=""),
        "at": told(),
        "by_id": internal(),
    },
    everything(Deed.ANONYMISE, _by(BoothPin.application_id, _ending)),
    _code,
)


def _offered(row: BoothOffer, subject: Subject) -> Facts:
    """With the sentence in the person's language; others are named in it as long as they may be."""
    application = db.session.get_one(Application, row.application_id)
    words = row.why.get(db.session.get_one(Person, subject.id).language, "")
    return _code(row, subject) | {"why": publishing.with_names(words, application.event_id)}


OFFERS = Holding(
    "booth_offers",
    groups.APPLICATIONS,
    BoothOffer,
    ("application_id",),
    _by(BoothOffer.application_id, _theirs),
    {
        "application_id": internal(),
        "allocation_id": internal(),
        "fee": told(),
        "offered_at": told("at"),
        "due_at": told(),
        "paid_at": told(),
        "paid_by_id": internal(),
        "receipt": told(erased=""),
        "moves_at": told(),
        "why": internal(erased={}),
    },
    everything(Deed.ANONYMISE, _by(BoothOffer.application_id, _ending)),
    _offered,
)

APPROVALS = Holding(
    "booth_plan_approvals",
    groups.WORK,
    AllocationApproval,
    ("person_id",),
    by_person(AllocationApproval),
    {
        "id": internal(),
        "allocation_id": internal(),
        "person_id": internal(),
        "digest": internal(),
        "at": told(),
    },
    (),
    lambda row, subject: {"event": event_title(db.session.get_one(Allocation, row.allocation_id).event_id)},
)

DEEDS: Deeds = {
    (Allocation, "made_by_id"): "made_at",
    (Allocation, "proposed_by_id"): "proposed_at",
    (Allocation, "published_by_id"): "published_at",
    (AllocationRule, "by_id"): "at",
    (BoothOffer, "paid_by_id"): "paid_at",
    (BoothPin, "by_id"): "at",
}

IMPERSONAL = {
    "allocating": "how an event gives its booths",
    "allocation": "which application, by its code, gets which booth in a plan, and by which merit and needs",
    "allocation_rule": "which rules the plans of an event keep",
}
