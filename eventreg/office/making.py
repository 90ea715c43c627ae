"""Papers by the hundred, made in the background: who makes which, and the work on a batch.

A maker yields its papers one by one and holds few at a time: it keeps ids, and reads rows by `db.in_parts`. What
it issues, it issues in small units of work of its own (never across a `yield`), and it finds what it issued before: a
batch whose process dies is begun anew.
"""

import errno
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import LazyString

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import force_locale, lazy
from eventreg.core.permissions import Permission
from eventreg.core.processes import Pulse, Work
from eventreg.office import awarding, badging, batches, bundle, dispatching, tickets
from eventreg.office.models import Batch, BatchForm, BatchState
from eventreg.office.orders import Order, order_of
from eventreg.office.packing import Packer, PdfPacker, ZipPacker
from eventreg.office.rules import BatchProblem

log = logging.getLogger(__name__)
BOTH = (BatchForm.PDF, BatchForm.ZIP)


@dataclass(frozen=True)
class Maker:
    """Makes one kind of papers. `label`: what they are called together; `file_name`: how the file's name begins.

    `papers` yields each paper's file name and its bytes; the name is made tidy and unique by whoever packs it.
    `parts`, for the form PDF: how many papers, and one file of all of them. It makes a smaller whole than `papers`,
    where each file embeds its own fonts. `contents`: the name of the paper that is made last, of all others, and stands
    before them. `permission`: who may order and fetch them, beyond reading papers.
    """

    label: LazyString
    file_name: str
    count: Callable[[Order], int]
    papers: Callable[[Order], Iterator[tuple[str, bytes]]]
    parts: Callable[[Order], Iterator[tuple[int, bytes]]] | None = None
    contents: Callable[[], str] | None = None
    permission: Permission = Permission.LETTER_MANAGE
    forms: tuple[BatchForm, ...] = BOTH


def _letters(label: LazyString, file_name: str) -> Maker:
    return Maker(label, file_name, dispatching.count, dispatching.one_by_one, dispatching.many_to_a_file)


MAKERS: dict[str, Maker] = {
    "badges": Maker(
        lazy("Badges"),
        "tanda-pengenal",
        badging.count,
        badging.page_by_page,
        badging.many_to_a_file,
        forms=(BatchForm.PDF,),
    ),
    "certificates": Maker(
        lazy("Certificates"), "sertifikat", awarding.count, awarding.one_by_one, awarding.many_to_a_file
    ),
    "invitations": _letters(lazy("Invitations"), "undangan"),
    "acceptances": _letters(lazy("Letters of acceptance"), "surat-penerimaan"),
    "assignments": _letters(lazy("Assignment letters"), "surat-tugas"),
    "statements": _letters(lazy("Statements"), "surat-pernyataan"),
    "spj": Maker(
        lazy("Account of the event (SPJ)"),
        "spj",
        bundle.count,
        bundle.papers,
        contents=bundle.contents_name,
        permission=Permission.APPLICATION_READ,
    ),
    "tickets": Maker(lazy("Tickets"), "tiket", tickets.count, tickets.one_by_one, tickets.many_to_a_file),
}
"""By the kind of a batch: `invitations`, `acceptances`, `assignments`, `certificates`, `badges`, `tickets`, `spj`."""


# ---- The process that works on a batch ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Task:
    """What is made, and what the file will be called."""

    order: Order
    title: str
    name: str
    folder: Path


def work_on(work: Work, context: Callable[[], AbstractContextManager[Any]]) -> None:
    """Make the batch's papers and keep the file; in transactions of its own, each of them short.

    `context`: the app's, for the thread that tells how far it is.
    """
    batch = db.session.get(Batch, work.id)
    if batch is None or batch.token != work.token or batch.state is not BatchState.RUNNING:
        return
    task = _task(batch)
    db.session.remove()  # no snapshot is held while it works
    task.folder.mkdir(mode=0o700)
    try:
        problem = _carried_out(task, work, context)
    finally:
        db.session.remove()
        shutil.rmtree(task.folder, ignore_errors=True)
    if problem:
        with unit_of_work():
            batches.give_up(work, problem, now=clock.now())


def _task(batch: Batch) -> _Task:
    order, event, maker = order_of(batch), batch.event, MAKERS[batch.kind]
    with force_locale(order.language.value):
        title = f"{maker.label} · {event.title}"
    name = f"{maker.file_name}-{event.slug}.{order.form.value}"
    return _Task(order, title, name, batches.workshop(batch.token))


def _carried_out(task: _Task, work: Work, context: Callable[[], AbstractContextManager[Any]]) -> BatchProblem | None:
    """Make it and keep it; what hindered that, where something did."""
    try:
        with force_locale(task.order.language.value), _Pulse(work, context) as pulse:
            made = _made(task, pulse)
        if pulse.is_stopped():
            return None
        if made is None:
            return BatchProblem.EMPTY
        with unit_of_work():
            batches.finish(work, made, done=pulse.done, name=task.name, now=clock.now())
    except OSError as error:
        log.exception("a batch of papers could not be written")
        return BatchProblem.NO_ROOM if error.errno in (errno.ENOSPC, errno.EDQUOT) else BatchProblem.FAULTY
    except Exception:
        log.exception("a batch of papers failed")
        return BatchProblem.FAULTY
    return None


def _made(task: _Task, pulse: "_Pulse") -> Path | None:
    """The file of all papers; None where there are none, or nobody wants them any more."""
    order, maker = task.order, MAKERS[task.order.kind]
    pulse.total = maker.count(order)
    db.session.remove()
    front = maker.contents() if maker.contents else None
    with closing(_packer(task)) as packer:
        for number, name, data in _papers(maker, order):
            packer.add(name, data, in_front=name == front)
            pulse.done += number
            if pulse.is_stopped():
                return None
        return packer.finish() if pulse.done else None


def _packer(task: _Task) -> Packer:
    if task.order.form is BatchForm.ZIP:
        return ZipPacker(task.folder, clock.now())
    return PdfPacker(task.folder, title=task.title, language=task.order.language.value)


def _papers(maker: Maker, order: Order) -> Iterator[tuple[int, str, bytes]]:
    """What is packed: how many papers it is, its name, its bytes."""
    if maker.parts and order.form is BatchForm.PDF:
        for number, data in maker.parts(order):
            yield number, "", data
    else:
        for name, data in maker.papers(order):
            yield 1, name, data


class _Pulse(Pulse):
    """Tells of a batch how many of its papers are made."""

    def __init__(self, work: Work, context: Callable[[], AbstractContextManager[Any]]) -> None:
        super().__init__(context)
        self._work = work
        self.done = self.total = 0

    def beat(self) -> bool:
        """Whether nobody stopped it, nor another one has it."""
        return batches.beat(self._work, done=self.done, total=self.total, now=clock.now())
