"""How a batch of papers is told of: its state, how far it is, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from babel.numbers import format_decimal
from flask_babel import LazyString

from eventreg.core.i18n import _, current_language, lazy, ngettext
from eventreg.office import making
from eventreg.office.models import Batch, BatchState
from eventreg.office.rules import BatchProblem

SOON_S = 90  # what takes less isn't counted in minutes
STATES: dict[BatchState, tuple[LazyString, str, str]] = {
    BatchState.WAITING: (lazy("Waiting its turn"), "warn", "clock"),
    BatchState.RUNNING: (lazy("Being made"), "info", "refresh"),
    BatchState.DONE: (lazy("Ready"), "ok", "check"),
    BatchState.FAILED: (lazy("Failed"), "bad", "x"),
    BatchState.STOPPED: (lazy("Stopped"), "", "x"),
    BatchState.FORGOTTEN: (lazy("File deleted"), "", "clock"),
}
PROBLEMS: dict[BatchProblem, LazyString] = {
    BatchProblem.DIED: lazy(
        "The process that made the papers went away twice, for instance because the machine was restarted or had too "
        "little memory. Nothing else was harmed: start it again."
    ),
    BatchProblem.FAULTY: lazy(
        "A mistake in the program stopped it; it stands in the server's log. Tell whoever looks after the server."
    ),
    BatchProblem.EMPTY: lazy("When its turn came there was nothing left to make."),
    BatchProblem.NO_ROOM: lazy("The server's disk is full. Tell whoever looks after the server, then start it again."),
}


@dataclass(frozen=True)
class Told:
    """How far a batch is, in words; `share` of its bar in hundredths."""

    made: str
    left: str
    share: float


def label_of(batch: Batch) -> str:
    """What the papers of a batch are called; one that this version no longer makes is called papers."""
    maker = making.MAKERS.get(batch.kind)
    label = str(maker.label) if maker else _("Papers")
    category = batch.params.get("category")
    return f"{label}: {category}" if category else label


def look_of(batch: Batch) -> tuple[str, str, str]:
    """Its status: a word, its kind and its shape."""
    word, kind, shape = STATES[batch.state]
    return str(word), kind, shape


def told(batch: Batch, now: datetime) -> Told:
    """How far it is now."""
    made = _("%(done)s of %(total)s", done=number(batch.done), total=number(batch.total))
    share = round(100 * batch.done / batch.total, 1) if batch.total else 0
    return Told(made, _left(batch, now), min(share, 100))


def problem_of(batch: Batch) -> str:
    """Why it failed; empty where it didn't."""
    if batch.state is not BatchState.FAILED:
        return ""
    known = set(BatchProblem)
    return str(PROBLEMS[BatchProblem(batch.problem) if batch.problem in known else BatchProblem.FAULTY])


def size(count: int) -> str:
    """Bytes as people say them: `13,5 MB`, `640 KB`."""
    if count < 1_000_000:
        return f"{number(max(1, count // 1000))} KB"
    return f"{format_decimal(round(count / 1_000_000, 1), locale=current_language().value)} MB"


def number(value: int) -> str:
    """A number as the reader writes it."""
    return str(format_decimal(value, locale=current_language().value))


def _left(batch: Batch, now: datetime) -> str:
    """About how long it still takes; empty while nobody can say."""
    if not (batch.done and batch.started_at):
        return ""
    seconds = (now - batch.started_at).total_seconds() / batch.done * (batch.total - batch.done)
    if seconds < SOON_S:
        return _("Less than two minutes left")
    minutes = round(seconds / 60)
    return ngettext("About %(num)s minute left", "About %(num)s minutes left", minutes)
