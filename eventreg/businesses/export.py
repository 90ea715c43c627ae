"""The register as a spreadsheet, for whoever works with it elsewhere."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from xlsxwriter import Workbook

from eventreg.businesses import directory
from eventreg.businesses.models import Business, BusinessMember
from eventreg.core import protected
from eventreg.core.i18n import _, current_language
from eventreg.core.phone import show_phone

BATCH = 200
# Nothing that people wrote may become a formula, a link or a number that loses its zeros.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(businesses: Sequence[Business], *, with_identity: bool) -> bytes:
    """An XLSX file with a row for each business; written row by row, so that many need no more memory than one."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(_("Businesses")[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 20, 22)
        bold = book.add_format({"bold": True})
        for column, title in enumerate(_titles(with_identity)):
            sheet.write_string(0, column, title, bold)
        for row, cells in enumerate(_rows(businesses, with_identity), start=1):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
    return file.getvalue()


def _titles(with_identity: bool) -> list[str]:
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
    ]
    return [*usual, "NPWP", "NIK"] if with_identity else usual


def _rows(businesses: Sequence[Business], with_identity: bool) -> Iterable[list[str]]:
    for start in range(0, len(businesses), BATCH):
        batch = businesses[start : start + BATCH]
        members: dict[int, list[BusinessMember]] = {}
        for member in directory.members_of([business.id for business in batch]):
            members.setdefault(member.business_id, []).append(member)
        for business in batch:
            yield _cells(business, members.get(business.id, []), with_identity)


def _cells(business: Business, members: Sequence[BusinessMember], with_identity: bool) -> list[str]:
    usual = [
        business.name,
        business.owner_name,
        business.category.name_in(current_language()),
        business.place,
        business.region_code or "",
        show_phone(business.phone),
        ", ".join(member.person.email for member in members if member.person.email),
        business.nib,
        business.created_at.date().isoformat(),
    ]
    return [*usual, *_numbers(business, members)] if with_identity else usual


def _numbers(business: Business, members: Sequence[BusinessMember]) -> tuple[str, str]:
    sealed = [member.person.nik_encrypted for member in members]
    npwp = protected.open_(business.npwp_encrypted) if business.npwp_encrypted is not None else ""
    return npwp, ", ".join(protected.open_(value) for value in sealed if value is not None)
