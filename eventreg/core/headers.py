"""What every answer tells the browser about itself: what it may load, use, frame and pass on."""

from collections.abc import Mapping

from flask import Flask, Response, g, request

from eventreg.core.config import current_settings
from eventreg.core.permissions import ANONYMOUS

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# What no page of ours uses, so that a script that got in can't either. The camera is for the door's page alone.
SWITCHED_OFF = (
    "accelerometer camera display-capture geolocation gyroscope hid local-fonts magnetometer microphone midi"
    " payment serial usb"
).split()
# For our own host alone: the council's other sites below the same name may not have HTTPS, and are not ours to break.
HTTPS_ONLY = "max-age=31536000"


def init_app(app: Flask) -> None:
    """Add the headers to every answer that does not have its own."""
    app.after_request(_add)


def add_to_policy(response: Response, **additions: str) -> None:
    """Widen the Content-Security-Policy for one page: `add_to_policy(r, script_src="'wasm-unsafe-eval'")`."""
    policy = dict(CONTENT_SECURITY_POLICY)
    for name, value in additions.items():
        directive = name.replace("_", "-")
        policy[directive] = f"{policy.get(directive, '')} {value}".strip()
    response.headers["Content-Security-Policy"] = _policy_text(policy)


def allow_camera(response: Response) -> None:
    """Leave the camera to this page."""
    response.headers["Permissions-Policy"] = _permissions(camera="(self)")


def _policy_text(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _permissions(**allowed: str) -> str:
    return ", ".join(f"{feature}={allowed.get(feature, '()')}" for feature in SWITCHED_OFF)


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy_text(CONTENT_SECURITY_POLICY))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")  # for browsers that don't know frame-ancestors
    headers.setdefault("Referrer-Policy", _referrer())
    headers.setdefault("Permissions-Policy", _permissions())
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if current_settings().is_secure:
        headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)
    if _is_personal() and request.endpoint != "static":
        headers.setdefault("Cache-Control", "private, no-store")
    return response


def _is_personal() -> bool:
    return bool(g.get("actor", ANONYMOUS).is_signed_in)


def _referrer() -> str:
    """Other sites learn that somebody came from the council's public pages, and of people's own pages nothing at all.

    `same-origin`, not `no-referrer`: under HTTPS our forms prove by it that they come from here.
    """
    return "same-origin" if _is_personal() else "strict-origin-when-cross-origin"
