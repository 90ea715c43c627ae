"""What pages show of a table's rows: identity numbers masked, fates in words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from eventreg.businesses.models import Business
from eventreg.core import protected
from eventreg.core.i18n import _, current_language
from eventreg.imports import queries, service
from eventreg.imports.models import ImportFile
from eventreg.imports.rules import TO_MEND, Fate
from eventreg.imports.words import FATE_NAMES, LIKENESS_NAMES, REMARKS, field_name, reason
from eventreg.questions import queries as forms
from eventreg.questions.rules import Question

SECRET = frozenset({"nik", "npwp"})
LONGEST_SHOWN = 60
_LOOKS_SECRET = re.compile(r"\d[\d.\s-]{13,22}\d")


def questions_of(file: ImportFile) -> Sequence[Question]:
    """What the event asks now; nothing for businesses."""
    if file.event is None or not file.event.form_id:
        return []
    return forms.questions_of(forms.current_version(file.event.form_id))


def hidden(cells: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    """Cells as examples: what is a NIK or NPWP, or looks like one, is masked."""
    return [_hidden(cell, mapping.get(str(column), "")) for column, cell in enumerate(cells)]


def _hidden(cell: str, field: str) -> str:
    digits = re.sub(r"\D", "", cell)
    if field in SECRET or (_LOOKS_SECRET.fullmatch(cell) and len(digits) >= 15):
        return protected.mask(digits or cell)
    return cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]}…"


def shown(file: ImportFile, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Rows with their fates in words, for the table."""
    questions = questions_of(file)
    ids = [fate["business"] for number in numbers if (fate := file.fates[number]).get("business")]
    ids += [like[0] for number in numbers for like in file.fates[number].get("likes", ()) if like[0] > 0]
    known = queries.businesses(ids)
    return [_row(file, number, questions, known) for number in numbers]


def _row(file: ImportFile, number: int, questions: Sequence[Question], known: Mapping[int, Business]) -> dict[str, Any]:
    fate, language = file.fates[number], current_language()
    told = service.told(file, file.mapping, number)
    fields = [field_name(name, questions, language) for name in fate.get("fields", ())]
    return {
        "number": number,
        "line": fate["line"],
        "name": told.get("name") or told.get("nib") or told.get("phone") or "",
        "owner": told.get("owner_name", ""),
        "fate": Fate(fate["fate"]),
        "fate_name": FATE_NAMES[Fate(fate["fate"])],
        "done": bool(fate.get("done")),
        "choice": fate.get("choice"),
        "business": known.get(fate.get("business", 0)),
        "fields": ", ".join(fields),
        "reasons": [reason(fault, questions, language) for fault in fate.get("faults", ())],
        "remarks": [REMARKS[code] for code in fate.get("remarks", ()) if _is_asked(code, file)],
        "likes": [_like(file, like, known) for like in fate.get("likes", ())],
    }


def _is_asked(remark: str, file: ImportFile) -> bool:
    """A table without a column of owners misses none."""
    return remark != "owner_missing" or "owner_name" in file.mapping.values()


def _like(file: ImportFile, like: Sequence[Any], known: Mapping[int, Business]) -> dict[str, Any]:
    """What a row looks like: a business, or another row of the file."""
    number, why = like
    return {
        "business": known.get(number),
        "line": file.fates[-1 - number]["line"] if number < 0 else None,
        "why": ", ".join(str(LIKENESS_NAMES[one]) for one in why),
    }


def to_mend(file: ImportFile) -> list[list[str]]:
    """The rows that were not imported as they came, each with what is wrong with it."""
    questions, language = questions_of(file), current_language()
    waiting = [number for number, fate in enumerate(file.fates) if fate.get("fate") in TO_MEND and file.rows[number]]
    known = queries.businesses([like[0] for number in waiting for like in file.fates[number].get("likes", ())])
    return [[*file.rows[number], _wrong(file, number, questions, known, language)] for number in waiting]


def _wrong(
    file: ImportFile, number: int, questions: Sequence[Question], known: Mapping[int, Business], language: Any
) -> str:
    fate = file.fates[number]
    reasons = [reason(fault, questions, language) for fault in fate.get("faults", ())]
    for like in (_like(file, like, known) for like in fate.get("likes", ())):
        other = like["business"].name if like["business"] else _("row %(row)s", row=like["line"])
        reasons.append(_("Perhaps the same as %(name)s (%(why)s).", name=other, why=like["why"]))
    return " ".join(reasons)
