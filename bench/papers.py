"""What thousands of papers take: `.venv/bin/python bench/papers.py [COUNT…]`, on an idle machine.

Makes an event with 500 and then one with 5,000 tickets in a database of its own (SQLite), lets `eventreg papers work`
make all of them as a PDF and as a ZIP, and prints the largest memory that process held (resident, of the whole
program), papers in a second of its processor time, and how large a paper is in the file.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

COUNTS = (500, 5_000)
NAMES = ("Siti", "Wulandari", "Bambang", "Raden Ajeng", "Kusumaningrum", "Hj.", "Muhammad", "Tri", "Handayani")


@dataclass(frozen=True)
class Took:
    """Of one process: its largest memory, its processor time, how long it took, and what it made."""

    megabytes: float
    cpu_s: float
    seconds: float
    size: int


def main() -> None:
    """Measure each count in both forms; the child of a child, so that each process is measured by itself."""
    if sys.argv[1:2] == ["--one"]:
        sys.exit(one(sys.argv[2:]))
    counts = [int(number) for number in sys.argv[1:]] or COUNTS
    with tempfile.TemporaryDirectory(prefix="eventreg-papers-") as folder:
        settings = {"EVENTREG_ENV": "demo", "EVENTREG_INSTANCE": folder, "EVENTREG_BASE_URL": "http://localhost:8000"}
        os.environ.update(settings)
        subprocess.run([sys.executable, "-m", "eventreg", "db", "upgrade"], check=True, capture_output=True)
        print(f"{'':12}{'memory MB':>11}{'papers/s CPU':>14}{'KB each':>9}{'seconds':>9}")
        for count in counts:
            event_id = make_event_with_tickets(count)
            for form in ("pdf", "zip"):
                took = measured(event_id, form)
                each = took.size / count / 1024
                rate = count / took.cpu_s
                print(f"{count:>7,} {form}{took.megabytes:>12.0f}{rate:>14.0f}{each:>9.1f}{took.seconds:>9.1f}")


def make_event_with_tickets(count: int) -> int:
    """The id of a fair to which so many are let in."""
    from eventreg.app import create_app
    from eventreg.core import clock
    from eventreg.core.db import unit_of_work
    from eventreg.core.permissions import SYSTEM
    from eventreg.tickets import service as tickets
    from tests.factories.events import make_event

    dice = random.Random(count)  # noqa: S311
    with create_app().app_context(), unit_of_work():
        event = make_event(title=f"Pekan Batik Nusantara dan Kriya Kreatif {count}")
        for number in range(count):
            tickets.issue(
                event,
                holder=f"{' '.join(dice.sample(NAMES, 3))} {number}",
                person_id=None,
                business_id=None,
                business_name=f"Batik Tulis {' '.join(dice.sample(NAMES, 2))}",
                category=dice.choice(("Batik", "Tenun", "Keramik")),
                actor=SYSTEM,
                now=clock.now(),
            )
        return event.id


def measured(event_id: int, form: str) -> Took:
    """Order them, and let one process make them."""
    answer = subprocess.run(  # noqa: S603  # ourselves
        [sys.executable, __file__, "--one", str(event_id), form], check=True, capture_output=True, text=True
    )
    megabytes, cpu_s, seconds, size = map(float, answer.stdout.split()[-4:])
    return Took(megabytes, cpu_s, seconds, int(size))


def one(arguments: list[str]) -> int:
    """In a process of its own: what the batch's process took is what all children of this one took."""
    event_id, form = int(arguments[0]), arguments[1]
    batch_id, token = ordered(event_id, form)
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "eventreg", "papers", "work", str(batch_id), token], check=True)  # noqa: S603
    seconds = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    size = result(batch_id)
    print(used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, seconds, size)
    return 0


def ordered(event_id: int, form: str) -> tuple[int, str]:
    """A batch of the event's tickets, as a worker has claimed it: its id and token."""
    from eventreg.app import create_app
    from eventreg.core import clock
    from eventreg.core.db import unit_of_work
    from eventreg.core.i18n import Language
    from eventreg.core.permissions import SYSTEM
    from eventreg.office import batches, making
    from eventreg.office.models import BatchForm
    from eventreg.office.orders import Order

    order = Order(event_id, "tickets", Language.ID, BatchForm(form))
    with create_app().app_context():
        with unit_of_work():
            batches.start(order, total=making.MAKERS["tickets"].count(order), actor=SYSTEM, now=clock.now())
        with unit_of_work():
            work = batches.claim(clock.now())
        if work is None:
            sys.exit("somebody else took it")
        return work.id, work.token


def result(batch_id: int) -> int:
    """How large the finished file is."""
    from eventreg.app import create_app
    from eventreg.core.db import db
    from eventreg.office.models import Batch, BatchState

    with create_app().app_context():
        batch = db.session.get_one(Batch, batch_id)
        if batch.state is not BatchState.DONE:
            sys.exit(f"{batch.state}: {batch.problem}")
        return batch.size


if __name__ == "__main__":
    main()
