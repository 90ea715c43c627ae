"""The form of one's own account."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, StringField, TelField
from wtforms.validators import InputRequired, Length, ValidationError

from eventreg.core.config import current_settings
from eventreg.core.i18n import lazy
from eventreg.core.phone import NotAMobileNumber, parse_mobile, show_phone
from eventreg.core.web import words_for


def _tidied(text: str | None) -> str:
    return " ".join((text or "").split())


class AddressForm(FlaskForm):
    """The address that somebody without one wants to sign in with."""

    email = EmailField(
        lazy("E-mail address"), filters=[_tidied], validators=[InputRequired(lazy("Enter your e-mail address."))]
    )


class AccountForm(FlaskForm):
    """Name and phone; the address is what one signs in with, and stays."""

    name = StringField(
        lazy("Name"), filters=[_tidied], validators=[Length(max=120, message=lazy("At most %(max)d characters."))]
    )
    phone = TelField(
        lazy("WhatsApp number"),
        filters=[_tidied, show_phone],
        validators=[Length(max=40, message=lazy("At most %(max)d characters."))],
    )

    def validate_phone(self, field: Field) -> None:
        """A mobile number, or none."""
        try:
            self.number()
        except NotAMobileNumber as error:
            raise ValidationError(words_for(error)) from error

    def number(self) -> str:
        """The phone in E.164, or nothing. Raises NotAMobileNumber."""
        typed = self.phone.data or ""
        return parse_mobile(typed, allow_demo=current_settings().is_demo) if typed else ""
