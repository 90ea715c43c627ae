"""Passkeys (WebAuthn) as second factors; a library checks what browsers answer. The caller holds the unit of work."""

from datetime import datetime
from secrets import token_bytes
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from eventreg.accounts import factors, queries, trust
from eventreg.accounts.models import Passkey, SignedInDevice
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.errors import DomainError

# what a made-up answer may cause
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)
CHALLENGE_BYTES = 32


def host() -> str:
    """The "relying party": passkeys hold for this host name alone."""
    return urlsplit(current_settings().base_url).hostname or ""


# ---- Setting one up -----------------------------------------------------------------------------------


def registration_options(device_id: int, *, now: datetime) -> str:
    """What the browser needs to make a passkey, as JSON. Raises SessionOver, EnrolmentClosed."""
    device = factors.lock_for_enrolment(device_id, now=now)
    name = device.person.email or device.person.name
    options = webauthn.generate_registration_options(
        rp_id=host(),
        rp_name=host(),
        user_id=f"person-{device.person_id}".encode(),
        user_name=name,
        user_display_name=device.person.name or name,
        challenge=_new_challenge(device, now),
        exclude_credentials=_known(device),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return webauthn.options_to_json(options)


def add(device_id: int, answer: str, name: str, *, now: datetime) -> str | DomainError:
    """Keep the passkey that the browser made; gives the new secret of the session.

    PasskeyRefused is returned, not raised: the challenge is used up by it. Raises SessionOver, EnrolmentClosed.
    """
    device = factors.lock_for_enrolment(device_id, now=now)
    challenge = _take_challenge(device, now)
    try:
        made = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=host(), expected_origin=_origin()
        )
    except UNREADABLE:
        return trust.PasskeyRefused()
    if queries.has_passkey(made.credential_id):
        return trust.PasskeyRefused()
    db.session.add(
        Passkey(
            person_id=device.person_id,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=name,
            created_at=now,
        )
    )
    return factors.enrolled(device, "passkey", now=now)


# ---- Showing it ---------------------------------------------------------------------------------------


def authentication_options(device_id: int, *, now: datetime) -> str:
    """What the browser needs to show a passkey, as JSON. Raises SessionOver."""
    device = factors.lock_device(device_id)
    options = webauthn.generate_authentication_options(
        rp_id=host(), challenge=_new_challenge(device, now), allow_credentials=_known(device)
    )
    return webauthn.options_to_json(options)


def show(device_id: int, answer: str, *, now: datetime) -> str | DomainError:
    """Show the second factor with a passkey; gives the new secret of the session, or a refusal.

    The refusal is FactorTriesUp or PasskeyRefused. Raises SessionOver.
    """
    device = factors.lock_device(device_id)
    challenge = _take_challenge(device, now)
    try:
        given = parse_authentication_credential_json(answer)
        passkey = next(known for known in queries.passkeys_of(device.person_id) if known.credential_id == given.raw_id)
        proven = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except (*UNREADABLE, StopIteration):
        refusal = factors.refused(device, "passkey", now=now)
        return refusal if isinstance(refusal, trust.FactorTriesUp) else trust.PasskeyRefused()
    passkey.sign_count, passkey.last_used_at = proven.new_sign_count, now
    return factors.shown(device, "passkey", now=now)


# ---- The challenge --------------------------------------------------------------------------------------


def _new_challenge(device: SignedInDevice, now: datetime) -> bytes:
    device.challenge, device.challenge_until = token_bytes(CHALLENGE_BYTES), now + trust.CHALLENGE
    return device.challenge


def _take_challenge(device: SignedInDevice, now: datetime) -> bytes:
    """What was asked of the browser, once; something that nobody signed where nothing is asked any more."""
    asked, until = device.challenge, device.challenge_until
    device.challenge, device.challenge_until = None, None
    return asked if asked and until and now < until else token_bytes(CHALLENGE_BYTES)


def _known(device: SignedInDevice) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=known.credential_id) for known in queries.passkeys_of(device.person_id)]


def _origin() -> str:
    parts = urlsplit(current_settings().base_url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
