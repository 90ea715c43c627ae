"""What a batch of papers is asked for: plain values, which outlive the session that read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eventreg.core.i18n import Language
from eventreg.core.permissions import Actor
from eventreg.office.models import Batch, BatchForm


@dataclass(frozen=True)
class Order:
    """Papers that somebody wants; `params` says of what, in the words of its maker."""

    event_id: int
    kind: str
    language: Language
    form: BatchForm = BatchForm.PDF
    params: Mapping[str, Any] = field(default_factory=dict)
    created_by_id: int | None = None

    @property
    def actor(self) -> Actor:
        """In whose name papers are issued while it is worked on."""
        return Actor(self.created_by_id)


def order_of(batch: Batch) -> Order:
    """What a batch was asked for."""
    return Order(batch.event_id, batch.kind, batch.language, batch.form, dict(batch.params), batch.created_by_id)
