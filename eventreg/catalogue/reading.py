"""Exhibitors as people read them: found by word, craft or zone, in their language, with what is still missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventreg.booths.models import Booth
from eventreg.booths.reading import is_number, natural
from eventreg.businesses.models import Category, Product
from eventreg.businesses.rules import CHANNELS, short_name
from eventreg.catalogue import rules
from eventreg.catalogue.queries import Exhibitor
from eventreg.catalogue.rules import Told
from eventreg.core.i18n import Language
from eventreg.core.phone import show_phone, whatsapp_link

SIZE = 24


@dataclass(frozen=True)
class Filters:
    """What a reader looks for; empty values leave everybody in. `craft`: a code, `zone`: a key, `sort`: name, booth."""

    words: str = ""
    craft: str = ""
    zone: str = ""
    sort: str = "name"

    @property
    def are_set(self) -> bool:
        """Whether anybody may be left out."""
        return bool(self.words or self.craft or self.zone)


@dataclass(frozen=True)
class Contact:
    """A way to reach a business: an icon, what it is called, what it says, where it leads."""

    icon: str
    name: str
    text: str
    url: str


@dataclass(frozen=True)
class Good:
    """A product as a reader gets it: each of its words in their language where there is any."""

    product: Product
    name: Told
    story: Told

    @property
    def is_other(self) -> bool:
        """Whether any of it is told in another language."""
        return self.name.is_other or self.story.is_other


@dataclass(frozen=True)
class Marked:
    """A booth on the small plan: `look` marks the one that is meant. What `booths/_plan.html` draws."""

    booth: Booth
    look: str
    state: None = None
    names: tuple[str, ...] = ()
    found: bool = True


def narrowed(found: Iterable[Exhibitor], asked: Filters, crafts: Sequence[Category]) -> list[Exhibitor]:
    """Those that fit, in the order that is asked for."""
    codes = _with_kinds(asked.craft, crafts)
    words = asked.words.casefold().split()
    rows = [
        one
        for one in found
        if (all(word in _searched(one) for word in words) or _is_at(one, asked.words))
        and (not asked.craft or one.business.category.code in codes)
        and (not asked.zone or any(booth.zone and booth.zone.key == asked.zone for booth in one.booths))
    ]
    return sorted(rows, key=by_booth if asked.sort == "booth" else by_name)


def by_name(one: Exhibitor) -> tuple[str, int]:
    """The order of names."""
    return one.business.name.casefold(), one.id


def by_booth(one: Exhibitor) -> tuple[object, ...]:
    """The order of booths: A-2 before A-10."""
    return natural(one.booths[0].label), by_name(one)


def crafts_of(found: Iterable[Exhibitor], crafts: Sequence[Category], language: Language) -> list[tuple[str, str]]:
    """Code and name of the crafts that anybody here has, the groups that they belong to before them."""
    present = {one.business.category_id for one in found}
    options = []
    for top in (craft for craft in crafts if craft.parent_id is None):
        kinds = [craft for craft in crafts if craft.parent_id == top.id and craft.id in present]
        if kinds or top.id in present:
            options.append((top.code, top.name_in(language)))
        options += [(craft.code, f"— {craft.name_in(language)}") for craft in kinds]
    return options


def text_of(one: Exhibitor, language: str) -> Told:
    """What the exhibitor says of itself, in the reader's language where there is any."""
    if one.entry is None:
        return Told("", language)
    return rules.told_in(language, one.entry.text_id, one.entry.text_en)


def goods_of(one: Exhibitor, language: str) -> list[Good]:
    """What it offers, in the reader's language as far as that is told."""
    return [
        Good(
            product,
            rules.told_in(language, product.name, product.name_en),
            rules.told_in(language, product.story, product.story_en),
        )
        for product in one.products
    ]


def contacts_of(one: Exhibitor) -> list[Contact]:
    """How buyers reach it, where it lets them."""
    return contacts(one) if one.shows_contact else []


def contacts(one: Exhibitor) -> list[Contact]:
    """How it could be reached, once it lets buyers: the business's number and its pages, nothing of the people."""
    phone, channels = one.business.phone, one.business.channels or {}
    ways = [Contact("phone", "WhatsApp", show_phone(phone), whatsapp_link(phone))] if phone else []
    return ways + [
        Contact("globe" if key == "website" else "shop", CHANNELS[key].name, short_name(key, channels[key]), address)
        for key in CHANNELS
        if (address := channels.get(key, "")).startswith(("https://", "http://"))
    ]


def photo_of(one: Exhibitor) -> Product | None:
    """The product whose photo stands for the business."""
    return next((product for product in one.products if product.photo), None)


def place_of(one: Exhibitor) -> str:
    """District and city, as far as the list of regions knows them."""
    return ", ".join(dict.fromkeys(part for part in (one.district, one.city) if part))


def labels_of(one: Exhibitor) -> str:
    """The numbers of its booths."""
    return ", ".join(booth.label for booth in one.booths)


def marked(one: Exhibitor, booths: Iterable[Booth]) -> dict[str, Marked]:
    """Every booth of the plan by its uid, the exhibitor's own marked."""
    own = {booth.id for booth in one.booths}
    return {booth.uid: Marked(booth, "is-chosen" if booth.id in own else "is-plain") for booth in booths}


def lacks(one: Exhibitor) -> dict[str, bool]:
    """What its entry still lacks."""
    entry = one.entry
    return {
        "consent": not one.agrees,
        "photo": one.agrees and photo_of(one) is None,
        "text": one.agrees and not (entry and (entry.text_id or entry.text_en)),
        "english": one.agrees and bool(entry and entry.text_id and not entry.text_en),
    }


def _is_at(one: Exhibitor, typed: str) -> bool:
    return any(is_number(typed, booth.label) for booth in one.booths)


def _searched(one: Exhibitor) -> str:
    craft = one.business.category
    parts = (one.business.name, one.business.brand, craft.name_id, craft.name_en, place_of(one), labels_of(one))
    return " ".join(parts).casefold()


def _with_kinds(code: str, crafts: Sequence[Category]) -> set[str]:
    """The craft, and those that belong to it."""
    top = next((craft.id for craft in crafts if craft.code == code), None)
    return {craft.code for craft in crafts if craft.code == code or (top is not None and craft.parent_id == top)}
