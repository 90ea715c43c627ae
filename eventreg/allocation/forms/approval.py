"""What is written down about fees and offers."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most, words_needed


class ReceiptForm(FlaskForm):
    """The number under which the payment is found again."""

    receipt = StringField(lazy("Receipt number"), [words_needed(lazy("Write the number of the receipt.")), at_most(80)])


class WhyForm(FlaskForm):
    """Why a mark is taken back, or an offer lapses."""

    reason = TextAreaField(lazy("Reason"), [words_needed(lazy("Write why.")), at_most(500)])
