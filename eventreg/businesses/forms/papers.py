"""Forms of papers: what its owner tells of one, and what staff say of it."""

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, StopValidation, ValidationError

from eventreg.businesses import rules, service
from eventreg.businesses.forms.own import NOT_IN_THE_LIST, KeyField, keeps
from eventreg.businesses.models import Paper, PaperKind
from eventreg.businesses.rules import PaperDetails
from eventreg.businesses.words import PAPER_NAMES, PAPER_NOTES
from eventreg.core.choices import SelectChoice
from eventreg.core.days import DayField
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import read_file
from eventreg.core.i18n import _, lazy
from eventreg.core.web import words_for


class PaperForm(FlaskForm):
    """A paper. `file` comes with the form, `file_key` was kept before."""

    kind = SelectField(lazy("Which paper?"), default="", validate_choice=False)
    title = StringField(lazy("What is it?"))
    number = StringField(lazy("Number on the paper"))
    issued_on = DayField(lazy("Issued on"), [Optional()])
    expires_on = DayField(lazy("Valid until"), [Optional()])
    file = FileField(lazy("Photo or PDF"))
    file_key = KeyField()

    def __init__(self, *args: Any, nib: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nib = nib
        self.kind.choices = [
            SelectChoice("", _("Choose a paper")),
            *(SelectChoice(kind, f"{PAPER_NAMES[kind]}: {PAPER_NOTES[kind]}") for kind in PaperKind),
        ]

    @classmethod
    def values_of(cls, paper: Paper) -> dict[str, Any]:
        """What the fields begin with."""
        return {
            "kind": paper.kind,
            "title": paper.title,
            "number": paper.number,
            "issued_on": paper.issued_on,
            "expires_on": paper.expires_on,
            "file_key": paper.file.key if paper.file else "",
        }

    def take_file(self, person_id: int, *, now: datetime) -> None:
        """Keep a file that came with the form at once, so that an error elsewhere doesn't lose it.

        For before `validate`, in a unit of work of its own. A refusal becomes the error of `file`.
        """
        upload = self.file.data
        try:
            content = read_file(upload.stream, upload.filename or "") if upload else None
            with unit_of_work():
                kept = service.resolve_file(self.file_key.data or "", content, person_id, now=now)
                self.file_key.data = kept.key if kept else ""
        except service.PhotoUnknown as error:
            self.file_key.data = ""
            self._refuse_file(error)
        except DomainError as error:
            self._refuse_file(error)

    def _refuse_file(self, error: DomainError) -> None:
        self.file.process_errors = [*self.file.process_errors, words_for(error)]  # what `validate` begins with

    def validate_kind(self, field: Field) -> None:
        """One of the list."""
        if field.data not in set(PaperKind):
            raise StopValidation(str(NOT_IN_THE_LIST))

    def validate_title(self, field: Field) -> None:
        """What a paper of no usual kind is."""
        keeps(lambda text: rules.check_title(str(self.kind.data), text))(self, field)

    def validate_number(self, field: Field) -> None:
        """What stands on the paper; that of a NIB has 13 digits and is the profile's."""
        kind = str(self.kind.data)

        def check(text: str) -> object:
            typed = rules.check_nib(text) if kind == PaperKind.NIB else text
            return rules.check_number(kind, typed, nib=self.nib)

        keeps(check)(self, field)

    def validate_file(self, field: Field) -> None:
        """Without one there is no paper; a file that was refused has its own error."""
        if not self.file_key.data and not field.process_errors:
            raise ValidationError(words_for(rules.FileMissing()))

    def details(self) -> PaperDetails:
        """What was told, for the service."""
        return PaperDetails(
            kind=str(self.kind.data),
            title=self.title.data or "",
            number=self.number.data or "",
            issued_on=self.issued_on.data,
            expires_on=self.expires_on.data,
        )


class PaperRemovalForm(FlaskForm):
    """The button that takes a paper away."""


class VerdictForm(FlaskForm):
    """What is to be mended; needed to refuse a paper."""

    remark = TextAreaField(lazy("What has to be mended?"))
