"""What is held about a person: every table and every column, in one list that export, erasure and a test read.

A table that concerns people is a `Holding`: how a person's rows are found, what of them a copy tells, and what erasure
does to them. Where people appear only as whoever did something, the column stands in DEEDS. All others are IMPERSONAL.
Each feature's tables are declared in the file of its name.
"""

from eventreg.records.holdings import (
    accounts,
    allocation,
    applications,
    booths,
    businesses,
    catalogue,
    consents,
    core,
    council,
    curation,
    documents,
    door,
    events,
    imports,
    messaging,
    office,
    onsite,
    participants,
    questions,
    records,
    tickets,
    trail,
    visitors,
)
from eventreg.records.holdings.groups import (
    APPLICATIONS,
    BUSINESSES,
    CONSENTS,
    GROUPS,
    MESSAGES,
    PERSON,
    REQUESTS,
    SIGN_IN,
    TICKETS,
    TRAIL,
    WORK,
)
from eventreg.records.holdings.kinds import STAYS, Change, Deed, Deeds, Facts, Holding, Shown, plain
from eventreg.records.holdings.subject import Subject, subject_of

__all__ = [
    "APPLICATIONS",
    "BUSINESSES",
    "CONSENTS",
    "DEEDS",
    "GROUPS",
    "HOLDINGS",
    "IMPERSONAL",
    "MESSAGES",
    "PERSON",
    "REQUESTS",
    "SIGN_IN",
    "STAYS",
    "TICKETS",
    "TRAIL",
    "WORK",
    "Change",
    "Deed",
    "Facts",
    "Holding",
    "Shown",
    "Subject",
    "plain",
    "subject_of",
]

# in the order in which erasure goes through them: what hangs on a row goes before the row
HOLDINGS: tuple[Holding, ...] = (
    applications.SHOWN_PRODUCTS,
    participants.FILES,
    businesses.PRODUCTS,
    businesses.PAPERS,
    core.PICTURES,
    door.SCANS,
    door.ATTENDANCES,
    door.PRESENCE_NOTES,
    door.SETTLEMENTS,
    documents.DOCUMENTS,
    tickets.TICKETS,
    visitors.VISITS,  # after scans and tickets, which are found through it
    applications.MOVES,
    participants.PARTICIPANTS,
    participants.SESSIONS,
    participants.PASSED_OVER,
    applications.OBJECTIONS,
    booths.PLACEMENTS,
    allocation.WISHES,
    allocation.PINS,
    allocation.OFFERS,
    catalogue.ENTRIES,
    onsite.LOADINGS,
    onsite.HANDOVERS,
    onsite.DEPOSITS,
    onsite.SEEN,
    onsite.FAULTS,
    applications.APPLICATIONS,
    curation.PENDING,
    curation.CANDIDATES,
    curation.REVIEWS,
    curation.RECUSALS,
    curation.ASSIGNMENTS,
    curation.RESOLUTIONS,
    curation.APPROVALS,
    allocation.APPROVALS,
    curation.GUESTS,
    imports.DISTINCTIONS,
    businesses.INVITATIONS,
    businesses.MEMBERSHIPS,
    businesses.BUSINESSES,
    consents.CONSENTS,
    consents.GUARDIANS,
    records.REQUESTS,
    core.MESSAGES,
    messaging.UNSUBSCRIPTIONS,
    accounts.SIGN_IN_REQUESTS,
    accounts.SESSIONS,
    accounts.AUTHENTICATORS,
    accounts.PASSKEYS,
    accounts.RECOVERY_CODES,
    accounts.STAFF_INVITATIONS,
    accounts.FACTOR_RESETS,
    accounts.ROLES,
    accounts.PERSON,
    trail.TRAIL,
)

_DEEDS = (
    participants.DEEDS
    | accounts.DEEDS
    | allocation.DEEDS
    | applications.DEEDS
    | booths.DEEDS
    | businesses.DEEDS
    | consents.DEEDS
    | core.DEEDS
    | curation.DEEDS
    | documents.DEEDS
    | door.DEEDS
    | imports.DEEDS
    | messaging.DEEDS
    | office.DEEDS
    | onsite.DEEDS
    | records.DEEDS
)

# who did something: the number stays, and leads to a row that no longer says who it was; a copy tells them by name
DEEDS: Deeds = dict(sorted(_DEEDS.items(), key=lambda deed: (deed[0][0].__name__, deed[0][1])))

# tables that tell of nobody, but for the deeds above
IMPERSONAL: dict[str, str] = {
    **allocation.IMPERSONAL,
    **applications.IMPERSONAL,
    **booths.IMPERSONAL,
    **businesses.IMPERSONAL,
    **catalogue.IMPERSONAL,
    **consents.IMPERSONAL,
    **core.IMPERSONAL,
    **council.IMPERSONAL,
    **curation.IMPERSONAL,
    **documents.IMPERSONAL,
    **door.IMPERSONAL,
    **events.IMPERSONAL,
    **imports.IMPERSONAL,
    **messaging.IMPERSONAL,
    **office.IMPERSONAL,
    **onsite.IMPERSONAL,
    **questions.IMPERSONAL,
    **records.IMPERSONAL,
    **tickets.IMPERSONAL,
    **trail.IMPERSONAL,
}
