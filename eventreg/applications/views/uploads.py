"""Files that answer a question, sent one by one while the rest is still being typed."""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications.views.own import blueprint
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import NotAnImage, read_file, read_image, save_file
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import problem, requires, words_for


@blueprint.post("/me/uploads")
@requires(Permission.OWN_APPLICATION)
@limit_account("300 per hour")
def upload() -> ResponseReturnValue:
    """Keep a picture or a PDF before its form is sent: `{"key", "url", "name"}`, or problem+json with words for people.

    `only=photos` in the address refuses what isn't a picture. `url` is empty for what can't be shown.
    """
    file = request.files.get("file")
    try:
        if file is None:
            raise NotAnImage()
        pictures_alone = request.args.get("only") == "photos"
        content = read_image(file.stream) if pictures_alone else read_file(file.stream, file.filename or "")
        with unit_of_work():
            stored = save_file(content, owner_id=g.actor.person_id, now=clock.now())
            key, name, is_picture = stored.key, stored.name, stored.width > 0
    except DomainError as error:
        return problem(error.status, words_for(error), code=error.code)
    return {"key": key, "name": name, "url": picture_address(key) if is_picture else ""}


def picture_address(key: str) -> str:
    """Where a picture is seen in small."""
    return url_for("businesses.photo", key=key, variant="small")
