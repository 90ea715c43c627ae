"""Pages of the days at the fair: for those who work there, and for exhibitors."""

from eventreg.core.web import register_refusals
from eventreg.onsite.views import (
    board,
    booth,
    deposits,
    fair_settings,
    faults,
    gate,
    handing,
    loading,
    loading_own,
    minutes,
    own,
    own_faults,
    rounds,
    seen,
    signs,
    walking,
)
from eventreg.onsite.views.base import blueprint
from eventreg.onsite.words import REFUSALS

__all__ = [
    "blueprint",
    "board",
    "booth",
    "deposits",
    "fair_settings",
    "faults",
    "gate",
    "handing",
    "loading",
    "loading_own",
    "minutes",
    "own",
    "own_faults",
    "rounds",
    "seen",
    "signs",
    "walking",
]

register_refusals(REFUSALS)
