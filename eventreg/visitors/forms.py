"""Forms of visitors: one person and who comes along, a school or group, and what staff enter for them."""

from collections.abc import Sequence
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from eventreg.accounts.addresses import parse_address
from eventreg.accounts.rules import NotAnAddress
from eventreg.core.config import current_settings
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.core.phone import NotAMobileNumber, parse_mobile
from eventreg.core.web import words_for
from eventreg.events.models import Event
from eventreg.visitors import words
from eventreg.visitors.rules import Day
from eventreg.visitors.service import VisitDetails

NUMBER = lazy("Write the number in figures, for example 4.")


class NumberField(IntegerField):
    """A whole number, refused in words that help."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NUMBER if valuelist[0].strip() else "") from error


class VisitForm(FlaskForm):
    """A person and how many come along. `attempt`: the page's name for this sending, so that sent twice is once."""

    session = RadioField(
        lazy("Which day?"),
        [InputRequired(lazy("Choose a day."))],
        coerce=int,
        validate_choice=False,  # a day that has just ended is refused in words of its own
    )
    name = StringField(lazy("Your name"), [InputRequired(lazy("Write your name.")), at_most(120)])
    party = NumberField(lazy("How many people, you included?"), [InputRequired(NUMBER)])
    phone = TelField(lazy("WhatsApp number"))
    email = EmailField(lazy("E-mail address"))
    agreed = BooleanField(
        lazy("I have read the privacy notice and agree to it"),
        [DataRequired(lazy("Tick this: without it we may not keep your name."))],
    )
    attempt = HiddenField(validators=[Length(max=64)])
    seems_known = False  # somebody of this name and contact is registered for the day

    def offer(self, days: Sequence[Day], event: Event) -> None:
        """The days to choose from; where there is only one with places, it is chosen."""
        self.session.choices = [(day.session_id, words.day_name(day, event)) for day in days]
        free = [day.session_id for day in days if day.left]
        if not self.is_submitted() and len(free) == 1:
            self.session.data = free[0]

    def name_attempt(self) -> None:
        """Give a page that is shown for the first time its name."""
        if not self.attempt.data:
            self.attempt.data = str(uuid4())

    @property
    def details(self) -> VisitDetails:
        """What was typed, as it is kept."""
        return VisitDetails(
            name=one_line(self.name.data),
            party=self.party.data or 0,
            phone=_phone(self.phone.data),
            email=_email(self.email.data),
            school=one_line(self.data.get("school")),
        )

    def validate_name(self, field: StringField) -> None:
        """Blanks are no name."""
        if not one_line(field.data):
            raise ValidationError(_("Write your name."))

    def validate_phone(self, field: TelField) -> None:
        """One of number and address is needed; the error stands beside the first."""
        if not one_line(field.data) and not one_line(self.email.data):
            raise ValidationError(_("Write a WhatsApp number or an e-mail address."))
        try:
            _phone(field.data)
        except NotAMobileNumber as error:
            raise ValidationError(words_for(error)) from error

    def validate_email(self, field: EmailField) -> None:
        """It may be left out."""
        try:
            _email(field.data)
        except NotAnAddress as error:
            raise ValidationError(_("This e-mail address is not valid. Example: nama@contoh.id.")) from error


class GroupForm(VisitForm):
    """A school or another group, and who answers for it."""

    name = StringField(
        lazy("Name of the group's leader"),
        [InputRequired(lazy("Write your name.")), at_most(120)],
    )
    party = NumberField(lazy("How many people?"), [InputRequired(NUMBER)])
    school = StringField(
        lazy("Name of the school or group"),
        [InputRequired(lazy("Write the name of the school or group.")), at_most(120)],
    )


class StaffVisitForm(VisitForm):
    """What staff enter for somebody on the telephone."""

    school = StringField(lazy("Name of the school or group"), [at_most(120)])

    def speak_of_others(self) -> None:
        """The labels are read by staff, who ask somebody else."""
        self.name.label.text = _("Name of the visitor or the group's leader")
        self.party.label.text = _("How many people?")
        self.agreed.label.text = _("They know the privacy notice and agree to it")


class PartyForm(FlaskForm):
    """Fewer people come than registered."""

    party = NumberField(lazy("How many people come?"), [InputRequired(NUMBER)])


class ReasonForm(FlaskForm):
    """Why staff take a registration back."""

    reason = TextAreaField(
        lazy("Reason"), [InputRequired(lazy("Write the reason: the visitor will read it.")), at_most(2000)]
    )


class PlainForm(FlaskForm):
    """A question that is answered with a button."""


def _phone(typed: str | None) -> str:
    """In E.164. Raises NotAMobileNumber."""
    return parse_mobile(typed or "", allow_demo=current_settings().is_demo) if one_line(typed) else ""


def _email(typed: str | None) -> str:
    """In the spelling in which people sign in. Raises NotAnAddress."""
    return parse_address(typed or "") if one_line(typed) else ""
