"""Mail as its readers see it, in a frame of the page on which it is looked at."""

from flask import Response, make_response, render_template

from eventreg.core.headers import add_to_policy
from eventreg.messaging.trying import Preview

# The preview is mail, which carries its styles in its elements; it can do nothing and be framed by us alone.
PREVIEW_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
)


def framed(shown: Preview) -> Response:
    """The mail, or why there is none to show."""
    name = "messages/no_preview.html" if shown.problems else "messages/preview.html"
    response = make_response(render_template(name, **shown.frame, shown=shown))
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def allow_frames(page: str, status: int = 200) -> Response:
    """A page that holds such frames."""
    response = make_response(page, status)
    add_to_policy(response, frame_src="'self'")
    return response
