"""Sending a table, and saying what its columns are."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses import queries as businesses
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, current_language
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.events import queries as events
from eventreg.events.models import Event
from eventreg.imports import columns, queries, rules, service
from eventreg.imports.forms import ColumnsForm, FileForm
from eventreg.imports.models import ImportFile
from eventreg.imports.planning.answering import asked_in
from eventreg.imports.planning.applicants import PARTICIPANTS, QUESTION, SESSIONS
from eventreg.imports.views.blueprint import blueprint
from eventreg.imports.views.rows import hidden, questions_of
from eventreg.imports.words import FIELD_NAMES, field_name
from eventreg.questions.words import label_of

EXAMPLES = 3


# ---- Sending ----------------------------------------------------------------------------------------


@blueprint.route("/staff/import/", methods=["GET", "POST"])
@requires(Permission.IMPORT_RUN, everywhere=True)
@limit_account("60 per hour")
def index() -> ResponseReturnValue:
    """Send a table of businesses; what was sent before."""
    return _index(None)


@blueprint.route("/staff/events/<slug>/import", methods=["GET", "POST"])
@requires(Permission.IMPORT_RUN)
@limit_account("60 per hour")
def of_event(slug: str) -> ResponseReturnValue:
    """Send a table of applicants of an event."""
    g.staff_event = events.get_for_staff(slug, current_actor(), Permission.IMPORT_RUN)
    return _index(g.staff_event)


def _index(event: Event | None) -> ResponseReturnValue:
    form = FileForm()
    event_id = event.id if event else None
    if form.validate_on_submit():
        upload = form.file.data
        data = upload.stream.read(rules.LARGEST_FILE + 1)
        with refusals(form), unit_of_work():
            file = service.receive(event_id, upload.filename or "", data, actor=current_actor(), now=clock.now())
            return redirect(url_for(".match", number=file.id))
    page = render_template(
        "imports/index.html",
        form=form,
        event=event,
        page=queries.own_files(current_actor(), event_id, request.args.get("page", 1, type=int)),
        most=rules.MOST_ROWS,
        megabytes=rules.LARGEST_FILE // 1024 // 1024,
    )
    return page, 422 if form.is_submitted() else 200


# ---- Columns ----------------------------------------------------------------------------------------


@blueprint.route("/staff/import/<int:number>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORT_RUN)
@limit_account("240 per hour")
def match(number: int) -> ResponseReturnValue:
    """Say what each column is; then every row is looked at."""
    file = open_file(number)
    form = ColumnsForm(data={"craft": file.mapping.get(service.CRAFT, "")})
    if file.applied_at or file.dropped_at:
        return redirect(url_for(".show", number=number))
    mapping = _given(file, form) if form.is_submitted() else file.mapping or _guessed(file)
    if form.validate_on_submit():
        with refusals(form):
            now = clock.now()
            fates = service.plan(file, mapping, now=now)
            with unit_of_work():
                service.keep_plan(number, mapping, fates, actor=current_actor(), now=now)
            return redirect(url_for(".show", number=number))
    page = render_template(
        "imports/columns.html",
        form=form,
        file=file,
        mapping=mapping,
        fields=_fields(file),
        crafts=_crafts(),
        examples=[hidden(cells, mapping) for cells in file.rows[:EXAMPLES]],
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/staff/import/<int:number>/drop")
@requires(Permission.IMPORT_RUN)
def drop(number: int) -> ResponseReturnValue:
    """Throw the file away, and what is left of its rows."""
    with unit_of_work():
        file = service.drop(number, actor=current_actor(), now=clock.now())
        slug = file.event.slug if file.event else None
    flash(_("The file is thrown away. What was imported stays."))
    return redirect(url_for(".of_event", slug=slug) if slug else url_for(".index"))


def open_file(number: int) -> ImportFile:
    """A file of the actor's; its event is at hand for the menu."""
    file = queries.get_import(number, current_actor())
    if file.event is not None:
        g.staff_event = file.event
    return file


def _given(file: ImportFile, form: ColumnsForm) -> dict[str, str]:
    known = {value for value, _label in _fields(file)}
    given = {
        str(column): request.form.get(f"column-{column}", "")
        for column in range(len(file.columns))
        if request.form.get(f"column-{column}") in known
    }
    crafts = {code for _group, options in _crafts() for code, _name in options}
    craft = form.craft.data or ""
    return given | ({service.CRAFT: craft} if craft in crafts else {})


def _guessed(file: ImportFile) -> dict[str, str]:
    """What the headings say; of an event's questions the keys and labels in both languages are known too."""
    if file.event is None:
        known: dict[str, Any] = dict(columns.BUSINESS)
    else:
        known = dict(columns.APPLICANT) | {PARTICIPANTS: columns.PARTICIPANT, SESSIONS: ("sesi", "session", "sessions")}
        for question in asked_in(questions_of(file)):
            names = (question.label_id, question.label_en, question.key)
            known[QUESTION + question.key] = tuple(name for name in names if name)
    return {str(column): field for column, field in columns.guess(file.columns, known).items()}


def _fields(file: ImportFile) -> list[tuple[str, str]]:
    """What a column can be, by what is sent and what is read."""
    if file.event is None:
        return [(name, str(FIELD_NAMES[name])) for name in columns.BUSINESS if name in FIELD_NAMES]
    own = [*columns.APPLICANT, PARTICIPANTS, *([SESSIONS] if file.event.choose_sessions else [])]
    language = current_language()
    asked = [(QUESTION + one.key, label_of(one, language)) for one in asked_in(questions_of(file))]
    return [(name, field_name(name, [], language)) for name in own] + asked


def _crafts() -> list[Any]:
    return list(businesses.category_choices(current_language()))
