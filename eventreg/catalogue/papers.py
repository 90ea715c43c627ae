"""The booklet's content in the reader's language, and the file that is made of it once."""

from functools import lru_cache
from threading import Lock

from flask import url_for

from eventreg.booths import queries as booths
from eventreg.booths import words as floor_words
from eventreg.booths.drawing import FixtureKind
from eventreg.booths.geometry import Rect
from eventreg.booths.pictures import zone_titles
from eventreg.catalogue import queries, reading, rules, words
from eventreg.catalogue.documents import booklet_pdf
from eventreg.catalogue.models import Catalogue
from eventreg.catalogue.pdf import MOST_PRODUCTS
from eventreg.catalogue.queries import Exhibitor
from eventreg.catalogue.texts import Booklet, BookletWords, Entry, Floor, Section, Shape
from eventreg.core import files
from eventreg.core.config import current_settings
from eventreg.core.i18n import _, current_language, format_range, ngettext
from eventreg.core.money import rupiah
from eventreg.council.queries import organisation
from eventreg.documents.pdf import Letterhead
from eventreg.events.models import Event

KEPT = 6  # booklets of a few MB that a process keeps
_turn = Lock()
SOLID = {FixtureKind.PILLAR, FixtureKind.WALL}


def pdf_of(content: Booklet) -> bytes:
    """The booklet as PDF; the same content is drawn once, and by one at a time."""
    with _turn:
        return _drawn(content)


@lru_cache(maxsize=KEPT)
def _drawn(content: Booklet) -> bytes:
    return booklet_pdf(content)


def booklet_of(event: Event, catalogue: Catalogue | None) -> Booklet:
    """What the booklet tells, in the language of the moment."""
    language, council = current_language(), organisation()
    found = queries.filled(sorted(queries.exhibitors(event.id), key=reading.by_name))
    texts = (catalogue.intro_id, catalogue.intro_en) if catalogue else ("", "")
    intro = rules.told_in(language, *texts)
    return Booklet(
        title=event.title,
        when=format_range(event.starts_at, event.ends_at, event.zone),
        place=", ".join(part for part in (event.place_name, event.place_address) if part),
        letterhead=Letterhead(name=council.name, place=council.place, address=council.address),
        language=language.value,
        words=BookletWords(
            catalogue=_("Exhibitor catalogue"),
            contents=_("Contents"),
            plan=_("Floor plan"),
            by_booth=_("Who is at which booth"),
            count=ngettext("%(num)d exhibitor", "%(num)d exhibitors", len(found)),
            online=_("The same online"),
        ),
        sections=_sections(found),
        address=current_settings().base_url + url_for("catalogue.index", slug=event.slug),
        intro=intro.text,
        intro_note=_note(intro),
        floor=_floor(event.id, found) if found else None,
    )


def _sections(found: list[Exhibitor]) -> tuple[Section, ...]:
    """By craft, in the order of their names; within, by the name of the business."""
    language = current_language()
    crafts: dict[str, list[Entry]] = {}
    for one in found:
        crafts.setdefault(one.business.category.name_in(language), []).append(_entry(one))
    return tuple(Section(title, tuple(entries)) for title, entries in sorted(crafts.items()))


def _entry(one: Exhibitor) -> Entry:
    text, product = reading.text_of(one, current_language()), reading.photo_of(one)
    names = [good.name for good in reading.goods_of(one, current_language())]
    return Entry(
        name=one.business.name,
        place=reading.place_of(one),
        booths=tuple(booth.label for booth in one.booths),
        text=text.text,
        note=_note(text),
        products=tuple(
            (name.text, rupiah(row.price) if row.price else "") for name, row in zip(names, one.products, strict=True)
        ),
        products_note=next((_note(name) for name in names[:MOST_PRODUCTS] if name.is_other), ""),
        contacts=tuple((way.name, way.text) for way in reading.contacts_of(one)),
        photo=str(files.path_of(product.photo, "small")) if product and product.photo else "",
    )


def _note(text: rules.Told) -> str:
    return f"({words.ONLY_IN[text.language]})" if text.is_other else ""


def _floor(event_id: int, found: list[Exhibitor]) -> Floor | None:
    drawing = booths.drawing_of(booths.get(event_id))
    taken = {booth.uid for one in found for booth in one.booths}
    things = [
        Shape(*_rect(one.rect), label=one.text or str(floor_words.FIXTURES[one.kind]), kind=_kind(one.kind))
        for one in drawing.fixtures
    ]
    stands = [
        Shape(*_rect(one.rect), label=one.label, kind="taken" if one.id in taken else "free") for one in drawing.booths
    ]
    return Floor(drawing.width, drawing.height, (*things, *stands), tuple(zone_titles(drawing)))


def _rect(rect: Rect) -> tuple[int, int, int, int, int]:
    return rect.x, rect.y, rect.w, rect.h, rect.rotation


def _kind(kind: FixtureKind) -> str:
    return "solid" if kind in SOLID else "text" if kind is FixtureKind.TEXT else "thing"
