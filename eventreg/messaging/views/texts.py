"""Pages on which staff word messages: all occasions, one of them, its preview, its versions."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, outbox
from eventreg.core.db import row_number, unit_of_work
from eventreg.core.i18n import Language, _
from eventreg.core.mistakes import words_for
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.council.queries import organisation
from eventreg.messaging import samples, texts, wording
from eventreg.messaging.field_words import OPTIONS, in_groups, words_of
from eventreg.messaging.forms.texts import TextForm
from eventreg.messaging.trying import preview, try_out
from eventreg.messaging.views.base import blueprint
from eventreg.messaging.views.framed import allow_frames, framed


@blueprint.get("/staff/messages/", endpoint="texts")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_list() -> ResponseReturnValue:
    """Every occasion in its group, which wordings staff changed, and which of these can't be used."""
    own = {key: text for key, text in texts.all_newest().items() if text.source}
    broken = {key for key, text in own.items() if wording.is_broken(text) or texts.count_passed_over(text)}
    return render_template(
        "messaging/texts.html",
        groups=in_groups(wording.kinds_with_wordings()),
        label_of=outbox.label_of,
        languages=list(Language),
        own=own,
        broken=broken,
        zone=organisation().zone,
    )


@blueprint.get("/staff/messages/<kind>/<language>/")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_edit(kind: str, language: str) -> ResponseReturnValue:
    """The wording of today, to be changed."""
    chosen = _chosen(kind, language)
    form = TextForm(kind, wording.standing(kind, language)[0], _newest_number(kind, language))
    return _editor(form, kind, chosen)


@blueprint.post("/staff/messages/<kind>/<language>/")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_save(kind: str, language: str) -> ResponseReturnValue:
    """Word messages so from now on."""
    chosen, form = _chosen(kind, language), TextForm(kind)
    if form.validate_on_submit():
        base, note = form.base.data or 0, form.note.data or ""
        form.begin_from(_newest_number(kind, language))  # who saves again after a refusal was told of the other's
        with refusals(form), unit_of_work():
            wording.save(kind, chosen, form.draft, note=note, base=base, actor=current_actor(), now=clock.now())
            flash(_("Saved. Messages are worded so from now on."))
            return redirect(url_for(".text_edit", kind=kind, language=language), 303)
    return _editor(form, kind, chosen), 422


@blueprint.post("/staff/messages/<kind>/<language>/find")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_find(kind: str, language: str) -> ResponseReturnValue:
    """Find something real to preview with; what was typed stays."""
    return _editor(TextForm(kind), kind, _chosen(kind, language), is_typed=True)


@blueprint.post("/staff/messages/<kind>/<language>/trial")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_trial(kind: str, language: str) -> ResponseReturnValue:
    """Send what is typed to oneself; nothing is saved by it, and nothing lost."""
    chosen, form = _chosen(kind, language), TextForm(kind)
    if not form.validate_on_submit():
        return _editor(form, kind, chosen), 422
    with refusals(form), unit_of_work():
        try_out(form, kind, chosen, actor=current_actor(), now=clock.now())
        flash(_("On its way to your own e-mail address. Nothing is saved yet."))
    return _editor(form, kind, chosen, is_typed=True)


@blueprint.post("/staff/messages/<kind>/<language>/check")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_check(kind: str, language: str) -> ResponseReturnValue:
    """What is wrong with what is typed so far, for the script."""
    _chosen(kind, language)
    form = TextForm(kind)
    return render_template("messaging/_mistakes.html", **_lines(form))


@blueprint.post("/staff/messages/<kind>/<language>/preview")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_preview(kind: str, language: str) -> ResponseReturnValue:
    """What is typed as its reader gets it, in a frame of the editor."""
    chosen, form = _chosen(kind, language), TextForm(kind)
    return framed(preview(form, kind, chosen, current_actor()))


@blueprint.get("/staff/messages/<kind>/<language>/versions")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_versions(kind: str, language: str) -> ResponseReturnValue:
    """What was changed when and by whom, one version beside the one before."""
    chosen = _chosen(kind, language)
    written = texts.versions(kind, language)
    try:
        number = row_number(request.args.get("version") or str(_newest_number(kind, language)))
    except ValueError:
        abort(404)
    return render_template(
        "messaging/text_versions.html",
        kind=kind,
        language=chosen,
        label=outbox.label_of(kind),
        versions=written,
        shown=number,
        comparison=wording.compared(kind, language, number),
        zone=organisation().zone,
    )


@blueprint.post("/staff/messages/<kind>/<language>/versions/<int:version>")
@requires(Permission.MESSAGE_MANAGE, everywhere=True)
def text_go_back(kind: str, language: str, version: int) -> ResponseReturnValue:
    """Use an earlier version again; 0 is the program's own."""
    chosen = _chosen(kind, language)
    base = request.form.get("base", 0, type=int)
    with refusals(), unit_of_work():
        wording.go_back(kind, chosen, version, base=base, actor=current_actor(), now=clock.now())
        flash(_("Messages are worded so again from now on."))
    return redirect(url_for(".text_versions", kind=kind, language=language), 303)


def _chosen(kind: str, language: str) -> Language:
    wording.check_kind(kind)
    if language not in set(Language):
        abort(404)
    return Language(language)


def _newest_number(kind: str, language: str) -> int:
    newest = texts.newest(kind, language)
    return newest.version if newest else 0


def _editor(form: TextForm, kind: str, language: Language, *, is_typed: bool = False) -> Response:
    actor = current_actor()
    form.offer(samples.find(kind, form.words.data or "", actor), samples.get(kind, form.sample.data or "-", actor))
    own = wording.standing(kind, language)[1]
    page = render_template(
        "messaging/text.html",
        form=form,
        kind=kind,
        language=language,
        label=outbox.label_of(kind),
        fields=wording.fields_of(kind),
        words_of=words_of,
        options=OPTIONS,
        own=own,
        passed_over=texts.count_passed_over(own) if own else 0,
        is_broken=own is not None and wording.is_broken(own),
        is_typed=is_typed,
        is_secret=outbox.is_secret(kind),
        newest=texts.newest(kind, language),
        zone=organisation().zone,
        **_lines(form),
    )
    return allow_frames(page)


def _lines(form: TextForm) -> dict[str, object]:
    lines = (form.body.data or "").replace("\r\n", "\n").split("\n")
    return {"mistakes": form.mistakes, "lines": dict(enumerate(lines, start=1)), "mistake_words": words_for}
