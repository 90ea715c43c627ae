"""What staff say when they issue letters."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from eventreg.core import clock
from eventreg.core.choices import SelectChoice
from eventreg.core.days import DayField
from eventreg.core.i18n import Language, _, lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.council.models import Signatory
from eventreg.council.queries import today
from eventreg.office.addressees import MOST_GUESTS, Guest, guests_of
from eventreg.office.particulars import Particulars

LONGEST_LINES = 2000
MOST_COPIES = 10
FURTHEST = timedelta(days=366)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(line.split()) for line in (text or "").splitlines())))


class LetterForm(FlaskForm):
    """What letters say beyond their wording: the same for all that are issued at once."""

    nature = StringField(lazy("Kind of letter"), filters=[one_line], validators=[at_most(40)])
    enclosures = StringField(lazy("Enclosures"), filters=[one_line], validators=[at_most(60)])
    day = DayField(lazy("Date of the letter"), validators=[Optional()])
    signatory = SelectField(lazy("Signed by"), coerce=str, default="", validate_choice=False)
    language = SelectField(lazy("Language"), coerce=str)
    notes = TextAreaField(lazy("Added to the text"), validators=[at_most(LONGEST_LINES)])
    copies = TextAreaField(lazy("Copies to"), validators=[at_most(LONGEST_LINES)])
    tells = BooleanField(lazy("Tell them by message, with the letter"))

    _known: Mapping[str, int] = MappingProxyType({})

    def offer(self, signatories: Sequence[Signatory], first: Signatory | None) -> None:
        """Whom to choose from; `first` signs where nobody is chosen."""
        usual = f"{first.name}, {first.post}" if first else _("A line to sign on")
        self._known = {str(one.id): one.id for one in signatories}
        others = [SelectChoice(str(one.id), f"{one.name}, {one.post}") for one in signatories if one is not first]
        self.signatory.choices = [SelectChoice("", usual), *others]
        if first and self.signatory.data == str(first.id):
            self.signatory.data = ""
        names = {Language.ID: "Indonesia", Language.EN: "English"}
        self.language.choices = [SelectChoice(one.value, names[one]) for one in Language]

    def validate_day(self, field: DayField) -> None:
        if field.data and abs(field.data - today(clock.now())) > FURTHEST:
            raise ValidationError(_("This day is more than a year away. Check the year."))

    def validate_signatory(self, field: SelectField) -> None:
        if field.data and field.data not in self._known:
            raise ValidationError(_("This person signs no longer. Choose somebody else."))

    def validate_copies(self, field: TextAreaField) -> None:
        if len(_lines(field.data)) > MOST_COPIES:
            raise ValidationError(_("Name at most %(most)s.", most=MOST_COPIES))

    def particulars(self) -> Particulars:
        """What was filled in."""
        day: date | None = self.day.data
        return Particulars(
            nature=self.nature.data or "",
            enclosures=self.enclosures.data or "",
            copies=_lines(self.copies.data),
            notes=_lines(self.notes.data),
            dated_on=day,
            signatory_id=self._known.get(self.signatory.data or ""),
        )

    def in_language(self) -> Language:
        """The language that the letters are written in."""
        return Language(self.language.data) if self.language.data in set(Language) else Language.ID


class GuestForm(LetterForm):
    """The same, and to whom."""

    guests = TextAreaField(lazy("Guests, one a line"))

    def validate_guests(self, field: TextAreaField) -> None:
        if not self.invited():
            raise ValidationError(_("Write at least one name."))
        if len((field.data or "").splitlines()) > MOST_GUESTS:
            raise ValidationError(_("At most %(most)s guests at once.", most=MOST_GUESTS))

    def invited(self) -> list[Guest]:
        """Who was written down."""
        return guests_of(self.guests.data or "")


class AgainForm(LetterForm):
    """A letter that stands in the place of another one, `replaces` by its code: whoever clicks twice means that one."""

    replaces = HiddenField()
    reason = StringField(lazy("Why the old letter no longer holds"), filters=[one_line], validators=[at_most(240)])

    def validate_reason(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Write why: whoever checks the document reads it."))


def shown(content: Mapping[str, Any], *, language: Language) -> dict[str, Any]:
    """What the form begins with: as the last letter was, save for its day."""
    last = Particulars.from_plain(content.get("particulars", {}))
    return {
        "nature": last.nature,
        "enclosures": last.enclosures,
        "copies": "\n".join(last.copies),
        "notes": "\n".join(last.notes),
        "signatory": str(last.signatory_id or ""),
        "language": language.value,
    }
