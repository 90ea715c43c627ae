"""The phone's page as an app: what a home screen shows, and the worker that opens the door without signal."""

import json

from flask import current_app, make_response, url_for
from flask.typing import ResponseReturnValue

from eventreg.core.i18n import _, current_language
from eventreg.core.web import public
from eventreg.council import queries as council
from eventreg.door.views.phone import WORKER, blueprint, page_now, static_folder

ICONS = (
    ("tanda-192.png", 192, "any"),
    ("tanda-512.png", 512, "any"),
    ("tanda-512-penuh.png", 512, "maskable"),
)
GROUND, BAR = "#05060f", "#1b2460"  # of the page while it opens, and of the phone's own bar above it


@blueprint.get("/door/app.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """The door among a phone's apps."""
    here = url_for(".phone")
    response = make_response(
        {
            "id": here,
            "name": _("Door of %(council)s", council=council.organisation().short_name),
            "short_name": _("Door"),
            "description": _("Scans tickets, with and without signal."),
            "lang": current_language(),
            "start_url": here,
            "scope": here,
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": BAR,
            "icons": [
                {
                    "src": url_for("static", filename=f"img/{name}"),
                    "sizes": f"{side}x{side}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for name, side, purpose in ICONS
            ],
        }
    )
    response.headers["Content-Type"] = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/door/worker.js")
@public
def worker() -> ResponseReturnValue:
    """The worker of the page as it is now; another version of the page is another worker to browsers.

    It is served from here because a worker controls only what lies below its own address.
    """
    _page, found = page_now()
    files = {f"{current_app.static_url_path}/{name}": digest for name, digest in found.files.items()}
    told = {"version": found.version, "page": url_for(".phone"), "files": files}
    response = make_response(f"const KEPT = {json.dumps(told)};\n{(static_folder() / WORKER).read_text()}")
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    return response
