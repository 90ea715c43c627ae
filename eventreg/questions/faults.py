"""Why an answer isn't taken, in a sentence that tells how to mend it."""

from flask_babel import LazyString

from eventreg.core.i18n import _, lazy, ngettext
from eventreg.core.money import rupiah
from eventreg.questions.rules import Kind, Question

UNREADABLE = lazy("This answer can't be read. Please fill it in again.")
CHOOSE = lazy("Please choose from the list.")
MISSING: dict[Kind, LazyString] = {
    Kind.ONE_OF: lazy("Please choose one."),
    Kind.SOME_OF: lazy("Please choose at least one."),
    Kind.YES_NO: lazy("Please choose yes or no."),
    Kind.SCALE: lazy("Please choose a number."),
    Kind.DATE: lazy("Please choose a day."),
    Kind.FILE: lazy("Please add the file."),
    Kind.PHOTOS: lazy("Please add a photo."),
    Kind.PRODUCTS: lazy("Please choose at least one product."),
    Kind.REGION: CHOOSE,
    Kind.TERMS: lazy("Tick this box: without it the application can't be sent."),
}


def missing_words(question: Question) -> str:
    """What is said where a required answer is missing."""
    return str(MISSING.get(question.kind) or _("Please fill this in."))


def fault_words(question: Question, fault: str, limit: int | None = None) -> str:
    """The sentence for a fault of `rules.check_answer`."""
    if fault == "not_a_number":
        return _number_words(question.kind)
    if fault == "not_a_date":
        return _("Please choose a day, for example 1 December 2026.")
    if fault == "not_an_option":
        return str(CHOOSE)
    if limit is None:
        return str(UNREADABLE)
    if fault == "too_long":
        return ngettext("At most %(num)s character.", "At most %(num)s characters.", limit)
    if fault in ("too_small", "too_large"):
        least, most = _("No less than %(limit)s."), _("No more than %(limit)s.")
        return (least if fault == "too_small" else most) % {"limit": _amount(question, limit)}
    return _count_words(question.kind, fault, limit)


def limit_words(question: Question) -> str:
    """What a question takes, said before anybody errs; empty where there is no limit."""
    low, high, kind = question.low, question.high, question.kind
    if kind in (Kind.NUMBER, Kind.RUPIAH):
        if low is not None and high is not None:
            return _("From %(low)s to %(high)s.", low=_amount(question, low), high=_amount(question, high))
        if low is not None:
            return _("No less than %(limit)s.", limit=_amount(question, low))
        return _("No more than %(limit)s.", limit=_amount(question, high)) if high is not None else ""
    if kind is Kind.SCALE or not (low or high):
        return ""
    if low and high and low != high:
        return _("From %(low)s to %(high)s.", low=low, high=high)
    if low and low == high:
        return _("Exactly %(number)s.", number=low)
    return _("No less than %(limit)s.", limit=low) if low and low > 1 else _most(high)


def _most(high: int | None) -> str:
    return _("No more than %(limit)s.", limit=high) if high else ""


def _number_words(kind: Kind) -> str:
    if kind is Kind.RUPIAH:
        return _("Write the amount in Rupiah, for example 1.500.000.")
    if kind is Kind.SCALE:
        return _("Please choose a number.")
    return _("Write a whole number, for example 12.")


def _amount(question: Question, amount: int) -> str:
    return rupiah(amount) if question.kind is Kind.RUPIAH else f"{amount:,}".replace(",", ".")


def _count_words(kind: Kind, fault: str, limit: int) -> str:
    few = fault == "too_few"
    if kind is Kind.PHOTOS:
        least = ngettext("Add at least %(num)s photo.", "Add at least %(num)s photos.", limit)
        most = ngettext("At most %(num)s photo: remove some.", "At most %(num)s photos: remove some.", limit)
    elif kind is Kind.PRODUCTS:
        least = ngettext("Choose at least %(num)s product.", "Choose at least %(num)s products.", limit)
        most = ngettext("Choose at most %(num)s product.", "Choose at most %(num)s products.", limit)
    else:
        least = ngettext("Choose at least %(num)s.", "Choose at least %(num)s.", limit)
        most = ngettext("Choose at most %(num)s.", "Choose at most %(num)s.", limit)
    return least if few else most
