"""Words of a table looked up in the council's lists: crafts and villages, by name or code, with slips forgiven."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from eventreg.businesses.service import CategoryUnknown, RegionUnknown
from eventreg.core.errors import DomainError
from eventreg.imports import queries
from eventreg.imports.columns import essence

LIKE = 0.85


class VillageUnclear(DomainError):
    """Several districts have a village of this name."""

    code = "village_unclear"


class Lists:
    """The lists as they are now; read once for all rows."""

    def __init__(self) -> None:
        crafts = queries.crafts()
        self._crafts: dict[str, str] = {}
        self._groups: set[str] = set()
        for craft in crafts:
            names = {essence(name) for name in (craft.code, craft.name_id, craft.name_en)}
            if craft.parent_id is None:
                self._groups |= names
            else:
                self._crafts |= dict.fromkeys(names, craft.code)
        regions = queries.regions()
        districts = {region.code: essence(region.name) for region in regions if region.level == "district"}
        self._villages: dict[str, list[tuple[str, str]]] = {}
        self._codes = {region.code: region.name for region in regions if region.level == "village"}
        for region in regions:
            if region.level == "village":
                here = (region.code, districts.get(region.parent_code, ""))
                self._villages.setdefault(essence(region.name), []).append(here)

    def craft(self, words: str) -> str:
        """The code of a craft. Raises CategoryUnknown."""
        name = essence(words)
        if name in self._crafts:
            return self._crafts[name]
        if name in self._groups:
            raise CategoryUnknown  # a whole group: which of its crafts, nobody knows
        near = _nearest(name, self._crafts)
        within = {code for known, code in self._crafts.items() if set(name.split()) <= set(known.split())}
        found = {self._crafts[near]} if near else within
        if len(found) != 1:
            raise CategoryUnknown
        return found.pop()

    def name_of(self, code: str) -> str:
        """The name of a village, by its code."""
        return self._codes[code]

    def village(self, words: str, district: str = "") -> str:
        """The code of a village, told apart by its district where it must be. Raises RegionUnknown, VillageUnclear."""
        code = words.strip()
        if code in self._codes:
            return code
        name = essence(words)
        found = self._villages.get(name) or self._villages.get(_nearest(name, self._villages) or "")
        if not found:
            raise RegionUnknown
        wanted = essence(district)
        within = [code for code, around in found if wanted and _nearest(wanted, [around])]
        if len(within) == 1:
            return within[0]
        if wanted and not within:
            raise RegionUnknown  # a village of that name, but elsewhere
        if len(found) > 1:
            raise VillageUnclear
        return found[0][0]


def _nearest(name: str, names: Mapping[str, object] | Iterable[str]) -> str | None:
    """The name that is meant, one slip or so away."""
    near = get_close_matches(name, list(names), n=1, cutoff=LIKE)
    return near[0] if near else None
