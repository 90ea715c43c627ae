"""What consents says: how and where somebody stands, and the sentences for its refusals."""

from flask_babel import LazyString

from eventreg.consents import rules
from eventreg.consents.models import ConsentWay
from eventreg.consents.rules import Standing
from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy

STANDING_NAMES: dict[Standing, LazyString] = {
    Standing.AGREED: lazy("Agreed"),
    Standing.OLDER: lazy("Agreed to an older text"),
    Standing.WITHDRAWN: lazy("Consent withdrawn"),
    Standing.NEVER: lazy("Not agreed"),
}
STANDING_LOOKS = {Standing.AGREED: "ok", Standing.OLDER: "warn", Standing.WITHDRAWN: "bad", Standing.NEVER: ""}

WAY_NAMES: dict[ConsentWay, LazyString] = {
    ConsentWay.SCREEN: lazy("on the person's own screen"),
    ConsentWay.PAPER: lazy("on paper, kept by the council"),
    ConsentWay.SPOKEN: lazy("by word of mouth, before the council's staff"),
}

GUARDIAN_NEEDED = lazy("Under 18, a parent or guardian has to agree: write name, relation and WhatsApp number.")

REFUSALS: dict[type[DomainError], LazyString] = {
    rules.PurposeUnknown: lazy("This consent is no longer asked for. Reload the page to see what holds now."),
    rules.GuardianMissing: GUARDIAN_NEEDED,
    rules.BirthDateImpossible: lazy("Nobody is born on this day. Look at the year."),
    rules.WordsMissing: lazy("Write title and text in both languages."),
    rules.NothingNew: lazy("Nothing is changed: a new version needs new words."),
    rules.PublishedMeanwhile: lazy("Somebody else has just published a newer version. Look at it, then start again."),
    rules.PurposeTaken: lazy("There is a purpose with this English title already, or there was one."),
    rules.LastRequired: lazy("This is the only required consent: without it no application may be handled."),
}
