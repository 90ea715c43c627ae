"""How an event's certificates look: what they say, who signs them, their background, and a preview."""

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, files
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.files import Picture
from eventreg.core.i18n import _, force_locale
from eventreg.core.limits import limit_making
from eventreg.core.web import refusals, requires, words_for
from eventreg.council import queries as council
from eventreg.events.models import Event
from eventreg.office import certified, certifying
from eventreg.office.forms.certificates import CertificateForm
from eventreg.office.views.base import P, blueprint, event_for, paper_language
from eventreg.office.views.certificates import PAGE, pdf_response


@blueprint.route(f"{PAGE}/look", methods=["GET", "POST"])
@requires(P.LETTER_MANAGE)
def certificate_look(slug: str) -> ResponseReturnValue:
    """What they say from now on; those that were issued stay as they are."""
    event = event_for(slug, P.LETTER_MANAGE)
    form = CertificateForm.of(certified.papers_of(event.id), council.signatories())
    if form.validate_on_submit():
        picture = _picture(form)
        if not form.background.errors:
            with refusals(form):
                _keep(event, form, picture)
                flash(_("Saved. Certificates that were issued stay as they are."), "ok")
                return redirect(url_for(".certificate_look", slug=slug))
    status = 422 if request.method == "POST" else 200
    papers = certified.papers_of(event.id)
    return render_template("office/certificate_look.html", event=event, form=form, papers=papers), status


@blueprint.get(f"{PAGE}/preview.pdf")
@requires(P.LETTER_READ)
@limit_making("120 per hour")
def certificate_preview(slug: str) -> ResponseReturnValue:
    """How they look, with an invented holder: `?language=en` in English, `?long=1` with the longest of names."""
    event = event_for(slug, P.LETTER_READ)
    holder, business = "Sri Wahyuni", "Batik Sekar Jagad"
    if "long" in request.args:
        holder = "Raden Ayu Siti Nurhasanah Kusumawardhani Prawirodiningrat, S.E."
        business = "Kelompok Usaha Bersama Perajin Eceng Gondok Sumber Rejeki Makmur"
    with force_locale(paper_language().value):
        return pdf_response(certified.preview_of(event, holder, business), f"{slug}-contoh.pdf")


@blueprint.get(f"{PAGE}/background")
@requires(P.LETTER_READ)
def certificate_background(slug: str) -> ResponseReturnValue:
    """The own background, small."""
    background = certified.papers_of(event_for(slug, P.LETTER_READ).id).background
    if background is None:
        raise NotFound()
    return send_file(files.path_of(background, "small"), conditional=True)


def _picture(form: CertificateForm) -> Picture | None:
    """The picture that was sent, read before the unit of work; what is wrong with it stands beside the field."""
    upload = form.background.data
    if not upload:
        return None
    try:
        return files.read_image(upload.stream)
    except DomainError as error:
        form.background.errors = [words_for(error)]
        return None


def _keep(event: Event, form: CertificateForm, picture: Picture | None) -> None:
    with unit_of_work():
        now = clock.now()
        kept = certified.papers_of(event.id).background_id
        if picture:
            kept = files.save_image(picture, owner_id=g.actor.person_id, now=now).id
        elif form.without.data:
            kept = None
        gone = certifying.set_up(event, form.wishes(kept), actor=g.actor, now=now)
    if gone:
        files.remove(gone)
