"""The trail in words: deeds, things and fields. What is told of each entry is put together in `telling.py`."""

from flask_babel import LazyString

from eventreg.applications.rules import Status
from eventreg.core.i18n import lazy
from eventreg.trail.rules import Break, Case

ACTIONS: dict[str, LazyString] = {
    f"application.{Status.ACCEPTED}": lazy("Application accepted"),
    f"application.{Status.CANCELLED}": lazy("Application cancelled with its event"),
    f"application.{Status.CLOSED}": lazy("Application closed on the waiting list"),
    f"application.{Status.CONFIRMED}": lazy("Place confirmed"),
    f"application.{Status.DECLINED}": lazy("Place declined"),
    f"application.{Status.DRAFT}": lazy("Application begun"),
    f"application.{Status.LAPSED}": lazy("Application lapsed"),
    f"application.{Status.NEEDS_REVISION}": lazy("Correction of an application asked for"),
    f"application.{Status.OFFERED}": lazy("Place offered"),
    f"application.{Status.REJECTED}": lazy("Application not selected"),
    f"application.{Status.SUBMITTED}": lazy("Application sent"),
    f"application.{Status.WAITLISTED}": lazy("Application put on the waiting list"),
    f"application.{Status.WITHDRAWN}": lazy("Application withdrawn"),
    "application.saved": lazy("Application edited"),
    "audit.exported": lazy("Audit trail exported"),
    "audit.head_renewed": lazy("Head file of the audit trail renewed"),
    "business.changed": lazy("Business profile changed"),
    "business.created": lazy("Business registered"),
    "business.exported": lazy("Businesses taken along as a file"),
    "business.handed_over": lazy("Business handed over"),
    "consent.given": lazy("Consent given"),
    "consent.withdrawn": lazy("Consent withdrawn"),
    "consent_text.ended": lazy("Consent no longer asked for"),
    "consent_text.published": lazy("Text of a consent published"),
    "door_device.paired": lazy("Phone paired with the door"),
    "door_device.revoked": lazy("Phone taken off the door"),
    "event.cancelled": lazy("Event cancelled"),
    "event.closed": lazy("Applications of an event closed"),
    "event.created": lazy("Event created"),
    "event.edited": lazy("Event edited"),
    "event.published": lazy("Event published"),
    "event.reopened": lazy("Applications of an event reopened"),
    "event.unpublished": lazy("Event made a draft again"),
    "factor.enrolled": lazy("Second factor set up"),
    "factor.refused": lazy("Second factor refused"),
    "factor.removed": lazy("Second factor removed"),
    "factor.shown": lazy("Second factor shown"),
    "factor.taken_away": lazy("Second factors taken away"),
    "factor_reset.agreed": lazy("Reset of second factors agreed to"),
    "factor_reset.asked": lazy("Reset of second factors asked for"),
    "factor_reset.refused": lazy("Reset of second factors refused"),
    "gate.added": lazy("Gate added"),
    "guardian.recorded": lazy("Guardian recorded"),
    "handover_link.made": lazy("Sign-in link made to be handed over"),
    "identity.opened": lazy("Protected number opened"),
    "member.ended": lazy("Membership of a business ended"),
    "member.invitation_withdrawn": lazy("Invitation to a business withdrawn"),
    "member.invited": lazy("Somebody invited to a business"),
    "member.joined": lazy("Invitation to a business accepted"),
    "message.resent": lazy("Message sent again"),
    "message.told": lazy("Message passed on by staff"),
    "notice.published": lazy("Privacy notice published"),
    "organisation.changed": lazy("Organisation changed"),
    "pairing.started": lazy("Pairing of a phone begun"),
    "person.changed": lazy("Person's details changed"),
    "person.created": lazy("Person registered"),
    "person.erased": lazy("Person's data erased"),
    "person.signed_in": lazy("Signed in"),
    "person.signed_out": lazy("Signed out"),
    "product.added": lazy("Product added"),
    "product.changed": lazy("Product changed"),
    "product.removed": lazy("Product removed"),
    "recovery_code.used": lazy("Recovery code used"),
    "recovery_codes.made": lazy("Recovery codes made"),
    "role.granted": lazy("Role given"),
    "role.revoked": lazy("Role taken back"),
    "scan.undone": lazy("Scan undone"),
    "session.ended": lazy("Session ended"),
    "sign_in.link_made": lazy("Sign-in link made in the shell"),
    "sign_in.requested": lazy("Sign-in message asked for"),
    "staff_invitation.accepted": lazy("Staff invitation accepted"),
    "staff_invitation.made": lazy("Staff invitation made"),
    "staff_invitation.withdrawn": lazy("Staff invitation withdrawn"),
    "ticket.issued": lazy("Ticket issued"),
    "ticket.revoked": lazy("Ticket revoked"),
}

THINGS: dict[str, LazyString] = {
    "application": lazy("Application"),
    "business": lazy("Business"),
    "business_invitation": lazy("Invitation to a business"),
    "business_member": lazy("Membership of a business"),
    "consent": lazy("Consent"),
    "consent_text": lazy("Text of a consent"),
    "data_request": lazy("Data request"),
    "door_device": lazy("Phone at the door"),
    "event": lazy("Event"),
    "factor_reset": lazy("Reset of second factors"),
    "gate": lazy("Gate"),
    "guardian": lazy("Guardian"),
    "incident": lazy("Incident"),
    "organisation": lazy("Organisation"),
    "outbox_message": lazy("Message"),
    "pairing_code": lazy("Pairing code"),
    "passkey": lazy("Passkey"),
    "person": lazy("Person"),
    "privacy_notice": lazy("Privacy notice"),
    "product": lazy("Product"),
    "recovery_code": lazy("Recovery code"),
    "retention_period": lazy("Retention period"),
    "role_grant": lazy("Role"),
    "scan": lazy("Scan"),
    "sign_in_request": lazy("Sign-in message"),
    "signed_in_device": lazy("Browser"),
    "staff_invitation": lazy("Staff invitation"),
    "ticket": lazy("Ticket"),
    "totp_secret": lazy("Authenticator app"),
}

FIELDS: dict[str, LazyString] = {
    "address": lazy("Address"),
    "born_on": lazy("Date of birth"),
    "category_id": lazy("Category"),
    "closes_at": lazy("Applications close"),
    "confirm_days": lazy("Days to confirm"),
    "contact_name": lazy("Contact"),
    "contact_phone": lazy("WhatsApp for questions"),
    "cover_id": lazy("Cover picture"),
    "description": lazy("Description"),
    "doors_lead_minutes": lazy("Door opens"),
    "elsewhere": lazy("Another place"),
    "email": lazy("E-mail"),
    "ends_at": lazy("Ends"),
    "helpers": lazy("Booth keepers"),
    "hours": lazy("Office hours"),
    "kind": lazy("Kind"),
    "lead": lazy("Sentence below it"),
    "map_url": lazy("Link to a map"),
    "motivation": lazy("Motivation"),
    "name": lazy("Name"),
    "nib": lazy("NIB"),
    "nik": lazy("NIK"),
    "npwp": lazy("NPWP"),
    "opens_at": lazy("Applications open"),
    "owner_name": lazy("Owner's name"),
    "passes": lazy("Tickets for each applicant"),
    "phone": lazy("WhatsApp number"),
    "photo_id": lazy("Photo"),
    "place": lazy("City or regency"),
    "place_address": lazy("Street and town"),
    "place_name": lazy("Place"),
    "price": lazy("Price"),
    "privacy_contact": lazy("Contact for questions about data"),
    "products": lazy("Products"),
    "quota": lazy("Quota"),
    "region_code": lazy("Kelurahan"),
    "relation": lazy("Relation"),
    "seal_address": lazy("E-mail address for the audit trail's seal"),
    "sessions": lazy("Days and sessions"),
    "short_name": lazy("Short name"),
    "slug": lazy("Page address"),
    "starts_at": lazy("Begins"),
    "state": lazy("State"),
    "story": lazy("Story of the product"),
    "summary": lazy("Summary"),
    "title": lazy("Title"),
    "welcome": lazy("Heading of the home page"),
    "whatsapp": lazy("WhatsApp for questions"),
    "zone": lazy("Time zone"),
}

STATES: dict[str, LazyString] = {
    "by": lazy("By means of"),
    "format": lazy("Format"),
    "from": lazy("Before"),
    "identity": lazy("With NIK and NPWP"),
    "purpose": lazy("Purpose"),
    "role": lazy("Role"),
    "rows": lazy("Rows"),
    "state": lazy("State"),
    "to": lazy("Now"),
    "version": lazy("Version"),
    "way": lazy("Way"),
}

BREAKS: dict[Case, LazyString] = {
    Case.ALTERED: lazy("Position %(position)s: entry %(entry)s was altered after it was sealed."),
    Case.ENTRY_GONE: lazy("Position %(position)s: entry %(entry)s was removed after it was sealed."),
    Case.LINK_GONE: lazy("Position %(position)s: the link there was removed."),
    Case.CLOSED_UP: lazy(
        "Position %(position)s: links were removed and those behind moved up; entry %(entry)s stood further behind."
    ),
    Case.REORDERED: lazy("Position %(position)s: entries or links were reordered; entry %(entry)s isn't the one here."),
    Case.LINK_INSERTED: lazy("Position %(position)s: entry %(entry)s was inserted with a link of its own."),
    Case.NEVER_SEALED: lazy("Entry %(entry)s was inserted: it was never sealed, though younger ones were."),
    Case.HEAD_BEYOND: lazy(
        "Position %(position)s: the trail was cut off here; the head file knows it up to position %(beyond)s."
    ),
    Case.SEAL_BEYOND: lazy(
        "Position %(position)s: the trail was cut off here; the seal of %(day)s knows it up to position %(beyond)s."
    ),
    Case.ANOTHER_KEY: lazy(
        "Position %(position)s: from here on nothing was sealed with this key. The trail was rewritten, or "
        "EVENTREG_AUDIT_KEY is not the key it was sealed with."
    ),
    Case.SEAL_DIFFERS: lazy(
        "Position %(position)s: the seal of %(day)s doesn't fit. The trail was rewritten up to it, or the seal was "
        "altered."
    ),
    Case.HEAD_DIFFERS: lazy(
        "Position %(position)s: the head file doesn't fit. The trail was cut off or rewritten up to here."
    ),
    Case.SEAL_MOVED: lazy(
        "Position %(position)s: the stored seal of %(day)s was rewritten; the given one stands at position %(beyond)s."
    ),
    Case.SEAL_GONE: lazy("Position %(position)s: the stored seal of %(day)s was removed."),
    Case.SEAL_UNREADABLE: lazy("A stored day seal was altered: it can't be read."),
    Case.HEAD_MISSING: lazy("The head file is missing, so nothing shows whether the end was cut off."),
    Case.HEAD_ALTERED: lazy("The head file was altered: this key did not make it."),
    Case.HEAD_OLDER: lazy(
        "The head file is older than the trail, which holds up to position %(position)s. Run `eventreg audit seal`."
    ),
}


def says(broken: Break) -> str:
    """One sentence about the first place that doesn't hold."""
    return str(BREAKS[broken.case]) % {
        "position": broken.position,
        "entry": broken.entry_id,
        "beyond": broken.beyond,
        "day": broken.day.isoformat() if broken.day else "",
    }
