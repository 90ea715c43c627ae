"""What may be imported, how much of it, and what can become of a row. Pure."""

from datetime import timedelta
from enum import StrEnum

from eventreg.core.errors import DomainError

MOST_ROWS = 5000
MOST_COLUMNS = 60
LONGEST_CELL = 4000  # characters: a long answer; names are far shorter
LARGEST_FILE = 5 * 1024 * 1024
BATCH = 100  # rows that one unit of work applies
KEPT = timedelta(days=7)  # how long rows wait for somebody who never comes back


class Subject(StrEnum):
    """What the rows of a table are."""

    BUSINESSES = "businesses"
    APPLICATIONS = "applications"


class Fate(StrEnum):
    """What becomes of a row, in the order in which pages count them.

    `duplicate`: it looks like a business of the register, and a person has to say whether it is; `same`: nothing in it
    is new; `skipped`: a person left it out.
    """

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    SKIPPED = "skipped"


WRITES = frozenset({Fate.NEW, Fate.UPDATE})
TO_MEND = frozenset({Fate.DUPLICATE, Fate.REFUSED})  # what comes back as a file


class TableUnreadable(DomainError):
    """Neither a text with columns nor a spreadsheet that we can read."""

    code = "table_unreadable"


class TableTooLarge(DomainError):
    """A file of more than `megabytes`, packed or unpacked."""

    code = "table_too_large"


class TooManyRows(DomainError):
    """More than `most` rows."""

    code = "too_many_rows"


class TooManyColumns(DomainError):
    """More than `most` columns."""

    code = "too_many_columns"


class CellTooLong(DomainError):
    """A cell of more than `most` characters, in line `row` of the file."""

    code = "cell_too_long"


class TableEmpty(DomainError):
    """No row below the headings, or no headings at all."""

    code = "table_empty"


class OldSpreadsheet(DomainError):
    """A spreadsheet in the format of before 2007 (.xls), or of another program."""

    code = "old_spreadsheet"


class ColumnMissing(DomainError):
    """No column was chosen for something that every row must have; `field` is its key."""

    code = "column_missing"


class ColumnTwice(DomainError):
    """Two columns were chosen for the same thing."""

    code = "column_twice"


class NotOnPaper(DomainError):
    """Nothing may be stored about people who have not agreed to it."""

    code = "not_on_paper"


class ImportOver(DomainError):
    """The file was applied or thrown away already."""

    code = "import_over"


class NotMatched(DomainError):
    """It hasn't been said which column is what."""

    code = "not_matched"


class RowTwice(DomainError):
    """Another row of the same file, in line `row`, is the same."""

    code = "row_twice"


class RowChanged(DomainError):
    """Since the dry run something changed, so that the row would do something else than was shown."""

    code = "row_changed"


class BusinessNotFound(DomainError):
    """No business of the register is the one that the row names."""

    code = "business_not_found"


class BusinessUnclear(DomainError):
    """Several businesses of the register could be the one that the row names."""

    code = "business_unclear"
