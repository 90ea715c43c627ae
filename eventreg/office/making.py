"""Papers by the hundred, made in the background: who makes which, and the work on a batch.

A maker yields its papers one by one and holds few at a time: it keeps ids, and reads rows by `db.in_parts`. What
it issues, it issues in small units of work of its own (never across a `yield`), and it finds what it issued before: a
batch whose process dies is begun anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import LazyString

from eventreg.core.i18n import lazy as _l
from eventreg.core.permissions import Permission
from eventreg.office import tickets
from eventreg.office.models import BatchForm
from eventreg.office.orders import Order

BOTH = (BatchForm.PDF, BatchForm.ZIP)


@dataclass(frozen=True)
class Maker:
    """Makes one kind of papers. `label`: what they are called together; `file_name`: how the file's name begins.

    `papers` yields each paper's file name and its bytes; the name is made tidy and unique by whoever packs it.
    `parts`, for the form PDF: how many papers, and one file of all of them. It makes a smaller whole than `papers`,
    where each file embeds its own fonts. `permission`: who may order and fetch them, beyond reading papers.
    """

    label: LazyString
    file_name: str
    count: Callable[[Order], int]
    papers: Callable[[Order], Iterator[tuple[str, bytes]]]
    parts: Callable[[Order], Iterator[tuple[int, bytes]]] | None = None
    permission: Permission = Permission.LETTER_MANAGE
    forms: tuple[BatchForm, ...] = BOTH


MAKERS: dict[str, Maker] = {
    "tickets": Maker(_l("Tickets"), "tiket", tickets.count, tickets.one_by_one, tickets.many_to_a_file),
}
"""By the kind of a batch: `invitations`, `acceptances`, `assignments`, `certificates`, `badges`, `tickets`, `spj`."""
