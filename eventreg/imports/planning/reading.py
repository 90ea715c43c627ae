"""A row of businesses read: typed values by field, and what is wrong with each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from eventreg.accounts.addresses import parse_address
from eventreg.accounts.rules import check_birth, check_nik
from eventreg.businesses import rules
from eventreg.businesses.service import profile_values
from eventreg.consents.rules import GuardianMissing, needs_guardian
from eventreg.consents.slots import home_day
from eventreg.core.errors import DomainError
from eventreg.imports import cells
from eventreg.imports.planning import Fault
from eventreg.imports.planning.lists import Lists

EDITION = "2020"  # of KBLI codes, where nobody says which
CHANNELS = ("instagram", "shopee", "tokopedia", "tiktok", "website")
NEEDED = ("name", "owner_name", "phone")

Reader = Callable[[str], Any]

# how a cell becomes a value; what is left empty afterwards counts as not told
READERS: Mapping[str, Reader] = {
    "name": str,
    "owner_name": str,
    "phone": cells.phone,
    "nib": cells.digits,
    "address": str,
    "brand": str,
    "capacity": str,
    "founded_year": cells.year,
    "workers_m": cells.number,
    "workers_f": cells.number,
    "yearly_sales": cells.rupiah,
    "capital": cells.rupiah,
    "is_producer": cells.yes_no,
    "owner_sex": cells.sex,
}


@dataclass
class Row:
    """`values`: columns of a business, checked; the rest goes its own way. `faults`: what can't be taken.

    `remarks`: codes of what is taken, but is worth a look (`words.REMARKS`).
    """

    values: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    email: str = ""
    nik: str = field(default="", repr=False)
    npwp: str = field(default="", repr=False)
    born_on: date | None = None
    fostered_since: date | None = None
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(told: Mapping[str, str], lists: Lists, *, craft: str, now: datetime) -> Row:
    """The row whose cells are `told` by field. `craft`: the code for rows that tell none."""
    row = Row()
    for name, reader in READERS.items():
        if told.get(name):
            _take(row, name, partial(_keep_read, row, name, reader, told[name], now))
    if told.get("kbli"):
        _take(row, "kbli", lambda: _keep(row, {"kbli": cells.digits(told["kbli"]), "kbli_edition": EDITION}, now))
    _take(row, "category", lambda: _keep(row, _craft(told, lists, craft), now))
    _take(row, "region", lambda: _keep(row, _place(told, lists), now))
    if told.get("region") and row.values.get("elsewhere"):
        row.remarks.append("region_unknown")
    if not told.get("owner_name"):
        row.remarks.append("owner_missing")
    for name in CHANNELS:
        if told.get(name):
            _take(row, name, partial(_keep_channel, row, name, told[name]))
    _read_person(row, told, now)
    return row


def check_whole(row: Row) -> Sequence[Fault]:
    """What a new business lacks."""
    lacking = [name for name in NEEDED if name not in row.values and not _is_faulty(row, name)]
    faults = [Fault.of(rules.NameMissing(), name) for name in lacking]
    if "region_code" not in row.values and not _is_faulty(row, "region"):
        faults.append(Fault.of(rules.PlaceMissing(), "region"))
    if "category_id" not in row.values and not _is_faulty(row, "category"):
        faults.append(Fault("category_unknown", "category"))
    return faults


def _take(row: Row, name: str, read_it: Callable[[], Any]) -> None:
    try:
        read_it()
    except DomainError as error:
        row.faults.append(Fault.of(error, name))


def _keep_read(row: Row, name: str, reader: Reader, text: str, now: datetime) -> None:
    _keep(row, {name: reader(text)}, now)


def _keep_channel(row: Row, name: str, text: str) -> None:
    row.channels[name] = rules.check_channel(name, text)


def _keep(row: Row, given: Mapping[str, Any], now: datetime) -> None:
    """Check and keep what isn't empty."""
    present = {name: value for name, value in given.items() if value not in ("", None)}
    if not present:
        return
    row.values |= profile_values(present, now=now)
    row.given |= present


def _craft(told: Mapping[str, str], lists: Lists, default: str) -> dict[str, str]:
    words = told.get("category", "")
    if not words:
        return {"category_code": default}
    try:
        return {"category_code": lists.craft(words)}
    except DomainError:
        if not default:
            raise
        return {"category_code": default}


def _place(told: Mapping[str, str], lists: Lists) -> dict[str, str]:
    """A village of the list; what isn't in it, or only a town or an address, in the table's own words."""
    village, district, town = (told.get(name, "") for name in ("region", "district", "elsewhere"))
    if village:
        try:
            return {"region_code": lists.village(village, district)}
        except DomainError as error:
            if error.code == "village_unclear":
                raise
    words = ", ".join(part for part in (village, district, town) if part) or told.get("address", "")
    return {"elsewhere": words[: rules.LONGEST_NAME].strip()}


def _read_person(row: Row, told: Mapping[str, str], now: datetime) -> None:
    def email() -> None:
        row.email = parse_address(told["email"])

    def nik() -> None:
        number = cells.digits(told["nik"])
        row.nik = check_nik(number) if number else ""

    def npwp() -> None:
        row.npwp = rules.check_npwp(cells.digits(told["npwp"]))

    def born_on() -> None:
        day = cells.day(told["born_on"])
        row.born_on = check_birth(day, today=home_day(now)) if day else None
        if needs_guardian(home_day(now), row.born_on):
            raise GuardianMissing

    def fostered_since() -> None:
        row.fostered_since = cells.day(told["fostered_since"])

    readers = {"email": email, "nik": nik, "npwp": npwp, "born_on": born_on, "fostered_since": fostered_since}
    for name, reader in readers.items():
        if told.get(name) and told[name].casefold() not in cells.NOTHING:
            _take(row, name, reader)


def _is_faulty(row: Row, name: str) -> bool:
    return any(fault.about == name for fault in row.faults)
