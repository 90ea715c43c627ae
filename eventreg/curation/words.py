"""Phases, conflicts and refusals of the review in the reader's words."""

from fractions import Fraction

from babel.numbers import format_decimal

from eventreg.accounts.words import ROLE_NAMES
from eventreg.applications.rules import Status
from eventreg.core.i18n import Language, _, current_language, lazy
from eventreg.core.permissions import Role
from eventreg.curation import ranking, rules
from eventreg.curation.history import ARROW
from eventreg.curation.models import Criterion
from eventreg.curation.rules import Average, Conflict, ReviewState

REFUSALS = {
    rules.PhaseBackwards: lazy("A phase must end after it starts."),
    rules.PhasesOverlap: lazy("Two phases can't run at the same time: let one end before the next starts."),
    rules.NotReviewedNow: lazy("Reviews aren't taken now: the phase for them is over or hasn't begun."),
    rules.NotDecidedNow: lazy("Decisions are made in a later phase: the review is still under way."),
    rules.DecidedTogether: lazy(
        "More than one of the committee must approve: put the decision down in the meeting, where the list is approved."
    ),
    rules.ScoresMissing: lazy("Give a score for each criterion that counts."),
    rules.ScoreOffScale: lazy("This score isn't on the scale."),
    rules.RemarkMissing: lazy("Write a remark: two sentences are enough."),
    rules.NotReviewable: lazy("This application is no longer under review."),
    rules.ReviewIsNewer: lazy("This review was saved from another phone in the meantime. Yours is kept: compare them."),
    rules.ReviewIsSent: lazy("This review was sent. Open it again to change it."),
    rules.OthersRead: lazy("You have read what others wrote: yours stays as you sent it."),
    rules.OwnReviewsFirst: lazy("Review your own applications first."),
    rules.NothingToTake: lazy("No application lacks a review that you may write. Thank you."),
    rules.NotAReviewer: lazy("This person can't be given this application: they don't review it, or they have it."),
    rules.RubricInUse: lazy("Reviews were written by this rubric: weights and scales stay as they are."),
    rules.NothingCounts: lazy("At least one criterion must count, with a weight above 0."),
    rules.MeetingRunning: lazy("A meeting is open already. End it before you open the next one."),
    rules.NothingPending: lazy("Nothing is pending: put decisions down first."),
    rules.ListChanged: lazy("The list has changed in the meantime. Look at it again: nothing has gone out."),
    rules.SettledForGood: lazy("The decision has gone out: what was settled for the booths stays."),
    rules.StaysAway: lazy(
        "The list holds a decision on a business that you stay away from: another member of the committee applies it."
    ),
    rules.ApprovalsMissing: lazy("Approvals of the list as it stands that are still missing: %(count)s."),
}

CONFLICTS = {
    Conflict.OWN: lazy("Own business"),
    Conflict.FAMILY: lazy("Family"),
    Conflict.SUPPLIER: lazy("Supplier or buyer"),
    Conflict.COOPERATIVE: lazy("Same co-operative"),
    Conflict.SAME_ADDRESS: lazy("Same address"),
    Conflict.SAME_PHONE: lazy("Same phone number"),
    Conflict.OTHER: lazy("Another conflict of interest"),
}

STATES = {
    ReviewState.DRAFT: lazy("Being written"),
    ReviewState.SENT: lazy("Sent"),
    ReviewState.ABSTAINED: lazy("Abstained"),
}

PENDING_NAMES = {
    Status.ACCEPTED: lazy("Accept"),
    Status.WAITLISTED: lazy("Waiting list"),
    Status.REJECTED: lazy("Not selected"),
    Status.NEEDS_REVISION: lazy("To be corrected"),
}
"""What the committee would let go out."""

BELOW_NAMES = {
    Status.WAITLISTED: lazy("Waiting list"),
    Status.REJECTED: lazy("Not selected"),
    None: lazy("Leave undecided"),
}

AVERAGES = {Average.MEAN: lazy("Mean of the reviews"), Average.MEDIAN: lazy("Median of the reviews")}


def points(value: Fraction) -> str:
    """Points with one decimal as the reader writes them: `78,8`."""
    return str(format_decimal(ranking.rounded(value), "0.0", locale=current_language().value))


def name_of(criterion: Criterion) -> str:
    """Its name in the reader's language."""
    return (criterion.name_en if current_language() is Language.EN else "") or criterion.name_id


# ---- What was changed, as the trail and the minutes tell it ----------------------------------------------------------

CHANGED = {
    "reviews_each": lazy("Reviews for each application"),
    "average": lazy("How reviews become one result"),
    "conflict_spread": lazy("Points apart from which reviews are marked as conflicting"),
    "rotation_points": lazy("Points taken from those whose turn it isn't"),
    "rotation_years": lazy("Years of rotation"),
    "remarks_required": lazy("Each review needs a remark"),
    "shows_averages": lazy("Applicants see the averages of the criteria once decided"),
    "shows_remarks": lazy("Applicants see the remarks once decided, without the curators' names"),
    "approvals_needed": lazy("Approvals before decisions are applied"),
    "objection_reviews": lazy("New reviews for an objection"),
}

PARTS = {
    "yes": lazy("yes"),
    "no": lazy("no"),
    "mean": lazy("Mean"),
    "median": lazy("Median"),
    Role.CURATOR.value: ROLE_NAMES[Role.CURATOR],
    Role.COMMITTEE.value: ROLE_NAMES[Role.COMMITTEE],
    "names_shown": lazy("names shown"),
    "names_hidden": lazy("names hidden"),
    "others_never": lazy("others' reviews never seen"),
    "others_after_own": lazy("others' reviews seen after one's own"),
    "others_always": lazy("others' reviews always seen"),
    "decides": lazy("the committee decides"),
}


def change_told(name: str, value: str) -> str:
    """A change of the rules of review, `How reviews become one result: Mean → Median`; empty for anything else."""
    part, _underscore, number = name.rpartition("_")
    if name in CHANGED:
        label = str(CHANGED[name])
    elif part in {"phase", "criterion"} and number.isdecimal():
        label = _("Phase %(number)s", number=number) if part == "phase" else _("Criterion %(number)s", number=number)
    else:
        return ""
    sides = [", ".join(str(PARTS.get(word, word)) for word in side.split(", ")) for side in value.split(ARROW)]
    return f"{label}: {ARROW.join(sides)}"
