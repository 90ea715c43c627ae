"""Phases, conflicts and refusals of the review in the reader's words."""

from eventreg.core.i18n import lazy
from eventreg.curation import rules

REFUSALS = {
    rules.PhaseBackwards: lazy("A phase must end after it starts."),
    rules.PhasesOverlap: lazy("Two phases can't run at the same time: let one end before the next starts."),
    rules.NotReviewedNow: lazy("Reviews aren't taken now: the phase for them is over or hasn't begun."),
    rules.NotDecidedNow: lazy("Decisions are made in a later phase: the review is still under way."),
    rules.ScoresMissing: lazy("Give a score for each criterion that counts."),
    rules.ScoreOffScale: lazy("This score isn't on the scale."),
    rules.RemarkMissing: lazy("Write a remark: two sentences are enough."),
    rules.NotReviewable: lazy("This application is no longer under review."),
    rules.RubricInUse: lazy("Reviews were written by this rubric: weights and scales stay as they are."),
    rules.NothingCounts: lazy("At least one criterion must count, with a weight above 0."),
}
