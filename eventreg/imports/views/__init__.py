"""Importing tables, and businesses that were entered twice: pages for staff."""

from eventreg.core.web import register_refusals
from eventreg.imports.views import applying, duplicates, files, merging
from eventreg.imports.views.blueprint import blueprint
from eventreg.imports.words import REFUSALS

__all__ = ["applying", "blueprint", "duplicates", "files", "merging"]

register_refusals(REFUSALS)
