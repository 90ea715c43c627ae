"""How an event's door works, as organisers settle it."""

from flask_wtf import FlaskForm
from wtforms import BooleanField

from eventreg.core.i18n import lazy
from eventreg.core.inputs import needed
from eventreg.events.forms.fields import WholeNumber


class SettingsForm(FlaskForm):
    """Fields of DoorSettings."""

    walk_ins = BooleanField(lazy("Give tickets at the door to people who come without one"))
    presence_percent = WholeNumber(
        lazy("Presence needed for the certificate (percent)"),
        least=1,
        most=100,
        validators=[needed(lazy("Say how many percent of their sessions people must attend."))],
    )
    code_on_screen = BooleanField(lazy("Participants may confirm their presence with a code on the screen"))
