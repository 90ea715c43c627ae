"""Papers of the running exhibition: batches in every state, and what is enclosed with its account."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.files import read_image
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM
from eventreg.events import queries as events
from eventreg.office import enclosing
from eventreg.office.enclosing import Particulars
from eventreg.office.models import Batch, BatchForm, BatchState, EnclosureKind
from eventreg.office.rules import BatchProblem

RUNNING = "pekan-batik-demo"


def make_enclosed() -> dict[str, str]:
    """The caller holds the unit of work."""
    now, event_id = clock.now(), events.find_id(RUNNING)
    told: dict[BatchState, dict[str, Any]] = {
        BatchState.WAITING: {},
        BatchState.RUNNING: {"done": 1_240, "started_at": now - timedelta(minutes=2)},
        BatchState.DONE: {"done": 5_000, "size": 13_520_000, "expires_at": now + timedelta(days=7)},
        BatchState.FAILED: {"problem": BatchProblem.DIED},
        BatchState.STOPPED: {},
        BatchState.FORGOTTEN: {"done": 5_000},
    }
    made = {}
    for state, given in told.items():
        batch = Batch(event_id=event_id, kind="tickets", form=BatchForm.PDF, language=Language.ID, params={})
        batch.state, batch.total, batch.created_at = state, 5_000, now
        for name, value in given.items():
            setattr(batch, name, value)
        if state is BatchState.DONE:
            batch.file_name = "tiket-pekan-batik-demo.pdf"
        db.session.add(batch)
        made[state] = batch
    db.session.flush()
    return {f"batch_{state}": str(batch.id) for state, batch in made.items()} | _enclosed(event_id or 0)


def _enclosed(event_id: int) -> dict[str, str]:
    now, picture = clock.now(), BytesIO()
    Image.new("RGB", (600, 400), "steelblue").save(picture, "JPEG")
    for kind in (EnclosureKind.PHOTO, EnclosureKind.RECEIPT):
        picture.seek(0)
        enclosing.add(event_id, kind, [read_image(picture)], actor=SYSTEM, now=now)
    receipt = enclosing.of_event(event_id, EnclosureKind.RECEIPT)[0]
    told = Particulars(EnclosureKind.RECEIPT, "Sewa tenda dan kursi", 4_250_000, now.date())
    enclosing.change(event_id, receipt.id, told, actor=SYSTEM, now=now)
    return {"enclosure": str(receipt.id)}
