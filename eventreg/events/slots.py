"""What applications and the door add to events. Filled in `app.py`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventreg.core.permissions import Actor
from eventreg.core.slots import Slot
from eventreg.events.models import Event
from eventreg.events.rules import EventState


@dataclass(frozen=True)
class OwnApplication:
    """The reader's application for an event: where it is read, and its status in words.

    `has_other_business`: another business of the reader's could still apply.
    """

    url: str
    status: str
    has_other_business: bool


@dataclass(frozen=True)
class VisitOffer:
    """Visitors may register: where, for how many people there is room on all days, and that in words."""

    url: str
    left: int
    words: str


@dataclass(frozen=True)
class OwnReviews:
    """What the reader reviews at an event: where, and how many of them wait; `until`: when they are taken no more."""

    url: str
    waiting: int
    until: datetime | None = None


def _nothing_taken(event_ids: Collection[int]) -> Mapping[int, int]:
    return {}


def _no_application(actor: Actor, event_id: int) -> OwnApplication | None:
    return None


def _nobody_applied(event_id: int) -> bool:
    return False


def _nothing_promised(event_id: int) -> bool:
    return False


def _no_session(session_ids: Collection[int]) -> Collection[int]:
    return ()


def _nothing_counted(event_id: int) -> Mapping[int, int]:
    return {}


def _nothing_registered(session_ids: Collection[int]) -> Mapping[int, int]:
    return {}


def _nobody_told(event_id: int, news: EventState, *, reason: str, actor: Actor, now: datetime) -> int:
    return 0


def _nobody_asked(event_id: int, *, actor: Actor, now: datetime) -> int:
    return 0


def _nobody(event_id: int) -> int:
    return 0


def _nobody_answered(event_id: int) -> Mapping[int, int]:
    return {}


def _nothing_kept(event: Event, now: datetime) -> int:
    return 0


def _no_visitors(event: Event, now: datetime) -> VisitOffer | None:
    return None


def _no_page(event: Event) -> Sequence[tuple[str, str]]:
    return ()


def _no_map(event: Event) -> str:
    return ""


def _no_review(event: Event, actor: Actor) -> OwnReviews | None:
    return None


def _no_reviews(actor: Actor, now: datetime) -> Sequence[tuple[Event, OwnReviews]]:
    return ()


def _nothing_more(original: Event, made: Event, days: int, *, actor: Actor, now: datetime) -> None:
    return None


def _nothing_along(event: Event, days: int, *, actor: Actor, now: datetime) -> None:
    return None


def _no_date(event: Event) -> Sequence[str]:
    return ()


places_taken = Slot(_nothing_taken)  # event id → how many places are held
visit_offer = Slot(_no_visitors)  # where visitors register for an event, None where they can't
own_application = Slot(_no_application)  # the signed-in person's own application
has_applications = Slot(_nobody_applied)  # whether anybody but drafts has applied
has_locked_draw = Slot(_nothing_promised)  # whether a draw of its places is published and not yet drawn
sessions_in_use = Slot(_no_session)  # of these sessions, the ids of those at which tickets were scanned
visitors_by_session = Slot(_nothing_registered)  # of these sessions, id → how many visitors are registered
places_by_session = Slot(_nothing_counted)  # session id → how many places of it are held
places_by_quota = Slot(_nothing_counted)  # quota id → how many places of this limit or reserve are held
places_kept = Slot(_nothing_kept)  # how many places are still kept for the groups of an event's reserves
visitors_waiting = Slot(_nobody)  # how many visitors' registrations an event has
visitors_untold = Slot(_nobody)  # how many visitors staff have to tell by hand that it is off
# the event has new dates: ask everybody who is confirmed to confirm again; how many were asked
offer_again = Slot(_nobody_asked)
# tell every visitor that the event is postponed, on again or cancelled, and void what can't be used; how many were told
tell_visitors = Slot(_nobody_told)
answered_by_version = Slot(_nobody_answered)  # version of the event's form → how many sent applications answered it
more_pages = Slot(_no_page)  # (label, address) of pages about an event that organisers find beside its own
waiting_reviews = Slot(_no_reviews)  # at which events reviews wait for the reader now, and until when they are taken
floor_map = Slot(_no_map)  # the address of the floor plan that everybody sees, empty where there is none
exhibitor_catalogue = Slot(_no_map)  # the address of the exhibitors whom everybody sees, empty where there are none
own_reviews = Slot(_no_review)  # what the reader is to review, None where they review nothing of it
resumed = Slot(_nothing_along)  # a postponed event begins so many days later: let what hangs on it move along
moving_dates = Slot(_no_date)  # what would move along then, in sentences
copied = Slot(_nothing_more)  # an event was copied, its dates moved by so many days: take along what hangs on it
