"""Files that answer a question, sent one by one while the rest is still being typed."""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications.views.own import blueprint
from eventreg.businesses import service as businesses
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import NotAnImage, read_image
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import problem, requires, words_for


@blueprint.post("/me/uploads")
@requires(Permission.OWN_APPLICATION)
@limit_account("300 per hour")
def upload() -> ResponseReturnValue:
    """Keep a file before its form is sent: `{"key", "url"}`, or problem+json with words for the person."""
    file = request.files.get("file")
    try:
        if file is None:
            raise NotAnImage()
        picture = read_image(file.stream)
        with unit_of_work():
            key = businesses.keep_photo(picture, g.actor.person_id, now=clock.now()).key
    except DomainError as error:
        return problem(error.status, words_for(error), code=error.code)
    return {"key": key, "url": url_for("businesses.photo", key=key, variant="small")}
