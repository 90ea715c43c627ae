"""The papers of an event on one page: what there is, how many were issued, what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.i18n import Language, _, ngettext
from eventreg.core.permissions import Permission
from eventreg.core.web import requires
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event
from eventreg.office import bundle, enclosing, queries, tickets
from eventreg.office.orders import Order
from eventreg.office.queries import NONE, Issued
from eventreg.office.texts import ISSUED
from eventreg.office.views.base import P, blueprint, event_for


@dataclass(frozen=True)
class Card:
    """A way to papers of a kind, and how it is with them."""

    title: str
    line: str
    icon: str
    url: str


@blueprint.get("/staff/events/<slug>/papers/")
@requires(P.LETTER_READ)
def papers(slug: str) -> ResponseReturnValue:
    """What papers the event has."""
    event = event_for(slug, P.LETTER_READ)
    return render_template("office/papers.html", event=event, cards=list(_cards(event, queries.issued(event.id))))


def _cards(event: Event, issued: Mapping[DocumentKind, Issued]) -> Iterator[Card]:
    letters = sum(issued.get(kind, NONE).standing for kind in ISSUED)
    certificates = issued.get(DocumentKind.CERTIFICATE, NONE).standing
    printed = tickets.count(Order(event.id, "tickets", Language.ID))
    enclosed = len(enclosing.of_event(event.id))
    entries = [
        (_("Letters"), _issued(letters), "mail", "office.letters", P.LETTER_READ),
        (_("Tickets to print"), _valid(printed), "ticket", "office.all_tickets", P.LETTER_MANAGE),
        (
            _("Badges"),
            _("Of exhibitors and of the committee, many to a page"),
            "user",
            "office.badges",
            P.LETTER_MANAGE,
        ),
        (_("Attendance sheets"), _("For each day, with room to sign"), "list", "office.sheets", P.LETTER_MANAGE),
        (_("Certificates"), _issued(certificates), "check", "office.certificates", P.LETTER_READ),
        (_("Photos and receipts"), _kept(enclosed), "camera", "office.enclosures", P.LETTER_READ),
        (_("Account of the event (SPJ)"), _account(event), "doc", "office.bundle", P.APPLICATION_READ),
    ]
    for title, line, icon, endpoint, permission in entries:
        if _may(permission, event):
            yield Card(title, line, icon, url_for(endpoint, slug=event.slug))


def _may(permission: Permission, event: Event) -> bool:
    allowed: bool = g.actor.may(permission, event.id)
    return allowed


def _issued(number: int) -> str:
    return ngettext("%(num)s issued", "%(num)s issued", number) if number else _("None issued yet")


def _valid(number: int) -> str:
    return ngettext("%(num)s valid ticket", "%(num)s valid tickets", number) if number else _("No ticket yet")


def _account(event: Event) -> str:
    """How many of its chapters lack something; it is only looked up for whoever may have it."""
    if not _may(P.APPLICATION_READ, event):
        return ""
    wanting = sum(1 for chapter in bundle.chapters(event, g.actor, clock.now()) if chapter.wanting)
    lacks = ngettext("%(num)s chapter lacks something", "%(num)s chapters lack something", wanting)
    return lacks if wanting else _("All of it in one file")


def _kept(number: int) -> str:
    return ngettext("%(num)s file", "%(num)s files", number) if number else _("None uploaded yet")
