"""Pages where the people of a business keep its papers."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses import papers, queries, shelf
from eventreg.businesses.forms.papers import PaperForm, PaperRemovalForm
from eventreg.businesses.models import Business, Paper, PaperKind
from eventreg.businesses.views.own import blueprint, person_id
from eventreg.businesses.views.showing import facts_of, send_stored
from eventreg.businesses.words import paper_name
from eventreg.core import clock, files
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.pdfs import PDF
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, is_local, refusals, requires

HERE = "/me/businesses/<int:business_id>/papers"


@blueprint.get(HERE)
@requires(Permission.OWN_BUSINESS)
def own_papers(business_id: int) -> ResponseReturnValue:
    """What papers a business has sent, and what each is worth today."""
    business = queries.get_own(business_id, current_actor())
    found = [facts_of(paper, papers.today(clock.now())) for paper in shelf.papers_of(business_id)]
    return render_template("businesses/papers.html", business=business, papers=found, next_url=_next())


@blueprint.route(f"{HERE}/new", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
@limit_account("120 per hour")
def new_paper(business_id: int) -> ResponseReturnValue:
    """Send a paper; `kind` in the address chooses one beforehand, `next` says where it was asked for."""
    business = queries.get_own(business_id, current_actor())
    kind = request.args.get("kind", "")
    form = PaperForm(nib=business.nib, data={"kind": kind} if kind in set(PaperKind) else None)
    if _file_taken(form) and form.validate():
        with refusals(form), unit_of_work():
            key = form.file_key.data or ""
            papers.add(business_id, form.details(), key, actor=current_actor(), now=clock.now())
            flash(_("Paper saved. The committee looks at it once; you can use it for every event."), "ok")
            return redirect(_next() or url_for(".own_papers", business_id=business_id))
    return _page(business, form, None)


@blueprint.route(f"{HERE}/<int:paper_id>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
@limit_account("120 per hour")
def edit_paper(business_id: int, paper_id: int) -> ResponseReturnValue:
    """Mend a paper, or put a newer one in its place."""
    paper = shelf.get_own_paper(business_id, paper_id, current_actor())
    form = PaperForm(nib=paper.business.nib, data=PaperForm.values_of(paper))
    if _file_taken(form) and form.validate():
        with refusals(form), unit_of_work():
            key = form.file_key.data or ""
            papers.replace(business_id, paper_id, form.details(), key, actor=current_actor(), now=clock.now())
            flash(_("Paper saved. The committee looks at it once; you can use it for every event."), "ok")
            return redirect(url_for(".own_papers", business_id=business_id))
    return _page(paper.business, form, paper)


@blueprint.route(f"{HERE}/<int:paper_id>/removal", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
def remove_paper(business_id: int, paper_id: int) -> ResponseReturnValue:
    """Take a paper away, after a question."""
    paper = shelf.get_own_paper(business_id, paper_id, current_actor())
    form, key = PaperRemovalForm(), ""
    if form.validate_on_submit():
        with unit_of_work():
            key = papers.remove(business_id, paper_id, actor=current_actor(), now=clock.now())
        if key:
            files.remove(key)
        flash(_("Paper removed."), "ok")
        return redirect(url_for(".own_papers", business_id=business_id))
    name = paper_name(paper.kind, paper.title)
    return render_template("businesses/paper_removal.html", paper=paper, name=name, business=paper.business, form=form)


@blueprint.get(f"{HERE}/<int:paper_id>/file")
@requires(Permission.OWN_BUSINESS)
def paper_file(business_id: int, paper_id: int) -> ResponseReturnValue:
    """The file of a paper of one's own."""
    paper = shelf.get_own_paper(business_id, paper_id, current_actor())
    return send_stored(paper.file or abort(404))


@blueprint.get("/documents/<key>")
@requires(Permission.OWN_BUSINESS)
def document(key: str) -> ResponseReturnValue:
    """A PDF that one has sent, or that a business of one's own has as a paper."""
    stored = queries.find_own_photo(key, person_id())
    return send_stored(stored) if stored and stored.media_type == PDF else abort(404)


def _file_taken(form: PaperForm) -> bool:
    """Whether a form came in; its file is then kept, whatever the other fields say."""
    if not form.is_submitted():
        return False
    form.take_file(person_id(), now=clock.now())
    return True


def _page(business: Business, form: PaperForm, paper: Paper | None) -> ResponseReturnValue:
    kept = queries.find_own_photo(form.file_key.data, person_id()) if form.file_key.data else None
    page = render_template(
        "businesses/paper.html",
        business=business,
        form=form,
        paper=paper,
        kept=kept,
        back_url=_next() or url_for(".own_papers", business_id=business.id),
    )
    return page, 422 if form.is_submitted() else 200


def _next() -> str | None:
    target = request.args.get("next")
    return target if is_local(target) else None
