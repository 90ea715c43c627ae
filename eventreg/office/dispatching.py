"""Letters by the hundred: issued in small units of work, then drawn; one after the other, or many to a file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import db, in_parts, unit_of_work
from eventreg.council.queries import today
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event
from eventreg.office import addressees, issuing
from eventreg.office.addressees import Addressee, Guest
from eventreg.office.composing import compose, printed
from eventreg.office.orders import Order
from eventreg.office.particulars import Particulars

AT_ONCE = 20  # letters that are issued in one unit of work
BATCHES = {
    "invitations": DocumentKind.INVITATION,
    "acceptances": DocumentKind.ACCEPTANCE,
    "assignments": DocumentKind.ASSIGNMENT,
    "statements": DocumentKind.STATEMENT,
}
BATCH_OF = {kind: name for name, kind in BATCHES.items()}


def count(order: Order) -> int:
    """How many letters an order is for."""
    return len(_places(order))


def check(order: Order, now: datetime) -> None:
    """Whether letters can be worded as ordered, tried with the first: better told now than by a batch that fails.

    Raises WordingBroken.
    """
    kind, event = BATCHES[order.kind], db.session.get_one(Event, order.event_id)
    for to in _addressees(order, _places(order)[:1]):
        compose(kind, event, to, Particulars.from_plain(order.params), order.language, today=today(now))


def one_by_one(order: Order) -> Iterator[tuple[str, bytes]]:
    """A file for each letter, the same that its reader gets; those that weren't issued yet are."""
    if BATCHES[order.kind] is DocumentKind.STATEMENT:
        for to in chain.from_iterable(_applications(order)):
            yield f"{to.business.name} {to.code}.pdf", issuing.statement_of(to, order.language, clock.now())
        return
    for documents in _issued(order):
        made = [(issuing.file_name(one), one, printed(one)) for one in documents]
        with unit_of_work():
            for _name, one, data in made:
                register.note_file(one, data)
        for name, _one, data in made:
            yield name, data


def many_to_a_file(order: Order) -> Iterator[tuple[int, bytes]]:
    """Files of many letters: fonts and the logo are embedded once for all of them."""
    if BATCHES[order.kind] is DocumentKind.STATEMENT:
        for applications in _applications(order):
            yield len(applications), issuing.statements_of(applications, order.language, clock.now())
        return
    for documents in _issued(order):
        for _language, alike in groupby(documents, key=lambda one: one.language):
            together = list(alike)
            yield len(together), printed(*together)


def _issued(order: Order) -> Iterator[Sequence[IssuedDocument]]:
    """The letters, issued in small units of work where they weren't yet; without those whose words were erased."""
    for part in in_parts(_places(order), AT_ONCE):
        with unit_of_work():
            made = issuing.issue(
                BATCHES[order.kind],
                order.event_id,
                _addressees(order, part),
                Particulars.from_plain(order.params),
                order.language,
                tells=bool(order.params.get("tells")),
                actor=order.actor,
                now=clock.now(),
            )
        yield [one for one in made if one.content]


def _places(order: Order) -> list[int]:
    """Whom an order is for: ids, or places in its list of guests."""
    guests = order.params.get("guests", ())
    return list(range(len(guests))) if guests else list(order.params.get("ids", ()))


def _addressees(order: Order, places: Sequence[int]) -> Sequence[Addressee]:
    """Those of the order who still get such a letter."""
    kind, guests = BATCHES[order.kind], order.params.get("guests", ())
    if guests:
        return [Guest(tuple(guests[place])) for place in places]
    if kind is DocumentKind.ASSIGNMENT:
        event = db.session.get_one(Event, order.event_id)
        return [one for one in addressees.speakers(event) if one.id in places]
    return addressees.applications(kind, order.event_id, ids=places)


def _applications(order: Order) -> Iterator[Sequence[Application]]:
    for part in in_parts(_places(order), AT_ONCE):
        found = addressees.applications(BATCHES[order.kind], order.event_id, ids=part)
        if found:
            yield found
