"""Who signs papers: a list in order, kept by an administrator."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, files
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.council import queries, service
from eventreg.council.models import Signatory
from eventreg.office.forms.settings import SignatoryForm
from eventreg.office.views.base import blueprint
from eventreg.office.views.settings import SETTINGS, picture_of, sent

P = Permission
LIST = f"{SETTINGS}/signatories"
ONE = f"{LIST}/<int:signatory_id>"


@blueprint.get(f"{LIST}/")
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def signatories() -> ResponseReturnValue:
    """Who signs, the first where nobody else is chosen; and who did."""
    return render_template(
        "office/signatories.html",
        signatories=queries.signatories(),
        past=queries.past_signatories(),
        zone=queries.organisation().zone,
    )


@blueprint.route(f"{LIST}/new", methods=["GET", "POST"])
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def new_signatory() -> ResponseReturnValue:
    """Somebody who signs from now on."""
    form = SignatoryForm()
    if form.validate_on_submit():
        picture = picture_of(form, "picture")
        if not form.picture.errors:
            with refusals(form), unit_of_work():
                service.add_signatory(form.facts(), picture, actor=current_actor(), now=clock.now())
                flash(_("Added. Whoever stands first signs where nobody else is chosen."))
                return redirect(url_for(".signatories"))
    return _form_page(form, None)


@blueprint.route(ONE, methods=["GET", "POST"])
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def signatory(signatory_id: int) -> ResponseReturnValue:
    """Another name, post or signature; papers that were issued stay as they are."""
    known = queries.get_signatory(signatory_id)
    form = SignatoryForm(data={"name": known.name, "post": known.post, "identity": known.identity})
    if form.validate_on_submit():
        picture = picture_of(form, "picture")
        if not form.picture.errors:
            with unit_of_work():
                unused = service.change_signatory(
                    signatory_id,
                    form.facts(),
                    picture,
                    removes_picture=bool(form.removes_picture.data),
                    actor=current_actor(),
                    now=clock.now(),
                )
            if unused:
                files.remove(unused)
            flash(_("Saved. Papers that were issued before stay as they are."))
            return redirect(url_for(".signatories"))
    return _form_page(form, known)


@blueprint.get(f"{ONE}/<key>.webp")
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def signature(signatory_id: int, key: str) -> ResponseReturnValue:
    """The picture of a signature; its key changes with it."""
    stored = queries.get_signatory(signatory_id).picture
    return sent(stored if stored and stored.key == key else None)


@blueprint.post(f"{ONE}/<any(up, down):way>")
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def move_signatory(signatory_id: int, way: str) -> ResponseReturnValue:
    """One place further up or down."""
    with unit_of_work():
        service.move_signatory(signatory_id, -1 if way == "up" else 1, actor=current_actor(), now=clock.now())
    return redirect(url_for(".signatories"))


@blueprint.route(f"{ONE}/end", methods=["GET", "POST"])
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def end_signatory(signatory_id: int) -> ResponseReturnValue:
    """Ask, and then let somebody sign nothing new."""
    known, form = queries.get_signatory(signatory_id), SignatoryForm()
    if form.is_submitted():
        with unit_of_work():
            service.end_signatory(signatory_id, actor=current_actor(), now=clock.now())
        flash(_("%(name)s signs nothing new from now on.", name=known.name))
        return redirect(url_for(".signatories"))
    return render_template("office/end_signatory.html", signatory=known, form=form)


def _form_page(form: SignatoryForm, known: Signatory | None) -> ResponseReturnValue:
    page = render_template("office/signatory.html", form=form, signatory=known)
    return page, 422 if form.is_submitted() else 200
