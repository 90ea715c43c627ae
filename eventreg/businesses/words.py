"""Names, and refusals in the reader's words."""

from datetime import datetime

from flask_babel import LazyString

from eventreg.businesses import registration, rules, service
from eventreg.businesses.directory import Lack, Likeness
from eventreg.businesses.models import MemberRole, PaperKind
from eventreg.businesses.rules import Basis, PaperState, SizeClass
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _, lazy, ngettext

ROLE_NAMES = {MemberRole.OWNER: lazy("Owner"), MemberRole.HELPER: lazy("Helper")}

LIKENESS_NAMES = {
    Likeness.NIK: lazy("same NIK"),
    Likeness.NPWP: lazy("same NPWP"),
    Likeness.NIB: lazy("same NIB"),
    Likeness.PHONE: lazy("same phone"),
    Likeness.NAME: lazy("similar name"),
}

LACK_NAMES = {Lack.EMAIL: lazy("Without e-mail")}

# ---- The profile ----------------------------------------------------------------------------------

BAND_NAMES = {
    "under_5m": lazy("less than Rp5 million"),
    "5m_10m": lazy("Rp5 to 10 million"),
    "10m_25m": lazy("Rp10 to 25 million"),
    "25m_50m": lazy("Rp25 to 50 million"),
    "50m_100m": lazy("Rp50 to 100 million"),
    "100m_150m": lazy("Rp100 to 150 million"),
    "over_150m": lazy("more than Rp150 million"),
}
SIZE_NAMES = {
    SizeClass.MICRO: lazy("Micro business"),
    SizeClass.SMALL: lazy("Small business"),
    SizeClass.MEDIUM: lazy("Medium business"),
    SizeClass.LARGE: lazy("Larger than a medium business"),
}
BASIS_NAMES = {
    Basis.SALES: lazy("by the sales of a year"),
    Basis.TURNOVER: lazy("by twelve months of turnover"),
    Basis.CAPITAL: lazy("by the capital"),
}
KBLI_NAMES = {
    "13134": lazy("Batik"),
    "13121": lazy("Weaving"),
    "13912": lazy("Embroidery"),
    "14111": lazy("Garments"),
    "15121": lazy("Leather goods"),
    "16291": lazy("Rattan and bamboo weaving"),
    "16292": lazy("Weaving of other plants"),
    "16293": lazy("Wood carving"),
    "32120": lazy("Imitation jewellery"),
    "32903": lazy("Other crafts"),
}
CHANNEL_NAMES = {key: channel.name for key, channel in rules.CHANNELS.items()} | {"website": lazy("Website")}
SEX_NAMES = {"f": lazy("Woman"), "m": lazy("Man")}
PRODUCER_NAMES = {True: lazy("makes the products"), False: lazy("sells what others make")}
WANTED_NAMES = {
    "nib": lazy("NIB"),
    "kbli": lazy("KBLI"),
    "founded_year": lazy("founding year"),
    "is_producer": lazy("producer or trader"),
    "address": lazy("address"),
    "workers": lazy("workers"),
    "turnover_band": lazy("turnover"),
    "capacity": lazy("capacity"),
    "channels": lazy("places online"),
}


def age(confirmed_at: datetime | None, now: datetime) -> str:
    """How long ago its owner said that a profile is right: `checked 3 months ago`."""
    if confirmed_at is None:
        return _("not checked yet")
    days = max(0, (now - confirmed_at).days)
    if days == 0:
        return _("checked today")
    if days < 31:
        return ngettext("checked yesterday", "checked %(num)d days ago", days)
    if days < 365:
        return ngettext("checked a month ago", "checked %(num)d months ago", days // 30)
    return ngettext("checked a year ago", "checked %(num)d years ago", days // 365)


# ---- Papers ---------------------------------------------------------------------------------------

PAPER_NAMES = {
    PaperKind.NIB: lazy("NIB"),
    PaperKind.PIRT: lazy("PIRT"),
    PaperKind.HALAL: lazy("Halal certificate"),
    PaperKind.HKI: lazy("Trade mark or HKI"),
    PaperKind.BATIKMARK: lazy("Batikmark"),
    PaperKind.STATEMENT: lazy("Statement with stamp duty"),
    PaperKind.OTHER: lazy("Another paper"),
}
PAPER_NOTES = {
    PaperKind.NIB: lazy("Business registration from OSS"),
    PaperKind.PIRT: lazy("Permit for food made at home"),
    PaperKind.HALAL: lazy("From BPJPH"),
    PaperKind.HKI: lazy("Certificate of a brand or design from DJKI"),
    PaperKind.BATIKMARK: lazy("From the Centre for Crafts and Batik (BBKB)"),
    PaperKind.STATEMENT: lazy("Signed on a meterai, where an event asks for one"),
    PaperKind.OTHER: lazy("Say what it is"),
}
PAPER_STATES = {
    PaperState.UNCHECKED: lazy("not looked at yet"),
    PaperState.VERIFIED: lazy("verified"),
    PaperState.EXPIRING: lazy("expires soon"),
    PaperState.EXPIRED: lazy("expired"),
    PaperState.REFUSED: lazy("refused"),
}
PAPER_LOOKS = {
    PaperState.UNCHECKED: ("info", "clock"),
    PaperState.VERIFIED: ("ok", "check"),
    PaperState.EXPIRING: ("warn", "clock"),
    PaperState.EXPIRED: ("bad", "x"),
    PaperState.REFUSED: ("bad", "alert"),
}

# ---- Refusals -------------------------------------------------------------------------------------

REFUSALS: dict[type[DomainError], LazyString] = {
    registration.ConsentLacking: lazy("Without the required consent nothing may be stored about the owner."),
    registration.OtherNik: lazy("This person is known with another NIK. Compare it with the KTP."),
    rules.AddressTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.AmountMalformed: lazy("Write whole Rupiah, only figures. Example: 120.000.000."),
    rules.AlreadyMember: lazy("You act for this business already. The invitation stays open for whom it is meant."),
    rules.BandUnknown: lazy("Please choose from the list."),
    rules.ChannelElsewhere: lazy("This address is at %(host)s, not at %(channel)s. Write your %(channel)s name there."),
    rules.EditionUnknown: lazy("Choose the edition of the KBLI. It stands on the NIB."),
    rules.ExpiresBeforeIssued: lazy("This day can't be right. Compare it with the paper."),
    rules.FieldTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.FileMissing: lazy("Add a photo or the PDF of the paper."),
    rules.FosteredLater: lazy("This day can't be right: not in the future, and not before 1980."),
    rules.HandleMalformed: lazy("Write your %(channel)s name, such as @batiklintang, or its whole address."),
    rules.InvitationExpired: lazy("This invitation is older than seven days. Ask for a new one."),
    rules.InvitationUnknown: lazy("This invitation does not exist. Open the whole link, or ask for a new one."),
    rules.InvitationUsed: lazy("This invitation has been accepted already. It works once; ask for a new one."),
    rules.InvitationWithdrawn: lazy("This invitation has been withdrawn. Ask whoever sent it."),
    rules.IssuedLater: lazy("The day of issue is not in the future. Compare it with the paper."),
    rules.KbliMalformed: lazy("A KBLI has 5 digits, this one has %(digits)s. It stands on the NIB."),
    rules.KbliNotDigits: lazy("A KBLI has 5 digits and nothing else. Leave it empty if you don't know it."),
    rules.LastOwner: lazy("A business needs an owner. Hand it over first, or make somebody else an owner too."),
    rules.NameMissing: lazy("Please fill this in."),
    rules.NameTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.NibDiffers: lazy(
        "The profile tells another NIB: %(nib)s. Compare both with the paper, and mend the wrong one."
    ),
    rules.NibTooShort: lazy("A NIB has 13 digits, this one has only %(digits)s."),
    rules.NibTooLong: lazy("A NIB has 13 digits, this one has %(digits)s."),
    rules.NibNotDigits: lazy("A NIB has 13 digits and nothing else. Leave it empty if you have none yet."),
    rules.NotACount: lazy("Write a whole number, such as 4; at most %(most)s."),
    rules.NumberMissing: lazy("Write the number that stands on the paper."),
    rules.NumberTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.NpwpNotDigits: lazy("An NPWP has 15 or 16 digits and nothing else. Leave it empty if you have none."),
    rules.NpwpMalformed: lazy("An NPWP has 16 digits, or 15 in its old form. This one has %(digits)s."),
    rules.NpwpNoNik: lazy(
        "An NPWP of 16 digits is the owner's NIK, or begins with 0. Compare it with the card, or use the old 15 digits."
    ),
    rules.OwnInvitation: lazy("You made this invitation yourself. Send it to the person for whom it is meant."),
    rules.OwnPaper: lazy("You act for this business yourself. Somebody else of the staff looks at its papers."),
    rules.PaperChanged: lazy("This paper has changed meanwhile. Look at it once more."),
    rules.PlaceMissing: lazy("Choose a kelurahan, or write the place below."),
    rules.PlaceTwice: lazy("You have chosen a kelurahan. Leave this empty, or choose no kelurahan."),
    rules.PriceMalformed: lazy("Write the price in whole Rupiah. Example: 150.000."),
    rules.PriceTooHigh: lazy("This price is too high. Check the number of zeros."),
    rules.RegionMalformed: lazy("%(region)s is not the code of a region at the level that is told."),
    rules.RemarkMissing: lazy("Write what the owner has to mend."),
    rules.RemarkTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.SexUnknown: lazy("Please choose from the list."),
    rules.StoryTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.TitleMissing: lazy("Say what kind of paper it is."),
    rules.TitleTooLong: lazy("This is too long: at most %(most)s characters."),
    rules.TooManyInvitations: lazy("%(most)s invitations are open. Withdraw one that is no longer needed."),
    rules.WebsiteMalformed: lazy("Write the address of the page, such as batiklintang.id."),
    rules.YearOutOfRange: lazy("Write a year from %(first)s to %(last)s, such as 2012."),
    service.CategoryUnknown: lazy("Please choose from the list."),
    service.PhotoUnknown: lazy("This photo is no longer there. Please choose it again."),
    service.RegionUnknown: lazy("Please choose from the list."),
}


def paper_name(kind: PaperKind, title: str) -> str:
    """What a paper is called: its kind, or its own title."""
    return title or str(PAPER_NAMES[kind])
