"""Who stays away from which application by rule, without anybody saying so. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from eventreg.curation.rules import Conflict

_WORDS = re.compile(r"[^\W_]+")
_STREET = frozenset("jl jln jalan gg gang no nomor rt rw kel kelurahan ds desa".split())


@dataclass(frozen=True)
class Party:
    """A business as far as nearness goes. `phones`: its own and those of whoever acts for it, in E.164."""

    business_id: int
    address: str = ""
    region_code: str | None = None
    phones: frozenset[str] = frozenset()


def by_rule(own: Iterable[Party], applicant: Party, *, phone: str = "") -> Conflict | None:
    """Why somebody who acts for the businesses `own`, and has `phone`, stays away from an applicant; None if nothing.

    Their own business, one at the same address (of the same region, where both tell it), or one with the same phone.
    """
    mine = list(own)
    if any(party.business_id == applicant.business_id for party in mine):
        return Conflict.OWN
    if any(_same_address(party, applicant) for party in mine):
        return Conflict.SAME_ADDRESS
    phones = {phone, *(number for party in mine for number in party.phones)} - {""}
    return Conflict.SAME_PHONE if phones & applicant.phones else None


def address_key(address: str) -> str:
    """An address without what people write differently: case, dots, "Jl.", "No."; empty where it says too little.

    A street alone is no address: it takes a number or a second word.
    """
    words = _WORDS.findall(unicodedata.normalize("NFKC", address).casefold())
    telling = [word for word in words if word not in _STREET]
    return " ".join(telling) if len(telling) > 1 else ""


def _same_address(one: Party, other: Party) -> bool:
    key = address_key(one.address)
    regions = {one.region_code, other.region_code} - {None}
    return bool(key) and key == address_key(other.address) and len(regions) < 2
