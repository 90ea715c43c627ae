"""How exhibitors present themselves in a catalogue."""

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.catalogue.models import CatalogueEntry
from eventreg.core.db import db
from eventreg.records.holdings import groups
from eventreg.records.holdings.applications import applications_of
from eventreg.records.holdings.kinds import Deed, Facts, Holding, everything, internal, told
from eventreg.records.holdings.parts import own
from eventreg.records.holdings.subject import Subject

_theirs = applications_of(own)
_ending = applications_of(lambda subject: subject.sole)


def _code(row: CatalogueEntry, subject: Subject) -> Facts:
    application = db.session.get_one(Application, row.application_id)
    return {"application": application.code, "event": application.event.title}


ENTRIES = Holding(
    "catalogue_entries",
    groups.APPLICATIONS,
    CatalogueEntry,
    ("application_id",),
    lambda subject: CatalogueEntry.application_id.in_(select(Application.id).where(_theirs(subject))),
    {
        "application_id": internal(),
        "text_id": told(erased=""),
        "text_en": told(erased=""),
        "shows_contact": told(erased=False),
        "at": told(),
    },
    everything(
        Deed.ANONYMISE,
        lambda subject: CatalogueEntry.application_id.in_(select(Application.id).where(_ending(subject))),
    ),
    _code,
)

IMPERSONAL = {"catalogue": "what an event's catalogue says at its beginning, and since when everybody sees it"}
