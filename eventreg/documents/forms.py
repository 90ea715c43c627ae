"""The forms of the register: looking a paper up, withdrawing one."""

from flask_wtf import FlaskForm
from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import DataRequired

from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most
from eventreg.documents.rules import LONGEST_REASON


class CodeForm(FlaskForm):
    """The code as it stands on paper; without a token, for nothing is changed."""

    class Meta:
        csrf = False

    code = StringField(lazy("Code on the paper"), validators=[DataRequired(lazy("Type the code first."))])


class FileForm(FlaskForm):
    """A file, whose fingerprint is looked up; it isn't kept."""

    class Meta:
        csrf = False

    file = FileField(lazy("PDF file"))


class WithdrawalForm(FlaskForm):
    """Why a paper holds no longer."""

    reason = TextAreaField(
        lazy("Reason"),
        validators=[
            DataRequired(lazy("Write why: whoever checks the document reads it.")),
            at_most(LONGEST_REASON),
        ],
    )
