"""The editor of one question: what its kind needs, in both languages, and when it is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line, stripped, words_needed
from eventreg.questions.editing import WITH_LIMITS, options_from
from eventreg.questions.rules import (
    MOST_FILES,
    MOST_OPTIONS,
    WITH_OPTIONS,
    Condition,
    FormFaulty,
    Kind,
    Question,
    possible_values,
)
from eventreg.questions.words import FAULTS, label_of, value_labels

SPARE_OPTIONS = 2
FIRST_OPTIONS = 3
# where a fault of `check_form` is told
FIELD_OF = {
    "label_missing": "label_id",
    "options_missing": "options",
    "option_twice": "options",
    "option_unlabelled": "options",
    "too_many": "options",
    "scale_limits": "low",
    "limits": "low",
    "terms_missing": "text_id",
    "condition_not_earlier": "decider",
    "condition_undecided": "decider",
    "condition_values": "decider",
}


class Amount(StringField):
    """A whole number as people write it: `1.500.000`, `Rp 1500000`; empty is None."""

    number: int | None = None

    def process_data(self, value: Any) -> None:
        self.number = value
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = " ".join(valuelist).strip()
        plain = self.data.removeprefix("Rp").replace(".", "").replace(" ", "")
        self.number = None
        if not plain:
            return
        digits = plain.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 13):
            raise ValueError(_("Write a whole number, such as %(example)s.", example=5))
        self.number = int(plain)


class OptionForm(Form):
    """One choice: `value` is what it is known by, empty for a new one."""

    value = HiddenField()
    label_id = StringField(lazy("Choice"), filters=[one_line], validators=[at_most(120)])
    label_en = StringField(lazy("The same in English"), filters=[one_line], validators=[at_most(120)])
    removed = BooleanField(lazy("Remove"))

    @property
    def is_spare(self) -> bool:
        """Whether the row is passed over: never filled in, emptied, or removed."""
        return self.removed.data or not (self.label_id.data or self.label_en.data)

    def validate(self, extra_validators: Any = None) -> bool:
        right = super().validate(extra_validators)
        if not self.is_spare and not self.label_id.data:
            self.label_id.errors = [_("Write the choice in Indonesian as well.")]
            return False
        return right


class Ticks(SelectMultipleField):
    """Ticks that stand wherever the page wants them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class QuestionForm(FlaskForm):
    """A question of one kind. `question()` is what it says; `blame` puts a fault beside its field."""

    label_id = StringField(
        lazy("Question"), filters=[one_line], validators=[words_needed(FAULTS["label_missing"]), at_most(200)]
    )
    help_id = TextAreaField(lazy("Help"), filters=[stripped], validators=[at_most(500)], render_kw={"rows": 2})
    label_en = StringField(lazy("Question in English"), filters=[one_line], validators=[at_most(200)])
    help_en = TextAreaField(
        lazy("Help in English"), filters=[stripped], validators=[at_most(500)], render_kw={"rows": 2}
    )
    text_id = TextAreaField(
        lazy("Terms"),
        filters=[stripped],
        validators=[words_needed(FAULTS["terms_missing"]), at_most(10_000)],
        render_kw={"rows": 8},
    )
    text_en = TextAreaField(
        lazy("Terms in English"), filters=[stripped], validators=[at_most(10_000)], render_kw={"rows": 8}
    )
    required = BooleanField(lazy("Must be answered"), default=True)
    options = FieldList(FormField(OptionForm), label=lazy("Choices"))
    low = Amount(lazy("Least"))
    high = Amount(lazy("Most"))
    decider = RadioField(lazy("When is it asked?"), coerce=str, default="")
    values = Ticks(lazy("Answers for which it is asked"), coerce=str)

    @classmethod
    def of(cls, kind: Kind, question: Question | None, earlier: Sequence[Question]) -> "QuestionForm":
        """The editor of a question of this kind; `earlier` are those that its condition may look at."""
        form = cls(data=_data(question) if question else {"required": True})
        form.kind, form.was, form.earlier = kind, question, {decider.key: decider for decider in earlier}
        form.decider.choices = [("", _("Always"))] + [
            (decider.key, _("Only after certain answers to “%(question)s”", question=label_of(decider)))
            for decider in earlier
        ]
        form.values.choices = [
            (f"{decider.key}:{value}", label) for decider in earlier for value, label in value_labels(decider).items()
        ]
        form._drop_what_the_kind_lacks()
        return form

    kind: Kind
    was: Question | None
    moved: tuple[int, str] | None = None
    earlier: Mapping[str, Question]

    def question(self, key: str) -> Question:
        """What was filled in, under this key."""
        given = {
            name: self[name].data or ""
            for name in ("label_id", "label_en", "help_id", "help_en", "text_id", "text_en")
            if name in self
        }
        return Question(
            key=key,
            kind=self.kind,
            required=self.kind is Kind.TERMS or bool(self.required.data),
            options=self._options(),
            condition=self._condition(),
            low=self.low.number if "low" in self else None,
            high=self.high.number if "high" in self else None,
            **given,
        )

    def add_rows(self) -> None:
        """More empty choices, for browsers without script."""
        for _row in range(SPARE_OPTIONS):
            if len(self.options) < MOST_OPTIONS:
                self.options.append_entry()

    def move_row(self, wanted: str) -> bool:
        """Let two choices change places, for browsers without script: `3:up`, counted from 0; whether that was asked.

        `moved` is then the row to which the choice came. Beyond an end nothing moves.
        """
        place, colon, way = wanted.partition(":")
        if not (colon and place.isascii() and place.isdecimal() and len(place) < 4 and way in {"up", "down"}):
            return False
        rows = [row.form for row in self.options]
        one, other = int(place), int(place) + (1 if way == "down" else -1)
        self.moved = (other if 0 <= other < len(rows) else one), way
        if one < len(rows) and 0 <= other < len(rows):
            for name in ("value", "label_id", "label_en", "removed"):
                rows[one][name].data, rows[other][name].data = rows[other][name].data, rows[one][name].data
        return True

    def ticks(self, decider: str) -> list[Any]:
        """The ticks for the answers to this earlier question."""
        return [tick for tick in self.values if tick.data.split(":", 1)[0] == decider]

    def validate_high(self, field: Amount) -> None:
        """Limits that nothing could keep."""
        low, high = self.low.number, field.number
        if self.kind is not Kind.SCALE and low is not None and high is not None and low > high:
            raise ValidationError(str(FAULTS["limits"]))
        if self.kind is Kind.PHOTOS and not (1 <= (high or 1) <= MOST_FILES and 0 <= (low or 0) <= MOST_FILES):
            raise ValidationError(_("A question takes %(most)s photos at most.", most=MOST_FILES))
        counted = self.kind in {Kind.SOME_OF, Kind.PRODUCTS}
        if counted and ((low is not None and low < 0) or (high is not None and high < 1)):
            raise ValidationError(_("Write a number from 1 on."))
        if self.kind is Kind.SOME_OF and low is not None and low > len(self._options()):
            raise ValidationError(_("There are fewer choices than that."))

    def blame(self, error: FormFaulty, others: Mapping[str, Question]) -> None:
        """Tell a fault of the form beside the field that it is about."""
        fault, key = error.details["fault"], error.details["question"]
        name = FIELD_OF.get(fault, "label_id")
        words = str(FAULTS[fault])
        if key in others:  # another question looks at what was changed here
            name = "options" if "options" in self else "low" if "low" in self else "label_id"
            words = _(
                "“%(question)s” is asked only after an answer that would be gone. Change when it is asked first.",
                question=label_of(others[key]),
            )
        field = getattr(self, name, None) or self.label_id
        field.errors = [*field.errors, words]

    def _options(self) -> tuple[Any, ...]:
        if "options" not in self:
            return ()
        rows = [row.form for row in self.options if not row.form.is_spare]
        known = {option.value for option in self.was.options} if self.was else set()
        texts = [(row.value.data or "", row.label_id.data or "", row.label_en.data or "") for row in rows]
        return options_from(texts, known)

    def _condition(self) -> Condition | None:
        chosen = self.earlier.get(self.decider.data or "")
        if chosen is None:
            return None
        given = {text.split(":", 1)[1] for text in self.values.data or [] if text.split(":", 1)[0] == chosen.key}
        return Condition(chosen.key, tuple(value for value in possible_values(chosen) if value in given))

    def _drop_what_the_kind_lacks(self) -> None:
        if self.kind not in WITH_OPTIONS:
            del self.options
        elif not self.is_submitted():
            for _row in range(SPARE_OPTIONS if self.was else FIRST_OPTIONS):
                self.options.append_entry()
        if self.kind not in WITH_LIMITS:
            del self.low, self.high
        if self.kind is Kind.TERMS:
            del self.required
        else:
            del self.text_id, self.text_en


class TitleForm(FlaskForm):
    """The name of a template."""

    title = StringField(
        lazy("Name of the template"),
        filters=[one_line],
        validators=[words_needed(lazy("Give the template a name.")), at_most(120)],
    )


def _data(question: Question) -> dict[str, Any]:
    names = ("label_id", "label_en", "help_id", "help_en", "text_id", "text_en", "required", "low", "high")
    data: dict[str, Any] = {name: getattr(question, name) for name in names}
    data["options"] = [
        {"value": option.value, "label_id": option.label_id, "label_en": option.label_en} for option in question.options
    ]
    if question.condition:
        data["decider"] = question.condition.question
        data["values"] = [f"{question.condition.question}:{value}" for value in question.condition.values]
    return data
