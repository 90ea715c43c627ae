"""What the office's papers say of themselves, and the sentences for its refusals."""

from flask_babel import LazyString

from eventreg.core.errors import DomainError

REFUSALS: dict[type[DomainError], LazyString] = {}
