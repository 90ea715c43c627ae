"""Pages for readers who aren't signed in are sent again only when they changed."""

from hashlib import sha256

from flask import Response, make_response, request

from eventreg.core.web import current_actor


def page_for_readers(html: str) -> Response:
    """The page with an ETag, or 304 when the reader has it: such a page carries no form token, which would differ."""
    response = make_response(html)
    if current_actor().is_signed_in:
        return response
    response.set_etag(sha256(html.encode()).hexdigest()[:32])
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
