"""The law's deadlines, how long each kind of data is kept, and when erasure has to wait. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from eventreg.core.errors import DomainError

ANSWER_TIME = timedelta(hours=72)  # UU PDP (Law 27/2022): 3 × 24 hours for requests, and for telling of a loss
SHORTEST_DAYS, LONGEST_DAYS = 7, 36_500  # a slip of the finger must not take a whole week's work away
ERASED = "Dihapus"  # stands where a name was; data, so the same in every language
ERASED_BUSINESS = "Usaha terhapus"


class Kept(StrEnum):
    """The kinds of data that time takes away. The audit trail is none of them: it is never thinned out."""

    REFUSED_APPLICATIONS = "refused_applications"
    PARTICIPANTS = "participants"
    SIGN_IN_REQUESTS = "sign_in_requests"
    ENDED_SESSIONS = "ended_sessions"
    SENT_MESSAGES = "sent_messages"
    UNSHOWN_PICTURES = "unshown_pictures"
    INVITATIONS = "invitations"
    SCAN_CODES = "scan_codes"
    REQUESTS_AND_CONSENTS = "requests_and_consents"
    VISITORS = "visitors"


DEFAULT_DAYS: dict[Kept, int] = {
    Kept.REFUSED_APPLICATIONS: 180,
    Kept.PARTICIPANTS: 1825,
    Kept.SIGN_IN_REQUESTS: 30,
    Kept.ENDED_SESSIONS: 90,
    Kept.SENT_MESSAGES: 365,
    Kept.UNSHOWN_PICTURES: 30,
    Kept.INVITATIONS: 90,
    Kept.SCAN_CODES: 365,
    Kept.REQUESTS_AND_CONSENTS: 1825,
    Kept.VISITORS: 180,
}


LEAST_DAYS: dict[Kept, int] = {
    kind: 365 if kind is Kept.PARTICIPANTS else SHORTEST_DAYS  # who took part is asked for when the year is accounted
    for kind in Kept
}


class RequestClosed(DomainError):
    """A request is answered once."""

    code = "request_closed"


class AlreadyAsked(DomainError):
    """The same thing is asked for already, and waits for its answer."""

    code = "already_asked"


class AnswerMissing(DomainError):
    """Whoever is refused must be told why."""

    code = "answer_missing"


class DeedUntold(DomainError):
    """Whoever had something corrected or stopped is told what was done."""

    code = "deed_untold"


class NobodyThere(DomainError):
    """No person has this address or number."""

    code = "nobody_there"


class HoldsRoles(DomainError):
    """Somebody who works here has roles: they are taken away before the person is erased."""

    code = "holds_roles"


class HoldsTicket(DomainError):
    """Somebody is expected at an event still to come: they step back before they are erased."""

    code = "holds_ticket"


class ErasureAlone(DomainError):
    """A request for erasure is carried out on the page that shows first what goes."""

    code = "erasure_alone"


class DaysOutOfRange(DomainError):
    """A period is as long at least as its kind needs, a hundred years at most."""

    code = "days_out_of_range"


class NoticedBeforeItHappened(DomainError):
    """An incident is noticed after it happened, and not in the future."""

    code = "noticed_before_it_happened"


class NotOneThing(DomainError):
    """An incident names the thing that was lost: the phone, the person, or the event of its kind."""

    code = "not_one_thing"


def due_at(begins: datetime) -> datetime:
    """Until when the law wants an answer."""
    return begins + ANSWER_TIME


def hours_left(due: datetime, now: datetime) -> int:
    """Whole hours until the deadline; negative once it has passed."""
    return int((due - now).total_seconds() // 3600)


def check_erasure(*, has_roles: bool, awaited_at: str) -> None:
    """Raises HoldsRoles, HoldsTicket. `awaited_at`: the title of an event still to come, empty where there is none."""
    if has_roles:
        raise HoldsRoles()
    if awaited_at:
        raise HoldsTicket(event=awaited_at)


def check_days(kind: Kept, days: int) -> None:
    """Raises DaysOutOfRange."""
    if not LEAST_DAYS[kind] <= days <= LONGEST_DAYS:
        raise DaysOutOfRange(least=LEAST_DAYS[kind], most=LONGEST_DAYS)


def check_noticed(happened: datetime, noticed: datetime, now: datetime) -> None:
    """Raises NoticedBeforeItHappened."""
    if not happened <= noticed <= now:
        raise NoticedBeforeItHappened()
