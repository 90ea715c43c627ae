"""What becomes of a row of businesses."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from eventreg.accounts.identity import people_with_nik
from eventreg.businesses.models import Business
from eventreg.imports import queries
from eventreg.imports.likeness import Entry, Likeness
from eventreg.imports.planning import Fault, Judgement
from eventreg.imports.planning.lists import Lists
from eventreg.imports.planning.reading import READERS, Row, check_whole, read
from eventreg.imports.planning.register import Register, is_the_same
from eventreg.imports.rules import Fate, RowTwice

CHOSEN_NEW = "new"
PLAIN = (*READERS, "kbli")


class Planner:
    """Judges row after row; rows that would be entered are in the register from then on.

    `lines`: where each row stood in the file. `craft`: the code for rows that tell none.
    """

    def __init__(self, lines: Sequence[int], *, craft: str, now: datetime) -> None:
        self.lines, self.craft, self.now = lines, craft, now
        self.register, self.lists = Register(), Lists()
        self.known: dict[int, Business] = {}
        self.rows: dict[int, Row] = {}

    def judge(self, number: int, told: Mapping[str, str], choice: str | int | None = None) -> Judgement:
        """The fate of a row. `choice`: that a person found it new ("new"), or which business it is."""
        row = self.rows[number] = read(told, self.lists, craft=self.craft, now=self.now)
        if row.faults:
            return Judgement(Fate.REFUSED, faults=row.faults)
        owners = self._people(row)
        entry = self._entry(number, row, owners)
        hits = self.register.like(entry)
        twins = [other for other, why in hits if is_the_same(entry, other, why)]
        if isinstance(choice, int):
            return self._update(choice, row)
        if choice != CHOSEN_NEW:
            if len(twins) == 1 and twins[0].id > 0:
                return self._update(twins[0].id, row)
            if twins and twins[0].id < 0:
                return Judgement(Fate.REFUSED, faults=[Fault.of(RowTwice(row=self._line(twins[0].id)))])
            if hits:
                return Judgement(Fate.DUPLICATE, likes=[(other.id, why) for other, why in hits])
        faults = check_whole(row)
        if faults:
            return Judgement(Fate.REFUSED, faults=faults)
        self.register.add(entry)
        owner = self._owner(row, owners, hits)
        return Judgement(Fate.NEW, fields=_names(row), person_id=owner, remarks=row.remarks)

    def changes(self, business_id: int, row: Row) -> dict[str, Any]:
        """What a row tells that the business doesn't, by the names that a profile is changed by.

        Nothing empty, nothing vaguer than what is known, nothing that differs in capital letters alone. Who somebody is
        (`npwp`, `fostered_since`) is filled in where it wasn't known, and never changed.
        """
        business = self._business(business_id)
        found = {name: row.given[name] for name in PLAIN if name in row.given and _differs(business, row, name)}
        if "kbli" in found:
            found["kbli_edition"] = row.given["kbli_edition"]
        if _is_elsewhere(business, row):
            found |= {name: row.given[name] for name in ("region_code", "elsewhere") if name in row.given}
        craft = row.values.get("category_id")
        if craft not in (None, business.category_id) and row.given["category_code"] != self.craft:
            found["category_code"] = row.given["category_code"]
        if any(business.channels.get(name) != address for name, address in row.channels.items()):
            found["channels"] = dict(business.channels) | row.channels
        if row.fostered_since and business.fostered_since is None:
            found["fostered_since"] = row.fostered_since
        if row.npwp and business.npwp_encrypted is None:
            found["npwp"] = row.npwp
        return found

    def _update(self, business_id: int, row: Row) -> Judgement:
        changed = self.changes(business_id, row)
        fate = Fate.UPDATE if changed else Fate.SAME
        return Judgement(fate, business_id, fields=_shown(changed), remarks=row.remarks)

    def _business(self, business_id: int) -> Business:
        if business_id not in self.known:
            self.known |= queries.businesses([business_id])
        return self.known[business_id]

    def _people(self, row: Row) -> frozenset[int]:
        """Whom the row names, where we know them: by NIK, or by e-mail address."""
        people = {person.id for person in people_with_nik(row.nik)} if row.nik else set()
        if row.email:
            people |= set(queries.people_by_email([row.email]).values())
        return frozenset(people)

    def _entry(self, number: int, row: Row, owners: frozenset[int]) -> Entry:
        code = row.values.get("region_code")
        return Entry(
            id=-1 - number,
            name=row.values.get("name", ""),
            phone=row.values.get("phone", ""),
            nib=row.values.get("nib", ""),
            place=self.lists.name_of(code) if code else row.values.get("elsewhere", ""),
            address=row.values.get("address", ""),
            owners=owners,
        )

    def _owner(self, row: Row, owners: Collection[int], hits: Sequence[tuple[Entry, Sequence[Likeness]]]) -> int | None:
        """The person whose next business it is: known by NIK, or of the same name and phone."""
        if len(owners) == 1 and not row.email:
            return min(owners)
        for other, why in hits:
            if other.id < 0 or Likeness.PHONE not in why or len(other.owners) != 1 or row.email:
                continue
            if self._business(other.id).owner_name.casefold() == row.values["owner_name"].casefold():
                return min(other.owners)
        return None

    def _line(self, entry_id: int) -> int:
        return self.lines[-1 - entry_id]


def _differs(business: Business, row: Row, name: str) -> bool:
    known, value = getattr(business, name), row.values[name]
    if isinstance(value, str) and isinstance(known, str):
        return value.casefold() != known.casefold()
    return bool(value != known)


def _is_elsewhere(business: Business, row: Row) -> bool:
    """Whether the row tells another place, and one that is as exact as what is known."""
    code = row.values.get("region_code")
    if code:
        return bool(code != business.region_code)
    words = row.values.get("elsewhere", "")
    return bool(words) and business.region_code is None and words.casefold() != business.elsewhere.casefold()


def _names(row: Row) -> list[str]:
    more = [name for name in ("email", "nik", "npwp", "born_on", "fostered_since") if getattr(row, name)]
    return _shown([*row.given, *more, *(["channels"] if row.channels else [])])


def _shown(names: Collection[str]) -> list[str]:
    """Fields as pages name them: a place is one thing, and so is a KBLI code."""
    merged = {"region_code": "place", "elsewhere": "place", "kbli_edition": "kbli", "category_code": "category"}
    return list(dict.fromkeys(merged.get(name, name) for name in names))
