"""Forms for applying and deciding."""

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from eventreg.applications.aftercare import ObjectionTooShort, check_objection
from eventreg.applications.answering import ParticipantDetails
from eventreg.applications.ballot import LONGEST
from eventreg.applications.rules import NEEDS_A_REASON, VERDICTS, Status
from eventreg.core.choices import SelectChoice
from eventreg.core.config import current_settings
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, words_needed
from eventreg.core.phone import NotAMobileNumber, parse_mobile
from eventreg.core.rendering import web_address
from eventreg.core.web import words_for
from eventreg.events.forms.fields import Moment


class VerdictForm(FlaskForm):
    """The committee's verdict on the chosen applications."""

    verdict = HiddenField()
    reason = TextAreaField(lazy("Reason"), [at_most(2000)])

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

    reason = TextAreaField(lazy("Reason"), [at_most(2000)])

    def require_reason(self, words: str) -> None:
        """An empty reason is refused with these words."""
        self.reason.validators = [InputRequired(words), at_most(2000)]


class DrawForm(FlaskForm):
    """The public source of an open draw, and when it tells its value, as clocks show it at the event's place."""

    source = StringField(
        lazy("Public source"),
        [words_needed(lazy("Say which value decides, so that anybody can look it up.")), at_most(LONGEST)],
    )
    source_url = StringField(lazy("Where it is read"), [at_most(500)], render_kw={"inputmode": "url"})
    draws = Moment(
        lazy("When it tells its value"),
        [InputRequired(lazy("Say when the source tells its value."))],
    )

    def validate_source_url(self, field: StringField) -> None:
        """An address that anybody can open."""
        if field.data and not web_address(field.data):
            raise ValidationError(_("Paste the whole link; it begins with https://"))


class DrawValueForm(FlaskForm):
    """What the source told."""

    value = StringField(
        lazy("The value that the source told"),
        [words_needed(lazy("Write the value exactly as the source shows it.")), at_most(LONGEST)],
        render_kw={"autocomplete": "off"},
    )


class NeedsForm(FlaskForm):
    """How somebody who comes is reached, and what is to be prepared for them."""

    phone = TelField(lazy("WhatsApp number"), [Optional()], render_kw={"autocomplete": "off"})
    dietary = StringField(lazy("Food that they can't eat"), [at_most(240)])
    access_needs = StringField(lazy("Help that they need"), [at_most(240)])

    def validate_phone(self, field: TelField) -> None:
        """A mobile number, so that the organiser can reach them."""
        try:
            _number(field.data)
        except NotAMobileNumber:
            raise ValidationError(_("This WhatsApp number is not valid. Example: 0812 3456 7890.")) from None

    def details(self, name: str = "") -> ParticipantDetails:
        """What was filled in, once it is valid."""
        return ParticipantDetails(
            name=name,
            phone=_number(self.phone.data),
            dietary=self.dietary.data or "",
            access_needs=self.access_needs.data or "",
        )


class ReplacementForm(NeedsForm):
    """Who comes instead."""

    name = StringField(
        lazy("Name of the new participant"),
        [words_needed(lazy("Write the name for the ticket.")), at_most(120)],
        render_kw={"autocomplete": "off"},
    )
    reason = TextAreaField(lazy("Reason"), [at_most(2000)])

    def require_reason(self) -> None:
        """Staff who act for others say why."""
        words = lazy("Write the reason: it stays in the audit trail.")
        self.reason.validators = [words_needed(words), at_most(2000)]


class ObjectionForm(FlaskForm):
    """What a rejected applicant says against it."""

    text = TextAreaField(
        lazy("Your objection"),
        [words_needed(lazy("Say what was overlooked, or what is not right.")), at_most(2000)],
        render_kw={"rows": 7},
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Enough to be understood: it is the only one."""
        try:
            check_objection(field.data or "")
        except ObjectionTooShort as error:
            raise ValidationError(words_for(error)) from error


class AnswerForm(FlaskForm):
    """What comes of an objection."""

    upheld = RadioField(
        lazy("Result"),
        choices=[
            SelectChoice("yes", lazy("The objection is right")),
            SelectChoice("no", lazy("The decision stands")),
        ],
        validators=[InputRequired(lazy("Choose what comes of it."))],
    )
    words = TextAreaField(lazy("Why"), [words_needed(lazy("Write why: the applicant will read it.")), at_most(2000)])


def _number(text: str | None) -> str:
    return parse_mobile(text, allow_demo=current_settings().is_demo) if text and text.strip() else ""
