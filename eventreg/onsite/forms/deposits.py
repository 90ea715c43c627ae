"""What is written down about deposits."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from eventreg.businesses.forms.own import keeps
from eventreg.businesses.rules import parse_price
from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most, one_line, stripped, words_needed
from eventreg.core.money import rupiah
from eventreg.onsite.models import Deposit

AMOUNT = {"inputmode": "numeric", "autocomplete": "off"}


def amount_of(text: str | None) -> int:
    """Whole Rupiah, as they were typed; the form has checked them."""
    return parse_price(text or "")


class TakeForm(FlaskForm):
    """A deposit that was paid."""

    amount = StringField(
        lazy("Amount"),
        [words_needed(lazy("Write the amount.")), keeps(parse_price)],
        filters=[one_line],
        render_kw=AMOUNT,
    )
    receipt = StringField(
        lazy("Receipt number"),
        [words_needed(lazy("Write the number of the receipt.")), at_most(80)],
        filters=[one_line],
    )

    @classmethod
    def usual(cls, amount: int) -> "TakeForm":
        """With what the event asks."""
        return cls(data={"amount": rupiah(amount) if amount else ""})


class ReturnForm(FlaskForm):
    """What goes back, and why not all of it."""

    amount = StringField(
        lazy("Given back"),
        [words_needed(lazy("Write the amount; 0 for nothing.")), keeps(parse_price)],
        filters=[one_line],
        render_kw=AMOUNT,
    )
    withheld = TextAreaField(lazy("Why not all of it"), filters=[stripped], validators=[at_most(500)])
    reference = StringField(lazy("Number of the payment"), filters=[one_line], validators=[at_most(80)])

    @classmethod
    def whole(cls, deposit: Deposit | None) -> "ReturnForm":
        """All of it, to begin with."""
        return cls(data={"amount": rupiah(deposit.amount) if deposit else ""})


class MistakeForm(FlaskForm):
    """Why a mark was a mistake; the exhibitor reads it."""

    reason = TextAreaField(
        lazy("Reason"), filters=[stripped], validators=[words_needed(lazy("Write why.")), at_most(500)]
    )
