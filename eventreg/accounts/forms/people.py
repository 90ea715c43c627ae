"""Forms by which people and their roles are managed."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, ValidationError

from eventreg.accounts.addresses import parse_address
from eventreg.accounts.rules import NotAnAddress
from eventreg.accounts.slots import event_choices
from eventreg.accounts.staff import Newcomer
from eventreg.accounts.words import REFUSALS, ROLE_NAMES
from eventreg.core.choices import SelectChoice
from eventreg.core.config import current_settings
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.core.permissions import Role
from eventreg.core.phone import NotAMobileNumber, parse_mobile
from eventreg.core.web import words_for

EVERYWHERE = ""


class _Where(SelectField):
    """For everything, or for one event."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, choices=_places, validate_choice=True, **options)

    @property
    def event_id(self) -> int | None:
        return int(self.data) if self.data else None


def _places() -> list[SelectChoice]:
    events = (SelectChoice(str(id_), title) for id_, title in event_choices())
    return [SelectChoice(EVERYWHERE, _("The whole organisation")), *events]


class GrantForm(FlaskForm):
    """One more role for a person; `confirmed` comes from the page that says what the role may do."""

    role = SelectField(
        lazy("Role"),
        choices=[
            SelectChoice("", lazy("Choose a role")),
            *(SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()),
        ],
        validators=[InputRequired(lazy("Choose a role."))],
    )
    event = _Where(lazy("Where it holds"))
    confirmed = BooleanField()


class NewPersonForm(FlaskForm):
    """Somebody who joins the staff."""

    email = EmailField(
        lazy("E-mail address"), filters=[one_line], validators=[InputRequired(lazy("Enter the e-mail address."))]
    )
    name = StringField(
        lazy("Name"),
        filters=[one_line],
        validators=[DataRequired(lazy("Fill this in.")), at_most(120)],
    )
    phone = TelField(lazy("WhatsApp"), filters=[one_line])
    role = RadioField(
        lazy("Role"),
        choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
        validators=[InputRequired(lazy("Choose a role."))],
    )
    event = _Where(lazy("Where it holds"))
    confirmed = BooleanField()

    def validate_email(self, field: Field) -> None:
        """One `@`, a domain with a dot, and so on."""
        try:
            parse_address(field.data)
        except NotAnAddress as error:
            raise ValidationError(REFUSALS[NotAnAddress]) from error

    def validate_phone(self, field: Field) -> None:
        """Empty, or a mobile number."""
        try:
            field.data = parse_mobile(field.data, allow_demo=current_settings().is_demo) if field.data else ""
        except NotAMobileNumber as error:
            raise ValidationError(words_for(error)) from error

    def newcomer(self) -> Newcomer:
        """What was filled in."""
        return Newcomer(
            email=self.email.data or "",
            name=self.name.data or "",
            phone=self.phone.data or "",
            role=Role(self.role.data),
            event_id=self.event.event_id,
        )


class ResetForm(FlaskForm):
    """Why a second factor is to be taken away."""

    reason = TextAreaField(
        lazy("Reason"),
        filters=[one_line],
        validators=[
            DataRequired(lazy("Say what happened and how you made sure who is asking.")),
            at_most(400),
        ],
    )


class DecisionForm(FlaskForm):
    """What the second administrator says: the button that was pressed."""

    decision = StringField(validators=[AnyOf(["agreed", "refused"], lazy("Agree or refuse."))])

    @property
    def is_agreed(self) -> bool:
        return bool(self.decision.data == "agreed")
