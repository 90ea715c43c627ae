"""What the messages about signing in and second factors say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventreg.accounts import directory
from eventreg.accounts.rules import LIFETIME
from eventreg.core.config import current_settings
from eventreg.core.i18n import lazy
from eventreg.core.outbox import Content, register_message
from eventreg.core.rendering import Literal


def register() -> None:
    """Tell the outbox what accounts sends."""
    register_message("sign_in", _sign_in, label=lazy("Sign-in message"), secret=True)
    register_message("address_link", _address_link, label=lazy("Address to be confirmed"), secret=True)
    register_message("factor_added", _own_factor, label=lazy("Second factor added"))
    register_message("factor_removed", _own_factor, label=lazy("Second factor removed"))
    register_message("factor_taken_away", _own_factor, label=lazy("Second factor reset"))
    register_message("recovery_code_used", _own_factor, label=lazy("Recovery code used"))
    register_message("factor_reset_asked", _reset_asked, label=lazy("Reset of a second factor asked for"))


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


def _address_link(params: Mapping[str, Any]) -> Content:
    return Content({"link": Literal(f"{current_settings().base_url}/me/account/address/{params['token']}")})


def _own_factor(params: Mapping[str, Any]) -> Content:
    """`by`: "totp" or "passkey", where one alone is concerned."""
    return Content(
        {
            "by": params.get("by"),
            "left": params.get("left"),
            "happened_at": datetime.fromisoformat(params["at"]),
            "link": Literal(f"{current_settings().base_url}/me/account"),
        }
    )


def _reset_asked(params: Mapping[str, Any]) -> Content:
    reset = directory.get_reset(params["reset"])
    return Content(
        {
            "person": reset.person.name or reset.person.email or "",
            "asked_by": reset.asked_by.name or reset.asked_by.email or "",
            "open_until": reset.expires_at,
            "link": Literal(f"{current_settings().base_url}/staff/resets/{reset.id}/decision"),
        }
    )
