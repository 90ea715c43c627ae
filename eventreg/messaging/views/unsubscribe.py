"""The link in every message that could be spared: no more of these, or again. No account is needed."""

from flask import render_template
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.web import csrf, public
from eventreg.messaging import unsubscribing
from eventreg.messaging.views.base import blueprint


@blueprint.get("/unsubscribe/<token>")
@public
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask first: programs that look at every link in a mail must not unsubscribe anybody."""
    return _page(token)


@blueprint.post("/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def end_subscription(token: str) -> ResponseReturnValue:
    """No more of these. Mail programs send this by themselves (RFC 8058), without cookies: the token is the key."""
    address = unsubscribing.address_of(token)
    with unit_of_work():
        unsubscribing.unsubscribe(address, now=clock.now())
    return _page(token, said="ended")


@blueprint.post("/unsubscribe/<token>/again")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def subscribe_again(token: str) -> ResponseReturnValue:
    """It was a mistake: news are welcome again."""
    address = unsubscribing.address_of(token)
    with unit_of_work():
        unsubscribing.subscribe_again(address, now=clock.now())
    return _page(token, said="again")


def _page(token: str, said: str = "") -> ResponseReturnValue:
    address = unsubscribing.address_of(token)
    page = render_template(
        "messaging/unsubscribe.html",
        token=token,
        address=unsubscribing.shown(address),
        is_unsubscribed=unsubscribing.is_unsubscribed(address),
        said=said,
    )
    return page, 200, {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
