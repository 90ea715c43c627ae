"""What people wrote, as a cell of a CSV file that no spreadsheet runs as a formula. Pure."""

import re

# Excel in Indonesia parts cells at semicolons: what follows one in our files begins a cell there, quoted or not.
_FORMULA = re.compile(r"^(?=[\t\r])|(^|[;\t\r\n])( *)(?=[=+\-@])")


def harmless(text: str) -> str:
    """For files with commas: an apostrophe stands before whatever could begin a formula."""
    return _FORMULA.sub(lambda found: f"{found[0]}'", text)
