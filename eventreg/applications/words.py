"""Statuses, verdicts and refusals in the reader's words."""

from eventreg.applications import aftercare, ballot, rules
from eventreg.applications.room import Full
from eventreg.applications.rules import Status
from eventreg.applications.steps import StepKind
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

STEP_TITLES = {
    StepKind.PROFILE: lazy("Still right?"),
    StepKind.QUESTIONS: lazy("Questions for this event"),
    StepKind.PEOPLE: lazy("Who takes part?"),
    StepKind.SEND: lazy("Look through and send"),
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

# why a place that came free went to somebody further down the list: for the applicant, and for staff
WHY_NOT_YOU = {
    Full.EVENT.value: lazy("More people come for you than there were places."),
    Full.KEPT.value: lazy("The place was kept for a group to which you don't belong."),
    Full.SESSION.value: lazy("A session that you chose was full."),
    Full.CRAFT.value: lazy("The places for your craft were full."),
    Full.GROUP.value: lazy("The places for your group were full."),
}
PASSED_OVER = {
    Full.EVENT.value: lazy("Fewer places came free than it needs."),
    Full.KEPT.value: lazy("The place that came free was kept for a group to which it doesn't belong."),
    Full.SESSION.value: lazy("One of its sessions was full."),
    Full.CRAFT.value: lazy("The places for its craft were full."),
    Full.GROUP.value: lazy("The places for one of its groups were full."),
}

# what everybody may read of a number in a draw
DRAWN_NAMES = {
    Status.SUBMITTED: lazy("Not drawn yet"),
    Status.NEEDS_REVISION: lazy("Needs correction"),
    Status.ACCEPTED: lazy("Gets a place"),
    Status.OFFERED: lazy("Gets a place"),
    Status.CONFIRMED: lazy("Gets a place"),
    Status.WAITLISTED: lazy("Waiting list"),
    Status.REJECTED: lazy("Not selected"),
    Status.DECLINED: lazy("Gave the place back"),
    Status.LAPSED: lazy("Deadline passed"),
    Status.WITHDRAWN: lazy("Withdrawn"),
    Status.CANCELLED: lazy("Event cancelled"),
    Status.CLOSED: lazy("Waiting list closed"),
}

REFUSALS = {
    rules.CapacityReached: lazy("The quota is full: no place is left for %(business)s."),
    rules.PlacesKept: lazy("The places that are left are kept for groups to which %(business)s doesn't belong."),
    rules.SessionFull: lazy("The session %(session)s is full: no place is left for %(business)s."),
    rules.CraftFull: lazy("The places for %(craft)s are full: none is left for %(business)s."),
    rules.GroupFull: lazy("The places for one of its groups are full: none is left for %(business)s."),
    rules.OutOfOrder: lazy("Others have waited longer than %(business)s. Write why it comes first."),
    rules.PlacesAreDrawn: lazy("The places of this event are drawn. Nobody is given one before the draw."),
    rules.IllegalMove: lazy("This is not possible at this stage. Reload the page to see where it stands now."),
    rules.OwnApplication: lazy("You act for %(business)s or stay away from it: somebody else has to decide on it."),
    rules.ReasonMissing: lazy("Write the reason: the applicant will read it."),
    rules.EventBegun: lazy("The event has begun: its waiting list is closed."),
    rules.EventPostponed: lazy("The event is postponed: you confirm once its new dates are known."),
    rules.EventOver: lazy("The event is over: nothing is decided any more."),
    rules.NotOpen: lazy("This event does not take applications now."),
    rules.BusinessMerged: lazy(
        "While you wrote, this business was merged with another entry of the same business. Send again: it then goes "
        "out in the name of that one."
    ),
    rules.AlreadyApplied: lazy("This business has already applied: %(code)s."),
    rules.ConsentMissing: lazy("Your consent is missing: without it your application can't be handled."),
    rules.DeadlineOver: lazy("The deadline has passed."),
    rules.AnswersMissing: lazy("Some questions still need an answer."),
    rules.TooManyParticipants: lazy("At most %(limit)s people may come for a business."),
    rules.ParticipantTooLong: lazy(
        "The name of a participant, or what they need, is too long: at most %(limit)s characters."
    ),
    rules.SessionMissing: lazy("Choose at least one session."),
    rules.SessionUnknown: lazy("This session isn't part of the event any more. Choose another one."),
    rules.ChangesClosed: lazy("Answers can't be changed any more."),
    rules.TooLittleShown: lazy("Show at least one product with a photo."),
    ballot.NotADraw: lazy("This event gives its places in another way."),
    ballot.StillOpen: lazy("Applications have not closed yet: lock the draw afterwards."),
    ballot.DrawLocked: lazy("The draw is locked: what was published stays."),
    ballot.SourceKnown: lazy("Choose a time that is still to come: nobody may know the value yet."),
    ballot.DrawTooLate: lazy("Choose a time before the event begins."),
    ballot.NobodyToDraw: lazy("No application waits for a place."),
    ballot.MendingFirst: lazy(
        "Applications that still have to be corrected: %(count)s. Wait until they are sent again or their time is over."
    ),
    ballot.TooEarlyToDraw: lazy("The source has not told its value yet: wait for the time that was published."),
    ballot.AlreadyDrawn: lazy("The numbers were drawn already: the order stands."),
    ballot.ValueMissing: lazy("Write the value exactly as the source shows it."),
    aftercare.TooLateToChange: lazy("Who comes can't be changed any more."),
    aftercare.LastParticipant: lazy("Nobody would come then: withdraw the application instead."),
    aftercare.NameMissing: lazy("Write the name for the ticket."),
    aftercare.EventCalledOff: lazy("The event is cancelled: nobody can be given a place any more."),
    aftercare.ObjectionsClosed: lazy("The time for objections is over."),
    aftercare.AlreadyObjected: lazy("You have objected already."),
    aftercare.WordsMissing: lazy("Write your reasons."),
    aftercare.ObjectionTooShort: lazy("Write at least %(least)s characters: it is the only time that you can object."),
    aftercare.AlreadyAnswered: lazy("Somebody else answered it in the meantime."),
}
