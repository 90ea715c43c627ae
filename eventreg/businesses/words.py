"""Names, and refusals in the reader's words."""

from eventreg.businesses import registration, rules, service
from eventreg.businesses.directory import Lack, Likeness
from eventreg.businesses.models import MemberRole
from eventreg.core.i18n import lazy

ROLE_NAMES = {MemberRole.OWNER: lazy("Owner"), MemberRole.HELPER: lazy("Helper")}

LIKENESS_NAMES = {
    Likeness.NIK: lazy("same NIK"),
    Likeness.NPWP: lazy("same NPWP"),
    Likeness.NIB: lazy("same NIB"),
    Likeness.PHONE: lazy("same phone"),
    Likeness.NAME: lazy("similar name"),
}

LACK_NAMES = {Lack.EMAIL: lazy("Without e-mail"), Lack.DUPLICATE: lazy("Perhaps twice")}

REFUSALS = {
    registration.ConsentLacking: lazy("Without the required consent nothing may be stored about the owner."),
    registration.OtherNik: lazy("This person is known with another NIK. Compare it with the KTP."),
    rules.AlreadyMember: lazy("You act for this business already. The invitation stays open for whom it is meant."),
    rules.InvitationExpired: lazy("This invitation is older than seven days. Ask for a new one."),
    rules.InvitationUnknown: lazy("This invitation does not exist. Open the whole link, or ask for a new one."),
    rules.InvitationUsed: lazy("This invitation has been accepted already. It works once; ask for a new one."),
    rules.InvitationWithdrawn: lazy("This invitation has been withdrawn. Ask whoever sent it."),
    rules.LastOwner: lazy("A business needs an owner. Hand it over first, or make somebody else an owner too."),
    rules.NameMissing: lazy("Please fill this in."),
    rules.NameTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.NibTooShort: lazy("A NIB has 13 digits, this one has only %(digits)s."),
    rules.NibTooLong: lazy("A NIB has 13 digits, this one has %(digits)s."),
    rules.NibNotDigits: lazy("A NIB has 13 digits and nothing else. Leave it empty if you have none yet."),
    rules.NpwpNotDigits: lazy("An NPWP has 15 or 16 digits and nothing else. Leave it empty if you have none."),
    rules.NpwpMalformed: lazy("An NPWP has 16 digits, or 15 in its old form. This one has %(digits)s."),
    rules.NpwpNoNik: lazy(
        "An NPWP of 16 digits is the owner's NIK, or begins with 0. Compare it with the card, or use the old 15 digits."
    ),
    rules.OwnInvitation: lazy("You made this invitation yourself. Send it to the person for whom it is meant."),
    rules.PlaceMissing: lazy("Choose a kelurahan, or write the place below."),
    rules.PlaceTwice: lazy("You have chosen a kelurahan. Leave this empty, or choose no kelurahan."),
    rules.PriceMalformed: lazy("Write the price in whole Rupiah. Example: 150.000."),
    rules.PriceTooHigh: lazy("This price is too high. Check the number of zeros."),
    rules.RegionMalformed: lazy("%(region)s is not the code of a region at the level that is told."),
    rules.StoryTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.TooManyInvitations: lazy("%(most)s invitations are open. Withdraw one that is no longer needed."),
    service.CategoryUnknown: lazy("Please choose from the list."),
    service.PhotoUnknown: lazy("This photo is no longer there. Please choose it again."),
    service.RegionUnknown: lazy("Please choose from the list."),
}
