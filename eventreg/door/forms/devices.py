"""Forms of a phone's page."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from eventreg.core.i18n import lazy
from eventreg.core.inputs import one_line


class LabelForm(FlaskForm):
    """What the phone is called, by whoever has to find it."""

    label = StringField(
        lazy("What the phone is called"),
        filters=[one_line],
        validators=[Length(max=60, message=lazy("60 characters at most."))],
    )
