"""The facts of `reasons.py` in the reader's words: one sentence for each applicant."""

from collections.abc import Callable, Sequence

from eventreg.allocation.problem import ZONE, Problem
from eventreg.allocation.reasons import (
    ALIKE,
    BARRED,
    BETTER,
    CHANGES,
    EQUAL,
    HIGHER,
    OPEN,
    RULE,
    STANDING,
    TOGETHER,
    UNFIT,
    WISHES,
    Part,
    Reason,
)
from eventreg.core.i18n import _, ngettext


class Teller:
    """Says reasons. `name_of`: an applicant's name where the reader may know it, else None.

    `booth_name`: what people call a booth, or a zone as wishes name it (`zone:` and its key). `with_figures`: whether
    the reader may know others' merit; an applicant may know its own alone, and who had more or as much.
    """

    def __init__(
        self,
        problem: Problem,
        name_of: Callable[[str], str | None] = str,
        rule_name: Callable[[str], str] = str,
        booth_name: Callable[[str], str] = str,
        *,
        with_figures: bool = True,
    ) -> None:
        self._problem, self._name_of, self._rule_name = problem, name_of, rule_name
        self._booth_name, self._with_figures = booth_name, with_figures
        self._is_ranked = len({one.merit for one in problem.applicants.values()}) > 1

    def tell(self, reason: Reason) -> str:
        """What the applicant got, and why not what it wished for more."""
        got, why = self._got(reason), self._why(reason)
        return f"{got}: {why}." if why else f"{got}."

    def _got(self, reason: Reason) -> str:
        booths = _(" and ").join(self._booth_name(booth) for booth in reason.booths)
        if not reason.booths:
            return _("No booth")
        if reason.rank == 1:
            return _("%(booths)s, the first wish", booths=booths)
        if reason.rank:
            return _("%(booths)s, wish number %(rank)s", booths=booths, rank=reason.rank)
        if self._problem.applicants[reason.applicant].wishes:
            return _("%(booths)s, which was not among the wishes", booths=booths)
        return _("%(booths)s; nothing was wished for", booths=booths)

    def _why(self, reason: Reason) -> str:
        if not reason.parts:
            return ""
        if reason.wish and reason.places == 1:
            return self._one(reason, reason.parts[0])
        return self._many(reason)

    def without_plan(self, is_impossible: bool, clash: Sequence[str]) -> str:
        """Why nobody has a booth: where there is no plan at all."""
        if not is_impossible:
            return _("No booth: no plan that keeps every rule was found in the time given.")
        rules = ", ".join(f"“{self._rule_name(rule)}”" for rule in clash)
        return ngettext(
            "No booth: the rule %(rules)s can't be kept by any plan.",
            "No booth: the rules %(rules)s can't be kept together by any plan.",
            len(clash),
            rules=rules,
        )

    # ---- One place ---------------------------------------------------------------------------------------------------

    def _one(self, reason: Reason, part: Part) -> str:
        wish, holders = self._wish(reason.wish or ""), self._holders(reason.holders)
        if part.kind == UNFIT:
            return self._unfit(wish, part.detail)
        if part.kind == RULE and holders:
            return _(
                "%(wish)s went to %(holders)s; in their place it would break the rule “%(rule)s”",
                wish=wish, holders=holders, rule=self._rule_name(part.detail),
            )  # fmt: skip
        if part.kind == RULE:
            return _("in %(wish)s it would break the rule “%(rule)s”", wish=wish, rule=self._rule_name(part.detail))
        if part.kind == OPEN:
            return _("%(wish)s stayed open; this plan is not proven to be the best one", wish=wish)
        return self._held(reason, part, wish, holders)

    def _held(self, reason: Reason, part: Part, wish: str, holders: str) -> str:
        """The place that was wished for has somebody, and merit or the plan as a whole let them stay."""
        own, theirs = self._problem.applicants[reason.applicant].merit, self._merits(reason.holders)
        if part.kind == EQUAL:
            went = self._went_to_equals(reason, wish, holders)
            return _("%(went)s; %(tie)s", went=went, tie=self._tie(part.detail)) if part.detail else went
        if part.kind == HIGHER and self._with_figures:
            return _(
                "%(wish)s went to %(holders)s, whose merit is %(theirs)s to %(own)s",
                wish=wish, holders=holders, theirs=theirs, own=own,
            )  # fmt: skip
        if part.kind == HIGHER:
            return _(
                "%(wish)s went to %(holders)s, whose merit is higher (own: %(own)s)",
                wish=wish, holders=holders, own=own,
            )  # fmt: skip
        if self._with_figures:
            return _(
                "%(wish)s went to %(holders)s (merit %(theirs)s to %(own)s), who would be left without one",
                wish=wish, holders=holders, theirs=theirs, own=own,
            )  # fmt: skip
        return _("%(wish)s went to %(holders)s, who would be left without one", wish=wish, holders=holders)

    def _went_to_equals(self, reason: Reason, wish: str, holders: str) -> str:
        own = self._problem.applicants[reason.applicant].merit
        if not self._is_ranked:
            return _("%(wish)s went to %(holders)s; all applicants count the same", wish=wish, holders=holders)
        if all(self._problem.applicants[other].merit == own for other in reason.holders):
            return _("%(wish)s went to %(holders)s, whose merit is the same (%(own)s)", **self._of(wish, holders, own))
        return _(
            "%(wish)s went to %(holders)s, none of whom has less merit (own: %(own)s)", **self._of(wish, holders, own)
        )

    def _of(self, wish: str, holders: str, own: int) -> dict[str, object]:
        return {"wish": wish, "holders": holders, "own": own}

    def _tie(self, detail: str) -> str:
        """What an exchange of two with the same merit would come to."""
        return {
            WISHES: _("if they changed places, wishes would be met less well"),
            CHANGES: _("if they changed places, more would differ from the plan before"),
            BARRED: _("the two can't change places: a rule or what the booths offer stands against it"),
            ALIKE: _("if they changed places, the plan would be worth the same"),
            BETTER: _("this plan is not proven to be the best one"),
        }[detail]

    def _unfit(self, wish: str, what: str) -> str:
        return {
            "area": _("%(wish)s is smaller than what was asked for", wish=wish),
            "power": _("%(wish)s has less power than what was asked for", wish=wish),
            "category": _("%(wish)s does not take this category", wish=wish),
            "pair": _("%(wish)s has no place for two booths side by side that fit", wish=wish),
        }[what]

    def _wish(self, wish: str) -> str:
        name = self._booth_name(wish)
        return _("zone %(zone)s", zone=name.removeprefix(ZONE)) if name.startswith(ZONE) else name

    def _holders(self, holders: Sequence[str]) -> str:
        names = [self._name_of(holder) for holder in holders]
        known = [name for name in names if name]
        if hidden := len(names) - len(known):
            known.append(ngettext("%(num)s other business", "%(num)s other businesses", hidden))
        return _(" and ").join(known)

    def _merits(self, holders: Sequence[str]) -> str:
        return _(" and ").join(str(self._problem.applicants[holder].merit) for holder in holders)

    # ---- A zone, or all places ---------------------------------------------------------------------------------------

    def _many(self, reason: Reason) -> str:
        places = reason.places
        if reason.wish:
            of = ngettext(
                "of the %(num)s place that would meet the wish for %(wish)s,",
                "of the %(num)s places that would meet the wish for %(wish)s,",
                places,
                wish=self._wish(reason.wish),
            )
        elif all(part.kind == UNFIT for part in reason.parts):
            of = ngettext("of %(num)s booth", "of all %(num)s booths", places)
        else:
            of = ngettext("of the %(num)s place that fits,", "of the %(num)s places that fit,", places)
        return of + " " + ", ".join(self._part(reason, part) for part in reason.parts)

    def _part(self, reason: Reason, part: Part) -> str:
        what, detail, count = part.kind, part.detail, part.count
        own = self._problem.applicants[reason.applicant].merit
        if what == UNFIT:
            return {
                "area": ngettext("%(num)s is too small", "%(num)s are too small", count),
                "power": ngettext("%(num)s has too little power", "%(num)s have too little power", count),
                "category": ngettext("%(num)s does not take the category", "%(num)s do not take the category", count),
                "pair": ngettext("%(num)s has no fitting neighbour", "%(num)s have no fitting neighbour", count),
            }[detail]
        if what == HIGHER:
            return ngettext(
                "%(num)s is held by higher merit (own: %(own)s)",
                "%(num)s are held by higher merit (own: %(own)s)",
                count,
                own=own,
            )
        if what == TOGETHER:
            return ngettext(
                "%(num)s is held by several who together have as much merit or more",
                "%(num)s are held by several who together have as much merit or more",
                count,
            )
        if what == EQUAL:
            return self._equals(count, detail)
        if what == RULE:
            return ngettext(
                "in %(num)s place it would break the rule “%(rule)s”",
                "in %(num)s places it would break the rule “%(rule)s”",
                count,
                rule=self._rule_name(detail),
            )
        if what == STANDING:
            return ngettext("%(num)s stayed open, as before", "%(num)s stayed open, as before", count)
        if what == OPEN:
            return ngettext("%(num)s stayed open (not proven best)", "%(num)s stayed open (not proven best)", count)
        return ngettext(
            "%(num)s is held by less merit, and a change there alone would leave the holder without one",
            "%(num)s are held by less merit, and a change there alone would leave the holder without one",
            count,
        )

    def _equals(self, count: int, detail: str) -> str:
        """Places that others with the same merit hold, and what decided between them."""
        held = ngettext("%(num)s is held by equal merit", "%(num)s are held by equal merit", count)
        if not self._is_ranked:
            held = ngettext(
                "%(num)s is taken, and all count the same", "%(num)s are taken, and all count the same", count
            )
        words = {
            WISHES: _("wishes are met better this way"),
            CHANGES: _("less is changed this way"),
            BARRED: _("no exchange is possible"),
            ALIKE: _("wishes are met as well this way"),
            BETTER: _("not proven best"),
        }
        return _("%(held)s (%(tie)s)", held=held, tie=words[detail]) if detail else held
