"""What exhibitors did and left at the booths of a fair, and who worked there."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, select

from eventreg.applications.models import Application
from eventreg.booths.models import Booth
from eventreg.core.db import db
from eventreg.onsite.models import BoothFault, BoothSeen, Deposit, Handover, LoadingBooking, LoadingSlot
from eventreg.records.holdings import groups
from eventreg.records.holdings.applications import applications_of
from eventreg.records.holdings.kinds import Deed, Deeds, Facts, Holding, everything, internal, told
from eventreg.records.holdings.parts import own
from eventreg.records.holdings.subject import Subject

_theirs = applications_of(own)
_ending = applications_of(lambda subject: subject.sole)


def _by(column: Any, whose: Callable[[Subject], ColumnElement[bool]]) -> Callable[[Subject], ColumnElement[bool]]:
    return lambda subject: column.in_(select(Application.id).where(whose(subject)))


def _code(row: Any, subject: Subject) -> Facts:
    application = db.session.get_one(Application, row.application_id)
    return {"application": application.code, "event": application.event.title}


def _at_booth(row: Any, subject: Subject) -> Facts:
    return _code(row, subject) | {"booth": db.session.get_one(Booth, row.booth_id).label}


def _slot(row: LoadingBooking, subject: Subject) -> Facts:
    slot = db.session.get_one(LoadingSlot, row.slot_id)
    return _code(row, subject) | {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "gate": slot.gate}


def _item(item: dict[str, Any]) -> str:
    damaged = f"({item['damaged']} damaged)" if item.get("damaged") else ""
    return " ".join(filter(None, (str(item["count"]), item["name"], damaged, item["note"])))


def _handed(row: Handover, subject: Subject) -> Facts:
    items = [_item(item) for item in row.items]
    return _at_booth(row, subject) | {"items": items}


LOADINGS = Holding(
    "loading_bookings",
    groups.APPLICATIONS,
    LoadingBooking,
    ("application_id",),
    _by(LoadingBooking.application_id, _theirs),
    {
        "id": internal(),
        "slot_id": internal(),
        "application_id": internal(),
        "way": told(),
        "vehicle": told(erased=""),
        "at": told(),
        "by_id": internal(),
        "arrived_at": told(),
        "left_at": told(),
    },
    everything(Deed.ANONYMISE, _by(LoadingBooking.application_id, _ending)),
    _slot,
)

HANDOVERS = Holding(
    "booth_handovers",
    groups.APPLICATIONS,
    Handover,
    ("application_id",),
    _by(Handover.application_id, _theirs),
    {
        "id": internal(),
        "application_id": internal(),
        "booth_id": internal(),
        "way": told(),
        "items": internal(erased=[]),
        "note": told(erased=""),
        "exhibitor": told(erased=""),
        "at": told(),
        "by_id": internal(),
        "accepted_at": told(),
        "accepted_by_id": internal(),
    },
    everything(Deed.ANONYMISE, _by(Handover.application_id, _ending)),
    _handed,
)

DEPOSITS = Holding(
    "booth_deposits",
    groups.APPLICATIONS,
    Deposit,
    ("application_id",),
    _by(Deposit.application_id, _theirs),
    {
        "application_id": internal(),
        "amount": told(),
        "taken_at": told("at"),
        "taken_by_id": internal(),
        "receipt": told(erased=""),
        "returned": told(),
        "returned_at": told(),
        "returned_by_id": internal(),
        "reference": told(erased=""),
        "withheld": told(erased=""),
    },
    everything(Deed.ANONYMISE, _by(Deposit.application_id, _ending)),
    _code,
)

SEEN = Holding(
    "booth_rounds",
    groups.APPLICATIONS,
    BoothSeen,
    ("application_id",),
    _by(BoothSeen.application_id, _theirs),
    {
        "id": internal(),
        "booth_id": internal(),
        "application_id": internal(),
        "key": internal(),
        "day": told(),
        "presence": told(),
        "note": told(erased=""),
        "at": told(),
        "arrived_at": internal(),
        "by_id": internal(),
    },
    everything(Deed.ANONYMISE, _by(BoothSeen.application_id, _ending)),
    _at_booth,
)

FAULTS = Holding(
    "booth_faults",
    groups.APPLICATIONS,
    BoothFault,
    ("application_id",),
    _by(BoothFault.application_id, _theirs),
    {
        "id": internal(),
        "booth_id": internal(),
        "application_id": internal(),
        "kind": told(),
        "text": told(erased=""),
        "state": told(),
        "answer": told(erased=""),
        "at": told(),
        "by_id": internal(),
        "taken_at": told(),
        "taken_by_id": internal(),
        "done_at": told(),
        "done_by_id": internal(),
    },
    everything(Deed.ANONYMISE, _by(BoothFault.application_id, _ending)),
    _at_booth,
)

DEEDS: Deeds = {
    (LoadingBooking, "by_id"): "at",
    (Handover, "by_id"): "at",
    (Handover, "accepted_by_id"): "accepted_at",
    (Deposit, "taken_by_id"): "taken_at",
    (Deposit, "returned_by_id"): "returned_at",
    (BoothSeen, "by_id"): "at",
    (BoothFault, "by_id"): "at",
    (BoothFault, "taken_by_id"): "taken_at",
    (BoothFault, "done_by_id"): "done_at",
}

IMPERSONAL = {
    "onsite": "which deposit an event asks, and what stands in its booths",
    "loading_slot": "when one may load in and out, and at which gate",
}
