"""Forms in words: kinds of questions, faults, and answers as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString

from eventreg.core.errors import DomainError
from eventreg.core.i18n import Language, _, current_language, format_day, lazy, ngettext
from eventreg.core.money import rupiah
from eventreg.questions.rules import FormFaulty, Kind, Question, possible_values, scale_of

KINDS: dict[Kind, LazyString] = {
    Kind.TEXT: lazy("Short text"),
    Kind.LONG_TEXT: lazy("Long text"),
    Kind.NUMBER: lazy("A number"),
    Kind.RUPIAH: lazy("Amount in Rupiah"),
    Kind.DATE: lazy("Date"),
    Kind.ONE_OF: lazy("Choose one"),
    Kind.SOME_OF: lazy("Choose several"),
    Kind.YES_NO: lazy("Yes or no"),
    Kind.SCALE: lazy("Scale"),
    Kind.FILE: lazy("File"),
    Kind.PHOTOS: lazy("Photos"),
    Kind.PRODUCTS: lazy("Products"),
    Kind.REGION: lazy("Region"),
    Kind.TERMS: lazy("Agreement to terms"),
}
EXAMPLES: dict[Kind, LazyString] = {
    Kind.TEXT: lazy("One line, such as “Which dye do you use?”"),
    Kind.LONG_TEXT: lazy("Several sentences, such as “Tell us of your work.”"),
    Kind.NUMBER: lazy("A whole number, such as “How many people work with you?”"),
    Kind.RUPIAH: lazy("Such as “Turnover in a month?” → Rp2.500.000"),
    Kind.DATE: lazy("A day, such as “Since when do you sell?”"),
    Kind.ONE_OF: lazy("One answer from a list, such as natural or synthetic dye"),
    Kind.SOME_OF: lazy("Any number of answers from a list, such as the days on which they come"),
    Kind.YES_NO: lazy("Such as “Do you need electricity at the booth?”"),
    Kind.SCALE: lazy("From 1 to 5, such as “How well do you know waxing?”"),
    Kind.FILE: lazy("One PDF or picture, such as a letter or a price list"),
    Kind.PHOTOS: lazy("Up to five photos, such as the workshop; they are scaled down on the phone"),
    Kind.PRODUCTS: lazy("Chosen from the business's own catalogue, with photo and price"),
    Kind.REGION: lazy("Kelurahan, kecamatan or kota, found by its name"),
    Kind.TERMS: lazy("A text that must be agreed to, such as the rules of the booth"),
}

PARTS: dict[str, LazyString] = {
    "label_id": lazy("Question"),
    "label_en": lazy("Question in English"),
    "help_id": lazy("Help"),
    "help_en": lazy("Help in English"),
    "required": lazy("Required or not"),
    "options": lazy("Choices"),
    "condition": lazy("When it is shown"),
    "low": lazy("Least"),
    "high": lazy("Most"),
    "text_id": lazy("Terms"),
    "text_en": lazy("Terms in English"),
    "kind": lazy("Kind"),
}
"""What of a question may have changed between two versions."""

FAULTS: dict[str, LazyString] = {
    "too_many": lazy("That is more than a form can hold."),
    "key_twice": lazy("The form has this question already."),
    "label_missing": lazy("Write the question."),
    "options_missing": lazy("Write at least two choices."),
    "option_twice": lazy("Two choices are the same."),
    "option_unlabelled": lazy("Write what each choice says."),
    "scale_limits": lazy("A scale goes from a smaller to a larger number, from 0 to 10."),
    "limits": lazy("The least must not be more than the most."),
    "terms_missing": lazy("Write the terms that are agreed to."),
    "condition_not_earlier": lazy("It looks at a question that does not come before it."),
    "condition_undecided": lazy("It looks at a question whose answers can't be listed."),
    "condition_values": lazy("Choose at least one answer for which it is shown."),
}
"""What `check_form` finds, said of the question itself."""

REFUSALS: Mapping[type[DomainError], LazyString] = {FormFaulty: lazy("This form can't be asked so.")}


def label_of(question: Question, language: Language | None = None) -> str:
    """The question in this language, in Indonesian where it has no other words."""
    return _either(question.label_id, question.label_en, language)


def help_of(question: Question, language: Language | None = None) -> str:
    """Its help; empty where there is none."""
    return _either(question.help_id, question.help_en, language)


def terms_of(question: Question, language: Language | None = None) -> str:
    """The terms that are agreed to."""
    return _either(question.text_id, question.text_en, language)


def value_labels(question: Question, language: Language | None = None) -> dict[str, str]:
    """What a question with a list of answers offers: value → words; empty for other kinds."""
    if question.kind is Kind.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}
    if question.kind is Kind.SCALE:
        return {value: value for value in possible_values(question)}
    return {option.value: _either(option.label_id, option.label_en, language) for option in question.options}


@dataclass(frozen=True)
class Told:
    """When a question is shown: `question` was answered with one of `values`."""

    question: str
    values: str


def condition_of(question: Question, others: Mapping[str, Question]) -> Told | None:
    """Its condition in words; None where it is always shown."""
    condition = question.condition
    if condition is None or condition.question not in others:
        return None
    decider = others[condition.question]
    labels = value_labels(decider)
    values = [labels.get(value, value) for value in condition.values]
    return Told(label_of(decider), _(" or ").join(f"“{value}”" for value in values))


def limits_of(question: Question) -> str:
    """`1 to 3`, `at least 1`, `at most 5`; empty where there is no limit."""
    low, high = scale_of(question) if question.kind is Kind.SCALE else (question.low, question.high)
    write = rupiah if question.kind is Kind.RUPIAH else str
    if low is not None and high is not None:
        return _("%(low)s to %(high)s", low=write(low), high=write(high))
    if low is not None:
        return _("at least %(number)s", number=write(low))
    return _("at most %(number)s", number=write(high)) if high is not None else ""


def answer_text(question: Question, value: Any, language: Language | None = None) -> str:
    """An answer as one reads it; empty where there is none. Files and products are told by their number."""
    if value is None or value == "" or value == []:
        return ""
    kind = question.kind
    if kind is Kind.RUPIAH:
        return rupiah(value)
    if kind is Kind.DATE:
        return format_day(date.fromisoformat(value))
    if kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if kind is Kind.TERMS:
        return _("Agreed")
    if kind is Kind.SCALE:
        return _("%(value)s of %(highest)s", value=value, highest=scale_of(question)[1])
    if kind in {Kind.ONE_OF, Kind.SOME_OF}:
        labels = value_labels(question, language)
        return ", ".join(labels.get(one, one) for one in ([value] if isinstance(value, str) else value))
    if kind in {Kind.FILE, Kind.PHOTOS}:
        return ngettext("%(num)s file", "%(num)s files", len(value))
    if kind is Kind.PRODUCTS:
        return ngettext("%(num)s product", "%(num)s products", len(value))
    return str(value)


def _either(indonesian: str, english: str, language: Language | None) -> str:
    return english or indonesian if (language or current_language()) is Language.EN else indonesian
