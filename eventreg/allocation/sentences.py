"""The facts of `reasons.py` in the reader's words: one sentence for each applicant."""

from collections.abc import Callable, Sequence

from eventreg.allocation.problem import ZONE, Problem
from eventreg.allocation.reasons import HIGHER, OPEN, RULE, STANDING, UNFIT, Obstacle, Reason
from eventreg.core.i18n import _, ngettext


class Teller:
    """Says reasons. `name_of`: an applicant's name where the reader may know it, else None.

    `booth_name`: what people call a booth, or a zone as wishes name it (`zone:` and its key).
    """

    def __init__(
        self,
        problem: Problem,
        name_of: Callable[[str], str | None] = str,
        rule_name: Callable[[str], str] = str,
        booth_name: Callable[[str], str] = str,
    ) -> None:
        self._problem, self._name_of, self._rule_name = problem, name_of, rule_name
        self._booth_name = booth_name

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
        if not reason.obstacles:
            return ""
        if reason.wish and len(reason.obstacles) == 1:
            return self._one(reason, reason.obstacles[0])
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

    def _one(self, reason: Reason, obstacle: Obstacle) -> str:
        wish, holders = self._wish(reason.wish or ""), self._holders(obstacle.holders)
        own = self._problem.applicants[reason.applicant].merit
        theirs = self._merits(obstacle.holders)
        if obstacle.kind == UNFIT:
            return self._unfit(wish, obstacle.detail)
        if obstacle.kind == HIGHER:
            return _(
                "%(wish)s went to %(holders)s, whose merit is %(theirs)s to %(own)s",
                wish=wish, holders=holders, theirs=theirs, own=own,
            )  # fmt: skip
        if obstacle.kind == RULE and holders:
            return _(
                "%(wish)s went to %(holders)s; in their place it would break the rule “%(rule)s”",
                wish=wish, holders=holders, rule=self._rule_name(obstacle.detail),
            )  # fmt: skip
        if obstacle.kind == RULE:
            return _("in %(wish)s it would break the rule “%(rule)s”", wish=wish, rule=self._rule_name(obstacle.detail))
        if obstacle.kind == OPEN:
            return _("%(wish)s stayed open; this plan is not proven to be the best one", wish=wish)
        return _(
            "%(wish)s went to %(holders)s (merit %(theirs)s to %(own)s), who would be left without one",
            wish=wish, holders=holders, theirs=theirs, own=own,
        )  # fmt: skip

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
        places = len(reason.obstacles)
        if reason.wish:
            of = ngettext(
                "of the %(num)s place that would meet the wish for %(wish)s,",
                "of the %(num)s places that would meet the wish for %(wish)s,",
                places,
                wish=self._wish(reason.wish),
            )
        elif all(one.kind == UNFIT for one in reason.obstacles):
            of = ngettext("of %(num)s booth", "of all %(num)s booths", places)
        else:
            of = ngettext("of the %(num)s place that fits,", "of the %(num)s places that fit,", places)
        return of + " " + ", ".join(self._part(reason, kind, count) for kind, count in reason.kinds.most_common())

    def _part(self, reason: Reason, kind: tuple[str, str], count: int) -> str:
        what, detail = kind
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
                "%(num)s is held by as much merit or more (own: %(own)s)",
                "%(num)s are held by as much merit or more (own: %(own)s)",
                count,
                own=own,
            )
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
