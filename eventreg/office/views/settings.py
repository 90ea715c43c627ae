"""What stands on all papers, set by an administrator: the letterhead, and how papers are numbered."""

from datetime import date

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage

from eventreg.core import clock, files
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import Picture, StoredFile
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires, words_for
from eventreg.council import queries, service
from eventreg.documents import register, rules
from eventreg.documents.rules import ROMAN, DocumentKind
from eventreg.office import signing
from eventreg.office.forms.settings import LastNumberForm, LetterheadForm, NumbersForm, numbers_form
from eventreg.office.views.base import blueprint

P = Permission
SETTINGS = "/staff/organisation"


def picture_of(form: FlaskForm, name: str) -> Picture | None:
    """The picture that came in a field, read before the unit of work; what is wrong with it is told beside it."""
    upload: FileStorage | None = form[name].data
    if not isinstance(upload, FileStorage) or not upload.filename:
        return None
    try:
        return files.read_image(upload.stream)
    except DomainError as error:
        form[name].errors = [words_for(error)]
        return None


def sent(stored: StoredFile | None) -> ResponseReturnValue:
    """The bytes of a picture for staff, or 404."""
    path = files.path_of(stored, "small") if stored else None
    if path is None or not path.is_file():
        abort(404)
    response = send_file(path)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


# ---- The letterhead -------------------------------------------------------------------------------


@blueprint.route(f"{SETTINGS}/letterhead", methods=["GET", "POST"])
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def letterhead() -> ResponseReturnValue:
    """The mark and the line that stand at the head of every paper."""
    council = queries.organisation()
    form = LetterheadForm(data={"line": council.letterhead_line})
    if form.validate_on_submit():
        logo = picture_of(form, "logo")
        if not form.logo.errors:
            with refusals(form):
                _save_letterhead(form, logo)
                flash(_("Saved. New papers carry it from now on."))
                return redirect(url_for(".letterhead"))
    page = render_template("office/letterhead.html", form=form, council=queries.organisation())
    return page, 422 if form.is_submitted() else 200


@blueprint.get(f"{SETTINGS}/logo/<key>")
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def logo(key: str) -> ResponseReturnValue:
    """The mark as it is printed; its key changes with it."""
    stored = queries.organisation().logo
    return sent(stored if stored and stored.key == key else None)


def _save_letterhead(form: LetterheadForm, logo: Picture | None) -> None:
    with unit_of_work():
        unused = service.set_letterhead(
            form.line.data or "",
            logo,
            removes_logo=bool(form.removes_logo.data),
            actor=current_actor(),
            now=clock.now(),
        )
    if unused:
        files.remove(unused)


# ---- Numbers --------------------------------------------------------------------------------------


@blueprint.route(f"{SETTINGS}/numbers", methods=["GET", "POST"])
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def numbers() -> ResponseReturnValue:
    """The pattern of numbers, and class and signatory of each kind of paper."""
    form = numbers_form(queries.organisation(), queries.signatories())
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.set_numbering(form.numbering(), actor=current_actor(), now=clock.now())
            signing.set_rules(form.rules(), actor=current_actor(), now=clock.now())
            flash(_("Saved. The next paper is numbered like this."))
            return redirect(url_for(".numbers"))
    return _numbers_page(form, None, 422 if form.is_submitted() else 200)


@blueprint.post(f"{SETTINGS}/numbers/last")
@requires(P.ORGANISATION_MANAGE, everywhere=True)
def last_number() -> ResponseReturnValue:
    """Numbers go on after one that was given out by hand."""
    form = _last_form()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            series, now = form.series.data, clock.now()
            year = queries.today(now).year
            register.continue_after(series, year, form.last.data or 0, actor=current_actor(), now=now)
            flash(_("Saved. The next number is %(number)s.", number=register.last_number(series, year) + 1))
            return redirect(url_for(".numbers"))
    return _numbers_page(numbers_form(queries.organisation(), queries.signatories()), form, 422)


def _numbers_page(form: NumbersForm, last: LastNumberForm | None, status: int) -> ResponseReturnValue:
    day = queries.today(clock.now())
    first = form[f"class_{signing.SIGNED[0]}"]
    following = {series: register.last_number(series, day.year) + 1 for series in _series()}
    page = render_template(
        "office/numbers.html",
        form=form,
        last=last or _last_form(formdata=None),
        following=following,
        example=_example(form, first.data or "", day),
        first=first,
        year=day.year,
        month=ROMAN[day.month - 1],
    )
    return page, status


def _example(form: NumbersForm, letter_class: str, day: date) -> str:
    pattern, office = form.pattern.data or "", form.office.data or ""
    return rules.number_of(pattern, letter_class=letter_class, sequence=21, office=office, day=day)


def _last_form(**kwargs: None) -> LastNumberForm:
    return LastNumberForm(_series(), **kwargs)


def _series() -> list[str]:
    """What counts by itself: every class in use, or all papers together."""
    if not queries.organisation().numbers_by_class:
        return [""]
    kinds = (*signing.SIGNED, DocumentKind.MINUTES)
    return sorted({signing.letter_class_of(kind) or "" for kind in kinds})
