"""What the office's papers say of themselves, and the sentences for its refusals."""

from flask_babel import LazyString

from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.documents.rules import DocumentKind
from eventreg.office import rules
from eventreg.office.listing import Filling

REFUSALS: dict[type[DomainError], LazyString] = {
    rules.AlreadyCertified: lazy("This person has a certificate already. Replace it if something on it is wrong."),
    rules.LessonsUnclear: lazy("Shorten what was taught: 60 lines at most, of 160 characters each."),
    rules.NameWanting: lazy("Write the name."),
    rules.NothingIssued: lazy("There is no certificate to be replaced."),
    rules.NotPresentEnough: lazy("This person was not present enough for a certificate."),
    rules.NothingToMake: lazy("There is nothing to make yet."),
    rules.ReplacedMeanwhile: lazy("This letter was replaced meanwhile. Look at the new one first."),
    rules.TooManyEnclosures: lazy("An event keeps at most %(most)s files. Delete some that the account doesn't need."),
    rules.WordingEmpty: lazy("Write the subject in the first line, and the text below it."),
    rules.WordingBroken: lazy("The wording of this letter can't be used. Correct it under “Wording of letters”."),
}

LETTERS_TOLD: dict[DocumentKind, LazyString] = {
    DocumentKind.INVITATION: lazy("To everybody whose place is confirmed, and to guests."),
    DocumentKind.ACCEPTANCE: lazy("To everybody who has a place."),
    DocumentKind.ASSIGNMENT: lazy("To the speakers (surat tugas)."),
    DocumentKind.STATEMENT: lazy("For applicants, filled in, to be signed on a stamp duty of Rp10.000."),
}
OF_WHOM: dict[DocumentKind, LazyString] = {
    DocumentKind.INVITATION: lazy("Nobody has confirmed a place yet."),
    DocumentKind.ACCEPTANCE: lazy("Nobody has a place yet."),
    DocumentKind.ASSIGNMENT: lazy("No speakers are announced yet."),
    DocumentKind.STATEMENT: lazy("Nobody has applied yet."),
}

FILLINGS: dict[Filling, tuple[LazyString, LazyString]] = {
    Filling.NAMES: (
        lazy("Names, to be signed"),
        lazy("Everybody who is expected, and empty lines for who comes besides."),
    ),
    Filling.BLANK: (lazy("Empty"), lazy("Lines alone, to be filled in by hand.")),
    Filling.PRESENCE: (lazy("Who was seen"), lazy("The names with what the door recorded, for the account.")),
}
