"""What a supervisor decides afterwards, and why."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError

from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line, stripped, words_needed

LONGEST = 500
OTHER = "other"
CAUSES = {
    "same": lazy("The same person came twice"),
    "passed_on": lazy("The ticket was passed on to somebody else"),
    "scanned_twice": lazy("A volunteer scanned it twice"),
    "not_scanned": lazy("The way in was not scanned"),
    OTHER: lazy("Something else"),
}
_OF_WAYS_IN = ("same", "passed_on", "scanned_twice", OTHER)
_OF_WAYS_OUT = ("not_scanned", "scanned_twice", OTHER)


class CloseForm(FlaskForm):
    """Why a conflict needs nobody any more; `seen` is how it stood when the page was made."""

    cause = RadioField(lazy("What was it?"), validators=[needed(lazy("Choose what it was."))])
    words = TextAreaField(lazy("In your own words"), filters=[stripped], validators=[at_most(LONGEST)])
    seen = HiddenField()

    @classmethod
    def of(cls, is_way_in: bool) -> "CloseForm":
        """With the causes that a way in or a way out can have."""
        form = cls()
        causes = _OF_WAYS_IN if is_way_in else _OF_WAYS_OUT
        form.cause.choices = [SelectChoice(cause, CAUSES[cause]) for cause in causes]
        return form

    def validate_words(self, field: TextAreaField) -> None:
        """What has no name needs words."""
        if self.cause.data == OTHER and not field.data:
            raise ValidationError(_("Write in a few words what it was."))

    @property
    def reason(self) -> str:
        """The cause and the words that were added, in the language of whoever decides."""
        words = self.words.data or ""
        if self.cause.data == OTHER:
            return words
        return f"{CAUSES[self.cause.data]}: {words}" if words else str(CAUSES[self.cause.data])


class ReasonForm(FlaskForm):
    """Why; it stays with the scan."""

    reason = StringField(
        lazy("Reason"),
        filters=[one_line],
        validators=[words_needed(lazy("Write in a few words why.")), at_most(LONGEST)],
    )

    @property
    def why(self) -> str:
        """What was written."""
        return self.reason.data or ""
