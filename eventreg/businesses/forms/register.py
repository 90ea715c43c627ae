"""What staff fill in for others: a business on its owner's behalf, a reason for looking, the export."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventreg.accounts import rules as people
from eventreg.accounts.addresses import parse_address
from eventreg.businesses import rules
from eventreg.businesses.forms.own import BusinessFields, check_phone, keeps
from eventreg.businesses.registration import Agreement, ConsentLacking, GuardianDetails, OwnerDetails
from eventreg.consents import queries as consents
from eventreg.consents.models import ConsentText, ConsentWay
from eventreg.consents.slots import home_day
from eventreg.consents.words import WAY_NAMES
from eventreg.core import clock
from eventreg.core.choices import SelectChoice
from eventreg.core.days import DayField
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _, current_language, lazy
from eventreg.core.web import words_for

AS_HEARD = (ConsentWay.PAPER, ConsentWay.SPOKEN)
NOBODY, LONGEST_NUMBER = 0, 10  # digits of the largest id that a database holds


def _titled(text: ConsentText) -> str:
    title = text.title_in(current_language())
    return f"{title} {_('(required)')}" if text.is_required else title


class RegistrationForm(FlaskForm, BusinessFields):
    """A business and its owner, entered by staff; the owner's name and phone are those of the profile.

    `person`: somebody who is known already and for whom it is entered; `anyway`: though it looks like another one.
    """

    email = EmailField(lazy("E-mail address"), [Optional(), keeps(parse_address)])
    born_on = DayField(lazy("Date of birth"), [Optional()])
    nik = StringField(lazy("NIK (number of the KTP)"), [Optional(), keeps(people.check_nik)])
    npwp = StringField(lazy("NPWP (tax number)"), [Optional(), keeps(rules.check_npwp)])
    guardian_name = StringField(lazy("Name of parent or guardian"), [Optional(), keeps(rules.check_name)])
    guardian_relation = StringField(lazy("Relation to the owner"))
    guardian_phone = TelField(lazy("WhatsApp number of parent or guardian"), [Optional(), keeps(check_phone)])
    purposes = SelectMultipleField(
        lazy("The owner agrees to"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    way = RadioField(
        lazy("How did the owner agree?"),
        [DataRequired(lazy("Say how the owner agreed."))],
        choices=[SelectChoice(way, WAY_NAMES[way]) for way in AS_HEARD],
        validate_choice=False,
    )
    person = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = consents.current_texts()
        self.purposes.choices = [SelectChoice(text.purpose, _titled(text)) for text in self.texts]

    def validate_purposes(self, field: Field) -> None:
        """Every required purpose must be agreed to."""
        if any(text.is_required and text.purpose not in (field.data or ()) for text in self.texts):
            raise ValidationError(words_for(ConsentLacking()))

    def validate_way(self, field: Field) -> None:
        """One of the two."""
        if field.data not in AS_HEARD:
            raise ValidationError(lazy("Say how the owner agreed."))

    def validate_born_on(self, field: Field) -> None:
        """A date that is possible; what is no date at all is told already."""
        if field.data is None:
            return
        try:
            people.check_birth(field.data, today=home_day(clock.now()))
        except DomainError as error:
            raise ValidationError(words_for(error)) from error

    def owner(self) -> OwnerDetails:
        """Who owns it, for the service."""
        guardian = GuardianDetails(
            self.guardian_name.data or "", self.guardian_relation.data or "", self.guardian_phone.data or ""
        )
        chosen = self.person.data or ""
        is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < LONGEST_NUMBER
        return OwnerDetails(
            email=self.email.data or "",
            born_on=self.born_on.data,
            nik=self.nik.data or "",
            guardian=guardian if guardian.name else None,
            person_id=None if not chosen else int(chosen) if is_number else NOBODY,
        )

    def agreement(self) -> Agreement:
        """To what the owner agreed, and how."""
        return Agreement(self.purposes.data or [], ConsentWay(self.way.data))


class OpeningForm(FlaskForm):
    """Why a protected field is looked at."""

    reason = TextAreaField(lazy("Reason"), [keeps(people.check_reason)])


class HandoverForm(FlaskForm):
    """The button that makes a link for somebody without e-mail."""


class ExportForm(FlaskForm):
    """Whether identity numbers or specific personal data come along, and then why."""

    identity = BooleanField(lazy("With NIK and NPWP"))
    specific = BooleanField(lazy("With turnover, sex and disability"))
    reason = TextAreaField(lazy("Reason"))

    def validate_reason(self, field: Field) -> None:
        """Needed where what is protected leaves the house."""
        if self.identity.data or self.specific.data:
            keeps(people.check_reason)(self, field)
