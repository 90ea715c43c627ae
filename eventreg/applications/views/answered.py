"""What applicants answered: the files that they sent, and all answers of an event as a table."""

from io import BytesIO

from flask import abort, g, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import directory, export, queries
from eventreg.applications.models import Application
from eventreg.applications.views.own import blueprint
from eventreg.businesses.views.showing import send_stored
from eventreg.core import clock
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.files import StoredFile, path_of
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import requires
from eventreg.events import queries as events
from eventreg.questions import queries as questions

MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.post("/staff/events/<slug>/answers.<any(xlsx, csv):file_format>")
@requires(Permission.APPLICATION_READ)
@limit_account("30 per hour")
def export_answers(slug: str, file_format: str) -> ResponseReturnValue:
    """All answers to the event's form, over all of its versions."""
    event = events.get_for_staff(slug, g.actor, Permission.APPLICATION_READ)
    now = clock.now()
    with unit_of_work():
        found = directory.sent_applications(event.id)
        versions = questions.published_versions(event.form_id) if event.form_id else []
        table = export.Table(found, versions, zone=event.zone, file_url=_absolute_file_url)
        file = export.comma_separated(table) if file_format == "csv" else export.workbook(table)
        export.note(event, file_format, rows=len(found), actor=g.actor, now=now)
    word = _("answers")
    name = f"{word}-{slug}-{now.astimezone(event.zone.info):%Y-%m-%d}.{file_format}"
    return send_file(BytesIO(file), MEDIA_TYPES[file_format], as_attachment=True, download_name=name)


@blueprint.get("/staff/applications/<code>/files/<key>")
@requires(Permission.APPLICATION_READ)
def staff_file(code: str, key: str) -> ResponseReturnValue:
    """A file that answers a question, for the committee."""
    return _file(queries.get_for_committee(code, g.actor), key)


@blueprint.get("/me/applications/<code>/files/<key>")
@requires(Permission.OWN_APPLICATION)
def own_file(code: str, key: str) -> ResponseReturnValue:
    """A file that answers a question, for whoever acts for the business."""
    return _file(queries.get_own(code, g.actor), key)


@blueprint.get("/me/applications/<code>/files/<key>/small")
@requires(Permission.OWN_APPLICATION)
def own_picture(code: str, key: str) -> ResponseReturnValue:
    """The same, of a picture, in small: a draft shows it to everybody who acts for the business."""
    found = _found(queries.get_own(code, g.actor), key)
    path = path_of(found, "small") if found and found.width else None
    if path is None or not path.is_file():
        abort(404)
    response = send_file(path)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _file(application: Application, key: str) -> ResponseReturnValue:
    found = _found(application, key)
    return send_stored(found) if found else abort(404)


def _found(application: Application, key: str) -> StoredFile | None:
    return next((file for file in application.files if file.key == key), None)


def _absolute_file_url(application: Application, key: str) -> str:
    return current_settings().base_url + url_for(".staff_file", code=application.code, key=key)
