"""The register of papers for staff: the list, one paper, withdrawing it, printing it again, the list as a file."""

from io import BytesIO
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import LARGEST_ID, db, unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account, limit_making
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.council.queries import organisation
from eventreg.documents import export, queries, register, slots
from eventreg.documents.forms import WithdrawalForm
from eventreg.documents.queries import Filters
from eventreg.documents.rules import DocumentKind, Standing, grouped
from eventreg.documents.views.base import blueprint
from eventreg.documents.words import KIND_NAMES, STANDINGS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = "/staff/documents"
ONE = f"{LIST}/<int:document_id>"
P = Permission


@blueprint.get(f"{LIST}/")
@requires(P.LETTER_READ)
def staff_list() -> ResponseReturnValue:
    """Every paper that was issued, the latest first."""
    filters, actor = _filters(request.args), current_actor()
    page = queries.page_for_staff(filters, actor, request.args.get("page", 1, type=int))
    return render_template(
        "documents/staff_list.html",
        page=page,
        rows=queries.rows_of(page.rows),
        filters=filters,
        is_filtered=filters != Filters(),
        address=lambda number: url_for(".staff_list", page=number, **_asked(filters)),
        asked=_asked(filters),
        events=queries.events_for(actor),
        kinds=KIND_NAMES,
        standings=STANDINGS,
        zone=organisation().zone,
    )


@blueprint.post(f"{LIST}/file")
@requires(P.LETTER_READ)
@limit_account("60 per hour")
def staff_file() -> ResponseReturnValue:
    """What is listed as a spreadsheet; that it was taken is recorded."""
    filters, actor, now = _filters(request.form), current_actor(), clock.now()
    zone = organisation().zone
    with unit_of_work():
        documents = db.session.scalars(queries.all_for_staff(filters, actor)).all()
        file = export.workbook(queries.rows_of(documents), zone)
        export.note(len(documents), actor=actor, now=now)
    name = _("documents-%(day)s.xlsx", day=f"{now.astimezone(zone.info):%Y-%m-%d}")
    return send_file(BytesIO(file), XLSX, as_attachment=True, download_name=name)


@blueprint.get(ONE)
@requires(P.LETTER_READ)
def staff_show(document_id: int) -> ResponseReturnValue:
    """One paper: what it says, and what became of it."""
    document = queries.get_for_staff(document_id, current_actor(), P.LETTER_READ)
    return render_template(
        "documents/staff_show.html",
        document=document,
        row=queries.rows_of([document])[0],
        kind=KIND_NAMES[document.kind],
        code=grouped(document.code),
        predecessor=queries.find_predecessor(document),
        may_manage=current_actor().may(P.LETTER_MANAGE, document.event_id),
        may_print=document.kind in slots.printers and bool(document.content),
        standings=STANDINGS,
        zone=organisation().zone,
    )


@blueprint.get(f"{ONE}/file.pdf")
@requires(P.LETTER_READ)
@limit_making("300 per hour")
def staff_pdf(document_id: int) -> ResponseReturnValue:
    """The paper once more, as it was issued."""
    document = queries.get_for_staff(document_id, current_actor(), P.LETTER_READ)
    printer = slots.printers.get(document.kind)
    if printer is None or not document.content:
        abort(404)
    with unit_of_work():
        document = queries.get_for_staff(document_id, current_actor(), P.LETTER_READ)
        data = printer(document)
        register.note_file(document, data)
        name = f"{document.number or grouped(document.code)}.pdf".replace("/", "-")
    return send_file(BytesIO(data), "application/pdf", as_attachment=True, download_name=name)


@blueprint.route(f"{ONE}/withdrawal", methods=["GET", "POST"])
@requires(P.LETTER_MANAGE)
def withdraw(document_id: int) -> ResponseReturnValue:
    """Ask before a paper is withdrawn: it can't be taken back."""
    document, form = queries.get_for_staff(document_id, current_actor(), P.LETTER_MANAGE), WithdrawalForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            register.withdraw(document.id, reason=form.reason.data or "", actor=current_actor(), now=clock.now())
            flash(_("The document is withdrawn. Whoever checks it reads so from now on."))
            return redirect(url_for(".staff_show", document_id=document_id))
    page = render_template(
        "documents/withdraw.html",
        document=document,
        form=form,
        row=queries.rows_of([document])[0],
        kind=KIND_NAMES[document.kind],
    )
    return page, 422 if form.errors or form.form_errors else 200


def _filters(asked: Any) -> Filters:
    kind, standing = asked.get("kind", ""), asked.get("standing", "")
    event_id = asked.get("event", type=int)
    return Filters(
        words=asked.get("q", "").strip()[:100],
        event_id=event_id if event_id and 0 < event_id <= LARGEST_ID else None,
        kind=DocumentKind(kind) if kind in set(DocumentKind) else None,
        standing=Standing(standing) if standing in STANDINGS else None,
    )


def _asked(filters: Filters) -> dict[str, Any]:
    """The filters as they stand in an address; what is empty is left out."""
    values = {
        "q": filters.words,
        "event": filters.event_id,
        "kind": filters.kind and filters.kind.value,
        "standing": filters.standing and filters.standing.value,
    }
    return {name: value for name, value in values.items() if value}
