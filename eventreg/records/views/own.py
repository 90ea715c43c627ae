"""What is held about whoever is signed in, and what they may ask for."""

import tempfile
import zipfile
from typing import IO

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.limits import limiter
from eventreg.core.pdfs import PDF
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.council.queries import organisation
from eventreg.records import copies, queries, service, words
from eventreg.records.copies import Copy
from eventreg.records.forms import RequestForm
from eventreg.records.holdings import Facts
from eventreg.records.models import RequestKind, RequestState
from eventreg.records.rules import hours_left
from eventreg.records.telling import tell

blueprint = Blueprint("records", __name__)


def _account() -> str:
    return f"copies of {current_actor().person_id}"


copies_limit = limiter.shared_limit("30 per hour", scope="copies", key_func=_account)


def person_id() -> int:
    """Who asks; the routes let nobody else in. Raises NotFound."""
    found = current_actor().person_id
    if found is None:
        raise NotFound()
    return found


# ---- A copy ---------------------------------------------------------------------------------------


@blueprint.get("/me/data")
@requires(Permission.OWN_DATA)
@copies_limit
def data() -> ResponseReturnValue:
    """Everything, to be read or printed."""
    copy, zone = _copy("page"), organisation().zone
    sections = tell(copy, days=queries.periods(), zone=zone)
    return render_template(
        "records/data.html", sections=sections, copy=copy, zone=zone, addresses=picture_addresses(copy)
    )


@blueprint.get("/me/data.json")
@requires(Permission.OWN_DATA)
@copies_limit
def data_json() -> ResponseReturnValue:
    """Everything, for machines."""
    copy = _copy("json")
    name = _file_name(copy, "json")
    return copy.as_json(), {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }


@blueprint.get("/me/data.zip")
@requires(Permission.OWN_DATA)
@copies_limit
def data_zip() -> ResponseReturnValue:
    """Everything, with the pictures."""
    copy = _copy("zip")
    file = tempfile.TemporaryFile()  # noqa: SIM115  # send_file closes it
    _pack(copy, file)
    name = _file_name(copy, "zip")
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


def picture_addresses(copy: Copy) -> dict[str, tuple[str, str]]:
    """Of each picture the address in large and in small; of a PDF that of its download, and nothing to be shown."""
    return {facts["key"]: _addresses(facts) for facts in copy.holdings["pictures"]}


def _addresses(facts: Facts) -> tuple[str, str]:
    if facts["media_type"] == PDF:
        return url_for("businesses.document", key=facts["key"]), ""
    large, small = (url_for("businesses.photo", key=facts["key"], variant=variant) for variant in ("large", "small"))
    return large, small


def _copy(form: str) -> Copy:
    """The copy, after its handing out is written down."""
    now = clock.now()
    with unit_of_work():
        copy = copies.collect(person_id(), now=now)
        copies.note(copy, form=form, actor=current_actor(), now=now)
    return copy


def _file_name(copy: Copy, ending: str) -> str:
    """With the day as calendars show it at the council."""
    return f"data-{copy.made_at.astimezone(organisation().zone.info):%Y-%m-%d}.{ending}"


def _pack(copy: Copy, file: IO[bytes]) -> None:
    zone, pictures = organisation().zone, copies.pictures(copy)
    sections = tell(copy, days=queries.periods(), zone=zone)
    addresses = {
        picture.key: (picture.name, "" if picture.name.endswith(".pdf") else picture.name) for picture in pictures
    }
    page = render_template("records/copy.html", sections=sections, copy=copy, zone=zone, addresses=addresses)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", copy.as_json())
        archive.writestr("data.html", page)
        for picture in pictures:
            archive.write(picture.path, picture.name, compress_type=zipfile.ZIP_STORED)
    file.seek(0)


# ---- Requests -------------------------------------------------------------------------------------


@blueprint.get("/me/requests")
@requires(Permission.OWN_DATA)
def requests() -> ResponseReturnValue:
    """What was asked for, and a form to ask."""
    return _requests(RequestForm())


@blueprint.post("/me/requests")
@requires(Permission.OWN_DATA)
@limiter.limit("20 per hour", key_func=_account)
def ask() -> ResponseReturnValue:
    """Ask for something."""
    form = RequestForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            kind, actor = RequestKind(form.kind.data), current_actor()
            service.open_request(person_id(), kind, form.words.data or "", actor=actor, now=clock.now())
            flash(_("Your request has been received. We answer within 72 hours."))
            return redirect(url_for(".requests"))
    return _requests(form), 422


@blueprint.post("/me/requests/<int:request_id>/withdrawal")
@requires(Permission.OWN_DATA)
def take_back(request_id: int) -> ResponseReturnValue:
    """No longer ask."""
    with refusals(), unit_of_work():
        service.take_back(request_id, actor=current_actor(), now=clock.now())
        flash(_("Your request has been taken back."))
    return redirect(url_for(".requests"))


def _requests(form: RequestForm) -> str:
    now = clock.now()
    found = queries.requests_of(person_id())
    return render_template(
        "records/requests.html",
        form=form,
        requests=found,
        left={
            asked.id: words.time_left(hours_left(asked.due_at, now))
            for asked in found
            if asked.state is RequestState.OPEN
        },
        kinds=words.QUEUE_NAMES,
        notes=words.KIND_NOTES,
        states=words.REQUEST_STATES,
        looks=words.REQUEST_LOOKS,
        zone=organisation().zone,
    )
