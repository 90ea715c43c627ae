"""Pages of accounts: signing in and out, one's own account, and the people for staff."""

from eventreg.accounts.views.sign_in import blueprint, remember_language, signed_in_person
from eventreg.accounts.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["blueprint", "remember_language", "signed_in_person"]

register_refusals(REFUSALS)
