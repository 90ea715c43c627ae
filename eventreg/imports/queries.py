"""Looking up imported files."""

from sqlalchemy import select

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.imports.models import ImportFile


def get_import(number: int, actor: Actor) -> ImportFile:
    """A file that the actor sent. Raises NotFound."""
    found = db.session.scalar(
        select(ImportFile).where(ImportFile.id == number, ImportFile.made_by_id == actor.person_id)
    )
    if found is None:
        raise NotFound()
    return found
