"""Forms of the staff's door page."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from eventreg.core.i18n import lazy


class GateForm(FlaskForm):
    """A new gate."""

    name = StringField(
        lazy("Name of the gate"),
        filters=[lambda text: " ".join((text or "").split())],
        validators=[
            DataRequired(lazy("Give the gate a name, for example the side where it is.")),
            Length(max=60, message=lazy("60 characters at most.")),
        ],
    )
