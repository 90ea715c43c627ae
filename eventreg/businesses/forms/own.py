"""Forms of businesses and products. The `…Fields` are also parts of larger forms: an application has both."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, Form, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError

from eventreg.businesses import queries, rules, service
from eventreg.businesses.models import Product
from eventreg.businesses.rules import BusinessDetails, ProductDetails
from eventreg.core.choices import SelectChoice
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import read_image
from eventreg.core.i18n import current_language, lazy
from eventreg.core.money import rupiah
from eventreg.core.phone import parse_mobile
from eventreg.core.web import words_for

MISSING = lazy("Please fill this in.")
NOT_IN_THE_LIST = lazy("Please choose from the list.")


def keeps(rule: Callable[[str], object]) -> Callable[[Form, Field], None]:
    """A validator that asks a rule, and tells its refusal in words."""

    def validate(form: Form, field: Field) -> None:
        try:
            rule(field.data or "")
        except DomainError as error:
            raise ValidationError(words_for(error)) from error

    return validate


def check_phone(text: str) -> object:
    """A mobile number; in the demo a made-up one too. Raises NotAMobileNumber."""
    return parse_mobile(text, allow_demo=current_settings().is_demo)


def grouped(groups: list[queries.Group], first: LazyString) -> list[SelectChoice]:
    """Choices in their groups, after one that stands for "not chosen yet"."""
    return [SelectChoice("", str(first))] + [
        SelectChoice(code, name, optgroup=group) for group, members in groups for code, name in members
    ]


def choice(label: LazyString, *validators: DataRequired) -> SelectField:
    """A list to choose from, whose refusal speaks the page's language."""
    return SelectField(label, validators, default="", invalid_choice_message=NOT_IN_THE_LIST)  # type: ignore[call-arg]  # the stubs are a version behind


def list_of_categories() -> list[SelectChoice]:
    """The crafts in their groups."""
    return grouped(queries.category_choices(current_language()), lazy("Choose a category"))


class PlaceMixin(Form):
    """Where a business is, for forms with the fields `region` and `elsewhere`; without a list, in words alone."""

    region: SelectField
    elsewhere: StringField

    def list_regions(self) -> None:
        """Fill the list of villages; without one, the field goes."""
        regions = queries.region_choices()
        self.region.choices = grouped(regions, lazy("Choose a kelurahan"))
        if not regions:
            del self.region

    def validate_region(self, field: Field) -> None:
        """One of both must say where the business is."""
        if not field.data and not (self.elsewhere.data or "").strip():
            raise ValidationError(words_for(rules.PlaceMissing()))

    def validate_elsewhere(self, field: Field) -> None:
        """Not both at once; the missing place is told at the list, where there is one."""
        if self.region_code or (field.data or "").strip() or not self.region:
            keeps(lambda words: rules.check_place(self.region_code, words))(self, field)

    @property
    def region_code(self) -> str:
        """The village that was chosen, or nothing."""
        return (self.region.data or "") if self.region else ""


class BusinessFields(PlaceMixin):
    """The business profile that everybody begins with."""

    name = StringField(lazy("Name of the business"), [DataRequired(MISSING), keeps(rules.check_name)])
    owner_name = StringField(lazy("Owner's name"), [DataRequired(MISSING), keeps(rules.check_name)])
    phone = StringField(lazy("WhatsApp number"), [DataRequired(MISSING), keeps(check_phone)])
    category = choice(lazy("Category"), DataRequired(NOT_IN_THE_LIST))
    region = choice(lazy("Kelurahan"))
    elsewhere = StringField(lazy("Another place"))
    nib = StringField(lazy("NIB (business registration number)"), [Optional(), keeps(rules.check_nib)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = list_of_categories()
        self.list_regions()

    def details(self) -> BusinessDetails:
        """What was told, for the service."""
        return BusinessDetails(
            name=self.name.data or "",
            owner_name=self.owner_name.data or "",
            phone=self.phone.data or "",
            category_code=self.category.data or "",
            region_code=self.region_code,
            elsewhere=self.elsewhere.data or "",
            nib=self.nib.data or "",
        )


class BusinessForm(FlaskForm, BusinessFields):
    """The profile on a page of its own, with the tax number: nothing typed keeps the one that is known."""

    npwp = StringField(lazy("NPWP (tax number)"), [Optional(), keeps(rules.check_npwp)])
    remove_npwp = BooleanField(lazy("Remove the NPWP"))


class KeyField(StringField):
    """The key of a picture; a form that comes without one has none, whatever the field began with."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the first of the keys that were sent."""
        self.data = valuelist[0] if valuelist else ""


class ProductFields(Form):
    """A product. `photo` is a file that comes with the form, `photo_key` a picture kept before."""

    name = StringField(lazy("Name of the product"), [DataRequired(MISSING), keeps(rules.check_name)])
    price = StringField(lazy("Price in Rupiah"), [Optional(), keeps(rules.parse_price)])
    story = TextAreaField(lazy("Story of the product"), [Optional(), keeps(rules.check_story)])
    photo = FileField(lazy("Photo"))
    photo_key = KeyField()

    def take_photo(self, person_id: int, *, now: datetime) -> None:
        """Keep a picture that came with the form at once, so that an error elsewhere doesn't lose it.

        For before `validate`, in a unit of work of its own. A refusal becomes the error of `photo`.
        """
        try:
            picture = read_image(self.photo.data.stream) if self.photo.data else None
            with unit_of_work():
                photo = service.resolve_photo(self.photo_key.data or "", picture, person_id, now=now)
                self.photo_key.data = photo.key if photo else ""
        except service.PhotoUnknown as error:
            self.photo_key.data = ""
            self._refuse_photo(error)
        except DomainError as error:
            self._refuse_photo(error)

    def _refuse_photo(self, error: DomainError) -> None:
        self.photo.process_errors = [*self.photo.process_errors, words_for(error)]  # what `validate` begins with

    @property
    def kept_photos(self) -> list[dict[str, str]]:
        """The picture kept before, as the macro `photos` wants it."""
        key = self.photo_key.data
        return [{"key": key, "url": url_for("businesses.photo", key=key, variant="small")}] if key else []

    def details(self) -> ProductDetails:
        """What was told, for the service. Raises what `parse_price` raises."""
        return ProductDetails(
            name=self.name.data or "",
            price=rules.parse_price(self.price.data or ""),
            story=self.story.data or "",
            photo_key=self.photo_key.data or "",
        )


class ProductForm(FlaskForm, ProductFields):
    """A product on a page of its own: there it has its words in English, too."""

    name_en = StringField(lazy("Name in English"), [Optional(), keeps(rules.check_name)])
    story_en = TextAreaField(lazy("Story in English"), [Optional(), keeps(rules.check_story)])

    def details(self) -> ProductDetails:
        """What was told, for the service. Raises what `parse_price` raises."""
        return replace(super().details(), name_en=self.name_en.data or "", story_en=self.story_en.data or "")


class RemovalForm(FlaskForm):
    """The button that takes a product off the list."""


def product_values_of(product: Product) -> dict[str, str]:
    """What a product's fields begin with."""
    return {
        "name": product.name,
        "price": rupiah(product.price) if product.price else "",
        "story": product.story,
        "name_en": product.name_en,
        "story_en": product.story_en,
        "photo_key": product.photo.key if product.photo else "",
    }
