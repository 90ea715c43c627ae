"""Consents, and the guardians who gave them for the young."""

from eventreg.consents.models import Consent, ConsentText, Guardian, PrivacyNotice
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Deed, Deeds, Facts, Holding, everything, internal, told
from eventreg.records.holdings.parts import by_person, who
from eventreg.records.holdings.subject import Subject
from eventreg.records.rules import ERASED


def _consent_more(row: Consent, subject: Subject) -> Facts:
    return {
        "purpose": row.text.purpose,
        "version": row.text.version,
        "text": row.text.text_id,
        "by_guardian": row.guardian_id is not None,
        "recorded_by": who(row.recorded_by_id or subject.id, subject),
    }


CONSENTS = Holding(
    "consents",
    groups.CONSENTS,
    Consent,
    ("person_id",),
    by_person(Consent),
    {
        "id": internal(),
        "person_id": internal(),
        "text_id": internal(),
        "given_at": told(),
        "way": told(),
        "recorded_by_id": internal(),
        "guardian_id": internal(),
        "withdrawn_at": told(),
    },
    more=_consent_more,
)

GUARDIANS = Holding(
    "guardians",
    groups.CONSENTS,
    Guardian,
    ("person_id",),
    by_person(Guardian),
    {
        "id": internal(),
        "person_id": internal(),
        "name": told(erased=ERASED),
        "relation": told(erased=""),
        "phone": told(erased=""),
        "recorded_at": told(),
        "recorded_by_id": internal(),
    },
    everything(Deed.ANONYMISE, by_person(Guardian)),
)

DEEDS: Deeds = {
    (Consent, "recorded_by_id"): "given_at",
    (ConsentText, "published_by_id"): "published_at",
    (Guardian, "recorded_by_id"): "recorded_at",
    (PrivacyNotice, "published_by_id"): "published_at",
}

IMPERSONAL = {
    "consent_text": "what people agree to, the same for all",
    "privacy_notice": "what the council tells all",
}
