"""Staff look at papers once, and say whether they are right."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses import papers, shelf
from eventreg.businesses.forms.papers import VerdictForm
from eventreg.businesses.models import Paper, PaperKind
from eventreg.businesses.views.own import blueprint
from eventreg.businesses.views.showing import facts_of, send_stored
from eventreg.businesses.words import PAPER_NAMES
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires


@blueprint.get("/staff/papers/")
@requires(Permission.PAPER_VERIFY, everywhere=True)
def staff_papers() -> ResponseReturnValue:
    """The papers that wait, those first that wait longest."""
    asked = request.args.get("kind", "")
    kind = PaperKind(asked) if asked in set(PaperKind) else None
    page, today = shelf.page_to_verify(kind, request.args.get("page", 1, type=int)), papers.today(clock.now())
    return render_template(
        "businesses/staff_papers.html",
        page=page,
        papers=[facts_of(paper, today) for paper in page.rows],
        kind=kind,
        tabs=_tabs(kind),
        address=lambda number: url_for(".staff_papers", kind=kind, page=number),
    )


@blueprint.get("/staff/papers/<int:paper_id>")
@requires(Permission.BUSINESS_READ, everywhere=True)
def staff_paper(paper_id: int) -> ResponseReturnValue:
    """A paper, what is told of it, and what staff said."""
    return _page(shelf.get_paper(paper_id), VerdictForm())


@blueprint.get("/staff/papers/<int:paper_id>/file")
@requires(Permission.BUSINESS_READ, everywhere=True)
def staff_paper_file(paper_id: int) -> ResponseReturnValue:
    """The file of a paper; that somebody looked at it is written down each time."""
    paper = shelf.get_paper(paper_id)
    if paper.file is None:
        abort(404)
    with unit_of_work():
        papers.note_opened(shelf.get_paper(paper_id), actor=current_actor(), now=clock.now())
    return send_stored(shelf.get_paper(paper_id).file or abort(404))


@blueprint.post("/staff/papers/<int:paper_id>/verification")
@requires(Permission.PAPER_VERIFY, everywhere=True)
def verify_paper(paper_id: int) -> ResponseReturnValue:
    """It is right; on to the next that waits."""
    form = VerdictForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            paper = papers.verify(paper_id, actor=current_actor(), now=clock.now())
            flash(_("Verified."), "ok")
            return redirect(_onward(paper))
    return _page(shelf.get_paper(paper_id), form), 422


@blueprint.post("/staff/papers/<int:paper_id>/refusal")
@requires(Permission.PAPER_VERIFY, everywhere=True)
def refuse_paper(paper_id: int) -> ResponseReturnValue:
    """It is to be mended; its owner is told."""
    form = VerdictForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            papers.refuse(paper_id, form.remark.data or "", actor=current_actor(), now=clock.now())
            flash(_("Refused. The owner gets a message with your remark."))
            return redirect(url_for(".staff_paper", paper_id=paper_id))
    return _page(shelf.get_paper(paper_id), form), 422


@blueprint.post("/staff/papers/<int:paper_id>/reset")
@requires(Permission.PAPER_VERIFY, everywhere=True)
def reset_paper(paper_id: int) -> ResponseReturnValue:
    """Nothing is said of it yet, after all."""
    form = VerdictForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            papers.reset(paper_id, actor=current_actor(), now=clock.now())
            flash(_("Taken back. The paper waits again."))
            return redirect(url_for(".staff_paper", paper_id=paper_id))
    return _page(shelf.get_paper(paper_id), form), 422


def _onward(paper: Paper) -> str:
    """The paper that waits longest, or the empty list."""
    following = shelf.next_to_verify(paper)
    return url_for(".staff_paper", paper_id=following.id) if following else url_for(".staff_papers")


def _page(paper: Paper, form: VerdictForm) -> str:
    actor = current_actor()
    may_judge = actor.may(Permission.PAPER_VERIFY) and paper.archived_at is None
    return render_template(
        "businesses/staff_paper.html",
        facts=facts_of(paper, papers.today(clock.now())),
        paper=paper,
        form=form,
        may_judge=may_judge and paper.business_id not in actor.business_ids,
        is_own=paper.business_id in actor.business_ids,
    )


def _tabs(current: PaperKind | None) -> list[dict[str, Any]]:
    """All, and each kind of which a paper waits."""
    counts = shelf.counts_to_verify()
    kinds: list[PaperKind | None] = [None, *(kind for kind in PaperKind if kind in counts or kind is current)]
    return [
        {
            "label": PAPER_NAMES[kind] if kind else _("All"),
            "url": url_for(".staff_papers", kind=kind),
            "current": kind is current,
            "count": counts.get(kind, 0) if kind else sum(counts.values()),
        }
        for kind in kinds
    ]
