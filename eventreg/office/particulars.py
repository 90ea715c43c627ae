"""What staff say for the letters that they issue at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Particulars:
    """The same for all of them; `dated_on`: None for today."""

    nature: str = ""
    enclosures: str = ""
    copies: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    dated_on: date | None = None
    signatory_id: int | None = None

    def as_plain(self) -> dict[str, Any]:
        """For a batch that is worked on later."""
        return {
            "nature": self.nature,
            "enclosures": self.enclosures,
            "copies": list(self.copies),
            "notes": list(self.notes),
            "dated_on": self.dated_on.isoformat() if self.dated_on else None,
            "signatory_id": self.signatory_id,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Particulars":
        """The same read again."""
        day = plain.get("dated_on")
        return cls(
            nature=plain.get("nature", ""),
            enclosures=plain.get("enclosures", ""),
            copies=tuple(plain.get("copies", ())),
            notes=tuple(plain.get("notes", ())),
            dated_on=date.fromisoformat(day) if day else None,
            signatory_id=plain.get("signatory_id"),
        )
