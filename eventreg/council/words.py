"""The sentences for what the organisation's page refuses."""

from flask_babel import LazyString

from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.core.phone import NotAMobileNumber
from eventreg.council.service import OrganisationUnnamed

REFUSALS: dict[type[DomainError], LazyString] = {
    NotAMobileNumber: lazy("This WhatsApp number is not valid. Example: 0812 3456 7890."),
    OrganisationUnnamed: lazy("Give the organisation its name first, then its letterhead."),
}
