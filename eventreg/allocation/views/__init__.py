"""Pages of who gets which booth: wishes, plans, their approval, and offers."""

from eventreg.allocation.views import approval, by_hand, compare, offers, plan, plans, rules, wish_list, wishes
from eventreg.allocation.views.base import blueprint
from eventreg.allocation.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["approval", "blueprint", "by_hand", "compare", "offers", "plan", "plans", "rules", "wish_list", "wishes"]

register_refusals(REFUSALS)
