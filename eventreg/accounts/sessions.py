"""Where people are signed in. The caller holds the unit of work."""

from datetime import datetime

from sqlalchemy import update

from eventreg.accounts import queries, trust
from eventreg.accounts.models import Person, SignedInDevice
from eventreg.core import audit
from eventreg.core.db import db, lock, lock_all
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.core.signing import hash_secret, new_secret


def begin(person: Person, *, label: str, now: datetime) -> str:
    """Sign a person in on one more browser; the secret for its cookie."""
    secret = new_secret()
    db.session.add(
        SignedInDevice(
            person_id=person.id, secret_hash=hash_secret(secret), label=label, created_at=now, last_seen_at=now
        )
    )
    return secret


def renew(device: SignedInDevice) -> str:
    """A new secret for the cookie: whoever knew the old one is out."""
    secret = new_secret()
    device.secret_hash = hash_secret(secret)
    return secret


def note_seen(device_id: int, *, now: datetime) -> None:
    """Remember that somebody was here, every few minutes."""
    db.session.execute(
        update(SignedInDevice)
        .where(SignedInDevice.id == device_id, SignedInDevice.last_seen_at <= now - trust.SEEN_EVERY)
        .values(last_seen_at=now)
    )


def sign_out(device_secret: str, *, actor: Actor, now: datetime) -> None:
    """End what the secret of a browser opens; ending it twice changes nothing."""
    device = queries.find_device(device_secret)
    if device:
        device.ended_at = now
        audit.record(actor, "person.signed_out", device.person, now=now)


def end_own(session_id: int, *, actor: Actor, now: datetime) -> None:
    """End one session of the actor's own. Raises NotFound."""
    device = lock(SignedInDevice, session_id)
    if device is None or device.person_id != actor.person_id:
        raise NotFound()
    end(device, actor=actor, now=now)


def end_all(person_id: int, *, but: int | None = None, actor: Actor, now: datetime) -> None:
    """End every session of a person's, except perhaps one."""
    ids = [device.id for device in queries.devices_of(person_id) if device.id != but]
    for device in lock_all(SignedInDevice, ids):
        end(device, actor=actor, now=now)


def end(device: SignedInDevice, *, actor: Actor, now: datetime) -> None:
    """End a session; ending it twice changes nothing."""
    if device.ended_at is None:
        device.ended_at = now
        audit.record(actor, "session.ended", device, now=now)
