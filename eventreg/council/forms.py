"""The form of the organisation."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, SelectField, TelField, TextAreaField
from wtforms.validators import ValidationError

from eventreg.accounts.addresses import parse_address
from eventreg.accounts.rules import NotAnAddress
from eventreg.accounts.words import REFUSALS as ACCOUNT_REFUSALS
from eventreg.core.choices import SelectChoice
from eventreg.core.clock import Zone
from eventreg.core.config import current_settings
from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most, line_field, stripped
from eventreg.core.phone import NotAMobileNumber, parse_mobile, show_phone
from eventreg.council.models import Organisation
from eventreg.council.service import Facts
from eventreg.council.words import REFUSALS


class OrganisationForm(FlaskForm):
    """Name, address and first words."""

    name = line_field(lazy("Full name"), 160, required=True)
    short_name = line_field(lazy("Short name"), 40, required=True)
    place = line_field(lazy("City or regency"), 80)
    address = TextAreaField(lazy("Address"), filters=[stripped], validators=[at_most(400)])
    hours = line_field(lazy("Office hours"), 120)
    whatsapp = TelField(lazy("WhatsApp for questions"), filters=[stripped])
    welcome = line_field(lazy("Heading of the home page"), 160)
    lead = TextAreaField(
        lazy("Sentence below it"),
        filters=[stripped],
        validators=[at_most(300)],
    )
    privacy_contact = line_field(lazy("Contact for questions about data"), 200)
    seal_address = EmailField(lazy("E-mail address for the audit trail's seal"), filters=[stripped])
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
