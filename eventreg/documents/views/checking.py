"""Whether a paper is genuine: for anybody who holds it. Only its code or its file leads to what it says."""

import hashlib
from typing import IO

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core.i18n import _
from eventreg.core.limits import limit_address, limit_looking
from eventreg.core.web import csrf, public
from eventreg.council.queries import organisation
from eventreg.documents import queries
from eventreg.documents.forms import CodeForm, FileForm
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import Standing, grouped, is_code, tidy_code
from eventreg.documents.views.base import blueprint
from eventreg.documents.words import KIND_NAMES

CHUNK = 1024 * 1024


@blueprint.get("/verify/")
@public
def verify() -> ResponseReturnValue:
    """Ask for the code of a paper, or for its file."""
    if "code" not in request.args:
        return _asked(CodeForm(formdata=None), FileForm())
    form = CodeForm(request.args)
    if form.validate():
        code = tidy_code(form.code.data or "")
        if is_code(code):
            return redirect(url_for(".verified", code=code))
        form.code.errors = [_("A code has 20 letters and figures, in five groups of four.")]
    return _asked(form, FileForm(formdata=None), 422)


@blueprint.get("/verify/<code>")
@blueprint.get("/VERIFY/<code>", endpoint="verified_upper")
@limit_looking("60 per minute")
@public
def verified(code: str) -> ResponseReturnValue:
    """What the paper with this code says, that it was withdrawn, or that we know of none."""
    return _told(queries.find_by_code(tidy_code(code)), typed=code)


@blueprint.post("/verify/file")
@csrf.exempt  # type: ignore[untyped-decorator]
@limit_address("120 per hour")
@public
def verify_file() -> ResponseReturnValue:
    """Whether a file is one that we made, unchanged. A browser with script sends its fingerprint alone.

    Without a form token: nothing is at stake, and pages for everybody stay free of a session cookie.
    """
    digest, sent = request.form.get("digest", ""), request.files.get("file")
    if not digest and not (sent and sent.filename):
        form = FileForm(formdata=None)
        form.file.errors = [_("Choose the file first.")]
        return _asked(CodeForm(formdata=None), form, 422)
    return _told(queries.find_by_digest(digest or _digest(sent.stream if sent else None)), is_file=True)


def _digest(stream: IO[bytes] | None) -> str:
    """The file's SHA-256 in hex, read piece by piece."""
    digest = hashlib.sha256()
    while stream and (piece := stream.read(CHUNK)):
        digest.update(piece)
    return digest.hexdigest()


def _asked(code_form: CodeForm, file_form: FileForm, status: int = 200) -> ResponseReturnValue:
    return render_template("documents/verify.html", code_form=code_form, file_form=file_form), status


def _told(document: IssuedDocument | None, *, typed: str = "", is_file: bool = False) -> ResponseReturnValue:
    """The answer, for whoever asked alone: no search engine and no cache keeps it, and no other site hears the code."""
    standing = _standing(document)
    page = render_template(
        "documents/verified.html",
        document=document,
        standing=standing.value,
        kind=KIND_NAMES[document.kind] if document else "",
        code=grouped(document.code if document else tidy_code(typed))[:40],
        is_file=is_file,
        zone=organisation().zone,
    )
    response = make_response(page, 404 if standing is Standing.UNKNOWN else 200)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _standing(document: IssuedDocument | None) -> Standing:
    if document is None:
        return Standing.UNKNOWN
    return Standing.WITHDRAWN if document.withdrawn_at else Standing.GENUINE
