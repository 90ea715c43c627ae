"""The dry run, what a person decides, and writing it."""

from collections import Counter
from io import BytesIO
from typing import Any

from flask import abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.paging import Page
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.imports import applying, export, service
from eventreg.imports.forms import ApplyForm, ButtonForm, RowForm
from eventreg.imports.models import ImportFile
from eventreg.imports.rules import TO_MEND, Fate
from eventreg.imports.views import rows
from eventreg.imports.views.blueprint import blueprint
from eventreg.imports.views.files import open_file
from eventreg.imports.words import FATE_NAMES

PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/staff/import/<int:number>")
@requires(Permission.IMPORT_RUN)
def show(number: int) -> ResponseReturnValue:
    """What becomes, or became, of each row."""
    file = open_file(number)
    if file.dropped_at:
        return render_template("imports/gone.html", file=file)
    if not file.mapping:
        return redirect(url_for(".match", number=number))
    return _show(file, ApplyForm(formdata=None), 200)


@blueprint.post("/staff/import/<int:number>/rows/<int:row>")
@requires(Permission.IMPORT_RUN)
def choose(number: int, row: int) -> ResponseReturnValue:
    """Say what a likely duplicate is."""
    form = RowForm()
    choice = form.choice.data or ""
    if form.validate_on_submit():
        with refusals(), unit_of_work():
            wanted = int(choice) if choice.isascii() and choice.isdecimal() and len(choice) < 10 else choice
            service.choose(number, row, wanted, actor=current_actor(), now=clock.now())
    return redirect(url_for(".show", number=number, fate=request.args.get("fate"), page=request.args.get("page")))


@blueprint.post("/staff/import/<int:number>/apply")
@requires(Permission.IMPORT_RUN)
@limit_account("1200 per hour")
def apply(number: int) -> ResponseReturnValue:
    """Write the next rows; the page says how far it is, and goes on."""
    file = open_file(number)
    form = ApplyForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            file = applying.apply_some(
                number, on_paper=bool(form.on_paper.data), actor=current_actor(), now=clock.now()
            )
            goes_on = "1" if applying.waiting_rows(file) else None
            return redirect(url_for(".show", number=number, going=goes_on))
    return _show(open_file(number), form, 422)


@blueprint.get("/staff/import/<int:number>/to-mend.<kind>")
@requires(Permission.IMPORT_RUN)
def mend(number: int, kind: str) -> ResponseReturnValue:
    """The rows that could not be imported, with what is wrong, to mend and send again."""
    file = open_file(number)
    found = rows.to_mend(file) if file.mapping else []
    if not found or kind not in {"csv", "xlsx"}:
        abort(404)
    name, columns = _("to-mend"), [*file.columns, _("What is wrong")]
    data = export.as_csv(columns, found) if kind == "csv" else export.as_xlsx(columns, found, _("To mend"))
    media_type = "text/csv; charset=utf-8" if kind == "csv" else XLSX
    return send_file(BytesIO(data), media_type, as_attachment=True, download_name=f"{name}-{number}.{kind}")


def _show(file: ImportFile, form: ApplyForm, status: int) -> ResponseReturnValue:
    """The table of fates, filtered and paged."""
    counts = Counter(Fate(fate["fate"]) for fate in file.fates)
    chosen = request.args.get("fate", "")
    wanted = [number for number, fate in enumerate(file.fates) if chosen in ("", fate["fate"])]
    asked = request.args.get("page", 1, type=int)
    number = max(1, min(asked, -(-len(wanted) // PAGE)))
    visible = wanted[(number - 1) * PAGE : number * PAGE]
    waiting = applying.waiting_rows(file)
    done = sum(bool(fate.get("done")) for fate in file.fates)
    page = render_template(
        "imports/show.html",
        file=file,
        form=form,
        row_form=ButtonForm(formdata=None),
        page=Page(rows.shown(file, visible), len(wanted), number, PAGE),
        address=lambda **changes: url_for(".show", number=file.id, **{"fate": chosen or None, **changes}),
        here={"fate": chosen or None, "page": number if number > 1 else None},
        tabs=_tabs(file, counts, chosen),
        counts={fate.value: counts[fate] for fate in Fate},
        waiting=len(waiting),
        done=done,
        begun=done > 0,
        going="going" in request.args and bool(waiting),
        mending=any(fate["fate"] in TO_MEND and file.rows[row] for row, fate in enumerate(file.fates)),
    )
    return page, status


def _tabs(file: ImportFile, counts: Counter[Fate], chosen: str) -> list[dict[str, Any]]:
    every = [
        {"label": _("All"), "url": url_for(".show", number=file.id), "current": not chosen, "count": len(file.fates)}
    ]
    return every + [
        {
            "label": FATE_NAMES[fate],
            "url": url_for(".show", number=file.id, fate=fate.value),
            "current": chosen == fate.value,
            "count": counts[fate],
        }
        for fate in Fate
        if counts[fate] or chosen == fate.value
    ]
