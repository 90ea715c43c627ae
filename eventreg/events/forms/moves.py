"""New dates after a postponement, and copies."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError

from eventreg.core import clock
from eventreg.core.days import DayField
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line, words_needed
from eventreg.events.forms.fields import YEARS
from eventreg.events.forms.sessions import DatesForm, shown_dates
from eventreg.events.models import Event
from eventreg.events.shifting import a_year_later


class ResumeForm(DatesForm):
    """The new dates; the old ones stand there to be changed."""

    @classmethod
    def of(cls, event: Event) -> "ResumeForm":
        """The form with the dates of before."""
        form = cls(data=shown_dates(event))
        if not form.is_submitted():
            form.add_rows()
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        right = super().validate(extra_validators)
        rows = [row.form for row in self.sessions if not row.form.is_spare]
        if right and max(row.ends_at for row in self.session_details()) <= clock.now():
            rows[-1].ends.errors = [_("These dates are over. Choose days that are still to come.")]
            self.sessions.errors = [row.form.errors for row in self.sessions if row.form.errors]
            return False
        return right

    def values(self) -> dict[str, Any]:
        """What changes besides the sessions."""
        return {"zone": self.zone.data, **self.window()}


class CopyForm(FlaskForm):
    """What is different in the copy."""

    title = StringField(
        lazy("Title"), filters=[one_line], validators=[words_needed(lazy("Give the event a title.")), at_most(120)]
    )
    batch = StringField(lazy("Batch"), filters=[one_line], validators=[at_most(40)])
    first_day = DayField(lazy("First day"), validators=[needed(lazy("Choose the day on which it begins."))])

    @classmethod
    def of(cls, event: Event) -> "CopyForm":
        """The form with what is likely: the same weekday about a year later, and the next batch."""
        first_day = a_year_later(event.starts_at, event.zone)
        return cls(data={"title": event.title, "batch": next_batch(event.batch), "first_day": first_day})

    def validate_first_day(self, field: DayField) -> None:
        if field.data and field.data.year not in YEARS:
            raise ValidationError(_("Check the year."))


def next_batch(batch: str) -> str:
    """The number after this one; what isn't a number stays for staff to change."""
    return str(int(batch) + 1) if batch.isascii() and batch.isdecimal() and len(batch) < 4 else batch
