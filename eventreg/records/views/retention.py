"""For how long data is kept, and what time takes away."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.records import queries, retention, service, words
from eventreg.records.forms import PeriodsForm, RunForm
from eventreg.records.views.own import blueprint


@blueprint.get("/staff/retention")
@requires(Permission.RETENTION_MANAGE, everywhere=True)
def periods() -> ResponseReturnValue:
    """The periods, and what would go today."""
    return _periods(PeriodsForm.of(queries.periods()))


@blueprint.post("/staff/retention")
@requires(Permission.RETENTION_MANAGE, everywhere=True)
def save_periods() -> ResponseReturnValue:
    """Keep each kind as long as is typed."""
    form, now = PeriodsForm.of(queries.periods()), clock.now()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            for kind, days in form.periods().items():
                service.set_period(kind, days, actor=current_actor(), now=now)
            flash(_("Saved. Nothing is deleted until you carry it out."))
            return redirect(url_for(".periods"))
    return _periods(form), 422


@blueprint.get("/staff/retention/run")
@requires(Permission.RETENTION_MANAGE, everywhere=True)
def new_run() -> ResponseReturnValue:
    """What goes, before it does."""
    return _run(RunForm())


@blueprint.post("/staff/retention/run")
@requires(Permission.RETENTION_MANAGE, everywhere=True)
def run() -> ResponseReturnValue:
    """Let go what is over its time."""
    form = RunForm()
    if not form.validate_on_submit():
        return _run(form), 422
    with unit_of_work():
        done = retention.carry_out(actor=current_actor(), now=clock.now())
    retention.finish(done)
    count = sum(due.count for due in done.dues)
    flash(ngettext("One row or file is gone.", "%(num)d rows and files are gone.", count))
    return redirect(url_for(".periods"))


def _periods(form: PeriodsForm) -> str:
    dues = retention.due(now=clock.now())
    return render_template(
        "records/retention.html",
        form=form,
        dues=dues,
        total=sum(due.count for due in dues),
        names=words.KEPT_NAMES,
        notes=words.KEPT_NOTES,
        table_names=words.TABLE_NAMES,
    )


def _run(form: RunForm) -> str:
    dues = [due for due in retention.due(now=clock.now()) if due.count]
    return render_template(
        "records/run.html", form=form, dues=dues, names=words.KEPT_NAMES, table_names=words.TABLE_NAMES
    )
