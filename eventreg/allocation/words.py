"""What allocating booths says to people. English here; the catalogue holds the Indonesian."""

from collections.abc import Iterable, Mapping

from babel.numbers import format_decimal
from flask_babel import LazyString

from eventreg.allocation import rules
from eventreg.allocation.models import Stage
from eventreg.allocation.offering import Shown
from eventreg.allocation.rules import Closed, Misfit, Offered
from eventreg.allocation.wishing import Partnership
from eventreg.core.errors import DomainError
from eventreg.core.i18n import current_language, lazy

REFUSALS: Mapping[type[DomainError], LazyString] = {
    rules.WishesClosed: lazy("The time for wishes is over. What you wished for before stays as it was."),
    rules.WishUnknown: lazy("One of your choices is no longer on the floor plan. Choose again."),
    rules.WishTwice: lazy("Rank each booth and each zone once."),
    rules.TooManyWishes: lazy("Rank at most %(most)s booths or zones."),
    rules.PartnerUnknown: lazy("No application for this event has this code. Ask your partner for it once more."),
    rules.PartnerIsSelf: lazy("This is your own code. Write that of your partner."),
    rules.NothingChanged: lazy("Nothing has changed: everybody is where they were."),
    rules.RulesBroken: lazy("This plan breaks rules, so it isn't kept. Undo the step, or make another that mends it."),
    rules.OwnPlace: lazy("You act for a business that would move, or stay away from it: somebody else moves it."),
    rules.PinReasonMissing: lazy("Write why: the rest of the committee will ask."),
    rules.AlreadyRunning: lazy("Such a plan is being made already. Wait for it, or stop it."),
    rules.NothingToPlace: lazy("There is nothing to plan yet: it takes booths on the floor plan, and applications."),
    rules.RuleThere: lazy("This rule is there already."),
    rules.PlanUnfinished: lazy("There is no plan yet: wait until it is made."),
    rules.PlanChanged: lazy("The plan has changed since this page was opened. Look at it once more."),
    rules.NotProposed: lazy("The plan isn't proposed any more. See below where it stands."),
    rules.WasPublished: lazy("This plan was published already."),
    rules.ProposerApproves: lazy("You have proposed this plan: others of the committee approve it."),
    rules.StaysAwayFromOne: lazy("You act for one of the applicants, or stay away from one: others approve this plan."),
    rules.QuorumMissing: lazy("Approvals that are still missing: %(count)s."),
    rules.QuorumLowered: lazy("A plan is proposed: take it back before you ask for fewer approvals."),
    rules.WorldChanged: lazy("Something has changed since the plan was made, so nothing has gone out. See below what."),
    rules.AlreadyPaid: lazy("The fee is marked as paid already."),
    rules.NotPaid: lazy("The fee isn't marked as paid."),
    rules.ReceiptMissing: lazy("Write the number of the receipt."),
    rules.NotDueYet: lazy("There is still time to pay: an offer lapses by hand only after its deadline."),
    rules.NothingToPay: lazy("Nothing is to be paid here: the booth is free of charge or no longer theirs."),
    rules.NothingToMove: lazy("You have no confirmed booth from which you could be moved."),
    rules.NothingVacant: lazy("No booth has come free, so there is nothing to repair."),
}

CLOSED: Mapping[Closed, LazyString] = {
    Closed.NOT_SENT: lazy("Send your application first. Then you can choose the booths that you would like."),
    Closed.ENDED: lazy("Your application no longer takes part, so nothing can be changed here."),
    Closed.PASSED: lazy("The time for wishes is over. The organisers work with what stands here."),
    Closed.PUBLISHED: lazy("Who gets which booth has been published. Wishes can't be changed any more."),
}

MISFITS: Mapping[Misfit, LazyString] = {
    Misfit.TAKEN: lazy("taken"),
    Misfit.HELD: lazy("kept by the organisers"),
    Misfit.CRAFT: lazy("not for your craft"),
    Misfit.AREA: lazy("only {area} m²"),
    Misfit.POWER: lazy("only {power} W"),
    Misfit.SHARED: lazy("a shared booth, and you need two"),
    Misfit.ALONE: lazy("no second booth beside it"),
}
"""Why a booth doesn't fit; `{area}` and `{power}` are what it has."""


def area_told(square_centimetres: int) -> str:
    """An area in square metres, without its unit: `9`, `7,5`."""
    return str(format_decimal(square_centimetres / 10_000, format="#,##0.##", locale=current_language().value))


def misfits_told(found: Iterable[Misfit], booth: Offered) -> str:
    """Why a booth doesn't fit: `only 450 W, kept by the organisers`."""
    words = ", ".join(str(MISFITS[misfit]) for misfit in found)
    return words.replace("{area}", area_told(booth.area)).replace("{power}", str(booth.power_w))


PARTNERSHIPS: Mapping[Partnership, LazyString] = {
    Partnership.MUTUAL: lazy("you name each other"),
    Partnership.WAITING: lazy("waiting, hasn't named you yet"),
    Partnership.GONE: lazy("no longer takes part"),
}

PARTNERS_OF_OTHERS: Mapping[Partnership, LazyString] = {
    Partnership.MUTUAL: lazy("both name each other"),
    Partnership.WAITING: lazy("not named in return yet"),
    Partnership.GONE: lazy("no longer takes part"),
}
"""The same for staff."""

STAGES: Mapping[Stage, LazyString] = {
    Stage.DRAFT: lazy("Draft"),
    Stage.PROPOSED: lazy("Proposed"),
    Stage.PUBLISHED: lazy("Published"),
    Stage.REPLACED: lazy("Replaced by a later plan"),
}

OFFERS_SHOWN: Mapping[Shown, LazyString] = {
    Shown.ALL: lazy("All"),
    Shown.UNANSWERED: lazy("Unanswered"),
    Shown.UNPAID: lazy("Not paid"),
    Shown.OVERDUE: lazy("Overdue"),
    Shown.PAID: lazy("Paid"),
    Shown.ENDED: lazy("Ended"),
}
