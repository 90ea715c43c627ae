"""The phone's page at the door."""

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from eventreg.core.headers import add_to_policy, allow_camera
from eventreg.core.i18n import _
from eventreg.core.web import public
from eventreg.door.phone_words import words

blueprint = Blueprint("door", "eventreg.door")


@blueprint.get("/door/")
@public
def phone() -> ResponseReturnValue:
    """The scanner. It holds nothing: a phone that isn't paired can read nothing with it."""
    response = make_response(
        render_template("door/phone.html", words=words(), reasons=[_("Wrong person"), _("Scanned by mistake")])
    )
    add_to_policy(response, script_src="'wasm-unsafe-eval'", worker_src="'self' blob:", media_src="'self' blob:")
    allow_camera(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache"
    return response
