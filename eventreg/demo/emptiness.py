"""Whether a database holds anything, and emptying one: in demo mode alone."""

import shutil

from sqlalchemy import func, select

from eventreg.accounts.models import Person
from eventreg.core.config import current_settings
from eventreg.core.db import Model, db, unit_of_work
from eventreg.events.models import Event


def holds_data() -> bool:
    """Whether anybody or any event is known."""
    return any(db.session.scalar(select(func.count()).select_from(model)) for model in (Person, Event))


def empty_everything() -> None:
    """Delete every row, and the pictures with them."""
    with unit_of_work():
        for table in reversed(Model.metadata.sorted_tables):
            db.session.execute(table.delete())
    shutil.rmtree(current_settings().instance / "uploads", ignore_errors=True)
