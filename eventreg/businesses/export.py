"""The register as a spreadsheet, for whoever works with it elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook

from eventreg.businesses import directory, rules, words
from eventreg.businesses.models import Business, BusinessMember
from eventreg.consents.slots import home_day
from eventreg.core import protected
from eventreg.core.i18n import _, current_language
from eventreg.core.phone import show_phone

BATCH = 200
# Nothing that people wrote may become a formula, a link or a number that loses its zeros.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Wanted:
    """What comes along beside the usual: identity numbers, and the profile's specific personal data."""

    identity: bool = False
    specific: bool = False


def workbook(businesses: Sequence[Business], wanted: Wanted) -> bytes:
    """An XLSX file with a row for each business; written row by row, so that many need no more memory than one."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(_("Businesses")[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 40, 22)
        bold = book.add_format({"bold": True})
        for column, title in enumerate(_titles(wanted)):
            sheet.write_string(0, column, title, bold)
        for row, cells in enumerate(_rows(businesses, wanted), start=1):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
    return file.getvalue()


def _titles(wanted: Wanted) -> list[str]:
    usual = [
        _("Business"),
        _("Owner"),
        _("Category"),
        _("Place"),
        _("Code of the kelurahan"),
        _("WhatsApp number"),
        _("E-mail address"),
        _("NIB"),
        _("Registered on"),
        _("Brand"),
        _("Address"),
        _("Founded in"),
        _("KBLI"),
        _("Edition of the KBLI"),
        _("Women who work there"),
        _("Men who work there"),
        _("What you can make in a month"),
        _("Producer"),
        *(str(words.CHANNEL_NAMES[key]) for key in rules.CHANNELS),
        _("Size class"),
        _("Fostered since"),
        _("Last checked on"),
    ]
    specific = [
        _("Turnover in a month"),
        _("Sales in a year"),
        _("Capital without land"),
        _("Sex of the owner"),
        _("Disability of the owner"),
    ]
    return [*usual, *(specific if wanted.specific else []), *(["NPWP", "NIK"] if wanted.identity else [])]


def _rows(businesses: Sequence[Business], wanted: Wanted) -> Iterable[list[str]]:
    for start in range(0, len(businesses), BATCH):
        batch = businesses[start : start + BATCH]
        members: dict[int, list[BusinessMember]] = {}
        for member in directory.members_of([business.id for business in batch]):
            members.setdefault(member.business_id, []).append(member)
        for business in batch:
            yield _cells(business, members.get(business.id, []), wanted)


def _cells(business: Business, members: Sequence[BusinessMember], wanted: Wanted) -> list[str]:
    usual = [
        business.name,
        business.owner_name,
        business.category.name_in(current_language()),
        business.place,
        business.region_code or "",
        show_phone(business.phone),
        ", ".join(member.person.email for member in members if member.person.email),
        business.nib,
        home_day(business.created_at).isoformat(),
        business.brand,
        business.address,
        _text(business.founded_year),
        business.kbli,
        business.kbli_edition,
        _text(business.workers_f),
        _text(business.workers_m),
        business.capacity,
        _yes_no(business.is_producer),
        *(business.channels.get(key, "") for key in rules.CHANNELS),
        _size(business),
        business.fostered_since.isoformat() if business.fostered_since else "",
        home_day(business.confirmed_at).isoformat() if business.confirmed_at else "",
    ]
    return [
        *usual,
        *(_specific(business) if wanted.specific else []),
        *(_numbers(business, members) if wanted.identity else []),
    ]


def _specific(business: Business) -> list[str]:
    return [
        str(words.BAND_NAMES.get(business.turnover_band, "")),
        _text(business.yearly_sales),
        _text(business.capital),
        str(words.SEX_NAMES.get(business.owner_sex, "")),
        _yes_no(business.owner_disability),
    ]


def _size(business: Business) -> str:
    size = rules.size_of(
        yearly_sales=business.yearly_sales, capital=business.capital, turnover_band=business.turnover_band
    )
    return str(words.SIZE_NAMES[size.size_class]) if size else ""


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _yes_no(answer: bool | None) -> str:
    return "" if answer is None else _("yes") if answer else _("no")


def _numbers(business: Business, members: Sequence[BusinessMember]) -> tuple[str, str]:
    sealed = [member.person.nik_encrypted for member in members]
    npwp = protected.open_(business.npwp_encrypted) if business.npwp_encrypted is not None else ""
    return npwp, ", ".join(protected.open_(value) for value in sealed if value is not None)
