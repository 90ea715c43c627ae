"""Pages of the exhibitor catalogue: for everybody, for exhibitors, for organisers."""

from eventreg.catalogue.views.base import blueprint

__all__ = ["blueprint"]
