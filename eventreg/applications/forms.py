"""Forms for applying and deciding."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from eventreg.applications.rules import NEEDS_A_REASON, VERDICTS, Status
from eventreg.businesses.rules import PriceMalformed, PriceTooHigh, parse_price
from eventreg.consents.forms import ConsentsForm
from eventreg.core.i18n import _, lazy

NEW_PRODUCTS = 3
MOST_HELPERS = 10


class NewProductForm(Form):
    """A product that isn't in the business's catalogue yet. A wholly empty one is no product."""

    name = StringField(lazy("Product name"), [Length(max=120)])
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


class ApplicationForm(ConsentsForm):
    """One page: why, with which products, who minds the stand, and what is still to be agreed to."""

    motivation = TextAreaField(
        lazy("Why do you want to take part?"),
        [InputRequired(lazy("Tell the committee in two or three sentences.")), Length(max=2000)],
    )
    shown = SelectMultipleField(
        lazy("Products that you show"),
        coerce=int,
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    new_products = FieldList(FormField(NewProductForm), min_entries=NEW_PRODUCTS, max_entries=NEW_PRODUCTS)
    helpers = FieldList(StringField(lazy("Name"), [Length(max=120)]), max_entries=MOST_HELPERS)

    def drop_requirements(self) -> None:
        """A draft may be incomplete."""
        self.motivation.validators = [Length(max=2000)]
        self.is_draft = True


class VerdictForm(FlaskForm):
    """The committee's verdict on the chosen applications."""

    verdict = HiddenField()
    reason = TextAreaField(lazy("Reason"), [Length(max=2000)])

    @property
    def chosen(self) -> Status | None:
        """The verdict as a status; None for anything else."""
        return next((status for status in VERDICTS if status == self.verdict.data), None)

    def validate_reason(self, field: TextAreaField) -> None:
        """The applicant must be told why, or what to mend."""
        if self.chosen in NEEDS_A_REASON and not (field.data or "").strip():
            raise ValidationError(_("Write the reason: the applicant will read it."))


class ReasonForm(FlaskForm):
    """Why somebody steps back, or an event is called off."""

    reason = TextAreaField(lazy("Reason"), [Length(max=2000)])

    def require_reason(self, words: str) -> None:
        """An empty reason is refused with these words."""
        self.reason.validators = [InputRequired(words), Length(max=2000)]
