"""Wording a message: subject and body, checked line by line; what to look at it with."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.core.mistakes import words_for
from eventreg.core.rendering import Literal
from eventreg.messaging import wording
from eventreg.messaging.field_words import words_of
from eventreg.messaging.samples import Sample
from eventreg.messaging.wording import Draft, Mistakes

FULL, SHORT = "full", "short"
LONGEST_SUBJECT = 600  # with its fields and conditions; what becomes of it is far shorter


class TextForm(FlaskForm):
    """A wording; `base` is the version that it began from. `sample`: what the preview shows it for."""

    subject = StringField(lazy("Subject of the message"), filters=[one_line], validators=[at_most(LONGEST_SUBJECT)])
    body = TextAreaField(lazy("Text of the message"), validators=[at_most(19_000)])
    note = StringField(lazy("What you changed"), filters=[one_line], validators=[at_most(200)])
    base = IntegerField(widget=HiddenInput(), validators=[Optional()])
    words = StringField(lazy("Find an application"), filters=[one_line], validators=[at_most(100)])
    sample = SelectField(lazy("Preview with"), choices=[], validate_choice=False)

    def __init__(self, kind: str, draft: Draft | None = None, base: int = 0) -> None:
        super().__init__(data={"subject": draft.subject, "body": draft.body, "base": base} if draft else None)
        self.kind = kind

    def begin_from(self, version: int) -> None:
        """Take the page that is shown next for a change of this version."""
        self.base.data, self.base.raw_data = version, None

    def offer(self, found: Sequence[Sample], chosen: Sample | None) -> None:
        """Let one of these be chosen for the preview, or something made up; what was chosen stays."""
        made_up = [(FULL, _("Made up, with all there may be")), (SHORT, _("Made up, with as little as there may be"))]
        real = {one.key: one.label for one in [*([chosen] if chosen else []), *found]}
        self.sample.choices = [*real.items(), *made_up]
        if self.sample.data not in {*real, FULL, SHORT}:
            self.sample.data = found[0].key if found else FULL

    @property
    def draft(self) -> Draft:
        """What was typed."""
        return Draft(self.subject.data or "", self.body.data or "")

    @property
    def mistakes(self) -> Mistakes:
        """All that is wrong with what was typed."""
        return wording.mistakes_in(self.kind, self.draft)

    def validate_subject(self, field: StringField) -> None:
        """It is there, and its fields are known."""
        if not field.data:
            raise ValidationError(_("Write a subject. It is the first that is read."))
        for mistake in self.mistakes.subject:
            field.errors = [*field.errors, words_for(mistake)]

    def validate_body(self, field: TextAreaField) -> None:
        """It is there; what is wrong with its lines is shown below it, line by line."""
        if not (field.data or "").strip():
            raise ValidationError(_("Write what the message says."))
        found = self.mistakes
        if found.body:
            raise ValidationError(_("Some lines can't be used. They are shown below the text."))
        for name in found.missing:
            label = words_of(self.kind, name).label
            words = _("“%(label)s” is missing. The reader needs it: put it in with its button.", label=label)
            field.errors = [*field.errors, words]


def example_words(kind: str) -> dict[str, str]:
    """What stands in the fields of a made-up message."""
    words = {}
    for name, field in wording.fields_of(kind).items():
        words[name] = _example(kind, name)
        words |= {f"{name}.{part}": _example(name, part) for part in field.parts}
    return words


def _example(kind: str, name: str) -> str:
    text = words_of(kind, name).shown()
    return Literal(text) if text.startswith("https://") else text
