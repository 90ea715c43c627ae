"""The two forms of signing in."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, StringField
from wtforms.validators import InputRequired, ValidationError

from eventreg.accounts.addresses import parse_address
from eventreg.accounts.rules import NotAnAddress, figures
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import stripped

CODE_LENGTH = 6


class SignInForm(FlaskForm):
    """Who wants in, and where to go afterwards."""

    email = EmailField(
        lazy("E-mail address"), filters=[stripped], validators=[InputRequired(lazy("Enter your e-mail address."))]
    )
    next = HiddenField()

    def validate_email(self, field: Field) -> None:
        """One `@`, a domain with a dot, and so on."""
        try:
            parse_address(field.data)
        except NotAnAddress as error:
            raise ValidationError(_("This is not an e-mail address. Example: nama@contoh.id")) from error


class CodeForm(FlaskForm):
    """The code of the message."""

    code = StringField(lazy("Code of 6 digits"), validators=[InputRequired(lazy("Enter the code from the e-mail."))])

    def validate_code(self, field: Field) -> None:
        """Spaces and dashes between the figures are no mistake, and a slip costs no try."""
        if len(figures(field.data)) != CODE_LENGTH:
            raise ValidationError(_("The code has 6 digits."))
