"""The staff's pages: what people are asked, how many agreed, and publishing new words."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.consents import queries, service, slots
from eventreg.consents.forms import NewPurposeForm, NoticeForm, TextForm, seen_version
from eventreg.consents.queries import Count
from eventreg.consents.views.public import blueprint
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, current_language
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires


@blueprint.get("/staff/consents/")
@requires(Permission.CONSENT_MANAGE, everywhere=True)
def staff_show() -> ResponseReturnValue:
    """Notice and purposes as they hold, with counts by version."""
    return render_template(
        "consents/staff_show.html",
        notice=queries.current_notice(),
        current=[(text.purpose, text.version) for text in queries.current_texts()],
        texts=queries.all_texts(),
        counts=queries.counts(),
        nobody=Count(),
        zone=slots.home_zone(),
    )


@blueprint.route("/staff/consents/texts/new", methods=["GET", "POST"])
@requires(Permission.CONSENT_MANAGE, everywhere=True)
def staff_new() -> ResponseReturnValue:
    """Ask for one more purpose."""
    form = NewPurposeForm()

    def publish() -> None:
        actor, now = current_actor(), clock.now()
        service.add_purpose(form.words, is_required=form.is_required.data, actor=actor, now=now)

    return _publishing(form, publish, title=_("New purpose"))


@blueprint.route("/staff/consents/texts/<purpose>/edit", methods=["GET", "POST"])
@requires(Permission.CONSENT_MANAGE, everywhere=True)
def staff_edit(purpose: str) -> ResponseReturnValue:
    """Write a new version of a purpose's text."""
    text = queries.get_text(purpose)
    form = TextForm.of(text)

    def publish() -> None:
        actor, now = current_actor(), clock.now()
        service.publish_text(purpose, form.words, seen=seen_version(form), actor=actor, now=now)

    return _publishing(form, publish, text=text, title=text.title_in(current_language()), asked_again=_given(text.id))


@blueprint.route("/staff/consents/notice", methods=["GET", "POST"])
@requires(Permission.CONSENT_MANAGE, everywhere=True)
def staff_notice() -> ResponseReturnValue:
    """Write a new version of the notice."""
    form = NoticeForm.of(queries.current_notice())

    def publish() -> None:
        id_, en = form.text_id.data or "", form.text_en.data or ""
        service.publish_notice(id_, en, seen=seen_version(form), actor=current_actor(), now=clock.now())

    return _publishing(form, publish, title=_("Privacy notice"), is_notice=True)


@blueprint.route("/staff/consents/texts/<purpose>/end", methods=["GET", "POST"])
@requires(Permission.CONSENT_MANAGE, everywhere=True)
def staff_end(purpose: str) -> ResponseReturnValue:
    """Ask for a purpose no longer, after a question."""
    text = queries.get_text(purpose)
    if request.method == "GET":
        return render_template("consents/staff_end.html", text=text, given=_given(text.id))
    with refusals(), unit_of_work():
        service.end_purpose(purpose, actor=current_actor(), now=clock.now())
        flash(_("This consent is no longer asked for."))
    return redirect(url_for(".staff_show"))


def _given(text_id: int | None) -> int:
    return queries.counts().get(text_id or 0, Count()).given


def _publishing(form: FlaskForm, publish: Callable[[], None], **more: Any) -> ResponseReturnValue:
    """Write, look at it, confirm: only then does it hold."""
    if "edit" not in request.form and form.validate_on_submit():
        if "publish" not in request.form:
            return render_template("consents/staff_preview.html", form=form, **more)
        with refusals(form), unit_of_work():
            publish()
            flash(_("Published. It holds from now on."))
            return redirect(url_for(".staff_show"))
    status = 422 if form.errors or form.form_errors else 200
    return render_template("consents/staff_edit.html", form=form, **more), status
