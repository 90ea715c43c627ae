"""The form of one's own account."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField, StringField, TelField
from wtforms.validators import InputRequired, ValidationError

from eventreg.accounts.models import Person
from eventreg.accounts.words import CHANNEL_CHOICES
from eventreg.core.channels import Channel
from eventreg.core.choices import SelectChoice
from eventreg.core.config import current_settings
from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.core.phone import NotAMobileNumber, parse_mobile, show_phone
from eventreg.core.web import words_for


class AddressForm(FlaskForm):
    """The address that somebody without one wants to sign in with."""

    email = EmailField(
        lazy("E-mail address"), filters=[one_line], validators=[InputRequired(lazy("Enter your e-mail address."))]
    )


class AccountForm(FlaskForm):
    """Name, phone and how one is told; the address is what one signs in with, and stays.

    `offer` comes after the form is made: mail is no choice for who has no address.
    """

    needs_number = False

    name = StringField(lazy("Name"), filters=[one_line], validators=[at_most(120)])
    phone = TelField(
        lazy("WhatsApp number"),
        filters=[one_line, show_phone],
        validators=[at_most(40)],
    )

    channel = RadioField(lazy("How we tell you what happens"), coerce=Channel)

    def offer(self, person: Person) -> None:
        """The ways there are to choose from; where none of them is chosen, what holds already."""
        self.needs_number = bool(person.email)
        ways = [channel for channel in Channel if person.email or channel is not Channel.EMAIL]
        self.channel.choices = [SelectChoice(way, CHANNEL_CHOICES[way]) for way in ways]
        if self.channel.data not in ways:
            self.channel.data = person.channel if person.channel in ways else ways[0]

    def validate_phone(self, field: Field) -> None:
        """A mobile number, or none unless one is told there."""
        try:
            number = self.number()
        except NotAMobileNumber as error:
            raise ValidationError(words_for(error)) from error
        if self.needs_number and not number and self.channel.data is Channel.WHATSAPP:
            raise ValidationError(lazy("Enter your WhatsApp number, or choose another way below."))

    def number(self) -> str:
        """The phone in E.164, or nothing. Raises NotAMobileNumber."""
        typed = self.phone.data or ""
        return parse_mobile(typed, allow_demo=current_settings().is_demo) if typed else ""
