"""What the signs of an event's booths say, in the order in which they are hung up."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from flask import url_for
from sqlalchemy import select

from eventreg.booths.models import Booth
from eventreg.booths.reading import natural
from eventreg.businesses.models import Business, Region
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import _, current_language, format_range
from eventreg.documents.letterhead import letterhead
from eventreg.events.models import Event
from eventreg.onsite import queries
from eventreg.onsite.queries import Stand
from eventreg.onsite.rules import SignSize
from eventreg.onsite.sign import Holder, Sign, signs_pdf

CITY = 5  # how much of a region's code names its city


def booths_with_signs(event_id: int) -> list[tuple[Booth, Sequence[Stand]]]:
    """The booths in which anybody exhibits, by zone and number, with who does."""
    shared = queries.by_booth(queries.stands(event_id))
    return sorted(((there[0].booth, there) for there in shared.values()), key=lambda row: _place_in_hall(row[0]))


def pdf_of(event: Event, found: Sequence[tuple[Booth, Sequence[Stand]]], size: SignSize) -> bytes:
    """Their signs as one file, in the language of the moment."""
    return signs_pdf(
        _signs(event, found),
        letterhead(),
        title=_("Booth signs: %(title)s", title=event.title),
        language=current_language().value,
        is_small=size is SignSize.A5,
    )


def _signs(event: Event, found: Sequence[tuple[Booth, Sequence[Stand]]]) -> Iterator[Sign]:
    regions = _regions({stand.business.region_code or "" for _booth, there in found for stand in there})
    when, base = format_range(event.starts_at, event.ends_at, event.zone), current_settings().base_url
    for booth, there in found:
        yield Sign(
            label=booth.label,
            zone=_zone(booth),
            holders=tuple(_holder(stand.business, regions) for stand in there),
            event=event.title,
            when=when,
            scan=_("Scan: about this booth, and report what is broken"),
            address=base + url_for("onsite.booth", slug=event.slug, uid=booth.uid),
        )


def _holder(business: Business, regions: Mapping[str, str]) -> Holder:
    code = business.region_code or ""
    village, city = regions.get(code, ""), regions.get(code[:CITY], "")
    place = ", ".join(dict.fromkeys(part for part in (village, city) if part))
    return Holder(business.name, business.category.name_in(current_language()), place)


def _regions(codes: Collection[str]) -> Mapping[str, str]:
    wanted = {code for one in codes if one for code in (one, one[:CITY])}
    rows = db.session.execute(select(Region.code, Region.name).where(Region.code.in_(wanted))) if wanted else ()
    return dict(iter(rows))


def _zone(booth: Booth) -> str:
    if booth.zone is None:
        return ""
    return booth.zone.name or _("Zone %(key)s", key=booth.zone.key)


def _place_in_hall(booth: Booth) -> tuple[int, tuple[object, ...]]:
    return (booth.zone.position if booth.zone else -1, natural(booth.label))
