"""What is held in plain words: each kind of data, what it is for, how long it stays and why; and the refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString

from eventreg.accounts.words import ROLE_NAMES
from eventreg.applications.words import STATUS_NAMES
from eventreg.businesses.words import BAND_NAMES, PAPER_NAMES, SEX_NAMES
from eventreg.businesses.words import ROLE_NAMES as MEMBER_ROLE_NAMES
from eventreg.consents.words import WAY_NAMES
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _, lazy, ngettext
from eventreg.curation.words import CONFLICTS
from eventreg.curation.words import STATES as REVIEW_STATES
from eventreg.documents.words import KIND_NAMES as DOCUMENT_KINDS
from eventreg.door.words import PRESENCE_SOURCES, SETTLED, VERDICT_NAMES
from eventreg.messaging.words import CHANNEL_NAMES
from eventreg.messaging.words import STATE_NAMES as MESSAGE_STATES
from eventreg.onsite.words import FAULT_KINDS, FAULT_STATES, PRESENCES
from eventreg.onsite.words import WAYS as LOADING_WAYS
from eventreg.records import holdings, rules
from eventreg.records.models import IncidentKind, RequestKind, RequestState
from eventreg.records.rules import Kept
from eventreg.tickets.words import STATE_NAMES as TICKET_STATES
from eventreg.trail.words import FIELDS as TRAIL_FIELDS


@dataclass(frozen=True)
class Purpose:
    """A group of data: its heading, what it is for, and how long it is kept. `kept` may name the days of a kind."""

    title: LazyString
    purpose: LazyString
    kept: LazyString
    kind: Kept | None = None


GROUPS: dict[str, Purpose] = {
    holdings.PERSON: Purpose(
        lazy("About you"),
        lazy("To know who acts for a business, and to reach you."),
        lazy("Until you ask us to erase it."),
    ),
    holdings.BUSINESSES: Purpose(
        lazy("Your businesses"),
        lazy("To judge applications, to invite you to events, and to show the committee what you make."),
        lazy("Until you ask us to erase it. Pictures that nothing shows any more go after %(days)s days."),
        Kept.UNSHOWN_PICTURES,
    ),
    holdings.APPLICATIONS: Purpose(
        lazy("Applications"),
        lazy("To select participants fairly, and to account for the selection."),
        lazy("What you wrote in an application that led to no place goes %(days)s days after its last step."),
        Kept.REFUSED_APPLICATIONS,
    ),
    holdings.TICKETS: Purpose(
        lazy("Tickets and visits"),
        lazy("To admit you at the door, and to account for who took part."),
        lazy("The name on a ticket goes %(days)s days after the event. That somebody came stays, without a name."),
        Kept.PARTICIPANTS,
    ),
    holdings.CONSENTS: Purpose(
        lazy("Consents"),
        lazy("To prove that you agreed, to which text, and when. The law asks for it."),
        lazy("%(days)s days after you withdraw it, or after your data is erased."),
        Kept.REQUESTS_AND_CONSENTS,
    ),
    holdings.REQUESTS: Purpose(
        lazy("Requests about your data"),
        lazy("To answer you within the law's time, and to prove it."),
        lazy("%(days)s days after the answer."),
        Kept.REQUESTS_AND_CONSENTS,
    ),
    holdings.MESSAGES: Purpose(
        lazy("Messages to you"),
        lazy("To tell you what happens with your applications, and to see that it arrived."),
        lazy("%(days)s days after they were made."),
        Kept.SENT_MESSAGES,
    ),
    holdings.SIGN_IN: Purpose(
        lazy("Signing in"),
        lazy("To let you in, and nobody else."),
        lazy("%(days)s days after a session has ended."),
        Kept.ENDED_SESSIONS,
    ),
    holdings.WORK: Purpose(
        lazy("Your work for the council"),
        lazy("To know who may do what, and who did it."),
        lazy("Roles until they are taken back; who did what stays, as a number."),
    ),
    holdings.TRAIL: Purpose(
        lazy("Audit trail"),
        lazy("To find out who did what with your data, and who looked at protected fields."),
        lazy("For good: it holds numbers and names of fields, not what you wrote."),
    ),
}

HOLDINGS: dict[str, LazyString] = {
    "applications": lazy("Applications"),
    "approvals": lazy("Approvals of decisions"),
    "application_files": lazy("Files sent with applications"),
    "attendances": lazy("Visits"),
    "authenticators": lazy("Authenticator apps"),
    "businesses": lazy("Business profiles"),
    "booth_deposits": lazy("Deposits left for booths"),
    "booth_faults": lazy("What was broken at the booth"),
    "booth_handovers": lazy("Minutes of handing booths over"),
    "booth_offers": lazy("Booths offered"),
    "booth_pins": lazy("Booths held for it by the committee"),
    "booth_plan_approvals": lazy("Approvals of booth plans"),
    "booth_rounds": lazy("How the booth was found on rounds"),
    "booth_wishes": lazy("Wishes for a booth"),
    "candidates": lazy("What the committee settled for the booths"),
    "catalogue_entries": lazy("In the exhibitor catalogue"),
    "chosen_sessions": lazy("Sessions applied for"),
    "consents": lazy("Consents"),
    "factor_resets": lazy("Resets of second factors"),
    "guardians": lazy("Parents or guardians"),
    "issued_documents": lazy("Papers issued to you"),
    "distinctions": lazy("Businesses that staff found to be different from yours"),
    "invitations": lazy("Invitations to a business"),
    "loading_bookings": lazy("Times for loading"),
    "meeting_guests": lazy("Meetings attended"),
    "memberships": lazy("Whom you act for"),
    "messages": lazy("Messages"),
    "moves": lazy("Steps of applications"),
    "objections": lazy("Objections to decisions"),
    "participants": lazy("Who comes for a business"),
    "passed_over": lazy("Places that went to others"),
    "papers": lazy("Papers"),
    "passkeys": lazy("Passkeys"),
    "pending_decisions": lazy("Decisions that have not gone out"),
    "person": lazy("Person"),
    "pictures": lazy("Pictures and files"),
    "placements": lazy("Booths"),
    "products": lazy("Products"),
    "recovery_codes": lazy("Recovery codes"),
    "recusals": lazy("Conflicts of interest declared"),
    "requests": lazy("Data requests"),
    "resolutions": lazy("Decisions that went out together"),
    "review_assignments": lazy("Applications given to review"),
    "reviews": lazy("Reviews"),
    "roles": lazy("Roles"),
    "presence_notes": lazy("Presence noted"),
    "scan_settlements": lazy("What was settled about scans"),
    "scans": lazy("Scans at the door"),
    "sessions": lazy("Browsers where you signed in"),
    "shown_products": lazy("Products shown with applications"),
    "sign_in_requests": lazy("Sign-in messages"),
    "staff_invitations": lazy("Staff invitations"),
    "unsubscriptions": lazy("News that you do not want"),
    "tickets": lazy("Tickets"),
    "trail": lazy("Audit trail"),
    "visits": lazy("Registrations as a visitor"),
}

# The same on the staff's pages, which speak of somebody else
HOLDINGS_OF_OTHERS: dict[str, LazyString] = {
    **HOLDINGS,
    "memberships": lazy("Businesses acted for"),
    "sessions": lazy("Browsers signed in"),
}

# Why erasure leaves something of a table; those of which nothing is left stand not here
WHY_KEPT: dict[str, LazyString] = {
    "applications": lazy("How many applied to an event, and with what result, stays without names."),
    "approvals": lazy("That the committee approved its decisions stays, by number."),
    "attendances": lazy("How many came stays: accounts and reports need it."),
    "businesses": lazy("Craft and region stay for the counts; a business for which others act goes on."),
    "booth_deposits": lazy("What was left and given back stays for the accounts; the words go."),
    "booth_faults": lazy("That something was broken stays for the hall's owner; the words go."),
    "booth_handovers": lazy("That a booth was handed over stays; names, things and words go."),
    "booth_offers": lazy("Which booths were offered and paid stays for the accounts; the words go."),
    "booth_pins": lazy("Where it was held stays for the booth plan; the words go."),
    "booth_plan_approvals": lazy("That the committee approved a plan stays, by number."),
    "booth_rounds": lazy("Whether booths were open stays for the report; the words go."),
    "booth_wishes": lazy("What was wished for stays for the booth plan; the words go."),
    "candidates": lazy("What was settled stays for the booth plan; the words go."),
    "catalogue_entries": lazy("The entry goes; that there was one stays."),
    "chosen_sessions": lazy("How many applied to a session stays without names."),
    "consents": lazy("The law asks for proof that there was consent; it names a number, not a person."),
    "guardians": lazy("Belongs to the proof of consent; name and telephone go."),
    "invitations": lazy("Belong to a business for which others act."),
    "issued_documents": lazy("That a paper with this number was issued stays; what it said of the person goes."),
    "loading_bookings": lazy("How many loaded when stays; the vehicle goes."),
    "meeting_guests": lazy("How many were at a meeting stays; name and post go."),
    "memberships": lazy("Who acted for a business stays as a number, so that its history holds."),
    "messages": lazy("That something was sent stays; address and content go."),
    "moves": lazy("When a decision was made stays; the reasons go."),
    "objections": lazy("That somebody objected, and with what result, stays; the words go."),
    "participants": lazy("How many came for a business stays; names, telephones and needs go."),
    "passed_over": lazy("That a place went to somebody else stays; the words go."),
    "papers": lazy("Belong to a business for which others act."),
    "person": lazy("The number stays, so that accounts and trail hold; name, address and all numbers go."),
    "placements": lazy("Which booths were taken stays; the business there loses its name."),
    "pictures": lazy("Shown by a business for which others act, or on an event's page."),
    "products": lazy("Belong to a business for which others act."),
    "recusals": lazy("That somebody stayed away stays, so that the selection can be accounted for; the note goes."),
    "requests": lazy("The law asks for proof that a request was answered; the words go."),
    "resolutions": lazy("What was decided together stays; the reasons told to the person go."),
    "review_assignments": lazy("Who was given what to review stays, by number."),
    "reviews": lazy(
        "Scores and remarks on others stay as the committee's account, by number; notes go, and remarks on the person."
    ),
    "presence_notes": lazy("That somebody was present stays for the report; the words go."),
    "scan_settlements": lazy("That it was settled stays for the report; the words go."),
    "scans": lazy("What happened at the door stays, without the name."),
    "shown_products": lazy("Belong to a business for which others act."),
    "tickets": lazy("How many tickets were issued stays; the holder's name goes."),
    "trail": lazy("The audit trail is never changed; it holds numbers and names of fields."),
    "visits": lazy("How many visitors registered stays; name, telephone and address go."),
}

FIELDS: dict[str, LazyString] = {
    **TRAIL_FIELDS,
    "about": lazy("About"),
    "address_problem": lazy("What the mail server said"),
    "address_refused_at": lazy("No mail arrives since"),
    "channel": lazy("Told by"),
    "chat_opened_at": lazy("Chat opened"),
    "read_at": lazy("Opened on the page"),
    "says": lazy("What it says"),
    "withdrawn_reason": lazy("Why it was withdrawn"),
    "action": lazy("Deed"),
    "accepted_at": lazy("Agreed to"),
    "amount": lazy("Deposit (Rp)"),
    "answer": lazy("Answer"),
    "answered_at": lazy("Answered"),
    "access_needs": lazy("Access needs"),
    "answers": lazy("Answers"),
    "application": lazy("Application"),
    "archived_at": lazy("No longer offered since"),
    "arrived_at": lazy("Arrived"),
    "as": lazy("As"),
    "averages": lazy("Averages of the criteria"),
    "at": lazy("When"),
    "at_the_door": lazy("At the door"),
    "booth": lazy("Booth number"),
    "business": lazy("Business"),
    "business_name": lazy("Business on the ticket"),
    "by": lazy("By"),
    "by_guardian": lazy("Agreed by a guardian"),
    "category": lazy("Category"),
    "closed_at": lazy("Answered"),
    "code": lazy("Code"),
    "companions": lazy("Companions"),
    "companions_counted": lazy("Companions counted"),
    "confirmed_at": lazy("Confirmed"),
    "conflict_of_interest": lazy("Conflict of interest"),
    "conflict": lazy("Contradicts another scan"),
    "counts": lazy("Counts as a visit"),
    "created_at": lazy("Made"),
    "deadline_at": lazy("Deadline"),
    "decisions": lazy("Decisions"),
    "discuss": lazy("To be discussed"),
    "eligible": lazy("Can be given a booth"),
    "must_place": lazy("Must be given a booth"),
    "booths": lazy("How many booths"),
    "min_area": lazy("Area needed (m²)"),
    "power_w": lazy("Power needed (W)"),
    "wishes": lazy("Booths wished for"),
    "fee": lazy("Fee (Rp)"),
    "paid_at": lazy("Paid"),
    "receipt": lazy("Receipt"),
    "moves_at": lazy("Agreed to be moved"),
    "why": lazy("Why this booth"),
    "text_id": lazy("In Indonesian"),
    "text_en": lazy("In English"),
    "shows_contact": lazy("Contact shown to buyers"),
    "note": lazy("Note for oneself"),
    "position": lazy("Post"),
    "scores": lazy("Scores"),
    "state": lazy("State"),
    "taken_by_yourself": lazy("Taken by oneself"),
    "given_by_hand": lazy("Given by hand"),
    "day": lazy("Day"),
    "decided_at": lazy("Decided"),
    "dietary": lazy("Dietary needs"),
    "direction": lazy("Direction"),
    "draw_key": lazy("Number in the draw"),
    "due_at": lazy("To be answered until"),
    "done_at": lazy("Done"),
    "ended_at": lazy("Ended"),
    "entry": lazy("Entry"),
    "event": lazy("Event"),
    "expires_at": lazy("Valid until"),
    "exhibitor": lazy("Exhibitor"),
    "ends_at": lazy("Ends"),
    "factor_at": lazy("Second factor shown"),
    "failed_tries": lazy("Wrong tries"),
    "fields": lazy("Fields"),
    "file": lazy("File"),
    "from": lazy("Before"),
    "gate": lazy("Gate"),
    "given_at": lazy("Given"),
    "granted_at": lazy("Given"),
    "groups": lazy("Groups"),
    "hands_over": lazy("Hands the business over"),
    "height": lazy("Height in pixels"),
    "holder": lazy("Name on the ticket"),
    "is_agreed": lazy("Agreed to"),
    "issued_at": lazy("Issued"),
    "items": lazy("Things"),
    "key": lazy("File"),
    "label": lazy("Browser"),
    "language": lazy("Language"),
    "last_seen_at": lazy("Last seen"),
    "last_used_at": lazy("Last used"),
    "left_at": lazy("Went out"),
    "changed_at": lazy("Changed"),
    "media_type": lazy("Kind of file"),
    "next_path": lazy("Page asked for"),
    "name_en": lazy("Name in English"),
    "number": lazy("Number"),
    "offline": lazy("Decided without a connection"),
    "offline_verdict": lazy("What the phone said by itself"),
    "opened_at": lazy("Asked"),
    "opened_by": lazy("Asked by"),
    "picture": lazy("Picture"),
    "places": lazy("Places"),
    "pool": lazy("Reserved places"),
    "presence": lazy("Open or closed"),
    "product": lazy("Product"),
    "purpose": lazy("Purpose"),
    "reason": lazy("Reason"),
    "received_at": lazy("Received"),
    "recorded_at": lazy("Recorded"),
    "recorded_by": lazy("Recorded by"),
    "region": lazy("Kelurahan or place"),
    "refused_at": lazy("Refused"),
    "remark": lazy("Remark"),
    "reference": lazy("Proof of payment"),
    "reminded_at": lazy("Reminded"),
    "replaced_at": lazy("Replaced"),
    "returned": lazy("Given back (Rp)"),
    "returned_at": lazy("Given back on"),
    "role": lazy("Role"),
    "roles": lazy("Roles"),
    "sent_at": lazy("Sent"),
    "sent_by": lazy("Sent by"),
    "session": lazy("Session"),
    "session_begins": lazy("Session begins"),
    "since": lazy("Since"),
    "skip_reason": lazy("Why passed over"),
    "skipped_at": lazy("Passed over since"),
    "size": lazy("Size in bytes"),
    "starts_at": lazy("Begins"),
    "states": lazy("States"),
    "story_en": lazy("Story in English"),
    "status": lazy("Status"),
    "still_right_at": lazy("Last checked by you"),
    "submitted_at": lazy("Sent"),
    "taken_at": lazy("Taken"),
    "text": lazy("Text agreed to"),
    "ticket": lazy("Ticket"),
    "to": lazy("Now"),
    "typed": lazy("Typed by hand"),
    "undone_at": lazy("Undone"),
    "updated_at": lazy("Changed"),
    "used_at": lazy("Used"),
    "vehicle": lazy("Vehicle"),
    "verdict": lazy("Verdict"),
    "verified_at": lazy("Verified"),
    "version": lazy("Version"),
    "waitlisted_at": lazy("Put on the waiting list"),
    "way": lazy("Way"),
    "width": lazy("Width in pixels"),
    "withdrawn_at": lazy("Withdrawn"),
    "withheld": lazy("Why not all was given back"),
    "valid_from": lazy("Valid from"),
    "valid_until": lazy("Valid until"),
    "walk_in": lazy("Registered at the door"),
    "source": lazy("Who said so"),
    "present": lazy("Present"),
    "kind": lazy("Kind"),
    "words": lazy("In your words"),
    "upheld": lazy("Upheld"),
    "asked_at": lazy("Asked"),
    "agreed_at": lazy("Agreed to the privacy notice"),
    "cancelled_at": lazy("Cancelled"),
    "party": lazy("How many people"),
    "school": lazy("School or group"),
}

KIND_NAMES: dict[RequestKind, LazyString] = {
    RequestKind.ACCESS: lazy("See what is held about me"),
    RequestKind.CORRECTION: lazy("Have something corrected"),
    RequestKind.STOP: lazy("Stop the use of my data"),
    RequestKind.ERASURE: lazy("Have my data erased"),
}
KIND_NOTES: dict[RequestKind, LazyString] = {
    RequestKind.ACCESS: lazy("You can see and download most of it yourself at any time."),
    RequestKind.CORRECTION: lazy("Write what is wrong, and what is right."),
    RequestKind.STOP: lazy("We no longer use it. Open applications may have to be withdrawn."),
    RequestKind.ERASURE: lazy("Can't be undone. Withdraw from events still to come first."),
}
QUEUE_NAMES: dict[RequestKind, LazyString] = {
    RequestKind.ACCESS: lazy("Access"),
    RequestKind.CORRECTION: lazy("Correction"),
    RequestKind.STOP: lazy("Stop of use"),
    RequestKind.ERASURE: lazy("Erasure"),
}
REQUEST_STATES: dict[RequestState, LazyString] = {
    RequestState.OPEN: lazy("Open"),
    RequestState.DONE: lazy("Carried out"),
    RequestState.REFUSED: lazy("Refused"),
    RequestState.WITHDRAWN: lazy("Taken back"),
}
REQUEST_LOOKS = {
    RequestState.OPEN: "info",
    RequestState.DONE: "ok",
    RequestState.REFUSED: "bad",
    RequestState.WITHDRAWN: "",
}

WHO: dict[str, LazyString] = {
    "you": lazy("you"),
    "system": lazy("the app itself"),
    "somebody_else": lazy("somebody else"),
}

VALUES: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("applications", "status"): STATUS_NAMES,
    ("booth_faults", "kind"): FAULT_KINDS,
    ("booth_faults", "state"): FAULT_STATES,
    ("booth_handovers", "way"): LOADING_WAYS,
    ("booth_rounds", "presence"): PRESENCES,
    ("loading_bookings", "way"): LOADING_WAYS,
    ("moves", "from"): STATUS_NAMES,
    ("moves", "to"): STATUS_NAMES,
    ("tickets", "state"): TICKET_STATES,
    ("scans", "verdict"): VERDICT_NAMES,
    ("scans", "offline_verdict"): VERDICT_NAMES,
    ("scans", "direction"): {"in": lazy("in"), "out": lazy("out"), "undo": lazy("undone")},
    ("scan_settlements", "kind"): SETTLED,
    ("presence_notes", "source"): PRESENCE_SOURCES,
    ("consents", "way"): WAY_NAMES,
    ("recusals", "conflict_of_interest"): CONFLICTS,
    ("reviews", "state"): REVIEW_STATES,
    ("requests", "kind"): QUEUE_NAMES,
    ("requests", "state"): REQUEST_STATES,
    ("messages", "state"): MESSAGE_STATES,
    ("messages", "channel"): CHANNEL_NAMES,
    ("person", "channel"): CHANNEL_NAMES,
    ("issued_documents", "kind"): DOCUMENT_KINDS,
    ("businesses", "owner_sex"): SEX_NAMES,
    ("businesses", "turnover_band"): BAND_NAMES,
    ("memberships", "role"): MEMBER_ROLE_NAMES,
    ("papers", "kind"): PAPER_NAMES,
    ("invitations", "role"): MEMBER_ROLE_NAMES,
    ("roles", "role"): ROLE_NAMES,
}

KEPT_NAMES: dict[Kept, LazyString] = {
    Kept.REFUSED_APPLICATIONS: lazy("Applications that led to no place"),
    Kept.PARTICIPANTS: lazy("Names of participants"),
    Kept.SIGN_IN_REQUESTS: lazy("Sign-in messages"),
    Kept.ENDED_SESSIONS: lazy("Sessions that have ended"),
    Kept.SENT_MESSAGES: lazy("Messages that were sent"),
    Kept.UNSHOWN_PICTURES: lazy("Pictures that nothing shows"),
    Kept.INVITATIONS: lazy("Invitations used or expired"),
    Kept.SCAN_CODES: lazy("Codes read at the door"),
    Kept.REQUESTS_AND_CONSENTS: lazy("Closed requests, withdrawn consents"),
    Kept.VISITORS: lazy("Names and telephones of visitors"),
}
KEPT_NOTES: dict[Kept, LazyString] = {
    Kept.REFUSED_APPLICATIONS: lazy(
        "From the last step: answers, participants, reasons, products and files. Counts stay."
    ),
    Kept.PARTICIPANTS: lazy(
        "From the event's end: names on tickets and at the door, and what was written. Counts stay."
    ),
    Kept.SIGN_IN_REQUESTS: lazy("From their expiry: deleted."),
    Kept.ENDED_SESSIONS: lazy("From their end: deleted."),
    Kept.SENT_MESSAGES: lazy("From their making: deleted, with their addresses."),
    Kept.UNSHOWN_PICTURES: lazy("From their upload: deleted, from the disk too."),
    Kept.INVITATIONS: lazy("From their end: deleted."),
    Kept.SCAN_CODES: lazy("From the scan, once the event is over: what was read or typed. The verdict stays."),
    Kept.REQUESTS_AND_CONSENTS: lazy("From the answer, the withdrawal, or the erasure of the person: deleted."),
    Kept.VISITORS: lazy("From the event's end: names, telephones and addresses, on tickets too. Counts stay."),
}
TABLE_NAMES: dict[str, LazyString] = {
    "application": lazy("Applications"),
    "application_file": lazy("Files sent with applications"),
    "application_move": lazy("Steps of applications"),
    "application_product": lazy("Products shown with applications"),
    "business_invitation": lazy("Invitations to a business"),
    "candidate": lazy("What the committee settled for the booths"),
    "consent": lazy("Consents"),
    "data_request": lazy("Data requests"),
    "files": lazy("Files without a row"),
    "guardian": lazy("Parents or guardians"),
    "outbox_message": lazy("Messages"),
    "scan": lazy("Scans at the door"),
    "sign_in_request": lazy("Sign-in messages"),
    "signed_in_device": lazy("Sessions"),
    "staff_invitation": lazy("Staff invitations"),
    "stored_file": lazy("Pictures"),
    "participant": lazy("Who comes for a business"),
    "passed_over": lazy("Places that went to others"),
    "pending_decision": lazy("Decisions that have not gone out"),
    "recusal": lazy("Conflicts of interest declared"),
    "resolution": lazy("Decisions that went out together"),
    "review": lazy("Reviews"),
    "ticket": lazy("Tickets"),
    "visit": lazy("Registrations as a visitor"),
}

INCIDENT_NAMES: dict[IncidentKind, LazyString] = {
    IncidentKind.DOOR_PHONE: lazy("A phone at the door is lost"),
    IncidentKind.STAFF_DEVICE: lazy("A staff member's phone or computer is lost"),
    IncidentKind.EVENT_DATA: lazy("An event's data came out"),
}
DATA_KINDS: dict[str, LazyString] = {
    "names": lazy("names"),
    "businesses": lazy("names of businesses"),
    "phone_ends": lazy("the last three digits of telephone numbers"),
    "tickets": lazy("ticket codes, booth numbers and crafts"),
    "phones": lazy("telephone numbers"),
    "emails": lazy("e-mail addresses"),
    "applications": lazy("what was written in applications"),
    "pictures": lazy("pictures of products"),
    "identity_numbers": lazy("identity and tax numbers (NIK, NPWP)"),
}

REFUSALS: dict[type[DomainError], LazyString] = {
    rules.RequestClosed: lazy("This request has been answered already, or was taken back."),
    rules.AlreadyAsked: lazy("The same thing has been asked for already and waits for its answer."),
    rules.AnswerMissing: lazy("Write why: the person will read it."),
    rules.DeedUntold: lazy("Write what was done: the person will read it."),
    rules.NobodyThere: lazy("Nobody is known by this name, address or number."),
    rules.HoldsRoles: lazy("This person has roles here. Take the roles away first, then the data can be erased."),
    rules.HoldsTicket: lazy(
        "A place at “%(event)s” is confirmed, and the event is still to come or running. The person's part in it is "
        "cancelled first: they withdraw on the page of their application."
    ),
    rules.ErasureAlone: lazy("Erasure is carried out on its own page, which first shows what goes."),
    rules.DaysOutOfRange: lazy("Write a number of days from %(least)s to %(most)s."),
    rules.NoticedBeforeItHappened: lazy("It is noticed after it happened, and not in the future."),
    rules.NotOneThing: lazy("Choose what was lost."),
}


def time_left(hours: int) -> str:
    """`71 hours left`, or how long it is overdue."""
    if hours < 0:
        return ngettext("overdue by one hour", "overdue by %(num)d hours", -hours)
    return ngettext("one hour left", "%(num)d hours left", hours)


def kept_for(group: str, days: Mapping[Kept, int]) -> str:
    """How long a group of data stays, with the days that hold now."""
    purpose = GROUPS[group]
    return str(purpose.kept) % {"days": days[purpose.kind]} if purpose.kind else str(purpose.kept)


def field_name(key: str) -> str:
    """What a key of the copy is called."""
    return str(FIELDS.get(key, key.replace("_", " ")))


def who(facts: Mapping[str, Any], key: str = "by") -> str:
    """Who did something: by role, never by name."""
    roles = facts.get("roles") or []
    if roles:
        named = ", ".join(str(ROLE_NAMES.get(role, role)) for role in roles)
        return _("staff (%(roles)s)", roles=named)
    return str(WHO.get(facts[key], facts[key]))
