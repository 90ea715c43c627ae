"""Keys and secrets: Ed25519 signatures, encryption of fields at rest, random secrets and their hashes."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eventreg.core.entropy import random_bytes


class MalformedKey(ValueError):
    """A field key that isn't a Fernet key; told at start, without showing the key."""


class Undecipherable(ValueError):
    """None of the known keys opens this; the data is damaged or its key was taken away."""


def new_private_key() -> bytes:
    """A fresh Ed25519 private key: its 32-byte seed (RFC 8032 §5.1.5)."""
    return random_bytes(32)


def public_key(private: bytes) -> bytes:
    """The 32-byte public key that belongs to a private one."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    """The 64-byte Ed25519 signature of `message`; the same input always gives the same signature."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is genuine; False for bytes of any length or content that aren't."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


class FieldCipher:
    """Encrypts fields at rest: the first key encrypts, all of them decrypt, so keys can be rotated.

    Raises MalformedKey when a key isn't 32 bytes in url-safe base64, or when there is none.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise MalformedKey("no field key is set")
        self._fernet = MultiFernet([_fernet(key, place) for place, key in enumerate(keys, 1)])

    def encrypt(self, plain: bytes) -> bytes:
        """A Fernet token of `plain`; another one each time."""
        return self._fernet.encrypt(plain)

    def decrypt(self, encrypted: bytes) -> bytes:
        """What was encrypted with any of the keys. Raises Undecipherable."""
        try:
            return self._fernet.decrypt(encrypted)
        except InvalidToken as error:
            raise Undecipherable("no field key opens this value") from error


def _fernet(key: str, place: int) -> Fernet:
    try:
        return Fernet(key)
    except ValueError as error:
        raise MalformedKey(f"field key {place} isn't 32 bytes in url-safe base64") from error


def new_secret(bits: int = 256) -> str:
    """A url-safe secret of at least `bits` random bits."""
    return secrets.token_urlsafe(-(-bits // 8))


def hash_secret(secret: str) -> str:
    """What is stored of a secret: its SHA-256 in hex.

    Only for secrets of high entropy: a password would need a slow, salted hash.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def same(a: str, b: str) -> bool:
    """Whether two secrets are equal, in a time that doesn't tell where they differ."""
    return hmac.compare_digest(a.encode(), b.encode())
