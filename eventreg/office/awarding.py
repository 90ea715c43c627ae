"""All certificates of an event at once: those that stand are printed again, the others issued as it goes."""

from collections.abc import Iterator, Sequence

from eventreg.core import clock
from eventreg.core.db import in_parts, unit_of_work
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.office import certified, certifying
from eventreg.office.orders import Order

AT_ONCE = 20
"""So many are issued in one unit of work: others wait for as long as that takes."""


def count(order: Order) -> int:
    """How many certificates there are to make."""
    return len(_ids(order))


def one_by_one(order: Order) -> Iterator[tuple[str, bytes]]:
    """A file for each, the same that its holder gets."""
    for documents in _issued(order):
        made = [(one, certified.printed(one)) for one in documents]
        with unit_of_work():
            for one, data in made:
                register.note_file(one, data)
        for one, data in made:
            yield f"{one.content['holder']} {one.sequence or one.id}.pdf", data


def many_to_a_file(order: Order) -> Iterator[tuple[int, bytes]]:
    """Files of many pages: fonts, the logo and the background are embedded once for all of them."""
    for documents in _issued(order):
        yield len(documents), certified.pdf_of(documents)


def _issued(order: Order) -> Iterator[Sequence[IssuedDocument]]:
    for ids in in_parts(_ids(order), AT_ONCE):
        with unit_of_work():
            found = certifying.issue_some(ids, order.language, actor=order.actor, now=clock.now())
        yield found


def _ids(order: Order) -> Sequence[int]:
    return certifying.to_certify(order.event_id)
