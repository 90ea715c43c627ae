"""The Flask side of the core: permissions on routes, refusals in words, headers, error pages."""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, default_exceptions

from eventreg.core import clock, headers
from eventreg.core.config import current_settings
from eventreg.core.doctor import is_at_head
from eventreg.core.errors import DomainError, Forbidden, NotFound
from eventreg.core.files import FileTooLarge, NotAnImage
from eventreg.core.i18n import LANGUAGE_COOKIE, Language, _, lazy, ngettext
from eventreg.core.limits import limiter
from eventreg.core.pdfs import DocumentLocked, DocumentTooLarge, NotADocument, TooManyPages
from eventreg.core.permissions import ANONYMOUS, Actor, Permission
from eventreg.core.phone import NotAMobileNumber
from eventreg.core.slots import Slot

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
blueprint = Blueprint("web", __name__)
csrf = CSRFProtect()
refusal_messages: dict[type[DomainError], LazyString] = {}
language_chosen: Slot[[Language], None] = Slot(lambda language: None)


def requires(permission: Permission, *, everywhere: bool = False) -> Callable[[View], View]:
    """The route is for those who hold `permission` somewhere; what they see there is scoped by queries.

    `everywhere`: what the page shows belongs to no event, so a role for one event alone doesn't open it. The form's
    token is looked at first: without one, a form is refused (400) whoever sends it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            actor = current_actor()
            if not actor.is_signed_in:
                if request.method in {"GET", "HEAD"}:
                    return redirect(url_for(g.get("way_in", "accounts.sign_in"), next=request.full_path.rstrip("?")))
                abort(401)
            if not (actor.may(permission) if everywhere else actor.may_somewhere(permission)):
                abort(403)
            result: ResponseReturnValue = view(*args, **kwargs)
            return result

        guarded.required_permission = permission  # type: ignore[attr-defined]
        guarded.is_required_everywhere = everywhere  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def public(view: View) -> View:
    """The route is open to everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def current_actor() -> Actor:
    """Who is asking; `ANONYMOUS` when nobody is signed in."""
    actor: Actor = getattr(g, "actor", ANONYMOUS)
    return actor


def register_refusals(messages: Mapping[type[DomainError], LazyString]) -> None:
    """The words for a feature's refusals; `%(name)s` takes the error's details."""
    refusal_messages.update(messages)


def words_for(error: DomainError) -> str:
    """The sentence for a refusal, in the reader's language. Raises KeyError where a feature forgot one."""
    return str(refusal_messages[type(error)]) % {name: str(value) for name, value in error.details.items()}


@contextmanager
def refusals(form: FlaskForm | None = None) -> Iterator[None]:
    """Turn a refusal into a sentence above the form, so that the view goes on and shows what was typed.

    Without a form the sentence is flashed. Things that aren't there or aren't allowed pass through.
    """
    try:
        yield
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        if form is None:
            flash(words_for(error), "bad")
        else:
            form.form_errors.append(words_for(error))


def is_local(target: str | None) -> bool:
    """Whether a `next` address stays on this site."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return False
    if not target.isprintable():  # browsers drop tabs and line breaks: "/<tab>/host" leads away
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def back_to(default: str) -> str:
    """The page that a form came from, when it is ours; otherwise `default`."""
    target = request.form.get("next") or request.args.get("next")
    return target if target and is_local(target) else default


@blueprint.post("/language")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def set_language() -> ResponseReturnValue:
    """Remember the language that a visitor chose.

    Without a form token: nothing is at stake, and pages for everybody stay free of a session cookie.
    """
    response = redirect(back_to("/"))
    choice = request.form.get("language")
    if choice in set(Language):
        response.set_cookie(
            LANGUAGE_COOKIE,
            str(choice),
            max_age=31_536_000,
            samesite="Lax",
            httponly=True,
            secure=current_settings().is_secure,
        )
        language_chosen(Language(str(choice)))
    return response


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process is alive."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers and has every migration; 503 until then."""
    try:
        ready = is_at_head()
    except OperationalError:
        ready = False
    return {"status": "ok" if ready else "not ready"}, 200 if ready else 503


def init_app(app: Flask) -> None:
    """Headers, error pages, limits and form protection for the whole app."""
    csrf.init_app(app)
    limiter.init_app(app)
    app.register_blueprint(blueprint)
    headers.init_app(app)
    for status in (400, 401, 403, 404, 405, 413):
        app.register_error_handler(status, _http_error)
    app.register_error_handler(429, _too_many)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(OperationalError, _too_busy)
    app.register_error_handler(500, _unexpected)
    register_refusals(
        {
            NotFound: lazy("This page does not exist."),
            Forbidden: lazy("You are not allowed to do this."),
            NotAMobileNumber: lazy("This WhatsApp number is not valid. Example: 0812 3456 7890."),
            NotAnImage: lazy("This file is not a photo that we can read. Choose a JPEG, PNG or WebP."),
            FileTooLarge: lazy("This photo is too large. Choose one of at most %(megabytes)s MB."),
            NotADocument: lazy("This file is neither a photo nor a PDF that we can read. Choose another."),
            DocumentLocked: lazy(
                "This PDF is locked with a password. Save it without one, or take a photo of the paper."
            ),
            DocumentTooLarge: lazy("This PDF is too large. Choose one of at most %(megabytes)s MB."),
            TooManyPages: lazy(
                "This PDF has %(pages)s pages. At most %(most)s are taken: send only those that matter."
            ),
        }
    )


def problem(status: int, title: str, **more: Any) -> Response:
    """An error for machines: application/problem+json (RFC 9457)."""
    response = jsonify({"type": "about:blank", "title": title, "status": status} | more)
    response.status_code, response.mimetype = status, "application/problem+json"
    return response


def _is_for_machines() -> bool:
    """Whether a script asks: a phone at the door, or one of our pages' own."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def _error_page(status: int, heading: str, advice: str) -> ResponseReturnValue:
    if _is_for_machines():
        return problem(status, heading)
    reference = f"{status}-{secrets.token_hex(3).upper()}"
    log.log(logging.ERROR if status >= 500 else logging.INFO, "%s %s %s", reference, request.method, request.endpoint)
    return render_template("_ui/error.html", heading=heading, advice=advice, reference=reference), status


ERRORS = {  # in words, which are looked up for the one that is shown
    400: (lazy("This request can't be read"), lazy("Go back, reload the page and try again.")),
    401: (lazy("Please sign in first"), lazy("You have been signed out. Sign in and send it again.")),
    403: (lazy("This page is not for you"), lazy("Your account lacks the permission. Ask the administrator.")),
    404: (lazy("This page does not exist"), lazy("The address may be mistyped, or the event has been archived.")),
    405: (lazy("This page can't do that"), lazy("Go back and use the buttons on the page.")),
    413: (lazy("This file is too large"), lazy("Choose a smaller photo: 12 MB at most.")),
}
WITHOUT_FACTOR = (
    lazy("Your second factor is missing"),
    lazy("The staff pages open once it is set up. Ask an administrator for your invitation."),
)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    lacks_factor = error.code == 403 and g.get("awaits_invitation")
    heading, advice = WITHOUT_FACTOR if lacks_factor else ERRORS[error.code or 400]
    return _error_page(error.code or 500, str(heading), str(advice))


def _too_many(error: HTTPException) -> ResponseReturnValue:
    """Say how long to wait, and give a form back, so that nothing has to be typed again."""
    broken = limiter.current_limit
    minutes = max(1, round((broken.reset_at - clock.now().timestamp()) / 60 + 0.5)) if broken else 1
    heading = _("Too many attempts")
    if _is_for_machines():
        return problem(429, heading)
    page = render_template("_ui/limited.html", heading=heading, wait=_wait(minutes), typed=_typed())
    return page, 429, {"Cache-Control": "private, no-store"}


def _wait(minutes: int) -> str:
    return ngettext("Wait one minute, then try again.", "Wait %(num)d minutes, then try again.", minutes)


def _typed() -> list[tuple[str, str]]:
    return list(request.form.items(multi=True)) if request.method == "POST" else []


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    advice = _("Go back and send it once more. What you typed is kept.")
    return _error_page(400, _("This form has become too old"), advice)


def _refused(error: DomainError) -> ResponseReturnValue:
    if error.status in {403, 404}:
        return _http_error(default_exceptions[error.status]())
    return _error_page(error.status, _("This is not possible"), words_for(error))


def _too_busy(error: OperationalError) -> ResponseReturnValue:
    log.warning("the database did not answer in time: %s", type(error.orig).__name__)
    return _error_page(503, _("Very busy just now"), _("Nothing was lost. Wait a moment and send it again."))


def _unexpected(error: Exception) -> ResponseReturnValue:
    return _error_page(500, _("Something broke on our side"), _("It has been written down. Try again in a while."))
