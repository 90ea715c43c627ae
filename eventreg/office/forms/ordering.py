"""What is filled in to have papers made: of whom, in which language, as one PDF or a file each."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField

from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import Language, _, current_language, lazy
from eventreg.office.models import BatchForm

FORMS = [
    SelectChoice(BatchForm.PDF, lazy("One PDF, ready to print")),
    SelectChoice(BatchForm.ZIP, lazy("A file for each (ZIP)")),
]
LANGUAGES = [SelectChoice(Language.ID, "Bahasa Indonesia"), SelectChoice(Language.EN, "English")]


class OrderForm(FlaskForm):
    """In what form, and in which language."""

    form = RadioField(lazy("As one file or many"), choices=FORMS, coerce=BatchForm, default=BatchForm.PDF)
    language = RadioField(lazy("Language of the papers"), choices=LANGUAGES, coerce=Language, default=current_language)


class TicketsForm(OrderForm):
    """Which tickets."""

    category = SelectField(lazy("Which tickets"))

    def offer(self, categories: Sequence[tuple[str, int]], total: int) -> None:
        """Choose among all tickets and those of a category."""
        everything = SelectChoice("", _("All (%(number)s)", number=total))
        found = [SelectChoice(name, f"{name} ({number})") for name, number in categories]
        self.category.choices = [everything, *found]
