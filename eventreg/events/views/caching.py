"""Pages for readers who aren't signed in are sent again only when they changed."""

from hashlib import sha256

from flask import Response, make_response, request, session
from flask_wtf.csrf import generate_csrf

from eventreg.core.web import current_actor


def page_for_readers(html: str) -> Response:
    """The page with an ETag, or 304 when the reader has it.

    The tag leaves out the form token, which is signed anew every time, but not the secret that it stands for.
    """
    response = make_response(html)
    if current_actor().is_signed_in:
        return response
    content = html.replace(generate_csrf(), session.get("csrf_token", ""))
    response.set_etag(sha256(content.encode()).hexdigest()[:32])
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
