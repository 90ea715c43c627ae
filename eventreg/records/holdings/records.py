"""What people ask about their data, and how the council answers for it."""

from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Deed, Deeds, Facts, Holding, everything, internal, told
from eventreg.records.holdings.parts import by_person, who
from eventreg.records.holdings.subject import Subject
from eventreg.records.models import DataRequest, Incident, RetentionPeriod


def _request_more(row: DataRequest, subject: Subject) -> Facts:
    return {"opened_by": who(row.opened_by_id or subject.id, subject)}


REQUESTS = Holding(
    "requests",
    groups.REQUESTS,
    DataRequest,
    ("person_id",),
    by_person(DataRequest),
    {
        "id": told("number"),
        "person_id": internal(),
        "kind": told(),
        "words": told(erased=""),
        "state": told(),
        "opened_at": told(),
        "opened_by_id": internal(),
        "due_at": told(),
        "closed_at": told(),
        "closed_by_id": internal(),
        "answer": told(erased=""),
    },
    everything(Deed.ANONYMISE, by_person(DataRequest)),
    _request_more,
)

DEEDS: Deeds = {
    (DataRequest, "closed_by_id"): "closed_at",
    (DataRequest, "opened_by_id"): "opened_at",
    (Incident, "opened_by_id"): "opened_at",
    (Incident, "staff_id"): "happened_at",
    (RetentionPeriod, "changed_by_id"): "changed_at",
}

IMPERSONAL = {
    "incident": "what was lost, in words that name nobody",
    "retention_period": "how long things are kept",
}
