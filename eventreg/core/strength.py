"""Whether a secret could be guessed: what a person thought up, or copied from a page, is no secret. Pure.

Only what a random generator makes passes for sure; a sentence that somebody made up passes when it is long and varied.
"""

import base64
import binascii
import string

SHORTEST = 32  # characters; `secrets.token_urlsafe(48)` makes 64
LEAST_VARIED = 8  # different characters: of 32 random hexadecimal digits hardly ever fewer than 9 differ
LEAST_VARIED_BYTES = 20  # of 32 random ones some 30 differ
WORDS = (
    "changeme change-me change_me secret password passw0rd example contoh rahasia default qwerty letmein eventreg"
    " insecure replace placeholder"
).split()
GIVEN_AWAY = "for tests"  # what the project's own tests use, for everybody to read
HOW_TO_MAKE_ONE = """python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"""
HOW_TO_MAKE_A_KEY = (
    """python3 -c 'import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())'"""
)


def weakness_of(secret: str) -> str:
    """Why a secret could be guessed, without a word of it; empty when it is good."""
    if len(set(secret)) < LEAST_VARIED:
        return "repeats a few characters"
    if _repeats(secret):
        return "repeats itself"
    if _counts_up(secret):
        return "follows the alphabet, the figures or the keys"
    if any(word in secret.lower() for word in (*WORDS, GIVEN_AWAY)):
        return "contains a word that everybody would try"
    return ""


def weakness_of_key(key: str) -> str:
    """The same for a Fernet key, 32 bytes in base64, which a generator must have made."""
    try:
        raw = base64.urlsafe_b64decode(key)
    except (binascii.Error, ValueError):
        return ""  # not a key at all: told by whoever reads it
    if len(set(raw)) < LEAST_VARIED_BYTES:
        return "repeats a few bytes"
    if all(chr(byte) in string.printable for byte in raw):
        return "is a text, not random bytes"
    return "counts up" if _counts_up(raw.decode("latin-1")) else ""


def _repeats(text: str) -> bool:
    """Whether it is one piece, over and over, the last time perhaps cut off."""
    return any(text.startswith(text[length:]) for length in range(1, len(text) // 2 + 1))


def _counts_up(text: str) -> bool:
    """Whether most characters are the neighbours of those before them, in Unicode or on a keyboard."""
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    pairs = list(zip(text.lower(), text.lower()[1:], strict=False))
    beside = {row[place : place + 2] for row in rows for place in range(len(row) - 1)}
    steps = sum(abs(ord(first) - ord(second)) == 1 or first + second in beside for first, second in pairs)
    return steps * 2 > len(pairs)
