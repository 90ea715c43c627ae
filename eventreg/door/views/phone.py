"""The phone's page at the door."""

from pathlib import Path

from flask import Blueprint, current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from eventreg.core.headers import add_to_policy, allow_camera
from eventreg.core.i18n import _
from eventreg.core.web import public
from eventreg.door.keeping import Kept, kept
from eventreg.door.phone_words import words

blueprint = Blueprint("door", "eventreg.door")
WORKER = "js/door/worker.js"
NO_VERSION = "????????"  # its place in the page until it is known


@blueprint.get("/door/")
@public
def phone() -> ResponseReturnValue:
    """The scanner. It holds nothing: a phone that isn't paired can read nothing with it."""
    response = make_response(page_now()[0])
    add_to_policy(response, script_src="'wasm-unsafe-eval'", worker_src="'self' blob:", media_src="'self' blob:")
    allow_camera(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache"
    return response


def page_now() -> tuple[str, Kept]:
    """The page in the reader's language, the same for everybody who reads it, and what it needs to open anywhere."""
    reasons = [_("Wrong person"), _("Scanned by mistake")]
    page = render_template("door/phone.html", words=words(), reasons=reasons, version=NO_VERSION)
    found = kept(page, static_folder(), str(current_app.static_url_path), (static_folder() / WORKER).read_text())
    return page.replace(NO_VERSION, found.version), found


def static_folder() -> Path:
    """Where the app's files lie."""
    return Path(str(current_app.static_folder))
