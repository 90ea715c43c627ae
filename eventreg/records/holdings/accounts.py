"""People, how they sign in, and the roles of the staff."""

from sqlalchemy import ColumnElement, and_, or_

from eventreg.accounts.models import (
    FactorReset,
    Passkey,
    Person,
    RecoveryCode,
    RoleGrant,
    SignedInDevice,
    SignInRequest,
    StaffInvitation,
    TotpSecret,
)
from eventreg.core import protected
from eventreg.core.channels import Channel
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Deed, Deeds, Facts, Holding, everything, internal, secret, told
from eventreg.records.holdings.parts import at_erasure, by_person, event_title
from eventreg.records.holdings.subject import Subject
from eventreg.records.rules import ERASED


def _sign_ins(subject: Subject) -> ColumnElement[bool]:
    return or_(
        SignInRequest.person_id == subject.id, and_(SignInRequest.email != "", SignInRequest.email == subject.email)
    )


def _person_more(row: Person, subject: Subject) -> Facts:
    return {"nik": protected.open_(row.nik_encrypted) if row.nik_encrypted else None}


SIGN_IN_REQUESTS = Holding(
    "sign_in_requests",
    groups.SIGN_IN,
    SignInRequest,
    ("email", "person_id"),
    _sign_ins,
    {
        "id": internal(),
        "email": told(),
        "person_id": internal(),
        "link_hash": secret(),
        "code_hash": secret(),
        "browser_hash": secret(),
        "language": told(),
        "next_path": told(),
        "created_at": told(),
        "expires_at": told(),
        "used_at": told(),
        "failed_tries": told(),
    },
    everything(Deed.DELETE, _sign_ins),
)

SESSIONS = Holding(
    "sessions",
    groups.SIGN_IN,
    SignedInDevice,
    ("person_id",),
    by_person(SignedInDevice),
    {
        "id": internal(),
        "person_id": internal(),
        "secret_hash": secret(),
        "label": told(),
        "created_at": told(),
        "last_seen_at": told(),
        "ended_at": told(),
        "factor_at": told(),
        "failed_tries": told(),
        "challenge": secret(),
        "challenge_until": internal(),
        "enrol_until": internal(),
    },
    everything(Deed.DELETE, by_person(SignedInDevice)),
)

AUTHENTICATORS = Holding(
    "authenticators",
    groups.SIGN_IN,
    TotpSecret,
    ("person_id",),
    by_person(TotpSecret),
    {
        "id": internal(),
        "person_id": internal(),
        "secret_encrypted": secret(),
        "created_at": told(),
        "confirmed_at": told(),
        "last_step": internal(),
    },
    everything(Deed.DELETE, by_person(TotpSecret)),
)

PASSKEYS = Holding(
    "passkeys",
    groups.SIGN_IN,
    Passkey,
    ("person_id",),
    by_person(Passkey),
    {
        "id": internal(),
        "person_id": internal(),
        "credential_id": secret(),
        "public_key": secret(),
        "sign_count": internal(),
        "name": told(),
        "created_at": told(),
        "last_used_at": told(),
    },
    everything(Deed.DELETE, by_person(Passkey)),
)

RECOVERY_CODES = Holding(
    "recovery_codes",
    groups.SIGN_IN,
    RecoveryCode,
    ("person_id",),
    by_person(RecoveryCode),
    {
        "id": internal(),
        "person_id": internal(),
        "code_hash": secret(),
        "created_at": told(),
        "used_at": told(),
    },
    everything(Deed.DELETE, by_person(RecoveryCode)),
)

STAFF_INVITATIONS = Holding(
    "staff_invitations",
    groups.SIGN_IN,
    StaffInvitation,
    ("person_id",),
    by_person(StaffInvitation),
    {
        "id": internal(),
        "person_id": internal(),
        "token_hash": secret(),
        "made_by_id": internal(),
        "created_at": told(),
        "expires_at": told(),
        "used_at": told(),
        "withdrawn_at": told(),
    },
    everything(Deed.DELETE, by_person(StaffInvitation)),
)

FACTOR_RESETS = Holding(
    "factor_resets",
    groups.SIGN_IN,
    FactorReset,
    ("person_id",),
    by_person(FactorReset),
    {
        "id": internal(),
        "person_id": internal(),
        "asked_by_id": internal(),
        "asked_at": told(),
        "reason": told(),
        "expires_at": told(),
        "decided_by_id": internal(),
        "decided_at": told(),
        "is_agreed": told(),
    },
    everything(Deed.DELETE, by_person(FactorReset)),
)

ROLES = Holding(
    "roles",
    groups.WORK,
    RoleGrant,
    ("person_id",),
    by_person(RoleGrant),
    {
        "id": internal(),
        "person_id": internal(),
        "role": told(),
        "event_id": internal(),
        "granted_at": told(),
        "granted_by_id": internal(),
    },
    everything(Deed.DELETE, by_person(RoleGrant)),
    lambda row, subject: {"event": event_title(row.event_id)},
)

PERSON = Holding(
    "person",
    groups.PERSON,
    Person,
    ("id",),
    lambda subject: Person.id == subject.id,
    {
        "id": told("number"),
        "email": told(erased=None),
        "name": told(erased=ERASED),
        "phone": told(erased=""),
        "born_on": told(erased=None),
        "nik_encrypted": internal(erased=None),
        "nik_hash": secret(erased=None),
        "language": told(),
        "channel": told(erased=Channel.EMAIL),
        "address_refused_at": told(erased=None),
        "address_problem": told(erased=""),
        "created_at": told(),
        "erased_at": internal(erased=at_erasure),
    },
    everything(Deed.ANONYMISE, lambda subject: Person.id == subject.id),
    _person_more,
)

DEEDS: Deeds = {
    (FactorReset, "asked_by_id"): "asked_at",
    (FactorReset, "decided_by_id"): "decided_at",
    (RoleGrant, "granted_by_id"): "granted_at",
    (StaffInvitation, "made_by_id"): "created_at",
}
