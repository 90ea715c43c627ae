"""How far an announcement is: told by what became of its messages, also where these were stopped in the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eventreg.core import outbox
from eventreg.core.outbox import MessageState
from eventreg.messaging.models import Announcement, AnnouncementState
from eventreg.messaging.queries import ON_THE_WAY

SPARED = (MessageState.STOPPED, MessageState.EXPIRED)  # single ones: not meant any more by the time they would leave


class Standing(StrEnum):
    """What staff call an announcement. `partly` and `failed`: some or all could not be sent, and nothing waits."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    PARTLY = "partly"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Progress:
    """An announcement, and how many of its messages stand where."""

    announcement: Announcement
    counts: Mapping[MessageState, int]

    @property
    def is_stopped(self) -> bool:
        """Whether it was called back, here or in the outbox."""
        bulk = self.announcement.bulk
        return self.announcement.state is AnnouncementState.STOPPED or bool(bulk and bulk.stopped_at)

    @property
    def standing(self) -> Standing:
        """What it is called."""
        state = self.announcement.state
        if self.is_stopped:
            return Standing.STOPPED
        if state in (AnnouncementState.DRAFT, AnnouncementState.SCHEDULED):
            return Standing(state.value)
        if state is AnnouncementState.SENDING or self.left:
            return Standing.SENDING
        if self.failed:
            return Standing.PARTLY if self.sent else Standing.FAILED
        return Standing.SENT

    @property
    def sent(self) -> int:
        """Those that have left."""
        return self.counts.get(MessageState.SENT, 0)

    @property
    def failed(self) -> int:
        """Those that could not be sent."""
        return self.counts.get(MessageState.FAILED, 0)

    @property
    def left(self) -> int:
        """Those that can still be called back, and the one that is being sent."""
        return sum(self.counts.get(state, 0) for state in ON_THE_WAY)

    @property
    def total(self) -> int:
        """All of them; without those who meanwhile left, unless all were called back."""
        spared = 0 if self.is_stopped else sum(self.counts.get(state, 0) for state in SPARED)
        return max(self.announcement.total, sum(self.counts.values())) - spared


def of(announcement: Announcement) -> Progress:
    """How far one of them is."""
    return of_all([announcement])[announcement.id]


def of_all(announcements: Sequence[Announcement]) -> dict[int, Progress]:
    """Announcement id → how far it is."""
    counts = outbox.progress([one.bulk_id for one in announcements if one.bulk_id])
    return {one.id: Progress(one, counts.get(one.bulk_id or 0, {})) for one in announcements}
