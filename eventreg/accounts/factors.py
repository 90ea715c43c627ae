"""Second factors: setting them up by invitation, showing them, taking them away. The caller holds the unit of work.

Whoever changes or shows factors queues at the person's row, so that no code counts twice. A refusal is returned, not
raised, where raising it would undo the count of wrong tries.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import choice
from typing import Any

import pyotp

from eventreg.accounts import queries, rules, sessions, trust
from eventreg.accounts.models import Passkey, Person, RecoveryCode, SignedInDevice, StaffInvitation, TotpSecret
from eventreg.core import audit, outbox, protected
from eventreg.core.db import db, lock
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.permissions import Actor
from eventreg.core.signing import Undecipherable, hash_secret


@dataclass(frozen=True)
class Offer:
    """What a page shows before it counts, and the same sealed, so that the form can bring it back unchanged."""

    shown: list[str]
    sealed: str


# ---- Leave to set one up ----------------------------------------------------------------------------


def get_open_invitation(token: str, person_id: int, *, now: datetime) -> StaffInvitation:
    """The invitation, if it is this person's. Raises NotFound (also for another's), InvitationOver."""
    invitation = queries.find_invitation(token, person_id)
    if invitation is None:
        raise NotFound()
    if invitation.used_at or invitation.withdrawn_at or now >= invitation.expires_at:
        raise rules.InvitationOver()
    return invitation


def accept_invitation(token: str, device_id: int, *, now: datetime) -> None:
    """Open this browser for the first factor, for half an hour. Raises SessionOver, NotFound, InvitationOver."""
    device = lock_device(device_id)
    invitation = get_open_invitation(token, device.person_id, now=now)
    invitation.used_at, device.enrol_until = now, now + trust.ENROLMENT
    audit.record(Actor(device.person_id), "staff_invitation.accepted", invitation, device_id=device.id, now=now)


def lock_device(device_id: int) -> SignedInDevice:
    """A browser that is signed in, its person locked first. Raises SessionOver."""
    known = db.session.get(SignedInDevice, device_id)
    if known:
        lock(Person, known.person_id)
    device = lock(SignedInDevice, device_id)
    if device is None or device.ended_at:
        raise trust.SessionOver()
    return device


def lock_for_enrolment(device_id: int, *, now: datetime) -> SignedInDevice:
    """A browser that may set up or change factors. Raises SessionOver, EnrolmentClosed."""
    device = lock_device(device_id)
    if not may_enrol(device, now=now):
        raise trust.EnrolmentClosed()
    return device


def may_enrol(device: SignedInDevice, *, now: datetime) -> bool:
    """Whether this browser may set up or change factors just now."""
    return trust.may_enrol(
        has_factor=queries.has_factor(device.person_id),
        shown_at=device.factor_at,
        enrol_until=device.enrol_until,
        now=now,
    )


# ---- Authenticator apps -----------------------------------------------------------------------------


def offer_totp(device: SignedInDevice, *, now: datetime) -> Offer:
    """A new secret for an authenticator app; nothing is kept until a code of it comes back."""
    return _offer(device, [pyotp.random_base32()], now)


def reopen(sealed: str, device: SignedInDevice, *, now: datetime) -> Offer:
    """What a page offered to this browser, brought back by its form. Raises OfferOver."""
    try:
        owner, until, *shown = protected.open_(sealed.encode()).split(" ")
        is_over = int(owner) != device.id or now >= datetime.fromtimestamp(int(until), UTC)
    except (Undecipherable, ValueError) as error:
        raise trust.OfferOver() from error
    if is_over:
        raise trust.OfferOver()
    return Offer(shown, sealed)


def _offer(device: SignedInDevice, shown: list[str], now: datetime) -> Offer:
    until = int((now + trust.ENROLMENT).timestamp())
    return Offer(shown, protected.seal(" ".join([str(device.id), str(until), *shown])).decode())


def add_totp(device_id: int, sealed: str, code: str, *, now: datetime) -> str:
    """Set up an authenticator app, in place of an earlier one; gives the new secret of the session.

    Raises SessionOver, EnrolmentClosed, OfferOver, CodeMismatch.
    """
    device = lock_for_enrolment(device_id, now=now)
    secret = reopen(sealed, device, now=now).shown[0]
    totp = keep_totp(device.person_id, secret, now=now)
    step = _matching_step(totp, code, now)
    if step is None:
        raise trust.CodeMismatch()
    totp.last_step = step
    return enrolled(device, "totp", now=now)


def keep_totp(person_id: int, secret: str, *, now: datetime) -> TotpSecret:
    """Let this secret be a person's second factor."""
    totp = queries.find_totp(person_id) or TotpSecret(person_id=person_id)
    totp.secret_encrypted, totp.created_at, totp.confirmed_at = protected.seal(secret), now, now
    totp.last_step = None
    db.session.add(totp)
    db.session.flush()
    return totp


def enrolled(device: SignedInDevice, by: str, *, now: datetime) -> str:
    """Write down that a factor was set up, which also shows it; gives the new secret of the session."""
    audit.record(
        Actor(device.person_id), "factor.enrolled", device.person, states={"by": by}, device_id=device.id, now=now
    )
    tell(device.person, "factor_added", by=by, now=now)
    device.enrol_until, device.factor_at = None, now
    return sessions.renew(device)


def _matching_step(totp: TotpSecret, code: str, now: datetime) -> int | None:
    """The step of time that a code is of, if it wasn't used yet. All are compared: the time taken tells nothing."""
    reader = pyotp.TOTP(protected.open_(totp.secret_encrypted), interval=trust.STEP_S)
    used = -1 if totp.last_step is None else totp.last_step
    typed = rules.figures(code).encode()
    found = [step for step in trust.steps_around(now) if hmac.compare_digest(reader.generate_otp(step).encode(), typed)]
    return next((step for step in found if step > used), None)


# ---- Recovery codes ---------------------------------------------------------------------------------


def offer_recovery_codes(device: SignedInDevice, *, now: datetime) -> Offer:
    """Ten new codes; they count once their owner says that they are kept."""
    return _offer(device, [_new_recovery_code() for _ in range(trust.RECOVERY_CODES)], now)


def _new_recovery_code() -> str:
    return "".join(choice(trust.CROCKFORD) for _ in range(trust.RECOVERY_LENGTH))


def keep_recovery_codes(device_id: int, sealed: str, *, now: datetime) -> None:
    """Let these codes stand in for the second factor, each once; earlier ones end.

    Raises SessionOver, EnrolmentClosed, OfferOver, NotFound where there is no factor to stand in for.
    """
    device = lock_for_enrolment(device_id, now=now)
    if not queries.has_factor(device.person_id):
        raise NotFound()
    codes = reopen(sealed, device, now=now).shown
    if len(codes) != trust.RECOVERY_CODES:
        raise trust.OfferOver()
    hashes = [hash_secret(code) for code in codes]
    if queries.has_recovery_code(hashes[0]):
        raise trust.OfferOver()  # sent twice, or used meanwhile
    _forget_recovery_codes(device.person_id)
    db.session.add_all(RecoveryCode(person_id=device.person_id, code_hash=kept, created_at=now) for kept in hashes)
    audit.record(Actor(device.person_id), "recovery_codes.made", device.person, device_id=device.id, now=now)


def _forget_recovery_codes(person_id: int) -> None:
    for code in queries.recovery_codes_of(person_id):
        db.session.delete(code)


# ---- Showing one ------------------------------------------------------------------------------------


def show_totp(device_id: int, code: str, *, now: datetime) -> str | DomainError:
    """Show the second factor with a code of the app; gives the new secret of the session, or a refusal.

    The refusal is one of FactorWrong, FactorTriesUp, TooManyWrongFactors. Raises SessionOver.
    """
    return _show_typed(device_id, "totp", lambda person_id: _use_totp(person_id, code, now), now)


def show_recovery_code(device_id: int, code: str, *, now: datetime) -> str | DomainError:
    """Show a recovery code in place of the second factor, like `show_totp`; it is used up by that."""
    return _show_typed(device_id, "recovery_code", lambda person_id: _use_recovery_code(person_id, code, now), now)


def _show_typed(device_id: int, by: str, use: Callable[[int], bool], now: datetime) -> str | DomainError:
    device = lock_device(device_id)
    try:
        trust.check_wrong_factors(queries.wrong_factors_in_the_last_day(device.person_id, now))
    except DomainError as refusal:
        return refusal
    return shown(device, by, now=now) if use(device.person_id) else refused(device, by, now=now)


def _use_totp(person_id: int, code: str, now: datetime) -> bool:
    totp = queries.find_totp(person_id)
    step = _matching_step(totp, code, now) if totp and totp.confirmed_at else None
    if totp and step is not None:
        totp.last_step = step
    return step is not None


def _use_recovery_code(person_id: int, code: str, now: datetime) -> bool:
    given = hash_secret(trust.recovery_code_of(code))
    left = queries.recovery_codes_of(person_id)
    found = [kept for kept in left if hmac.compare_digest(kept.code_hash, given)]
    for kept in found:
        kept.used_at = now
        audit.record(Actor(person_id), "recovery_code.used", kept, now=now)
        tell(db.session.get_one(Person, person_id), "recovery_code_used", left=len(left) - 1, now=now)
    return bool(found)


def shown(device: SignedInDevice, by: str, *, now: datetime) -> str:
    """Write down that the second factor was shown; gives the new secret of the session."""
    device.factor_at, device.failed_tries = now, 0
    audit.record(Actor(device.person_id), "factor.shown", device, states={"by": by}, device_id=device.id, now=now)
    return sessions.renew(device)


def refused(device: SignedInDevice, by: str, *, now: datetime) -> DomainError:
    """Count a wrong factor; the fifth one ends the session."""
    device.failed_tries += 1
    audit.record(Actor(device.person_id), "factor.refused", device, states={"by": by}, device_id=device.id, now=now)
    refusal = trust.refusal_of_factor(device.failed_tries)
    if isinstance(refusal, trust.FactorTriesUp):
        sessions.end(device, actor=Actor(device.person_id), now=now)
    return refusal


# ---- Taking them away -------------------------------------------------------------------------------


def has_factor(person_id: int) -> bool:
    """Whether a person has a second factor."""
    return queries.has_factor(person_id)


def remove_totp(device_id: int, *, now: datetime) -> None:
    """Take the authenticator app away from oneself. Raises SessionOver, EnrolmentClosed, NotFound, LastFactor."""
    device = lock_for_enrolment(device_id, now=now)
    _remove(device, queries.find_totp(device.person_id), now)


def remove_passkey(device_id: int, passkey_id: int, *, now: datetime) -> None:
    """Take a passkey away from oneself. Raises SessionOver, EnrolmentClosed, NotFound, LastFactor."""
    device = lock_for_enrolment(device_id, now=now)
    mine = {passkey.id: passkey for passkey in queries.passkeys_of(device.person_id)}
    _remove(device, mine.get(passkey_id), now)


def _remove(device: SignedInDevice, factor: TotpSecret | Passkey | None, now: datetime) -> None:
    if factor is None:
        raise NotFound()
    audit.record(Actor(device.person_id), "factor.removed", factor, device_id=device.id, now=now)
    tell(device.person, "factor_removed", by="totp" if isinstance(factor, TotpSecret) else "passkey", now=now)
    db.session.delete(factor)
    db.session.flush()
    if queries.has_factor(device.person_id):
        return
    if device.person.grants:
        raise trust.LastFactor()
    _forget_recovery_codes(device.person_id)


def take_away(person_id: int, *, actor: Actor, now: datetime) -> None:
    """Take all second factors from a person, and end their sessions: an invitation lets them begin anew."""
    person = lock(Person, person_id)
    if person is None:
        raise NotFound()
    for factor in [queries.find_totp(person_id), *queries.passkeys_of(person_id)]:
        if factor:
            db.session.delete(factor)
    _forget_recovery_codes(person_id)
    audit.record(actor, "factor.taken_away", person, now=now)
    tell(person, "factor_taken_away", now=now)
    sessions.end_all(person_id, actor=actor, now=now)


# ---- Telling ----------------------------------------------------------------------------------------


def tell(person: Person, kind: str, *, now: datetime, **facts: Any) -> None:
    """Let somebody know what happened to a second factor, so that a stranger's deed does not stay unseen."""
    outbox.queue(
        kind,
        to=person.email or "",
        language=person.language,
        person_id=person.id,
        now=now,
        at=now.isoformat(),
        **facts,
    )
