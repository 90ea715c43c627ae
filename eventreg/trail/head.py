"""The head of the chain, kept outside the database: a cut-off in the database alone is found by it.

One file beside the data, under the audit key. Who seals holds its lock from before the commit until the file is
written, so that whoever takes the lock sees file and chain agree.
"""

import fcntl
import hmac
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eventreg.core.config import current_settings
from eventreg.trail import rules


@dataclass(frozen=True)
class Head:
    """Up to where the chain was sealed."""

    position: int
    mac: str


class HeadAltered(Exception):
    """The file is there and the audit key did not make it."""


@contextmanager
def locked() -> Iterator[None]:
    """Be the only one on this machine who seals, or looks at file and chain together."""
    with _path().with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def read() -> Head | None:
    """What the file says; None where there is none. Raises HeadAltered."""
    try:
        kept = json.loads(_path().read_text())
        head = Head(kept["position"], kept["mac"])
        genuine = hmac.compare_digest(rules.head_mac(_key(), head.position, head.mac), kept["seal"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise HeadAltered from error
    if not genuine:
        raise HeadAltered
    return head


def write(head: Head) -> None:
    """Put it in place of the old one, whole or not at all."""
    text = json.dumps(
        {"position": head.position, "mac": head.mac, "seal": rules.head_mac(_key(), head.position, head.mac)}
    )
    draft = _path().with_name(f".audit-head-{secrets.token_hex(8)}")
    draft.touch(0o600)
    draft.write_text(text)
    draft.replace(_path())


def forget() -> None:
    """For a demo that begins anew."""
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return current_settings().instance / "audit-head.json"


def _key() -> bytes:
    return current_settings().audit_key.encode()
