"""What the catalogue says to people. English here; the translations hold the Indonesian."""

from eventreg.catalogue import rules
from eventreg.core.i18n import lazy

REFUSALS = {
    rules.TextTooLong: lazy("This text is too long: write at most %(most)s characters."),
    rules.NothingToShow: lazy(
        "Nobody would be in it yet: publish the floor plan first, and who is at which booth on it."
    ),
}
ONLY_IN = {rules.HERE: lazy("only in Indonesian"), rules.THERE: lazy("only in English")}
SORTS = {"name": lazy("By name"), "booth": lazy("By booth")}
LACKS = {
    "consent": lazy("no consent"),
    "photo": lazy("no photo"),
    "text": lazy("no text"),
    "english": lazy("no English"),
}
