"""The wording of a letter as it is typed."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField, ValidationError

from eventreg.core.i18n import _, lazy
from eventreg.core.mistakes import lines_of
from eventreg.documents.rules import DocumentKind
from eventreg.office import lettering


class WordingForm(FlaskForm):
    """Subject in the first line, then the text with its fields. `code`: the application that the preview is for."""

    source = TextAreaField(lazy("Wording"))
    code = StringField(lazy("Preview with application"))

    def __init__(self, kind: DocumentKind, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._kind = kind

    def validate_source(self, field: TextAreaField) -> None:
        found = lettering.mistakes_in(self._kind, field.data or "")
        field.errors = [*field.errors, *lines_of(found)]
        if found:
            raise ValidationError(_("The wording is not kept yet: correct the marked lines."))
