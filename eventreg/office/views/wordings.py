"""How letters are worded: the texts in both languages, their versions, and a look at a real letter."""

from difflib import ndiff

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import Language, _
from eventreg.core.limits import limit_making
from eventreg.core.web import refusals, requires
from eventreg.council.queries import organisation, today
from eventreg.documents.rules import DocumentKind
from eventreg.documents.words import KIND_NAMES
from eventreg.office import addressees, composing, lettering, texts
from eventreg.office.forms.wordings import WordingForm
from eventreg.office.particulars import Particulars
from eventreg.office.texts import FIELDS, WORDED
from eventreg.office.views.base import P, blueprint
from eventreg.office.views.letters import pdf

LANGUAGE_NAMES = {Language.ID: "Bahasa Indonesia", Language.EN: "English"}
PAGE = "/staff/wordings/<kind>/<language>"


@blueprint.get("/staff/wordings/")
@requires(P.LETTER_MANAGE, everywhere=True)
def wordings() -> ResponseReturnValue:
    """Every letter in both languages, and which of them staff have changed."""
    rows = [(kind, KIND_NAMES[kind], [(one, lettering.versions(kind, one)[:1]) for one in Language]) for kind in WORDED]
    return render_template("office/wordings.html", rows=rows, names=LANGUAGE_NAMES, is_changed=lettering.is_changed)


@blueprint.route(PAGE, methods=["GET", "POST"])
@requires(P.LETTER_MANAGE, everywhere=True)
def wording(kind: str, language: str) -> ResponseReturnValue:
    """The text of one letter: change it, or go back to the one that comes with the program."""
    which, spoken = _kind(kind), _language(language)
    form = WordingForm(which, data={"source": texts.source_of(which, spoken)})
    if request.method == "POST" and "back" in request.form:
        with refusals(), unit_of_work():
            lettering.go_back(which, spoken, actor=g.actor, now=clock.now())
            flash(_("The wording that comes with the program holds again."))
        return redirect(url_for(".wording", kind=kind, language=language))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            lettering.save(which, spoken, form.source.data or "", actor=g.actor, now=clock.now())
            flash(_("The wording is kept. Letters are issued in it from now on."))
            return redirect(url_for(".wording", kind=kind, language=language))
    return _page(which, spoken, form)


@blueprint.get(f"{PAGE}/versions/<int:version>")
@requires(P.LETTER_MANAGE, everywhere=True)
def wording_version(kind: str, language: str, version: int) -> ResponseReturnValue:
    """An older wording, and what is otherwise now."""
    which, spoken = _kind(kind), _language(language)
    old = lettering.get_version(which, spoken, version)
    then = old.source or texts.shipped(which, spoken)
    now = texts.source_of(which, spoken)
    lines = [(line[0], line[2:]) for line in ndiff(then.splitlines(), now.splitlines()) if line[0] != "?"]
    return render_template(
        "office/wording_version.html",
        kind=which,
        name=KIND_NAMES[which],
        language=spoken,
        spoken=LANGUAGE_NAMES[spoken],
        old=old,
        then=then,
        lines=lines if then.strip() != now.strip() else [],
        zone=organisation().zone,
    )


@blueprint.post(f"{PAGE}/preview.pdf")
@requires(P.LETTER_MANAGE, everywhere=True)
@limit_making("120 per hour")
def wording_preview(kind: str, language: str) -> ResponseReturnValue:
    """A real letter in the wording as it is typed now; what is wrong with it is said on the page."""
    which, spoken = _kind(kind), _language(language)
    form = WordingForm(which)
    found = addressees.example_of(which, form.code.data or "")
    if not form.validate() or found is None:
        if found is None:
            form.code.errors = [_("No such application, or nobody yet whom such a letter is for.")]
        return _page(which, spoken, form)
    event, to = found
    composed = composing.compose(
        which, event, to, Particulars(), spoken, today=today(clock.now()), source=form.source.data or ""
    )
    return pdf(composing.pdf_of(composed.content, which, spoken), f"{KIND_NAMES[which]}.pdf")


def _page(kind: DocumentKind, language: Language, form: WordingForm) -> ResponseReturnValue:
    page = render_template(
        "office/wording.html",
        kind=kind,
        name=KIND_NAMES[kind],
        language=language,
        spoken=LANGUAGE_NAMES[language],
        form=form,
        fields=[(name, one.label, one.typed(name)) for name, one in FIELDS[kind].items()],
        versions=lettering.versions(kind, language),
        is_changed=lettering.is_changed(kind, language),
        others=[(one, LANGUAGE_NAMES[one]) for one in Language if one is not language],
        zone=organisation().zone,
    )
    return page, 422 if form.errors or form.code.errors else 200


def _kind(text: str) -> DocumentKind:
    if text not in set(WORDED):
        abort(404)
    return DocumentKind(text)


def _language(text: str) -> Language:
    if text not in set(Language):
        abort(404)
    return Language(text)
