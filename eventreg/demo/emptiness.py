"""Whether a database holds anything, and emptying one: in demo mode alone."""

import shutil

from sqlalchemy import func, select

from eventreg.accounts.models import Person
from eventreg.core import guards
from eventreg.core.config import current_settings
from eventreg.core.db import Model, db, unit_of_work
from eventreg.events.models import Event
from eventreg.trail import head


def holds_data() -> bool:
    """Whether anybody or any event is known."""
    return any(db.session.scalar(select(func.count()).select_from(model)) for model in (Person, Event))


def empty_everything() -> None:
    """Delete every row, and the pictures with them; the audit trail too, which nothing else may do."""
    with unit_of_work():
        guards.take_down(db.session.connection())
        for table in reversed(Model.metadata.sorted_tables):
            db.session.execute(table.delete())
        guards.put_up(db.session.connection())
    head.forget()
    shutil.rmtree(current_settings().instance / "uploads", ignore_errors=True)
