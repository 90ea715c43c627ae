"""What exhibitors say of their stand."""

from flask_wtf import FlaskForm
from wtforms import StringField

from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most, one_line, words_needed
from eventreg.onsite.presence import LONGEST_NOTE


class WordForm(FlaskForm):
    """Why the stand is closed, in a few words."""

    note = StringField(
        lazy("Reason"),
        filters=[one_line],
        validators=[words_needed(lazy("Write in a few words why.")), at_most(LONGEST_NOTE)],
    )
