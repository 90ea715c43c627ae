"""Forms for agreeing, with an age where it matters, and for publishing what is agreed to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from eventreg.consents import queries, rules
from eventreg.consents.models import ConsentText, PrivacyNotice
from eventreg.consents.service import Age
from eventreg.consents.texts import Words
from eventreg.consents.words import GUARDIAN_NEEDED, REFUSALS
from eventreg.core.choices import SelectChoice
from eventreg.core.config import current_settings
from eventreg.core.days import DayField
from eventreg.core.i18n import _, current_language, lazy
from eventreg.core.inputs import at_most
from eventreg.core.phone import NotAMobileNumber, parse_mobile, show_phone

ADULT, MINOR = "adult", "minor"
AGE_FIELDS = ("age", "born_on")
GUARDIAN_FIELDS = ("guardian_name", "guardian_relation", "guardian_phone")


class AgeForm(FlaskForm):
    """Whether somebody is of age. It asks no more than is needed: `fit` takes out what is known."""

    age = RadioField(
        lazy("Your age"),
        choices=[SelectChoice(ADULT, lazy("I am 18 or older")), SelectChoice(MINOR, lazy("I am under 18"))],
        validate_choice=False,
    )
    born_on = DayField(lazy("Date of birth"), [Optional()])
    guardian_name = StringField(lazy("Name of parent or guardian"), [at_most(120)])
    guardian_relation = StringField(lazy("Relation to you"), [at_most(40)])
    guardian_phone = TelField(lazy("WhatsApp number of parent or guardian"))

    today: date
    has_guardian = False  # whether a guardian is asked for, whatever the answer about the age

    def fit(self, person_id: int, born_on: date | None, today: date) -> None:
        """Leave only the questions whose answers aren't known."""
        self.today = today
        self.has_guardian = rules.needs_guardian(today, born_on)
        known = queries.has_told_age(person_id)
        self._drop(*(AGE_FIELDS if known else ()), *(GUARDIAN_FIELDS if known and not self.has_guardian else ()))
        guardians = queries.guardians(person_id) if self.has_guardian else []
        if guardians and not self.is_submitted():
            self.guardian_name.data = guardians[0].name
            self.guardian_relation.data = guardians[0].relation
            self.guardian_phone.data = show_phone(guardians[0].phone)

    def validate(self, extra_validators: Any = None) -> bool:
        """A date of birth is needed of those alone who say that they are under 18."""
        if self._says_minor:
            self.born_on.validators = [InputRequired(_("Write your date of birth."))]
        valid: bool = super().validate(extra_validators)
        return valid

    @property
    def answer(self) -> Age:
        """What was told, for the service."""
        born_on = self.born_on.data if self._says_minor else None
        if not self._needs_guardian:
            return Age(born_on)
        name, relation, phone = (self[field].data or "" for field in GUARDIAN_FIELDS)
        return Age(born_on, (name, relation, phone))

    @property
    def agrees(self) -> bool:
        """Whether this is to be a consent at all."""
        return True

    @property
    def _says_minor(self) -> bool:
        return self.agrees and "age" in self and self.age.data == MINOR

    @property
    def _needs_guardian(self) -> bool:
        if not self.agrees:
            return False
        if self._says_minor:
            return self.born_on.data is None or rules.needs_guardian(self.today, self.born_on.data)
        return self.has_guardian

    def validate_age(self, field: Field) -> None:
        """One of the two."""
        if self.agrees and field.data not in (ADULT, MINOR):
            raise ValidationError(_("Tell us whether you are 18 or older."))

    def validate_born_on(self, field: Field) -> None:
        """A day in somebody's life."""
        if not self._says_minor or field.data is None:
            return
        try:
            rules.check_birth_date(field.data, self.today)
        except rules.BirthDateImpossible as error:
            raise ValidationError(REFUSALS[rules.BirthDateImpossible]) from error

    def validate_guardian_name(self, field: Field) -> None:
        """Needed under 18."""
        if self._needs_guardian and not (field.data or "").strip():
            raise ValidationError(GUARDIAN_NEEDED)

    def validate_guardian_relation(self, field: Field) -> None:
        """Needed under 18."""
        if self._needs_guardian and not (field.data or "").strip():
            raise ValidationError(_("For example mother, father, uncle."))

    def validate_guardian_phone(self, field: Field) -> None:
        """Needed under 18: a mobile number."""
        if not self._needs_guardian:
            return
        try:
            parse_mobile(field.data or "", allow_demo=current_settings().is_demo)
        except NotAMobileNumber as error:
            raise ValidationError(_("This WhatsApp number is not valid. Example: 0812 3456 7890.")) from error

    def _drop(self, *names: str) -> None:
        for name in names:
            del self[name]


class ConsentsForm(AgeForm):
    """A box for each purpose that is still to be asked, none ticked; what holds already is only told."""

    consents = SelectMultipleField(
        lazy("Your consent"),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
        validate_choice=False,  # a page from before the person agreed elsewhere is no mistake
    )

    texts: Sequence[ConsentText] = ()
    held: Sequence[str] = ()
    is_draft = False

    def ask(self, person_id: int, born_on: date | None, today: date) -> None:
        """Fit the boxes and the questions about the age to the person."""
        language = current_language()
        self.texts = queries.to_ask(person_id)
        self.held = [stand.text.title_in(language) for stand in queries.standing(person_id).values() if stand.holds]
        self.fit(person_id, born_on, today)
        if not self.texts:
            self._drop(*(name for name in (*AGE_FIELDS, *GUARDIAN_FIELDS) if name in self))
            self.has_guardian = False
        for name in ("consents", *AGE_FIELDS, *GUARDIAN_FIELDS):
            if name in self:  # they stand at the end of the page, and so do their errors
                self._fields[name] = self._fields.pop(name)

    @property
    def agreed(self) -> list[str]:
        """The purposes that were asked for and ticked."""
        return [text.purpose for text in self.texts if text.purpose in (self.consents.data or [])]

    @property
    def agrees(self) -> bool:
        """Drafts agree to nothing; otherwise an age is needed as soon as there is something to agree to."""
        return not self.is_draft and bool(self.agreed or any(text.is_required for text in self.texts))

    def validate_consents(self, field: Field) -> None:
        """Required ones must be ticked."""
        missing = [text for text in self.texts if text.is_required and text.purpose not in self.agreed]
        if missing and not self.is_draft:
            titles = ", ".join(text.title_in(current_language()) for text in missing)
            words = _("Tick “%(purposes)s”: without it your application can't be handled.", purposes=titles)
            raise ValidationError(words)


# ---- Publishing -------------------------------------------------------------------------------------


def _title(label: Any) -> StringField:
    return StringField(label, [DataRequired(lazy("Fill this in.")), at_most(120)])


def _prose(label: Any, most: int) -> TextAreaField:
    return TextAreaField(label, [DataRequired(lazy("Fill this in.")), at_most(most)])


class TextForm(FlaskForm):
    """A purpose's words in both languages; `seen`: the version that they were changed from."""

    seen = HiddenField()
    title_id = _title(lazy("Title in Indonesian"))
    text_id = _prose(lazy("Text in Indonesian"), 1000)
    title_en = _title(lazy("Title in English"))
    text_en = _prose(lazy("Text in English"), 1000)

    @classmethod
    def of(cls, text: ConsentText) -> "TextForm":
        """The form as it is to be edited."""
        return cls(data={name: getattr(text, name) for name in Words._fields} | {"seen": text.version})

    @property
    def words(self) -> Words:
        """What was typed, for the service."""
        return Words(*(self[name].data or "" for name in Words._fields))


class NewPurposeForm(TextForm):
    """A further purpose."""

    is_required = BooleanField(lazy("Required: nobody can apply without it"))


class NoticeForm(FlaskForm):
    """The privacy notice in both languages."""

    seen = HiddenField()
    text_id = _prose(lazy("Notice in Indonesian"), 20_000)
    text_en = _prose(lazy("Notice in English"), 20_000)

    @classmethod
    def of(cls, notice: PrivacyNotice) -> "NoticeForm":
        """The form as it is to be edited."""
        return cls(data={"seen": notice.version, "text_id": notice.text_id, "text_en": notice.text_en})


def seen_version(form: TextForm | NoticeForm) -> int:
    """The version that a form was opened with; 0, which no version is, for anything else."""
    text = form.seen.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
