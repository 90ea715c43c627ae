"""The profile in short forms, a section each. `changes()` is what `service.profile_values` takes."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError

from eventreg.businesses import rules, words
from eventreg.businesses.forms.own import (
    MISSING,
    NOT_IN_THE_LIST,
    PlaceMixin,
    check_phone,
    choice,
    keeps,
    list_of_categories,
)
from eventreg.businesses.models import Business
from eventreg.businesses.rules import Part
from eventreg.consents.slots import home_day
from eventreg.core import clock
from eventreg.core.choices import SelectChoice
from eventreg.core.days import DayField
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _, lazy
from eventreg.core.money import rupiah
from eventreg.core.phone import show_phone
from eventreg.core.web import words_for

UNTOLD, YES, NO = "", "yes", "no"
ANSWERS = {UNTOLD: None, YES: True, NO: False}


def _this_year() -> int:
    return home_day(clock.now()).year


def check_year(text: str) -> object:
    """A founding year. Raises YearOutOfRange."""
    return rules.parse_year(text, this_year=_this_year())


def _answer_of(value: bool | None) -> str:
    return {None: UNTOLD, True: YES, False: NO}[value]


class IdentityForm(FlaskForm):
    """What the business is."""

    name = StringField(lazy("Name of the business"), [DataRequired(MISSING), keeps(rules.check_name)])
    brand = StringField(lazy("Brand"), [Optional(), keeps(rules.check_brand)])
    category = choice(lazy("Category"), DataRequired(NOT_IN_THE_LIST))
    producer = RadioField(
        lazy("Producer or trader"),
        choices=[
            SelectChoice(YES, lazy("We make the products ourselves")),
            SelectChoice(NO, lazy("We sell what others make")),
        ],
        validate_choice=False,
    )
    founded_year = StringField(lazy("Founded in"), [Optional(), keeps(check_year)])
    nib = StringField(lazy("NIB (business registration number)"), [Optional(), keeps(rules.check_nib)])
    kbli = choice(lazy("KBLI (field of business)"))
    kbli_other = StringField(lazy("Another KBLI code"))
    kbli_edition = RadioField(
        lazy("Edition of that code"),
        choices=[SelectChoice(edition, f"KBLI {edition}") for edition in rules.EDITIONS],
        default=rules.EDITIONS[0],
        validate_choice=False,
    )
    npwp = StringField(lazy("NPWP (tax number)"), [Optional(), keeps(rules.check_npwp)])
    remove_npwp = BooleanField(lazy("Remove the NPWP"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = list_of_categories()
        common = [SelectChoice(code, f"{code} {words.KBLI_NAMES[code]}") for code in rules.COMMON_KBLI]
        self.kbli.choices = [SelectChoice("", _("None of these, or not known")), *common]

    @classmethod
    def values_of(cls, business: Business) -> dict[str, Any]:
        """What the fields begin with."""
        is_common = business.kbli in rules.COMMON_KBLI and business.kbli_edition == rules.EDITIONS[0]
        return {
            "name": business.name,
            "brand": business.brand,
            "category": business.category.code,
            "producer": _answer_of(business.is_producer),
            "founded_year": str(business.founded_year or ""),
            "nib": business.nib,
            "kbli": business.kbli if is_common else "",
            "kbli_other": "" if is_common else business.kbli,
            "kbli_edition": business.kbli_edition or rules.EDITIONS[0],
        }

    def validate_kbli_other(self, field: Field) -> None:
        """Five digits; what is typed goes before what is chosen."""
        keeps(lambda text: rules.check_kbli(text, rules.EDITIONS[0]))(self, field)

    def validate_kbli_edition(self, field: Field) -> None:
        """Needed for a code of one's own."""
        if (self.kbli_other.data or "").strip() and field.data not in rules.EDITIONS:
            raise ValidationError(words_for(rules.EditionUnknown()))

    def changes(self) -> Mapping[str, Any]:
        """What was told, for the service; the tax number goes its own way."""
        typed = (self.kbli_other.data or "").strip()
        edition = (self.kbli_edition.data or "") if typed else rules.EDITIONS[0]
        return {
            "name": self.name.data or "",
            "brand": self.brand.data or "",
            "category_code": self.category.data or "",
            "is_producer": ANSWERS.get(self.producer.data or ""),
            "founded_year": rules.parse_year(self.founded_year.data or "", this_year=_this_year()),
            "nib": self.nib.data or "",
            "kbli": typed or self.kbli.data or "",
            "kbli_edition": edition,
        }


class PlaceForm(FlaskForm, PlaceMixin):
    """Where it is."""

    region = choice(lazy("Kelurahan"))
    elsewhere = StringField(lazy("Another place"))
    address = StringField(lazy("Address"), [Optional(), keeps(rules.check_line)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.list_regions()

    @classmethod
    def values_of(cls, business: Business) -> dict[str, Any]:
        """What the fields begin with."""
        return {"region": business.region_code or "", "elsewhere": business.elsewhere, "address": business.address}

    def changes(self) -> Mapping[str, Any]:
        """What was told, for the service."""
        return {
            "region_code": self.region_code,
            "elsewhere": self.elsewhere.data or "",
            "address": self.address.data or "",
        }


class SizeForm(FlaskForm):
    """How large it is, and what it can make."""

    workers_f = StringField(lazy("Women who work there"), [Optional(), keeps(rules.parse_count)])
    workers_m = StringField(lazy("Men who work there"), [Optional(), keeps(rules.parse_count)])
    capacity = TextAreaField(lazy("What you can make in a month"), [Optional(), keeps(rules.check_line)])
    turnover_band = choice(lazy("Turnover in a month"))
    yearly_sales = StringField(lazy("Sales in a year"), [Optional(), keeps(rules.parse_amount)])
    capital = StringField(lazy("Capital without land and building"), [Optional(), keeps(rules.parse_amount)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bands = [SelectChoice(band, str(words.BAND_NAMES[band])) for band in rules.TURNOVER_BANDS]
        self.turnover_band.choices = [SelectChoice("", _("Choose a range")), *bands]

    @classmethod
    def values_of(cls, business: Business) -> dict[str, Any]:
        """What the fields begin with."""
        return {
            "workers_f": _figure(business.workers_f),
            "workers_m": _figure(business.workers_m),
            "capacity": business.capacity,
            "turnover_band": business.turnover_band,
            "yearly_sales": rupiah(business.yearly_sales) if business.yearly_sales is not None else "",
            "capital": rupiah(business.capital) if business.capital is not None else "",
        }

    def changes(self) -> Mapping[str, Any]:
        """What was told, for the service."""
        return {
            "workers_f": rules.parse_count(self.workers_f.data or ""),
            "workers_m": rules.parse_count(self.workers_m.data or ""),
            "capacity": self.capacity.data or "",
            "turnover_band": self.turnover_band.data or "",
            "yearly_sales": rules.parse_amount(self.yearly_sales.data or ""),
            "capital": rules.parse_amount(self.capital.data or ""),
        }


def _figure(count: int | None) -> str:
    return "" if count is None else str(count)


class OnlineForm(FlaskForm):
    """Where it is found online: a field for each channel, by its key."""

    instagram = StringField("Instagram")
    shopee = StringField("Shopee")
    tokopedia = StringField("Tokopedia")
    tiktok = StringField("TikTok")
    website = StringField(lazy("Website"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each must be a name or an address of its own place."""
        is_right = super().validate(extra_validators)
        for key in rules.CHANNELS:
            try:
                rules.check_channel(key, self[key].data or "")
            except DomainError as error:
                self[key].errors = [*self[key].errors, words_for(error)]
                is_right = False
        return bool(is_right)

    @classmethod
    def values_of(cls, business: Business) -> dict[str, Any]:
        """What the fields begin with."""
        shown = {key: rules.short_name(key, address) for key, address in business.channels.items()}
        return shown | {key: business.channels[key] for key in (rules.WEBSITE,) if key in business.channels}

    def changes(self) -> Mapping[str, Any]:
        """What was told, for the service."""
        return {"channels": {key: self[key].data or "" for key in rules.CHANNELS}}


class OwnerForm(FlaskForm):
    """Who owns it, and how to reach them; the rest is told by owners alone, and only if they like."""

    owner_name = StringField(lazy("Owner's name"), [DataRequired(MISSING), keeps(rules.check_name)])
    phone = StringField(lazy("WhatsApp number"), [DataRequired(MISSING), keeps(check_phone)])
    owner_sex = RadioField(
        lazy("Sex of the owner"),
        choices=[
            *(SelectChoice(sex, name) for sex, name in words.SEX_NAMES.items()),
            SelectChoice(UNTOLD, lazy("I would rather not say")),
        ],
        validate_choice=False,
    )
    owner_disability = RadioField(
        lazy("Does the owner live with a disability?"),
        choices=[
            SelectChoice(YES, lazy("Yes")),
            SelectChoice(NO, lazy("No")),
            SelectChoice(UNTOLD, lazy("I would rather not say")),
        ],
        validate_choice=False,
    )

    def as_helper(self) -> None:
        """Without what an owner alone tells."""
        del self.owner_sex, self.owner_disability

    @classmethod
    def values_of(cls, business: Business) -> dict[str, Any]:
        """What the fields begin with."""
        return {
            "owner_name": business.owner_name,
            "phone": show_phone(business.phone),
            "owner_sex": business.owner_sex,
            "owner_disability": _answer_of(business.owner_disability),
        }

    def changes(self) -> Mapping[str, Any]:
        """What was told, for the service."""
        told: dict[str, Any] = {"owner_name": self.owner_name.data or "", "phone": self.phone.data or ""}
        if self.owner_sex:
            told |= {
                "owner_sex": self.owner_sex.data if self.owner_sex.data in words.SEX_NAMES else "",
                "owner_disability": ANSWERS.get(self.owner_disability.data or ""),
            }
        return told


FORMS: Mapping[Part, Any] = {
    Part.IDENTITY: IdentityForm,
    Part.PLACE: PlaceForm,
    Part.SIZE: SizeForm,
    Part.ONLINE: OnlineForm,
    Part.OWNER: OwnerForm,
}


class ConfirmForm(FlaskForm):
    """The button that says: still right."""


class FosteredForm(FlaskForm):
    """Since when a business is one of the council's; empty: it isn't."""

    since = DayField(lazy("Fostered since"), [Optional()])
