"""Correcting presence, and telling it with the codes on the screen and on a ticket."""

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField

from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most, needed, one_line, stripped, words_needed

LONGEST_REASON = 500


class CorrectionForm(FlaskForm):
    """What is right, and why."""

    present = RadioField(
        lazy("What is right?"),
        choices=[SelectChoice("yes", lazy("Was present")), SelectChoice("no", lazy("Was not present"))],
        validators=[needed(lazy("Choose what is right."))],
    )
    reason = TextAreaField(
        lazy("Reason"),
        filters=[stripped],
        validators=[words_needed(lazy("Write the reason for the correction.")), at_most(LONGEST_REASON)],
    )

    @property
    def is_present(self) -> bool:
        """What was chosen."""
        return bool(self.present.data == "yes")


class ScreenForm(FlaskForm):
    """The six characters on the projector."""

    code = StringField(
        lazy("Code on the screen"),
        filters=[one_line],
        validators=[words_needed(lazy("Type the code that the screen shows.")), at_most(40)],
    )


class PresentForm(FlaskForm):
    """Who is there: a ticket that is known here (`own`), or the code of one; and the screen's code if it's asked."""

    code = StringField(lazy("Code on the screen"), filters=[one_line], validators=[at_most(40)])
    ticket = StringField(lazy("Code of your ticket"), filters=[one_line], validators=[at_most(60)])

    @property
    def screen_code(self) -> str:
        """What was typed of the screen."""
        return self.code.data or ""

    @property
    def ticket_code(self) -> str:
        """What was typed of a ticket."""
        return self.ticket.data or ""
