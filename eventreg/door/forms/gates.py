"""Forms of the staff's door page."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from eventreg.core.i18n import lazy
from eventreg.core.inputs import one_line
from eventreg.door.gates import GateRule
from eventreg.events.forms.questions import Ticks


class GateForm(FlaskForm):
    """A new gate."""

    name = StringField(
        lazy("Name of the gate"),
        filters=[one_line],
        validators=[
            DataRequired(lazy("Give the gate a name, for example the side where it is.")),
            Length(max=60, message=lazy("60 characters at most.")),
        ],
    )


class GateRuleForm(FlaskForm):
    """Whom a gate lets in, and to which sessions; nothing ticked for all."""

    categories = Ticks(lazy("Only tickets of these categories"))
    sessions = Ticks(lazy("Only to these sessions"), coerce=int)
    check_identity = BooleanField(lazy("Compare the identity card before somebody goes in"))

    def rule(self) -> GateRule:
        """What was chosen."""
        return GateRule(self.categories.data or None, self.sessions.data or None, bool(self.check_identity.data))
