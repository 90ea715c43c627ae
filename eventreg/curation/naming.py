"""What an application is called where names are hidden: whatever would tell whose it is, is blotted out."""

import re
from collections.abc import Iterable

from eventreg.applications.models import Application
from eventreg.businesses.models import Business

HIDDEN = "▮▮▮"
LEAST = 4  # letters: a shorter name would blot out half of what is written
_REACHES = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|@\w[\w.]{2,}|(?:\+?62|\b0)[\s-]?8[\d\s-]{7,14}\d|\b\d{13,16}\b", re.IGNORECASE
)


def title_of(application: Application, *, hides: bool) -> str:
    """What an application is called by: its first product; its code where it shows none."""
    product = next(iter(application.products), None)
    if product is None:
        return application.code
    return blotted(product.name, application) if hides else product.name


def called(application: Application, *, hides: bool) -> str:
    """Its business; where names are hidden what `title_of` says."""
    return title_of(application, hides=True) if hides else application.business.name


def blotted(text: str, application: Application) -> str:
    """A text of an application without what tells who applies."""
    return without(text, names_of(application.business))


def names_of(business: Business) -> list[str]:
    """What tells whose something is: the longest first, so that no end of it is left over. Each of an owner's names."""
    told = [business.name, business.brand, business.owner_name, business.address, business.phone, business.nib]
    accounts = [address.rstrip("/").rsplit("/", 1)[-1].lstrip("@") for address in business.channels.values()]
    told += [*business.channels.values(), *accounts, *business.owner_name.split()]
    return sorted({name.strip() for name in told if len(name.strip()) >= LEAST}, key=len, reverse=True)


def without(text: str, names: Iterable[str]) -> str:
    """The text with names, and whatever reaches somebody, blotted out."""
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    return _REACHES.sub(HIDDEN, text)
