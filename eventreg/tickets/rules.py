"""What a ticket is made of: its states, the signed token, the spoken code. docs/tickets.md is the same for strangers.

The cryptography comes in as a callable, so that these rules stay plain values in, decisions out.
"""

import base64
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from eventreg.core.errors import DomainError

Sign = Callable[[bytes], bytes]
"""message → signature, with the private key already in it."""
Verify = Callable[[bytes, bytes, bytes], bool]
"""(public key, signature, message) → genuine?"""
KeysOf = Callable[[int], Mapping[int, bytes]]
"""event id → its public keys by key id; empty for an event that doesn't exist."""


class TicketState(StrEnum):
    """What the council says about a ticket; a genuine signature never overrules it."""

    VALID = "valid"
    ON_HOLD = "on_hold"
    REVOKED = "revoked"
    REPLACED = "replaced"


class TokenVerdict(StrEnum):
    """What a readable token says about itself, before anyone looks the ticket up."""

    GENUINE = "genuine"
    FORGED = "forged"
    WRONG_EVENT = "wrong_event"


class Unreadable(DomainError):
    """Not a token, or not a spoken code: another length, another letter, a wrong check character."""

    code = "unreadable"


# The token: base32 (RFC 4648 §6, no padding) of 80 bytes. Eighty bytes are exactly 128 characters with no spare bits,
# so there is one spelling (but for case) and no character that doesn't matter.

VERSION = 1
FLAGS = 0
CONTEXT = b"eventreg-ticket-v1\0"
"""Signed before the token's bytes, so that no other signature of the same key can pass for a ticket."""

_LAYOUT = struct.Struct(">BBI8sH64s")  # network order: version, key id, event, ticket number, flags, signature
_HEAD = struct.Struct(">BBI8sH")
_BASE32 = re.compile("[A-Za-z2-7]{128}")
_SCANNED_URL = re.compile(r"https?://[^/\s]+/t/([^/\s]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """The fields of a token as they were read; nothing is believed yet."""

    version: int
    key_id: int
    event: int
    number: bytes
    flags: int
    signature: bytes

    @property
    def message(self) -> bytes:
        """What its signature should cover."""
        return CONTEXT + _HEAD.pack(self.version, self.key_id, self.event, self.number, self.flags)


def encode(key_id: int, event: int, number: bytes, sign: Sign) -> str:
    """The token of a ticket: 128 upper-case characters. `number` is 8 random bytes."""
    message = signed_bytes(key_id, event, number)
    return base64.b32encode(message[len(CONTEXT) :] + sign(message)).decode("ascii")


def signed_bytes(key_id: int, event: int, number: bytes) -> bytes:
    """What is signed: the context and the token's first 16 bytes."""
    if len(number) != 8:
        raise ValueError("a ticket number has 8 bytes")
    return CONTEXT + _HEAD.pack(VERSION, key_id, event, number, FLAGS)


def token_from_scan(raw: str) -> str:
    """The token in what a camera read: the whole address in the QR code, or the token by itself.

    Whatever else it may be is returned as it is, for `decode` to refuse: a token with space around it is no token.
    """
    url = _SCANNED_URL.fullmatch(raw)
    return url[1] if url else raw


def decode(text: str) -> Token:
    """The fields of a token, in either case. Raises Unreadable for any other length or letter."""
    if not _BASE32.fullmatch(text):
        raise Unreadable
    return Token(*_LAYOUT.unpack(base64.b32decode(text, casefold=True)))


def judge(token: Token, *, event_id: int, keys_of: KeysOf, verify: Verify) -> TokenVerdict:
    """Whether a token is genuine for the event `event_id`, genuine for another one, or forged."""
    if token.version != VERSION or token.flags != FLAGS:
        return TokenVerdict.FORGED
    public = keys_of(token.event).get(token.key_id)
    if public is None or not verify(public, token.signature, token.message):
        return TokenVerdict.FORGED
    return TokenVerdict.GENUINE if token.event == event_id else TokenVerdict.WRONG_EVENT


# The spoken code: 11 random characters of Crockford's base32 (https://www.crockford.com/base32.html) and a check
# character of our own, because Crockford's modulo 37 needs five symbols beyond the 32. Each character is an element of
# GF(32) = GF(2)[x]/(x⁵+x²+1), and the weighted sum of the characters is zero. The weights are powers of x, all
# different and none zero. So one wrong character changes the sum by its weight times the difference, and a swap,
# wherever the two stand, by the difference of their weights times that of the characters: never by zero.

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12

_VALUE = {character: value for value, character in enumerate(CROCKFORD)}
_LOOKS_LIKE = str.maketrans("ILO", "110")
_SEPARATORS = re.compile(r"[\s\u002d\u2010-\u2015\u2212]")  # spaces, and every dash that a keyboard may put


def new_code(random_bytes: Callable[[int], bytes]) -> str:
    """A spoken code of 55 random bits, ungrouped. `random_bytes` is `secrets.token_bytes` or its like."""
    drawn = "".join(CROCKFORD[byte % 32] for byte in random_bytes(CODE_LENGTH - 1))  # 256 is a multiple of 32: no bias
    return drawn + CROCKFORD[_times_x(_weighted_sum(drawn))]


def read_code(text: str) -> str:
    """The code that somebody typed, as it is stored. Case, spaces and dashes don't matter; I and L are 1, O is 0.

    Raises Unreadable for any other letter or length, and for a wrong check character.
    """
    typed = _SEPARATORS.sub("", text)
    if not typed.isascii():  # or upper() would turn a foreign letter into one of ours
        raise Unreadable
    code = typed.upper().translate(_LOOKS_LIKE)
    if len(code) != CODE_LENGTH or not _VALUE.keys() >= set(code) or _weighted_sum(code) != 0:
        raise Unreadable
    return code


def group_code(code: str) -> str:
    """`ABCDEFGHJKMN` → `ABCD EFGH JKMN`, the way it is shown and said."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _weighted_sum(characters: str) -> int:
    """The sum over GF(32), by Horner: the last character weighs 1, each before it x times more."""
    total = 0
    for character in characters:
        total = _times_x(total) ^ _VALUE[character]
    return total


def _times_x(element: int) -> int:
    """x times an element of GF(32): shift, and take x⁵ = x² + 1 out again."""
    return (element << 1) ^ (0b100101 if element & 0b10000 else 0)
