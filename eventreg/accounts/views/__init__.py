"""Pages of accounts: signing in and out, one's own account, and the people for staff."""

from eventreg.accounts.views import account, factors, identity, passkeys, people, second_step
from eventreg.accounts.views.presence import must_show_factor_again, note_seen, recognise, standing_of
from eventreg.accounts.views.sign_in import blueprint, remember_language
from eventreg.accounts.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = [
    "account",
    "blueprint",
    "factors",
    "identity",
    "must_show_factor_again",
    "note_seen",
    "passkeys",
    "people",
    "recognise",
    "remember_language",
    "second_step",
    "standing_of",
]

register_refusals(REFUSALS)
