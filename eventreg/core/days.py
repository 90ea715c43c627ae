"""A day as a field of a form."""

from wtforms import DateField

from eventreg.core.i18n import _

YEARS = range(1900, 2200)  # whoever is born, and whatever is planned; nothing is reckoned beyond the last day there is


class DayField(DateField):
    """A day; what can't be read as one is refused in the reader's language, and is None for other checks."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError."""
        try:
            super().process_formdata(valuelist)
            if self.data and self.data.year not in YEARS:
                self.data = None
                raise ValueError
        except ValueError:
            raise ValueError(_("Please choose a day, for example 1 December 2026.")) from None
