"""Names, and refusals in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString

from eventreg.core.i18n import Language, _, lazy
from eventreg.core.web import refusal_messages
from eventreg.imports import cells, merging, rules
from eventreg.imports.likeness import Likeness
from eventreg.imports.planning import lists
from eventreg.imports.planning.applicants import PARTICIPANTS, QUESTION, SESSIONS, question_of
from eventreg.imports.rules import Fate
from eventreg.questions.faults import fault_words
from eventreg.questions.rules import Question
from eventreg.questions.words import label_of

FATE_NAMES: Mapping[Fate, LazyString] = {
    Fate.NEW: lazy("New"),
    Fate.UPDATE: lazy("Changes"),
    Fate.SAME: lazy("Nothing new"),
    Fate.DUPLICATE: lazy("Decide"),
    Fate.REFUSED: lazy("To mend"),
    Fate.SKIPPED: lazy("Left out"),
}

LIKENESS_NAMES: Mapping[str, LazyString] = {
    Likeness.NIK: lazy("same NIK"),
    Likeness.NPWP: lazy("same NPWP"),
    Likeness.NIB: lazy("same NIB"),
    Likeness.PHONE: lazy("same phone"),
    Likeness.NAME: lazy("similar name"),
    Likeness.PLACE: lazy("same place"),
    Likeness.ADDRESS: lazy("same address"),
}

REMARKS: Mapping[str, LazyString] = {
    "region_unknown": lazy("This village isn't in the list of regions: it is kept as it is written."),
    "owner_missing": lazy("The owner's name is missing: the one in the register stays."),
}

FIELD_NAMES: Mapping[str, LazyString] = {
    "name": lazy("Name of the business"),
    "owner_name": lazy("Owner's name"),
    "phone": lazy("WhatsApp number"),
    "email": lazy("E-mail address"),
    "nib": lazy("NIB"),
    "npwp": lazy("NPWP"),
    "nik": lazy("NIK"),
    "category": lazy("Category"),
    "region": lazy("Kelurahan"),
    "district": lazy("District"),
    "elsewhere": lazy("Town or place"),
    "place": lazy("Place"),
    "address": lazy("Address"),
    "brand": lazy("Brand"),
    "founded_year": lazy("Founded in"),
    "kbli": lazy("KBLI code"),
    "workers_m": lazy("Male workers"),
    "workers_f": lazy("Female workers"),
    "workers": lazy("Workers"),
    "turnover_band": lazy("Turnover in a month"),
    "yearly_sales": lazy("Sales in a year"),
    "capital": lazy("Capital"),
    "capacity": lazy("Capacity"),
    "is_producer": lazy("Producer"),
    "owner_sex": lazy("Owner's sex"),
    "owner_disability": lazy("Owner's disability"),
    "born_on": lazy("Owner's date of birth"),
    "fostered_since": lazy("Fostered since"),
    "channels": lazy("Online shops"),
    "instagram": lazy("Instagram"),
    "shopee": lazy("Shopee"),
    "tokopedia": lazy("Tokopedia"),
    "tiktok": lazy("TikTok"),
    "website": lazy("Website"),
    PARTICIPANTS: lazy("Participants"),
    SESSIONS: lazy("Sessions"),
}

REFUSALS = {
    rules.TableUnreadable: lazy("This file can't be read as a table. Save it as XLSX or CSV and send it again."),
    rules.OldSpreadsheet: lazy("This is an older kind of spreadsheet. Save it as XLSX or CSV and send it again."),
    rules.TableTooLarge: lazy("This file is too large: at most %(megabytes)s MB. Split it into several files."),
    rules.TooManyRows: lazy("This file has more than %(most)s rows. Split it into several files."),
    rules.TooManyColumns: lazy("This file has more than %(most)s columns. Delete those that are not needed."),
    rules.CellTooLong: lazy("In row %(row)s a cell has more than %(most)s characters. Shorten it and send it again."),
    rules.TableEmpty: lazy("There are no rows below the headings. The first row has to name the columns."),
    rules.ColumnMissing: lazy("Say which column holds the name of the business."),
    rules.ColumnTwice: lazy("Two columns are said to be the same. Choose another meaning for one of them."),
    rules.NotOnPaper: lazy("Tick that the owners agreed: without it nothing may be stored about them."),
    rules.ImportOver: lazy("This file was applied or thrown away already."),
    rules.NotMatched: lazy("Say first what each column is."),
    rules.RowTwice: lazy("The same as row %(row)s of this file."),
    rules.RowChanged: lazy("Something has changed since the check. Send this row again."),
    rules.BusinessNotFound: lazy("No business of the register is called so. Register it first."),
    rules.BusinessUnclear: lazy("Several businesses could be meant. Add a column with the NIB or the phone."),
    cells.DigitsLost: lazy("The spreadsheet has rounded this number. Format the column as text and type it again."),
    cells.NotADay: lazy("This is no date that we can read. Example: 1/12/2026."),
    cells.NotYesOrNo: lazy("Write yes or no."),
    cells.NotANumber: lazy("This is no whole number."),
    cells.NotASex: lazy("Write P (female) or L (male)."),
    lists.VillageUnclear: lazy("Several districts have a kelurahan of this name. Add a column with the district."),
    merging.SameBusiness: lazy("Choose two different businesses."),
    merging.ChangedMeanwhile: lazy("One of the two has changed in the meantime. Look at them once more."),
}


def reason(fault: Sequence[Any], questions: Sequence[Question], language: Language) -> str:
    """What is wrong with a row, in a sentence, with the field before it."""
    about, code, details = fault
    question = question_of(about, questions)
    name = label_of(question, language) if question else str(FIELD_NAMES.get(about, ""))
    words = _sentence(code, details, question, questions, language)
    return words if not name or words.startswith(name) else f"{name}: {words}"


def _sentence(
    code: str, details: Mapping[str, Any], question: Question | None, questions: Sequence[Question], language: Language
) -> str:
    if code == "answer_refused":
        return fault_words(question, details["fault"], details.get("limit")) if question else _("Not in the list.")
    if code == "answers_missing":
        names = [label_of(one, language) for one in questions if one.key in details["questions"]]
        return _("An answer is missing: %(names)s.", names=", ".join(names))
    if code == "category_unknown":
        return _("Not a category of the list. Write for example: Batik tulis.")
    if code == "region_unknown":
        return _("Not in the list of kelurahan.")
    if code == "consent_missing":
        return _("The owner has not agreed to the privacy notice yet.")
    if code == "already_applied":
        return _("Has applied already: %(code)s.", code=details["code"])
    found = next((words for error, words in refusal_messages.items() if error.code == code), None)
    return str(found) % {name: str(value) for name, value in details.items()} if found else code


def field_name(field: str, questions: Sequence[Question], language: Language) -> str:
    """What a field is called on pages."""
    question = question_of(field, questions) or question_of(QUESTION + field, questions)
    return label_of(question, language) if question else str(FIELD_NAMES.get(field, field))
