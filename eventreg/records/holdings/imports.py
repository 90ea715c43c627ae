"""Files that staff sent to be imported, and which businesses they found to be different."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_

from eventreg.imports.models import DuplicateDecision, ImportFile
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Deed, Deeds, Holding, everything, internal, told


def _between(businesses: Collection[int]) -> ColumnElement[bool]:
    return or_(DuplicateDecision.first_id.in_(businesses), DuplicateDecision.second_id.in_(businesses))


DISTINCTIONS = Holding(
    "distinctions",
    groups.BUSINESSES,
    DuplicateDecision,
    ("first_id", "second_id"),
    lambda subject: _between(subject.own),
    {"first_id": internal(), "second_id": internal(), "at": told(), "by_id": internal()},
    everything(Deed.DELETE, lambda subject: _between(subject.sole)),
)

DEEDS: Deeds = {
    (DuplicateDecision, "by_id"): "at",
    (ImportFile, "made_by_id"): "created_at",
}

IMPERSONAL = {
    "import_file": "a table that staff sent: its rows go once they are applied or thrown away, and after seven days",
}
