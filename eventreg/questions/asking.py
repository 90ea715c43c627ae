"""Questions as fields of a form, and what was typed back as answers.

Each question is a field named `q-<key>`. A field takes whatever was typed and gives it back as it was typed; `value` is
the answer that it means, for `rules.check_answer` to judge, and the fault is told beside the field.

Files have two controls: `q-<key>` carries the keys of those that are stored already, `q-<key>-file` new ones.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from wtforms import Field, Form

from eventreg.businesses import queries as businesses
from eventreg.businesses.models import Product
from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import Language, lazy
from eventreg.questions import rules
from eventreg.questions.controls import (
    DateAnswer,
    FilesAnswer,
    ListAnswer,
    LongAnswer,
    NumberAnswer,
    OneAnswer,
    PhotosAnswer,
    ProductsAnswer,
    ScaleAnswer,
    SomeAnswer,
    TermsAnswer,
    TextAnswer,
    YesNoAnswer,
)
from eventreg.questions.faults import fault_words, missing_words
from eventreg.questions.rules import AnswerRefused, Kind, Question
from eventreg.questions.words import label_of, value_labels

PREFIX = "q-"
UNFINISHED = frozenset({"too_few", "too_many", "too_small", "too_large"})  # a draft may still be so
MANY = 8  # from so many options on, one is chosen from a list that opens


class QuestionsForm(Form):
    """A form that has a field for each of `questions`; made by `form_for`."""

    questions: ClassVar[Sequence[Question]] = ()

    def field_of(self, key: str) -> Any:
        """The control that asks this question."""
        return self[PREFIX + key]

    @property
    def answers(self) -> dict[str, Any]:
        """What is typed, as far as a draft keeps it: without what can't be read or isn't asked."""
        return rules.kept(self.questions, self._typed(faulty=False))

    def shown(self) -> list[Question]:
        """The questions that are asked, given what is typed."""
        return rules.shown(self.questions, self._typed(faulty=True))

    def check_answers(self, keys: Collection[str] | None = None, *, complete: bool = True) -> bool:
        """Tell the faults of these questions, or of all, beside their fields; whether there are none.

        `complete`: what is required and missing is a fault too.
        """
        right = True
        shown = self.shown()
        for question in shown:
            if keys is not None and question.key not in keys:
                continue
            words = self._fault(question, complete)
            if words:
                field = self.field_of(question.key)
                field.errors = [*field.errors, words]
                right = False
        return right

    def judged_value(self, question: Question) -> Any:
        """What is looked at when faults are told."""
        return self.field_of(question.key).value

    def _fault(self, question: Question, complete: bool) -> str:
        value = self.judged_value(question)
        if rules.is_empty(value, question.kind):
            return missing_words(question) if complete and question.required else ""
        try:
            rules.check_answer(question, value)
        except AnswerRefused as refusal:
            return fault_words(question, refusal.details["fault"], refusal.details.get("limit"))
        return ""

    def _typed(self, *, faulty: bool) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for question in self.questions:
            value = self.field_of(question.key).value
            try:
                checked = rules.check_answer(question, value)
            except AnswerRefused as refusal:
                checked = value if faulty or refusal.details["fault"] in UNFINISHED else None
            if checked is not None:
                typed[question.key] = checked
        return typed


Asking = TypeVar("Asking", bound=QuestionsForm)


def form_for(
    base: type[Asking], questions: Sequence[Question], *, language: Language, products: Sequence[Product] = ()
) -> type[Asking]:
    """A kind of `base` that asks the questions too. `products`: what the business offers."""
    fields = {PREFIX + question.key: field_for(question, language, products) for question in questions}
    return type("Asking", (base,), {"questions": tuple(questions), **fields})


def values_of(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields begin with, for the form's `data`."""
    by_key = {question.key: question for question in questions}
    return {PREFIX + key: _shown_value(by_key[key], value) for key, value in answers.items() if key in by_key}


def field_for(question: Question, language: Language, products: Sequence[Product] = ()) -> Any:
    """The field that asks a question."""
    kind, label = question.kind, label_of(question, language)
    if kind is Kind.ONE_OF:
        return _one_of(question, label, language)
    if kind is Kind.SOME_OF:
        return SomeAnswer(label, choices=_options(question, language), validate_choice=False)
    if kind is Kind.YES_NO:
        choices = [SelectChoice("yes", lazy("Yes")), SelectChoice("no", lazy("No"))]
        return YesNoAnswer(label, choices=choices, validate_choice=False)
    if kind is Kind.SCALE:
        low, high = rules.scale_of(question)
        return ScaleAnswer(label, choices=_scale(low, high), validate_choice=False)
    if kind is Kind.PRODUCTS:
        choices = [SelectChoice(str(product.id), product.name) for product in products]
        return ProductsAnswer(label, choices=choices, validate_choice=False)
    if kind is Kind.REGION:
        return _region(label)
    if kind in (Kind.FILE, Kind.PHOTOS):
        return (FilesAnswer if kind is Kind.FILE else PhotosAnswer)(label, choices=[], validate_choice=False)
    return _SIMPLE[kind](label)


# ---- How ------------------------------------------------------------------------------------------


def _scale(low: int, high: int) -> list[SelectChoice]:
    return [SelectChoice(str(number), str(number)) for number in range(low, high + 1)]


def _options(question: Question, language: Language) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in value_labels(question, language).items()]


def _one_of(question: Question, label: str, language: Language) -> Any:
    options = _options(question, language)
    if len(options) < MANY:
        return OneAnswer(label, choices=options, validate_choice=False)
    return ListAnswer(label, choices=[SelectChoice("", lazy("Choose")), *options], validate_choice=False)


def _region(label: str) -> Any:
    groups = businesses.region_choices()
    villages = [SelectChoice(code, name, optgroup=group) for group, members in groups for code, name in members]
    return ListAnswer(label, choices=[SelectChoice("", lazy("Choose a kelurahan")), *villages], validate_choice=False)


def _shown_value(question: Question, value: Any) -> Any:
    if question.kind is Kind.YES_NO:
        return "yes" if value else "no"
    if question.kind in (Kind.SCALE, Kind.ONE_OF):
        return str(value)
    return [str(item) for item in value] if isinstance(value, list) else value


_SIMPLE: Mapping[Kind, type[Field]] = {
    Kind.TEXT: TextAnswer,
    Kind.LONG_TEXT: LongAnswer,
    Kind.NUMBER: NumberAnswer,
    Kind.RUPIAH: NumberAnswer,
    Kind.DATE: DateAnswer,
    Kind.TERMS: TermsAnswer,
}
