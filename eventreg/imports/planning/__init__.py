"""What would become of each row of a table: the dry run, and the same look again when it is applied."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eventreg.core.errors import DomainError
from eventreg.imports.rules import Fate


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the field that it is `about`, if any, and a refusal's code with its details."""

    code: str
    about: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, error: DomainError, name: str = "") -> "Fault":
        """A refusal as it is kept: JSON alone."""
        return cls(error.code, name, {key: plain(value) for key, value in error.details.items()})


@dataclass
class Judgement:
    """What becomes of a row. `fields`: what it would write; `likes`: businesses that it looks like, and why.

    `remarks`: codes of what is worth a look though it is taken.
    """

    fate: Fate
    business_id: int | None = None
    fields: Sequence[str] = ()
    likes: Sequence[tuple[int, Sequence[str]]] = ()
    faults: Sequence[Fault] = ()
    person_id: int | None = None
    remarks: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the file, without what is empty; never a value of the row."""
        kept: dict[str, Any] = {"fate": self.fate.value}
        if self.business_id is not None:
            kept["business"] = self.business_id
        if self.fields:
            kept["fields"] = list(self.fields)
        if self.likes:
            kept["likes"] = [[number, list(why)] for number, why in self.likes]
        if self.faults:
            kept["faults"] = [[fault.about, fault.code, fault.details] for fault in self.faults]
        if self.remarks:
            kept["remarks"] = list(self.remarks)
        return kept


def plain(value: Any) -> Any:
    """A refusal's detail as JSON."""
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return [plain(item) for item in value] if isinstance(value, list | tuple) else str(value)
