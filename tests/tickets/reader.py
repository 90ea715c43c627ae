"""An independent reader of tickets, written from the published protocol and not from the app's code.

It imports nothing of the app: it needs the standard library and an Ed25519 verifier. What it and the server agree on is
what the protocol says, not what one piece of code happens to do.

Numbers in a token are in network order, and the check of a spoken code weighs its characters x¹¹ … x⁰ in
GF(2)[x]/(x⁵+x²+1), as docs/tickets.md says. A session is open from its beginning until, and without, its end.
"""

import base64
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOKEN_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567")
TOKEN_CHARACTERS = 128
SIGNED_BYTES = 16
CONTEXT = b"eventreg-ticket-v1\0"
VERSION = 1
FLAGS = 0

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARACTERS = 12
FIELD = 0b100101
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"

KeyLookup = Callable[[int, int], bytes | None]
"""(event, key id) → the raw public key, None where there is no such event or key."""


@dataclass(frozen=True)
class Token:
    """What the 80 bytes of a token hold."""

    version: int
    key_id: int
    event: int
    number: int
    flags: int
    signed: bytes
    signature: bytes


@dataclass(frozen=True)
class Ticket:
    """A row of the ticket table."""

    number: int
    code: str
    state: str = "valid"
    sessions: frozenset[object] | None = None  # that it is for; None: all of its event's


@dataclass(frozen=True)
class Session:
    """A session of the event, with the gates where it is open; None: at every gate."""

    id: object
    opens: datetime
    closes: datetime
    gates: frozenset[str] | None = None

    def at(self, gate: str | None) -> bool:
        return self.gates is None or gate in self.gates


@dataclass
class Door:
    """All that a reader at the door of one event knows."""

    event: int
    key: KeyLookup
    tickets: Collection[Ticket]
    sessions: Collection[Session]
    admitted: set[tuple[int, object]] = field(default_factory=set)  # ticket number, session id

    def verdict(
        self,
        *,
        now: datetime,
        token: object = None,
        code: object = None,
        session: object = None,
        gate: str | None = None,
    ) -> str:
        """The verdict on an entry ("in"); an admitted one is remembered."""
        if (token is None) == (code is None):
            return "unreadable"
        ticket: Ticket | None
        if token is not None:
            said, number = judge_token(token, self.event, self.key)
            if said:
                return said
            ticket = next((row for row in self.tickets if row.number == number), None)
        else:
            canonical = read_code(code)
            if canonical is None:
                return "unreadable"
            ticket = next((row for row in self.tickets if row.code == canonical), None)
        if ticket is None:
            return "unknown"
        if ticket.state in ("revoked", "replaced"):
            return "revoked"
        if ticket.state == "on_hold":
            return "on_hold"
        chosen, said = choose_session(self.sessions, ticket, session, gate, now)
        if chosen is None:
            return said
        if (ticket.number, chosen.id) in self.admitted:
            return "already_admitted"
        self.admitted.add((ticket.number, chosen.id))
        return "admitted"


def read_token(text: object) -> Token | None:
    """The token that a text spells; None when it is unreadable."""
    if not isinstance(text, str) or len(text) != TOKEN_CHARACTERS:
        return None
    # Letter by letter, because upper-casing first would let letters such as the long s through.
    if not TOKEN_LETTERS.issuperset(text):
        return None
    raw = base64.b32decode(text.upper())
    return Token(
        version=raw[0],
        key_id=raw[1],
        event=int.from_bytes(raw[2:6], "big"),
        number=int.from_bytes(raw[6:14], "big"),
        flags=int.from_bytes(raw[14:16], "big"),
        signed=raw[:SIGNED_BYTES],
        signature=raw[SIGNED_BYTES:],
    )


def judge_token(text: object, event: int, key: KeyLookup) -> tuple[str, int]:
    """The verdict of the token alone ("" when it is genuine and this event's), and its number."""
    token = read_token(text)
    if token is None:
        return "unreadable", 0
    if token.version != VERSION or token.flags != FLAGS:
        return "forged", 0
    raw_key = key(token.event, token.key_id)
    if raw_key is None:
        return "forged", 0
    try:
        Ed25519PublicKey.from_public_bytes(raw_key).verify(token.signature, CONTEXT + token.signed)
    except InvalidSignature:
        return "forged", 0
    if token.event != event:
        return "wrong_event", 0
    return "", token.number


def times(a: int, b: int) -> int:
    """The product of two elements of GF(32)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        b >>= 1
        a <<= 1
        if a & 0b100000:
            a ^= FIELD
    return product


def weights() -> list[int]:
    """The weight of each character: x¹¹ for the first, 1 for the last."""
    found = [1]
    while len(found) < CODE_CHARACTERS:
        found.insert(0, times(found[0], 2))
    return found


def read_code(text: object) -> str | None:
    """The 12 characters of a spoken code, ungrouped; None when it is unreadable."""
    if not isinstance(text, str):
        return None
    plain = "".join(letter for letter in text if not letter.isspace() and letter not in DASHES)
    if not plain.isascii():
        return None
    plain = plain.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    if len(plain) != CODE_CHARACTERS or not set(plain) <= set(CODE_LETTERS):
        return None
    total = 0
    for weight, letter in zip(weights(), plain, strict=True):
        total ^= times(weight, CODE_LETTERS.index(letter))
    return plain if total == 0 else None


def choose_session(
    sessions: Collection[Session],
    ticket: Ticket,
    wanted: object,
    gate: str | None,
    now: datetime,
) -> tuple[Session | None, str]:
    """The session that an entry is for, or None and the verdict that says why there is none."""

    def is_for(session: Session) -> bool:
        return ticket.sessions is None or session.id in ticket.sessions

    if wanted is not None:
        chosen = next((s for s in sessions if s.id == wanted), None)
        if chosen is None or not is_for(chosen):
            return None, "wrong_session"
        if now < chosen.opens:
            return None, "too_early"
        if now >= chosen.closes:
            return None, "too_late"
        return (chosen, "") if chosen.at(gate) else (None, "wrong_gate")
    here = [s for s in sessions if s.at(gate)]
    open_now = sorted((s for s in here if s.opens <= now < s.closes), key=lambda s: (not is_for(s), s.opens))
    if open_now:
        return (open_now[0], "") if is_for(open_now[0]) else (None, "wrong_session")
    if any(now < s.opens for s in here):
        return None, "too_early"
    return None, "too_late"
