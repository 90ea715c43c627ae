"""Forms of those who act for a business."""

from enum import StrEnum

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired

from eventreg.accounts import rules as people
from eventreg.businesses import rules
from eventreg.businesses.forms.own import MISSING, keeps
from eventreg.businesses.models import MemberRole
from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import lazy


class Asked(StrEnum):
    """What somebody is asked to become."""

    HELPER = "helper"
    OWNER = "owner"
    SUCCESSOR = "successor"


class InvitationForm(FlaskForm):
    """Whom to invite, and as what."""

    name = StringField(lazy("Their name"), [DataRequired(MISSING), keeps(rules.check_name)])
    asked = RadioField(
        lazy("What may they do?"),
        [DataRequired(lazy("Choose one."))],
        choices=[
            SelectChoice(Asked.HELPER, lazy("Help")),
            SelectChoice(Asked.OWNER, lazy("Own it with me")),
            SelectChoice(Asked.SUCCESSOR, lazy("Take it over")),
        ],
        default=Asked.HELPER,
    )

    @property
    def role(self) -> MemberRole:
        """What they become."""
        return MemberRole.HELPER if self.asked.data == Asked.HELPER else MemberRole.OWNER

    @property
    def hands_over(self) -> bool:
        """Whether they become the only owner."""
        return bool(self.asked.data == Asked.SUCCESSOR)


class SuccessionForm(FlaskForm):
    """To whom staff hand a business over, and why."""

    name = StringField(lazy("Who takes it over?"), [DataRequired(MISSING), keeps(rules.check_name)])
    reason = TextAreaField(lazy("Reason"), [DataRequired(MISSING), keeps(people.check_reason)])


class AnswerForm(FlaskForm):
    """A button that says yes."""
