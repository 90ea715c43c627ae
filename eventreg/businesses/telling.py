"""A profile in words: its sections as terms and values, for the owner's page, the wizard and the staff."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from eventreg.businesses import rules, words
from eventreg.businesses.models import Business
from eventreg.businesses.rules import Part
from eventreg.core.i18n import Language, _, ngettext
from eventreg.core.money import rupiah
from eventreg.core.phone import show_phone


@dataclass(frozen=True)
class Section:
    """Part of a profile: its heading, and what is told as (term, value)."""

    key: Part
    title: str
    pairs: list[tuple[str, Any]]


@dataclass(frozen=True)
class Completeness:
    """How much of what events ask for is told: counts, and the names of what is missing."""

    told: int
    of: int
    missing: list[str]


def title_of(part: Part) -> str:
    """The heading of a section."""
    titles = {
        Part.IDENTITY: _("The business"),
        Part.PLACE: _("Place"),
        Part.SIZE: _("Size"),
        Part.ONLINE: _("Online"),
        Part.OWNER: _("Owner and contact"),
    }
    return titles[part]


def profile_sections(
    business: Business, language: Language, *, figures: bool = False, owner: bool = False
) -> list[Section]:
    """The profile, section by section, without what isn't told.

    Specific personal data only when asked for: `figures` are turnover, sales and capital, `owner` is what is said of
    the owner as a person.
    """
    pairs = {
        Part.IDENTITY: _identity(business, language),
        Part.PLACE: [(_("Place"), business.place), (_("Address"), business.address)],
        Part.SIZE: _size(business, figures=figures),
        Part.ONLINE: [(words.CHANNEL_NAMES[key], _link(key, url)) for key, url in _channels(business)],
        Part.OWNER: _owner(business, is_told=owner),
    }
    return [Section(key, title_of(key), [pair for pair in pairs[key] if pair[1]]) for key in Part]


def completeness(business: Business) -> Completeness:
    """How much of a profile is told."""
    missing = rules.lacking(business)
    return Completeness(
        len(rules.WANTED) - len(missing), len(rules.WANTED), [str(words.WANTED_NAMES[key]) for key in missing]
    )


def kbli_name(code: str, edition: str) -> str:
    """`13134 Batik (KBLI 2020)`; a code outside the common ones stands alone."""
    if not code:
        return ""
    name = words.KBLI_NAMES.get(code) if edition == rules.EDITIONS[0] else None
    return f"{code} {name} (KBLI {edition})" if name else f"{code} (KBLI {edition})"


def size_in_words(business: Business) -> str:
    """`Micro business, by the sales of a year`; empty where too little is known."""
    size = rules.size_of(
        yearly_sales=business.yearly_sales, capital=business.capital, turnover_band=business.turnover_band
    )
    return f"{words.SIZE_NAMES[size.size_class]}, {words.BASIS_NAMES[size.basis]}" if size else ""


def workers_in_words(business: Business) -> str:
    """`4 women, 2 men`; empty where neither is told."""
    women, men = business.workers_f, business.workers_m
    told = [
        ngettext("%(num)d woman", "%(num)d women", women) if women is not None else "",
        ngettext("%(num)d man", "%(num)d men", men) if men is not None else "",
    ]
    return ", ".join(part for part in told if part)


def _identity(business: Business, language: Language) -> list[tuple[str, Any]]:
    return [
        (_("Name"), business.name),
        (_("Brand"), business.brand),
        (_("Category"), business.category.name_in(language)),
        (_("NIB"), business.nib or _("none yet")),
        (_("KBLI"), kbli_name(business.kbli, business.kbli_edition)),
        (_("Founded in"), str(business.founded_year or "")),
        (_("Kind of work"), _producer(business.is_producer)),
    ]


def _producer(is_producer: bool | None) -> str:
    return str(words.PRODUCER_NAMES[is_producer]) if is_producer is not None else ""


def _size(business: Business, *, figures: bool) -> list[tuple[str, Any]]:
    shown: list[tuple[str, Any]] = [(_("Workers"), workers_in_words(business))]
    if figures:
        shown += [
            (_("Turnover in a month"), str(words.BAND_NAMES.get(business.turnover_band, ""))),
            (_("Sales in a year"), rupiah(business.yearly_sales) if business.yearly_sales is not None else ""),
            (_("Capital without land"), rupiah(business.capital) if business.capital is not None else ""),
        ]
    return [*shown, (_("Capacity"), business.capacity), (_("Size class"), size_in_words(business))]


def _channels(business: Business) -> list[tuple[str, str]]:
    return [(key, business.channels[key]) for key in rules.CHANNELS if business.channels.get(key)]


def _link(key: str, address: str) -> Markup | str:
    """A link for what the rules have made; whatever else may stand there is text."""
    if not address.startswith(("https://", "http://")):
        return address
    return Markup('<a href="{}" rel="noopener nofollow ugc">{}</a>').format(
        address, escape(rules.short_name(key, address))
    )


def _owner(business: Business, *, is_told: bool) -> list[tuple[str, Any]]:
    shown: list[tuple[str, Any]] = [(_("Owner"), business.owner_name), (_("WhatsApp"), show_phone(business.phone))]
    if is_told:
        shown += [
            (_("Sex"), str(words.SEX_NAMES.get(business.owner_sex, ""))),
            (_("Disability"), _yes_no(business.owner_disability)),
        ]
    return shown


def _yes_no(answer: bool | None) -> str:
    if answer is None:
        return ""
    return _("yes") if answer else _("no")
