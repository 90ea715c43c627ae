"""The form of an application: the event's questions, who comes, and what is still to be agreed to."""

from collections.abc import Collection
from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, FieldList, Form, FormField, HiddenField, SelectMultipleField, StringField, TelField, widgets
from wtforms.validators import Optional, ValidationError

from eventreg.applications.answering import ParticipantDetails
from eventreg.applications.steps import Step, StepKind
from eventreg.businesses.rules import PriceMalformed, PriceTooHigh, parse_price
from eventreg.consents.forms import AGE_FIELDS, GUARDIAN_FIELDS, ConsentsForm
from eventreg.core.config import current_settings
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most
from eventreg.core.phone import NotAMobileNumber, parse_mobile
from eventreg.questions.asking import PREFIX, QuestionsForm
from eventreg.questions.rules import Kind, Question

NEW_PRODUCTS = 3
OF_SENDING = ("consents", *AGE_FIELDS, *GUARDIAN_FIELDS)


class NewProductForm(Form):
    """A product that isn't in the business's catalogue yet. A wholly empty one is no product."""

    name = StringField(lazy("Product name"), [at_most(120)])
    price = StringField(lazy("Price"), [Optional()], render_kw={"inputmode": "numeric"})
    photo = FileField(lazy("Photo"))
    photo_key = StringField()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written or sent."""
        return not (self.name.data or self.price.data or self.photo_key.data)

    def validate_name(self, field: StringField) -> None:
        """A photo or a price without a name can't be shown."""
        if not self.is_empty and not (field.data or "").strip():
            raise ValidationError(_("What is this product called?"))

    def validate_price(self, field: StringField) -> None:
        """Whole Rupiah."""
        try:
            parse_price(field.data or "")
        except (PriceMalformed, PriceTooHigh) as error:
            raise ValidationError(_("Write the price in Rupiah, for example 150.000.")) from error


class ParticipantForm(Form):
    """Somebody who comes. Without a name it is nobody, but the first: that is the owner."""

    name = StringField(lazy("Name"), [at_most(120)])
    phone = TelField(lazy("WhatsApp number"), [Optional()])
    dietary = StringField(lazy("Food that they can't eat"), [at_most(240)])
    access_needs = StringField(lazy("Help that they need"), [at_most(240)])

    def validate_phone(self, field: Field) -> None:
        """A mobile number, so that the organiser can reach them."""
        try:
            parse_mobile(field.data or "", allow_demo=current_settings().is_demo)
        except NotAMobileNumber as error:
            raise ValidationError(_("This WhatsApp number is not valid. Example: 0812 3456 7890.")) from error

    def validate_name(self, field: Field) -> None:
        """Whoever has a number or needs has a name too."""
        is_first = field.name.endswith("-0-name")
        if not is_first and not (field.data or "").strip() and (self.phone.data or self.dietary.data):
            raise ValidationError(_("Write the name of this participant."))

    @property
    def phone_kept(self) -> str:
        """The number as it is stored; empty where it is none."""
        try:
            return parse_mobile(self.phone.data or "", allow_demo=current_settings().is_demo)
        except NotAMobileNumber:
            return ""


class ApplicationForm(ConsentsForm, QuestionsForm):
    """All steps of an application in one form; those that aren't on screen travel along.

    `attempt`: the name of this sending, so that what comes twice is one. `seen`: the questions that the page showed.
    """

    attempt = HiddenField()
    seen = HiddenField()
    step = HiddenField()
    new_products = FieldList(FormField(NewProductForm), min_entries=NEW_PRODUCTS, max_entries=NEW_PRODUCTS)
    participants = FieldList(FormField(ParticipantForm))
    sessions = SelectMultipleField(
        lazy("Sessions"),
        coerce=int,
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
        validate_choice=False,
    )

    def validate_sessions(self, field: Field) -> None:
        """Told at the field, on its page; the service refuses the same."""
        if not field.data:
            raise ValidationError(_("Choose at least one session."))

    @property
    def asks_for_products(self) -> bool:
        """Whether one of the questions is for products."""
        return any(question.kind is Kind.PRODUCTS for question in self.questions)

    @property
    def new_ones(self) -> list[NewProductForm]:
        """The products that were added to the catalogue here."""
        return [entry.form for entry in self.new_products if not entry.form.is_empty]

    def judged_value(self, question: Question) -> Any:
        """With the products that are still to be added to the catalogue."""
        value = super().judged_value(question)
        if question.kind is Kind.PRODUCTS and self.asks_for_products:
            return [*value, *(-number for number, _new in enumerate(self.new_ones, start=1))]
        return value

    def people(self) -> list[ParticipantDetails]:
        """Who comes, for the service."""
        return [
            ParticipantDetails(
                form.name.data or "", form.phone_kept, form.dietary.data or "", form.access_needs.data or ""
            )
            for form in (entry.form for entry in self.participants)
        ]

    def names_of(self, step: Step) -> list[str]:
        """The fields that a step shows."""
        names = [PREFIX + question.key for question in step.questions]
        if any(question.kind is Kind.PRODUCTS for question in step.questions):
            names.append("new_products")
        if step.asks_sessions:
            names.append("sessions")
        names += {StepKind.PEOPLE: ("participants",), StepKind.SEND: OF_SENDING}.get(step.kind, ())
        return [name for name in names if name in self]

    def faulty(self, steps: Collection[Step]) -> list[Step]:
        """Which of the steps have a fault; it stands at its field."""
        return [step for step in steps if any(self._has_errors(self[name]) for name in self.names_of(step))]

    def forgive(self, steps: Collection[Step]) -> None:
        """Take the faults of these steps back: they aren't looked at yet."""
        for step in steps:
            for name in self.names_of(step):
                _clear(self[name])

    def _has_errors(self, field: Field) -> bool:
        return bool(field.errors) and any(field.errors)


def _clear(field: Field) -> None:
    """Fields that consist of fields are cleared with all that is in them."""
    if isinstance(field, FormField):
        for inner in field.form:
            _clear(inner)
        return
    for entry in getattr(field, "entries", ()):
        _clear(entry)
    field.errors = []
