"""Signing in, people and their roles. The caller holds the unit of work."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError

from eventreg.accounts import queries, rules, sessions
from eventreg.accounts.addresses import parse_address
from eventreg.accounts.models import Person, RoleGrant, SignInRequest
from eventreg.core import audit, outbox, protected
from eventreg.core.channels import Channel
from eventreg.core.db import db, lock, lock_all
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.i18n import Language
from eventreg.core.permissions import ANONYMOUS, SYSTEM, Actor, Role
from eventreg.core.signing import Undecipherable, hash_secret, new_secret, same

_ADDRESS = "address"  # what such links are sealed as, so that nothing else that is sealed passes for one


@dataclass(frozen=True)
class Entry:
    """A successful sign-in: the secret for the browser's cookie, and where the person wanted to go."""

    person: Person
    device_secret: str
    next_path: str


# ---- Asking ---------------------------------------------------------------------------------------


def request_sign_in(
    email: str, *, language: Language, browser: str, next_path: str, now: datetime, is_demo: bool
) -> SignInRequest:
    """Send link and code to an address, whether or not somebody is known there.

    The code is bound to `browser`, the secret of the browser that asks. Raises NotAnAddress, TooManyRequests.
    """
    address = parse_address(email)
    if not (is_demo and rules.is_demo_address(address)):
        rules.check_requests(queries.requests_in_the_last_hour(address, now))
    token, code = new_secret(), f"{secrets.randbelow(1_000_000):06}"
    request = _new_request(address, token, language=language, now=now)
    request.next_path, request.browser_hash = next_path, hash_secret(browser)
    request.code_hash = _hash_code(browser, code)
    db.session.flush()
    audit.record(ANONYMOUS, "sign_in.requested", request, now=now)
    outbox.queue(
        "sign_in",
        to=address,
        language=language,
        now=now,
        expires_at=request.expires_at,
        request=request.id,
        token=token,
        code=code,
    )
    return request


def make_link(email: str, *, now: datetime) -> str:
    """The token of a link that lets a known person in, from any browser. Raises NotAnAddress, NotFound."""
    person = queries.find_person(parse_address(email))
    if person is None or person.email is None:
        raise NotFound()
    token = new_secret()
    _new_request(person.email, token, language=person.language, now=now)
    audit.record(SYSTEM, "sign_in.link_made", person, now=now)
    return token


def make_handover_link(person_id: int, *, actor: Actor, now: datetime) -> str:
    """The token of a link that staff hand over to somebody without e-mail; it lets in once, within seven days.

    Earlier ones of that person end. Raises NotFound, HasAddress, HasRoles.
    """
    person = lock(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotFound()
    rules.check_handover(has_address=person.email is not None, has_roles=bool(person.grants))
    for earlier in queries.open_handovers(person.id, now):
        earlier.expires_at = now
    token = new_secret()
    request = _new_request("", token, language=person.language, now=now)
    request.person_id, request.expires_at = person.id, now + rules.HANDOVER
    db.session.flush()
    audit.record(actor, "handover_link.made", request, now=now)
    return token


def _new_request(email: str, token: str, *, language: Language, now: datetime) -> SignInRequest:
    request = SignInRequest(
        email=email,
        link_hash=hash_secret(token),
        language=language,
        created_at=now,
        expires_at=now + rules.LIFETIME,
        failed_tries=0,
    )
    db.session.add(request)
    return request


def _hash_code(browser: str, code: str) -> str:
    """Six figures alone could be guessed from their hash; with the browser's secret they can't."""
    return hash_secret(f"{browser}:{code}")


# ---- Coming in ------------------------------------------------------------------------------------


def get_open_request(token: str, *, now: datetime) -> SignInRequest:
    """What a link stands for; looking doesn't use it. Raises LinkUnknown, SignInUsed, TooManyTries, SignInExpired."""
    request = queries.find_request_of_link(token)
    if request is None:
        raise rules.LinkUnknown()
    _check_open(request, now)
    return request


def sign_in_by_link(token: str, *, label: str = "", now: datetime) -> Entry:
    """Let in whoever has the link, once, on a browser of this `label`.

    Raises LinkUnknown, SignInUsed, TooManyTries, SignInExpired.
    """
    found = queries.find_request_of_link(token)
    request = lock(SignInRequest, found.id) if found else None
    if request is None:
        raise rules.LinkUnknown()
    _check_open(request, now)
    return _enter(request, "link", label, now)


def sign_in_by_code(browser: str, code: str, *, label: str = "", now: datetime) -> Entry | DomainError:
    """Let in the browser that asked, once.

    A refusal is returned, not raised: raising it would undo the count of wrong codes. It is one of NoCodeHere,
    SignInUsed, TooManyTries, SignInExpired, TooManyCodes, WrongCode.
    """
    found = queries.find_request_of_browser(browser)
    request = _lock_for_code(found, now) if found else None
    if request is None or request.code_hash is None:
        return rules.NoCodeHere()
    try:
        _check_open(request, now)
        rules.check_wrong_codes(queries.wrong_codes_in_the_last_day(request.email, now))
    except DomainError as refusal:
        return refusal
    if not same(request.code_hash, _hash_code(browser, rules.figures(code))):
        request.failed_tries += 1
        return rules.refusal_of_code(request.failed_tries)
    return _enter(request, "code", label, now)


def _lock_for_code(found: SignInRequest, now: datetime) -> SignInRequest | None:
    """The request, fresh, with all of its address's: codes tried at once wait for each other, and each is counted."""
    locked = lock_all(SignInRequest, [found.id, *queries.requests_in_the_last_day(found.email, now)])
    return next((request for request in locked if request.id == found.id), None)


def _check_open(request: SignInRequest, now: datetime) -> None:
    check = rules.check_handover_open if request.person_id is not None else rules.check_open
    check(used_at=request.used_at, expires_at=request.expires_at, failed_tries=request.failed_tries, now=now)


def _enter(request: SignInRequest, by: str, label: str, now: datetime) -> Entry:
    request.used_at = now
    if request.person_id is not None:
        person, by = _person_of_handover(request.person_id), "handover"
    else:
        person = _person_for(request.email, request.language, now)
    secret = sessions.begin(person, label=label, now=now)
    audit.record(Actor(person_id=person.id), "person.signed_in", person, states={"by": by}, now=now)
    next_path, request.next_path = request.next_path, ""  # it may be an invitation: a secret is not left lying about
    return Entry(person, secret, next_path)


def _person_of_handover(person_id: int) -> Person:
    """Whom a link was handed to; it is void once they have an address or a role. Raises LinkUnknown."""
    person = db.session.get_one(Person, person_id)
    if person.email is not None or person.grants or person.erased_at is not None:
        raise rules.LinkUnknown()
    return person


def _person_for(email: str, language: Language, now: datetime) -> Person:
    """The person of an address, made when it is their first time, by whichever of two links comes first."""
    known = queries.find_person(email)
    if known:
        return known
    try:
        with db.session.begin_nested():
            return _new_person(email, "", language, SYSTEM, now)
    except IntegrityError:
        known = queries.find_person(email)
        if known is None:
            raise
        return known


# ---- People ---------------------------------------------------------------------------------------


def create_person(
    email: str,
    name: str = "",
    roles: Iterable[Role] = (),
    *,
    event_id: int | None = None,
    language: Language = Language.ID,
    actor: Actor = SYSTEM,
    now: datetime,
) -> Person:
    """Make a person, or give one who is known the roles; a name is set where there was none. Raises NotAnAddress."""
    address = parse_address(email)
    person = queries.find_person(address) or _new_person(address, name, language, actor, now)
    if name and not person.name:
        person.name = name
        audit.record(actor, "person.changed", person, fields=["name"], now=now)
    for role in roles:
        grant(person, role, event_id, actor=actor, now=now)
    return person


def enter_person(name: str, *, phone: str, language: Language = Language.ID, actor: Actor, now: datetime) -> Person:
    """Write down somebody who has no e-mail address; `phone` in E.164."""
    person = _new_person(None, name, language, actor, now)
    person.phone = phone
    return person


def grant(person: Person, role: Role, event_id: int | None = None, *, actor: Actor = SYSTEM, now: datetime) -> None:
    """Give a role, for one event or for everything; one that is held already stays."""
    if queries.find_grant(person.id, role, event_id):
        return
    given = RoleGrant(person=person, role=role, event_id=event_id, granted_at=now, granted_by_id=actor.person_id)
    db.session.add(given)
    db.session.flush()
    audit.record(actor, "role.granted", given, states={"role": role}, now=now)


def change_details(actor: Actor, name: str, phone: str, channel: Channel, *, now: datetime) -> None:
    """Change what one is called, one's number in E.164 or nothing, and how one is told. Raises NotFound."""
    person = lock(Person, actor.person_id) if actor.person_id else None
    if person is None:
        raise NotFound()
    given = {"name": name, "phone": phone, "channel": channel}
    changed = [field for field, value in given.items() if getattr(person, field) != value]
    person.name, person.phone, person.channel = name, phone, channel
    if changed:
        audit.record(actor, "person.changed", person, fields=changed, now=now)


# ---- An address, later ----------------------------------------------------------------------------


def ask_address(email: str, *, actor: Actor, now: datetime) -> None:
    """Send a link to the address that somebody wants to sign in with who has none, or none that mail arrives at.

    Nothing goes to an address of somebody known, and nothing tells so. Raises NotFound, NotAnAddress, HasAddress.
    """
    person = _lock_for_address(actor)
    address = parse_address(email)
    if queries.find_person(address):
        return
    until = now + rules.ADDRESS_LINK
    token = protected.seal(f"{_ADDRESS} {person.id} {int(until.timestamp())} {address}").decode()
    outbox.queue(
        "address_link",
        to=address,
        language=person.language,
        person_id=person.id,
        now=now,
        expires_at=until,
        token=token,
    )


def address_of_link(token: str, *, actor: Actor, now: datetime) -> str:
    """The address that a link shows to be one's own. Raises LinkUnknown (also for another's), AddressLinkOver."""
    try:
        kind, owner, until, address = protected.open_(token.encode()).split(" ")
    except (Undecipherable, ValueError) as error:
        raise rules.LinkUnknown() from error
    if kind != _ADDRESS or int(owner) != actor.person_id:
        raise rules.LinkUnknown()
    if now >= datetime.fromtimestamp(int(until), UTC):
        raise rules.AddressLinkOver()
    return address


def confirm_address(token: str, *, actor: Actor, now: datetime) -> None:
    """Let a person sign in with the address from now on. Raises NotFound, LinkUnknown, AddressLinkOver, HasAddress.

    Where it has become somebody else's meanwhile, the link is over.
    """
    address = address_of_link(token, actor=actor, now=now)
    person = _lock_for_address(actor)
    try:
        with db.session.begin_nested():
            person.email, person.address_refused_at, person.address_problem = address, None, ""
    except IntegrityError as error:
        raise rules.AddressLinkOver() from error
    audit.record(actor, "person.changed", person, fields=["email"], now=now)


def _lock_for_address(actor: Actor) -> Person:
    person = lock(Person, actor.person_id) if actor.person_id else None
    if person is None:
        raise NotFound()
    rules.check_new_address(
        has_address=person.email is not None,
        is_refused=person.address_refused_at is not None,
        has_roles=bool(person.grants),
    )
    return person


def set_language(person_id: int, language: Language) -> None:
    """Write to a person in the language that they chose."""
    person = lock(Person, person_id)
    if person:
        person.language = language


def _new_person(email: str | None, name: str, language: Language, actor: Actor, now: datetime) -> Person:
    person = Person(email=email, name=name, language=language, created_at=now)
    db.session.add(person)
    db.session.flush()
    audit.record(actor, "person.created", person, now=now)
    return person
