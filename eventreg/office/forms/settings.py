"""The forms of what stands on all papers: letterhead, numbers, signatories."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import line_field
from eventreg.core.web import words_for
from eventreg.council.models import Organisation, Signatory
from eventreg.council.service import Numbering, SignatoryFacts
from eventreg.documents import rules
from eventreg.documents.rules import DocumentKind
from eventreg.documents.words import KIND_NAMES
from eventreg.office.signing import SIGNED, Rule, rule_of

LARGEST_NUMBER = 999_999


class LetterheadForm(FlaskForm):
    """The mark, and the line with which a letterhead ends."""

    logo = FileField(lazy("Logo"))
    removes_logo = BooleanField(lazy("Print no logo"))
    line = line_field(lazy("Telephone, e-mail, web page"), 200)


class NumbersForm(FlaskForm):
    """How papers are numbered; `numbers_form` adds the class and the signatory of each kind."""

    pattern = line_field(lazy("Pattern of numbers"), rules.LONGEST_PATTERN, required=True)
    office = line_field(lazy("Code of the office"), 40)
    by_class = BooleanField(lazy("Each class counts by itself"))

    def validate_pattern(self, field: Field) -> None:
        """The parts that are known, and what keeps numbers apart among them."""
        try:
            rules.check_numbering(
                field.data,
                office=self.office.data or "",
                longest_class=max((self[f"class_{kind}"].data or "" for kind in SIGNED), key=len),
                by_class=bool(self.by_class.data),
            )
        except (rules.PatternWrong, rules.ClassWanting, rules.NumberTooLong) as error:
            raise ValidationError(words_for(error)) from error

    @property
    def kinds(self) -> list[tuple[str, Field, Field]]:
        """Each kind's name with the fields of its class and its signatory."""
        return [(str(KIND_NAMES[kind]), self[f"class_{kind}"], self[f"signer_{kind}"]) for kind in SIGNED]

    def numbering(self) -> Numbering:
        """What was typed, for the council."""
        return Numbering(self.pattern.data or "", self.office.data or "", bool(self.by_class.data))

    def rules(self) -> dict[DocumentKind, Rule]:
        """What was chosen for each kind."""
        return {kind: Rule(self[f"class_{kind}"].data or "", self[f"signer_{kind}"].data or None) for kind in SIGNED}


def numbers_form(council: Organisation, signatories: Sequence[Signatory]) -> NumbersForm:
    """The form with fields for each kind, as it is to be edited."""
    people = [SelectChoice(0, _("The first in order")), *(SelectChoice(one.id, one.name) for one in signatories)]
    known = {one.id for one in signatories}
    fields: dict[str, Any] = {}
    before: dict[str, Any] = {
        "pattern": council.number_pattern,
        "office": council.office_code,
        "by_class": council.numbers_by_class,
    }
    for kind in SIGNED:
        rule = rule_of(kind)
        fields[f"class_{kind}"] = line_field(_("Class: %(kind)s", kind=KIND_NAMES[kind]), 20)
        fields[f"signer_{kind}"] = SelectField(
            _("Signatory: %(kind)s", kind=KIND_NAMES[kind]), choices=people, coerce=int
        )
        before |= {
            f"class_{kind}": rule.letter_class,
            f"signer_{kind}": rule.signatory_id if rule.signatory_id in known else 0,
        }
    form: NumbersForm = type("AllNumbersForm", (NumbersForm,), fields)(data=before)
    return form


class LastNumberForm(FlaskForm):
    """Where numbers go on, for an office that began the year by hand."""

    series = SelectField(lazy("Class"))
    last = IntegerField(
        lazy("Last number given out this year"),
        validators=[
            InputRequired(lazy("Write a whole number.")),
            NumberRange(min=0, max=LARGEST_NUMBER, message=lazy("A number from %(min)s to %(max)s.")),
        ],
    )

    def __init__(self, series: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.series.choices = [SelectChoice(one, one) for one in series]


class SignatoryForm(FlaskForm):
    """Somebody who signs, as it is printed."""

    name = line_field(lazy("Name with titles"), 120, required=True)
    post = line_field(lazy("Post"), 160, required=True)
    identity = line_field(lazy("Line below the name"), 60)
    picture = FileField(lazy("Picture of the signature"), validators=[Optional()])
    removes_picture = BooleanField(lazy("Leave room for a hand"))

    def facts(self) -> SignatoryFacts:
        """What was typed, for the council."""
        return SignatoryFacts(self.name.data or "", self.post.data or "", self.identity.data or "")
