"""Statuses, verdicts and refusals in the reader's words."""

from eventreg.applications import rules
from eventreg.applications.rules import Status
from eventreg.core.i18n import lazy

STATUS_NAMES = {
    Status.DRAFT: lazy("Draft"),
    Status.SUBMITTED: lazy("Being reviewed"),
    Status.NEEDS_REVISION: lazy("Needs correction"),
    Status.ACCEPTED: lazy("Accepted"),
    Status.WAITLISTED: lazy("Waiting list"),
    Status.REJECTED: lazy("Not selected"),
    Status.OFFERED: lazy("Waiting for confirmation"),
    Status.CONFIRMED: lazy("Confirmed"),
    Status.DECLINED: lazy("Declined"),
    Status.WITHDRAWN: lazy("Withdrawn"),
    Status.CANCELLED: lazy("Event cancelled"),
    Status.LAPSED: lazy("Deadline passed"),
    Status.CLOSED: lazy("Waiting list closed"),
}

HEADLINES = {
    Status.DRAFT: lazy("Your application has not been sent yet"),
    Status.SUBMITTED: lazy("Your application is being reviewed"),
    Status.NEEDS_REVISION: lazy("Please correct your application"),
    Status.ACCEPTED: lazy("Your business is accepted"),
    Status.WAITLISTED: lazy("You are on the waiting list"),
    Status.REJECTED: lazy("Your business was not selected this time"),
    Status.OFFERED: lazy("A place is waiting for you"),
    Status.CONFIRMED: lazy("Your place is confirmed"),
    Status.DECLINED: lazy("You declined the place"),
    Status.WITHDRAWN: lazy("You withdrew your application"),
    Status.CANCELLED: lazy("This event has been cancelled"),
    Status.LAPSED: lazy("The deadline has passed"),
    Status.CLOSED: lazy("The waiting list is closed"),
}

STEP_NAMES = {
    Status.SUBMITTED: lazy("Application sent"),
    Status.NEEDS_REVISION: lazy("Correction requested"),
    Status.ACCEPTED: lazy("Accepted"),
    Status.WAITLISTED: lazy("Placed on the waiting list"),
    Status.REJECTED: lazy("Not selected"),
    Status.OFFERED: lazy("Place offered"),
    Status.CONFIRMED: lazy("Confirmed, ticket issued"),
    Status.DECLINED: lazy("Place declined"),
    Status.WITHDRAWN: lazy("Withdrawn"),
    Status.CANCELLED: lazy("Event cancelled"),
    Status.LAPSED: lazy("Deadline passed"),
    Status.CLOSED: lazy("Waiting list closed"),
}

STEP_ICONS = {
    Status.NEEDS_REVISION: "edit",
    Status.WAITLISTED: "list",
    Status.REJECTED: "x",
    Status.DECLINED: "x",
    Status.WITHDRAWN: "exit",
    Status.CANCELLED: "x",
    Status.LAPSED: "clock",
    Status.CLOSED: "lock",
    Status.CONFIRMED: "ticket",
}

VERDICT_NAMES = {
    Status.ACCEPTED: lazy("Accept"),
    Status.OFFERED: lazy("Offer a place"),
    Status.WAITLISTED: lazy("Put on the waiting list"),
    Status.NEEDS_REVISION: lazy("Ask for a correction"),
    Status.REJECTED: lazy("Reject"),
}

REFUSALS = {
    rules.CapacityReached: lazy("The quota is full: no place is left for %(business)s."),
    rules.IllegalMove: lazy("This is not possible at this stage. Reload the page to see where it stands now."),
    rules.OwnApplication: lazy("You act for %(business)s: somebody else has to decide on it."),
    rules.ReasonMissing: lazy("Write the reason: the applicant will read it."),
    rules.EventBegun: lazy("The event has begun: its waiting list is closed."),
    rules.EventOver: lazy("The event is over: nothing is decided any more."),
    rules.NotOpen: lazy("This event does not take applications now."),
    rules.AlreadyApplied: lazy("This business has already applied: %(code)s."),
    rules.ConsentMissing: lazy("Your consent is missing: without it your application can't be handled."),
    rules.DeadlineOver: lazy("The deadline has passed."),
    rules.TooLittleShown: lazy("Show at least one product with a photo."),
}
