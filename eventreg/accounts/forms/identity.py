"""Who somebody is by their identity card."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField
from wtforms.validators import DataRequired, Optional, ValidationError

from eventreg.accounts import rules
from eventreg.core import clock
from eventreg.core.days import DayField
from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most
from eventreg.core.web import words_for


class IdentityForm(FlaskForm):
    """Name, date of birth and NIK; no NIK typed keeps the one that is known."""

    name = StringField(
        lazy("Name as on the KTP"),
        [DataRequired(lazy("Please fill this in.")), at_most(120)],
    )
    born_on = DayField(lazy("Date of birth"), [Optional()])
    nik = StringField(lazy("NIK (number of the KTP)"), [Optional()])
    remove_nik = BooleanField(lazy("Remove the NIK"))

    def validate_born_on(self, field: Field) -> None:
        """A date that is possible; what is no date at all is told already."""
        if field.data is None:
            return
        try:
            rules.check_birth(field.data, today=clock.now().date())
        except DomainError as error:
            raise ValidationError(words_for(error)) from error

    def validate_nik(self, field: Field) -> None:
        """Sixteen digits that can be one."""
        try:
            rules.check_nik(field.data)
        except DomainError as error:
            raise ValidationError(words_for(error)) from error
