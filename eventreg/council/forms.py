"""The form of the organisation."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from eventreg.accounts.addresses import parse_address
from eventreg.accounts.rules import NotAnAddress
from eventreg.accounts.words import REFUSALS as ACCOUNT_REFUSALS
from eventreg.core.choices import SelectChoice
from eventreg.core.clock import Zone
from eventreg.core.config import current_settings
from eventreg.core.i18n import lazy
from eventreg.core.phone import NotAMobileNumber, parse_mobile, show_phone
from eventreg.council.models import Organisation
from eventreg.council.service import Facts
from eventreg.council.words import REFUSALS


def _tidy(text: Any) -> Any:
    return text.strip().replace("\r\n", "\n") if isinstance(text, str) else text


def _one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


def _line(label: Any, most: int, *, required: bool = False) -> StringField:
    needs = [DataRequired(lazy("Fill this in."))] if required else []
    length = Length(max=most, message=lazy("At most %(max)d characters."))
    return StringField(label, filters=[_one_line], validators=[*needs, length])


class OrganisationForm(FlaskForm):
    """Name, address and first words."""

    name = _line(lazy("Full name"), 160, required=True)
    short_name = _line(lazy("Short name"), 40, required=True)
    place = _line(lazy("City or regency"), 80)
    address = TextAreaField(
        lazy("Address"), filters=[_tidy], validators=[Length(max=400, message=lazy("At most %(max)d characters."))]
    )
    hours = _line(lazy("Office hours"), 120)
    whatsapp = TelField(lazy("WhatsApp for questions"), filters=[_tidy])
    welcome = _line(lazy("Heading of the home page"), 160)
    lead = TextAreaField(
        lazy("Sentence below it"),
        filters=[_tidy],
        validators=[Length(max=300, message=lazy("At most %(max)d characters."))],
    )
    privacy_contact = _line(lazy("Contact for questions about data"), 200)
    seal_address = EmailField(lazy("E-mail address for the audit trail's seal"), filters=[_tidy])
    zone = SelectField(lazy("Time zone of new events"), choices=[SelectChoice(zone, zone) for zone in Zone])

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationForm":
        """The form as it is to be edited."""
        known = {name: getattr(organisation, name) for name in Facts.__dataclass_fields__}
        return cls(data=known | {"whatsapp": show_phone(organisation.whatsapp)})

    def validate_whatsapp(self, field: Field) -> None:
        """Empty, or a mobile number."""
        try:
            self._phone()
        except NotAMobileNumber as error:
            raise ValidationError(REFUSALS[NotAMobileNumber]) from error

    def validate_seal_address(self, field: Field) -> None:
        """Empty, or an e-mail address."""
        try:
            self._seal_address()
        except NotAnAddress as error:
            raise ValidationError(ACCOUNT_REFUSALS[NotAnAddress]) from error

    def facts(self) -> Facts:
        """What was typed, for the service. Raises NotAMobileNumber, NotAnAddress."""
        parsed = {"csrf_token", "zone", "whatsapp", "seal_address"}
        texts = {name: self[name].data or "" for name in self._fields if name not in parsed}
        zone = Zone(self.zone.data)
        return Facts(**texts, whatsapp=self._phone(), seal_address=self._seal_address(), zone=zone)

    def _seal_address(self) -> str:
        text = self.seal_address.data
        return parse_address(text) if text else ""

    def _phone(self) -> str:
        text = self.whatsapp.data
        return parse_mobile(text, allow_demo=current_settings().is_demo) if text else ""
