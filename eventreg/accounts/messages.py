"""What the sign-in message says."""

from collections.abc import Mapping
from typing import Any

from eventreg.accounts.rules import LIFETIME
from eventreg.core.config import current_settings
from eventreg.core.i18n import lazy
from eventreg.core.outbox import Content, register_message
from eventreg.core.rendering import Literal


def register() -> None:
    """Tell the outbox what accounts sends."""
    register_message("sign_in", _sign_in, label=lazy("Sign-in message"), secret=True)


def link_to(token: str) -> str:
    """The address that lets its reader in."""
    return f"{current_settings().base_url}/sign-in/{token}"


def invitation_link(token: str) -> str:
    """The address at which who is invited sets up a second factor."""
    return f"{current_settings().base_url}/sign-in/invitation/{token}"


def _sign_in(params: Mapping[str, Any]) -> Content:
    code = params["code"]
    return Content(
        {
            "link": Literal(link_to(params["token"])),
            "code": f"{code[:3]} {code[3:]}",
            "minutes": int(LIFETIME.total_seconds() // 60),
        }
    )
