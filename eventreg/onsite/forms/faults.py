"""What is broken, and what was done about it."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError

from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line, stripped, words_needed
from eventreg.onsite.rules import FaultKind
from eventreg.onsite.words import FAULT_KINDS

LONGEST = 600


class Words(FlaskForm):
    """Something in words; `seen` is how the fault stood when the page was made."""

    text = TextAreaField()
    seen = HiddenField()

    @property
    def told(self) -> str:
        """What was written."""
        return self.text.data or ""

    @property
    def stood(self) -> str:
        """How the fault stood for whoever wrote it."""
        return self.seen.data or ""


class ReportForm(FlaskForm):
    """What is broken, wherever it is."""

    kind = RadioField(
        lazy("What is broken?"),
        choices=[SelectChoice(kind.value, label) for kind, label in FAULT_KINDS.items()],
        validators=[needed(lazy("Choose what is broken."))],
    )
    text = TextAreaField(lazy("What happened"), filters=[stripped], validators=[at_most(LONGEST)])

    def validate_text(self, field: TextAreaField) -> None:
        """What has no name needs words."""
        if self.kind.data == FaultKind.OTHER.value and not field.data:
            raise ValidationError(_("Write in a few words what is broken."))

    @property
    def told(self) -> str:
        """What was written."""
        return self.text.data or ""

    @property
    def broken(self) -> FaultKind:
        """The kind that was chosen, once the form is valid."""
        return FaultKind(self.kind.data)


class FaultForm(ReportForm):
    """A fault at a booth of one's own; `booth` is its uid."""

    booth = RadioField(lazy("At which booth?"), validators=[needed(lazy("Choose the booth."))])

    @classmethod
    def for_booths(cls, booths: list[tuple[str, str]], chosen: str) -> "FaultForm":
        """With uid and label of the booths that there are to choose from; a single one need not be chosen."""
        uids = {uid for uid, _label in booths}
        form = cls(data={"booth": chosen if chosen in uids else booths[0][0] if len(booths) == 1 else None})
        form.booth.choices = [SelectChoice(uid, label) for uid, label in booths]
        return form


class StaffFaultForm(ReportForm):
    """A fault at any booth, which is written as it is called."""

    booth = StringField(
        lazy("Booth"), filters=[one_line], validators=[words_needed(lazy("Write the booth's number.")), at_most(16)]
    )

    @classmethod
    def at(cls, label: str) -> "StaffFaultForm":
        """With a booth written in."""
        return cls(data={"booth": label})


class AnswerForm(Words):
    """What was done."""

    text = TextAreaField(lazy("What was done"), filters=[stripped], validators=[at_most(LONGEST)])


class ReopenForm(Words):
    """What is still broken."""

    text = TextAreaField(lazy("What is still broken"), filters=[one_line], validators=[at_most(240)])
