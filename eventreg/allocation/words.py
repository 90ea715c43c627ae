"""What allocating booths says to people. English here; the catalogue holds the Indonesian."""

from collections.abc import Mapping

from flask_babel import LazyString

from eventreg.core.errors import DomainError

REFUSALS: Mapping[type[DomainError], LazyString] = {}
