"""Applications, their steps, and the products shown in them."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import or_, select

from eventreg.applications.models import Application, ApplicationMove, ApplicationProduct, Draw, Objection
from eventreg.businesses.models import Product
from eventreg.core.db import db
from eventreg.curation import telling
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Blank, Deed, Deeds, Facts, Holding, Where, everything, internal, plain, told
from eventreg.records.holdings.parts import once, own, who
from eventreg.records.holdings.subject import Subject


def _shown_products(businesses: Callable[[Subject], Collection[int]]) -> Where:
    return lambda subject: ApplicationProduct.product_id.in_(
        select(Product.id).where(Product.business_id.in_(businesses(subject)))
    )


def _moves(businesses: Callable[[Subject], Collection[int]]) -> Where:
    of_them = applications_of(businesses)
    return lambda subject: ApplicationMove.application_id.in_(select(Application.id).where(of_them(subject)))


def _objections(businesses: Callable[[Subject], Collection[int]]) -> Where:
    of_them = applications_of(businesses)
    return lambda subject: Objection.application_id.in_(select(Application.id).where(of_them(subject)))


def applications_of(businesses: Callable[[Subject], Collection[int]]) -> Where:
    """The applications that the person sent, and those of some businesses."""
    return lambda subject: or_(Application.applicant_id == subject.id, Application.business_id.in_(businesses(subject)))


def is_their_application(row: Application, subject: Subject) -> bool:
    """Whether what was written there is the person's, or ends with them."""
    return row.business_id in subject.sole or row.applicant_id == subject.id


def _blank(name: str, empty: Any) -> Blank:
    """Nothing is left where the application is theirs; the column stays in another's."""
    return lambda row, subject, now: empty if is_their_application(row, subject) else getattr(row, name)


def _shown_product_more(row: ApplicationProduct, subject: Subject) -> Facts:
    application = db.session.get_one(Application, row.application_id)
    return {"application": application.code, "product": db.session.get_one(Product, row.product_id).name}


def _move_more(row: ApplicationMove, subject: Subject) -> Facts:
    return {"application": row.application.code, "by": who(row.by_id, subject)}


def _objection_more(row: Objection, subject: Subject) -> Facts:
    return {"application": row.application.code, "by": who(row.by_id, subject)}


def _application_more(row: Application, subject: Subject) -> Facts:
    told_of = telling.to_applicant(row)
    return {
        "event": row.event.title,
        "business": row.business.name,
        "sent_by": who(row.applicant_id, subject),
        "answers": [f"{key}: {plain(value)}" for key, value in row.answers.items()],
        "averages": [f"{bar.name}: {bar.average}" for bar in told_of.averages] if told_of else [],
    }


SHOWN_PRODUCTS = Holding(
    "shown_products",
    groups.APPLICATIONS,
    ApplicationProduct,
    ("product_id",),
    _shown_products(own),
    {"application_id": internal(), "product_id": internal()},
    everything(Deed.DELETE, _shown_products(lambda subject: subject.sole)),
    _shown_product_more,
)

MOVES = Holding(
    "moves",
    groups.APPLICATIONS,
    ApplicationMove,
    ("application_id",),
    _moves(own),
    {
        "id": internal(),
        "application_id": internal(),
        "origin": told("from"),
        "status": told("to"),
        "at": told(),
        "by_id": internal(),
        "reason": told(erased=""),
        "deadline_at": told(),
    },
    everything(Deed.ANONYMISE, _moves(lambda subject: subject.sole)),
    _move_more,
)

OBJECTIONS = Holding(
    "objections",
    groups.APPLICATIONS,
    Objection,
    ("application_id",),
    _objections(own),
    {
        "id": internal(),
        "application_id": internal(),
        "text": told("words", erased=""),
        "at": told(),
        "by_id": internal(),
        "upheld": told(),
        "answer": told(erased=""),
        "answered_at": told(),
        "answered_by_id": internal(),
    },
    everything(Deed.ANONYMISE, _objections(lambda subject: subject.sole)),
    _objection_more,
)

APPLICATIONS = Holding(
    "applications",
    groups.APPLICATIONS,
    Application,
    ("applicant_id", "business_id"),
    applications_of(own),
    {
        "id": internal(),
        "code": told(),
        "event_id": internal(),
        "business_id": internal(),
        "applicant_id": internal(),
        "status": told(),
        "form_version_id": internal(),
        "answers": internal(erased=_blank("answers", {})),
        "groups": told(erased=_blank("groups", [])),
        "places": told(),
        "pool": told(),
        "draw_key": told(),
        "skipped_at": told(),
        "skip_reason": told(erased=_blank("skip_reason", "")),
        "reminded_at": told(),
        "attempt": internal(erased=None),
        "created_at": told(),
        "submitted_at": told(),
        "deadline_at": told(),
        "waitlisted_at": told(),
    },
    everything(Deed.ANONYMISE, applications_of(once)),
    _application_more,
)

DEEDS: Deeds = {
    (ApplicationMove, "by_id"): "at",
    (Draw, "drawn_by_id"): "drawn_at",
    (Draw, "locked_by_id"): "locked_at",
    (Objection, "answered_by_id"): "answered_at",
    (Objection, "by_id"): "at",
}

IMPERSONAL = {
    "draw": "the numbers of an open draw, what was published of it, and who made it, by number",
    "application_ticket": "joins an application to its tickets; both are holdings",
}
