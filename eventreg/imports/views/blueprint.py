"""The routes of this feature, and where old links to a merged business lead."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core.web import current_actor
from eventreg.imports.merging import survivor_of

blueprint = Blueprint("imports", __name__)


@blueprint.before_app_request
def lead_on() -> ResponseReturnValue | None:
    """A page of a business that was found to be another one leads to that one, for whoever is signed in."""
    values = request.view_args or {}
    business_id = values.get("business_id")
    if not isinstance(business_id, int) or request.method not in {"GET", "HEAD"} or not current_actor().is_signed_in:
        return None
    survivor = survivor_of(business_id)
    if survivor is None:
        return None
    return redirect(url_for(request.endpoint or "", **{**values, "business_id": survivor}), 301)
