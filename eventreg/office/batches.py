"""Batches of papers: ordered, taken on by a process, finished, stopped, forgotten. Callers hold the unit of work.

The functions of the second part are the `Jobs` of `core/processes.py`.
"""

import os
import secrets
import shutil
import socket
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from eventreg.core import audit
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.names import new_key
from eventreg.core.permissions import Actor
from eventreg.core.processes import MOST_TRIES, SILENCE, Work
from eventreg.events.models import Event
from eventreg.office.models import Batch, BatchState
from eventreg.office.orders import Order
from eventreg.office.rules import BatchProblem, NothingToMake

UNFINISHED = (BatchState.WAITING, BatchState.RUNNING)
KEPT = timedelta(days=7)
ORPHANED = timedelta(days=1)  # a file that no row knows is swept away when it is so old


# ---- Whoever wants papers ----------------------------------------------------------------------------------------


def start(order: Order, *, total: int, actor: Actor, now: datetime) -> Batch:
    """A batch that waits for a worker; the one that is under way already, where the same was ordered before.

    Raises NothingToMake, NotFound.
    """
    if lock(Event, order.event_id) is None:  # who orders the same at once queues here
        raise NotFound()
    if not total:
        raise NothingToMake()
    if under_way := _same(order):
        return under_way
    batch = Batch(event_id=order.event_id, kind=order.kind, form=order.form, language=order.language)
    batch.params, batch.total, batch.state = dict(order.params), total, BatchState.WAITING
    batch.created_at, batch.created_by_id = now, actor.person_id
    db.session.add(batch)
    db.session.flush()
    audit.record(actor, "paper_batch.started", batch, states={"kind": order.kind}, now=now)
    return batch


def stop(batch_id: int, *, actor: Actor, now: datetime) -> None:
    """Make no more of it; its process hears within a second and leaves nothing. What is over stays as it is."""
    batch = lock(Batch, batch_id)
    if batch is None or batch.state not in UNFINISHED:
        return
    batch.state, batch.finished_at = BatchState.STOPPED, now
    audit.record(actor, "paper_batch.stopped", batch, states={"kind": batch.kind}, now=now)


def note_fetched(batch: Batch, *, actor: Actor, now: datetime) -> None:
    """Write down that somebody took the finished file along."""
    audit.record(actor, "paper_batch.fetched", batch, states={"kind": batch.kind}, now=now)


def file_of(batch: Batch) -> Path:
    """Where the finished file lies. Raises NotFound where there is none, or none any more."""
    path = _path(batch.file_key, batch.form) if batch.state is BatchState.DONE else None
    if path is None or not path.is_file():
        raise NotFound()
    return path


def _same(order: Order) -> Batch | None:
    query = select(Batch).filter_by(event_id=order.event_id, kind=order.kind, form=order.form, language=order.language)
    found = db.session.scalars(query.where(Batch.state.in_(UNFINISHED)).order_by(Batch.id))
    return next((batch for batch in found if dict(batch.params) == dict(order.params)), None)


# ---- The worker --------------------------------------------------------------------------------------------------


def is_work_left() -> bool:
    """Whether any batch waits or is worked on."""
    return db.session.scalar(select(Batch.id).where(Batch.state.in_(UNFINISHED)).limit(1)) is not None


def claim(now: datetime) -> Work | None:
    """Take the batch that has waited longest; None where none waits that nobody else takes just now."""
    query = select(Batch).where(Batch.state == BatchState.WAITING).order_by(Batch.id).limit(1)
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    batch = db.session.scalar(query)
    if batch is None:
        return None
    batch.state, batch.started_at, batch.beat_at = BatchState.RUNNING, now, now
    batch.token, batch.host, batch.pid = secrets.token_hex(16), socket.gethostname(), None
    batch.attempts, batch.done = batch.attempts + 1, 0
    return Work(batch.id, batch.token)


def died(work: Work, now: datetime) -> None:
    """Its process has ended: where it left no file, the next one tries once more."""
    batch = held(work)
    if batch is not None:
        _again(batch, now)


def rescue(now: datetime, *, is_alive: Callable[[int], bool]) -> None:
    """Batches whose process is gone, with the worker that should have known, wait again; after twice they fail."""
    query = select(Batch).where(Batch.state == BatchState.RUNNING).order_by(Batch.id)
    for batch in db.session.scalars(query.with_for_update(skip_locked=True)):
        if _is_lost(batch, now, is_alive):
            _again(batch, now)


def give_back(work: Work) -> None:
    """The worker ends: the next one takes the batch up, and this doesn't count as a try."""
    batch = held(work)
    if batch is not None:
        batch.attempts -= 1
        _let_wait(batch)


def held(work: Work) -> Batch | None:
    """The batch, locked, if it is still this one's to work on."""
    batch = lock(Batch, work.id)
    return batch if batch and batch.state is BatchState.RUNNING and batch.token == work.token else None


def _is_lost(batch: Batch, now: datetime, is_alive: Callable[[int], bool]) -> bool:
    if batch.beat_at is None or now - batch.beat_at > SILENCE:
        return True
    return batch.pid is not None and batch.host == socket.gethostname() and not is_alive(batch.pid)


def _again(batch: Batch, now: datetime) -> None:
    if batch.attempts < MOST_TRIES:
        _let_wait(batch)
    else:
        _fail(batch, BatchProblem.DIED, now)


def _let_wait(batch: Batch) -> None:
    shutil.rmtree(workshop(batch.token), ignore_errors=True)
    batch.state, batch.started_at, batch.token, batch.pid, batch.done = BatchState.WAITING, None, "", None, 0


def _fail(batch: Batch, problem: BatchProblem, now: datetime) -> None:
    shutil.rmtree(workshop(batch.token), ignore_errors=True)
    batch.state, batch.finished_at, batch.problem = BatchState.FAILED, now, problem


# ---- The process that works on one -------------------------------------------------------------------------------


def workshop(token: str) -> Path:
    """The folder in which an attempt lays what it has made so far; without it after the attempt."""
    return _folder() / f"work-{token}"


def beat(work: Work, *, done: int, total: int, now: datetime) -> bool:
    """Say that the work goes on, and how far it is; whether it is still wanted."""
    batch = held(work)
    if batch is None:
        return False
    batch.done, batch.total, batch.pid, batch.beat_at = done, total, os.getpid(), now
    return True


def finish(work: Work, made: Path, *, done: int, name: str, now: datetime) -> bool:
    """Keep the finished file for some days; whether it was still wanted."""
    batch = held(work)
    if batch is None:
        return False
    batch.file_key, batch.file_name, batch.size = new_key(), name, made.stat().st_size
    made.replace(_path(batch.file_key, batch.form))
    batch.state, batch.finished_at, batch.expires_at = BatchState.DONE, now, now + KEPT
    batch.done = batch.total = done
    return True


def give_up(work: Work, problem: BatchProblem, *, now: datetime) -> None:
    """It can't be made, and trying again would not help."""
    batch = held(work)
    if batch is not None:
        _fail(batch, problem, now)


# ---- Time --------------------------------------------------------------------------------------------------------


def has_old(now: datetime) -> bool:
    """Whether a finished file has been kept long enough."""
    query = select(Batch.id).where(Batch.state == BatchState.DONE, Batch.expires_at <= now)
    return db.session.scalar(query.limit(1)) is not None


def forget_old(now: datetime) -> list[Path]:
    """Files that were kept long enough are known no more; where they lie, for `sweep` after the unit of work."""
    query = select(Batch).where(Batch.state == BatchState.DONE, Batch.expires_at <= now).with_for_update()
    forgotten = []
    for batch in db.session.scalars(query.order_by(Batch.id)):
        forgotten.append(_path(batch.file_key, batch.form))
        batch.state, batch.file_key, batch.size = BatchState.FORGOTTEN, "", 0
    return forgotten


def known_files() -> Collection[str]:
    """The names of the files that batches know, and of the folders that are worked in."""
    query = select(Batch.file_key, Batch.form, Batch.token).where(Batch.state.in_((*UNFINISHED, BatchState.DONE)))
    rows = db.session.execute(query).all()
    return {_path(key, form).name for key, form, _token in rows if key} | {
        workshop(token).name for _key, _form, token in rows if token
    }


def sweep(known: Collection[str], forgotten: Collection[Path], now: datetime) -> None:
    """Delete forgotten files, and what lies about since long and no batch knows."""
    for path in forgotten:
        path.unlink(missing_ok=True)
    for path in _folder().iterdir():
        if path.name not in known and path.stat().st_mtime < (now - ORPHANED).timestamp():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = current_settings().instance / "batches"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _path(key: str, form: str) -> Path:
    return _folder() / f"{key}.{form}"
