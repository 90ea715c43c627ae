"""Forms of the second factor."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.validators import InputRequired, ValidationError

from eventreg.accounts.rules import figures
from eventreg.accounts.trust import RECOVERY_LENGTH, recovery_code_of
from eventreg.core.i18n import _, lazy

CODE_LENGTH = 6


class TotpForm(FlaskForm):
    """The code that an authenticator app shows now; a slip costs no try."""

    code = StringField(
        lazy("Code from the app"), validators=[InputRequired(lazy("Enter the code that the app shows."))]
    )

    def validate_code(self, field: Field) -> None:
        """Spaces between the figures are no mistake."""
        if len(figures(field.data)) != CODE_LENGTH:
            raise ValidationError(_("The code has 6 digits."))


class NewTotpForm(TotpForm):
    """The first code of a new app, and which secret it is of."""

    offer = HiddenField()


class RecoveryCodeForm(FlaskForm):
    """One of the codes on paper."""

    recovery_code = StringField(lazy("Recovery code"), validators=[InputRequired(lazy("Enter a recovery code."))])

    def validate_recovery_code(self, field: Field) -> None:
        """Small letters, spaces and dashes are no mistake."""
        if len(recovery_code_of(field.data)) != RECOVERY_LENGTH:
            raise ValidationError(_("A recovery code has 16 characters."))


class KeptForm(FlaskForm):
    """The codes are on paper, or wherever their owner keeps such things."""

    offer = HiddenField()
    kept = BooleanField(
        lazy("I have kept these codes"), validators=[InputRequired(lazy("Keep the codes first, then tick this."))]
    )
