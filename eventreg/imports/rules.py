"""What may be imported, and how a column is recognised. Pure."""

from enum import StrEnum


class Subject(StrEnum):
    """What the rows of a table are."""

    BUSINESSES = "businesses"
    APPLICATIONS = "applications"
