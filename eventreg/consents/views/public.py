"""The privacy notice, for everybody."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventreg.consents import queries, slots
from eventreg.core.web import public

blueprint = Blueprint("consents", "eventreg.consents")


@blueprint.get("/privacy")
@public
def notice() -> ResponseReturnValue:
    """The notice that holds."""
    return _page(queries.current_notice().version)


@blueprint.get("/privacy/<int:version>")
@public
def older_notice(version: int) -> ResponseReturnValue:
    """A version of the notice as it was."""
    return _page(version)


def _page(version: int) -> str:
    return render_template(
        "consents/notice.html",
        notice=queries.get_notice(version),
        notices=queries.notices(),
        texts=queries.current_texts(),
        zone=slots.home_zone(),
    )
