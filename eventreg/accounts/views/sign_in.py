"""Pages for signing in and out."""

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from eventreg.accounts import messages, queries, rules, service, sessions
from eventreg.accounts.forms.sign_in import CodeForm, SignInForm
from eventreg.accounts.models import SignInRequest
from eventreg.accounts.views.presence import DEVICE, browser_label, home_of, is_exempt, keep, this_presence
from eventreg.accounts.words import ROLE_NAMES
from eventreg.core import clock
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import Language, _, current_language
from eventreg.core.limits import limit_address
from eventreg.core.permissions import Permission
from eventreg.core.signing import new_secret
from eventreg.core.web import (
    current_actor,
    is_local,
    public,
    refusals,
    requires,
    words_for,
)

blueprint = Blueprint("accounts", __name__)
BROWSER = "browser"  # key of the cookie: who asked for a code
OWNERS_SHOWN = 3


def remember_language(language: Language) -> None:
    person_id = current_actor().person_id
    if person_id is not None:
        with unit_of_work():
            service.set_language(person_id, language)


def is_demo() -> bool:
    return current_settings().is_demo


# ---- Asking for link and code -----------------------------------------------------------------------


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for the address; whoever has shown half of who they are goes on from there."""
    if this_presence() and not current_actor().is_signed_in:
        return redirect(url_for(".second_step", next=request.args.get("next")))
    return _sign_in_page(SignInForm(next=request.args.get("next", "")))


@blueprint.post("/sign-in")
@public
@limit_address("60 per hour")
def send() -> ResponseReturnValue:
    """Send link and code; what follows is the same for every address, known or not."""
    form = SignInForm()
    if form.validate_on_submit():
        with refusals(form):
            _ask(form.email.data or "", form.next.data or "")
            return redirect(url_for(".code"))
    return _sign_in_page(form), 429 if form.form_errors else 422


@blueprint.post("/sign-in/again")
@public
@limit_address("60 per hour")
def again() -> ResponseReturnValue:
    """Send a new message to the address that this browser asked for."""
    asked = _asked_here()
    if asked is None:
        return redirect(url_for(".sign_in"))
    with refusals():
        _ask(asked.email, asked.next_path)
        flash(_("We have sent a new message. Only the newest code is valid."))
    return redirect(url_for(".code"))


def _ask(email: str, next_path: str) -> None:
    browser = session.setdefault(BROWSER, new_secret())
    with unit_of_work():
        service.request_sign_in(
            email,
            language=current_language(),
            browser=browser,
            next_path=next_path if is_local(next_path) and len(next_path) <= rules.LONGEST_PATH else "",
            now=clock.now(),
            is_demo=is_demo(),
        )


def _asked_here() -> SignInRequest | None:
    return queries.find_request_of_browser(session[BROWSER]) if BROWSER in session else None


def _sign_in_page(form: SignInForm) -> str:
    demo_people = queries.demo_people(OWNERS_SHOWN) if is_demo() else []
    return render_template("accounts/sign_in.html", form=form, demo_people=demo_people, role_names=ROLE_NAMES)


# ---- The code ---------------------------------------------------------------------------------------


@blueprint.get("/sign-in/code")
@public
def code() -> ResponseReturnValue:
    """Ask for the code of the message."""
    asked = _asked_here()
    return _code_page(CodeForm(), asked) if asked else redirect(url_for(".sign_in"))


@blueprint.post("/sign-in/code")
@public
@limit_address("120 per hour")
def enter_code() -> ResponseReturnValue:
    """Sign in with the code, in the browser that asked for it."""
    form = CodeForm()
    if form.validate_on_submit():
        with refusals(form):
            with unit_of_work():
                outcome = service.sign_in_by_code(
                    session.get(BROWSER, ""), form.code.data or "", label=browser_label(), now=clock.now()
                )
            if isinstance(outcome, DomainError):
                raise outcome  # after the commit: the wrong code has been counted
            return _come_in(outcome)
    asked = _asked_here()
    return (_code_page(form, asked), 422) if asked else redirect(url_for(".sign_in"))


def _code_page(form: CodeForm, asked: SignInRequest) -> str:
    is_made_up = is_demo() and rules.is_demo_address(asked.email)
    message = queries.find_waiting_message(asked) if is_made_up else None
    return render_template(
        "accounts/code.html",
        form=form,
        address=asked.email,
        next=asked.next_path,
        demo_code=message.params["code"] if message else "",
        demo_link=messages.link_to(message.params["token"]) if message else "",
    )


# ---- The link ---------------------------------------------------------------------------------------


@blueprint.get("/sign-in/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """One button: programs that open every link of a mail press none."""
    try:
        asked = service.get_open_request(token, now=clock.now())
    except DomainError as refusal:
        return _refused_page(refusal)
    return render_template("accounts/link.html", who=asked.email or (asked.person.name if asked.person else ""))


@blueprint.post("/sign-in/<token>")
@public
def enter_link(token: str) -> ResponseReturnValue:
    """Sign in with the link, in any browser."""
    try:
        with unit_of_work():
            entry = service.sign_in_by_link(token, label=browser_label(), now=clock.now())
    except DomainError as refusal:
        return _refused_page(refusal)
    return _come_in(entry)


def _refused_page(refusal: DomainError) -> ResponseReturnValue:
    return render_template("accounts/refused.html", words=words_for(refusal)), refusal.status


# ---- In and out -------------------------------------------------------------------------------------


def _come_in(entry: service.Entry) -> Response:
    """Let the browser in, as far as the e-mail alone lets somebody in."""
    end_device()
    keep(entry.device_secret)
    person = entry.person
    if queries.has_factor(person.id) and not is_exempt(person):
        return redirect(url_for(".second_step", next=entry.next_path or None))  # type: ignore[return-value]
    return redirect(entry.next_path or home_of(person, with_roles=is_exempt(person)))  # type: ignore[return-value]


@blueprint.post("/sign-out")
@requires(Permission.OWN_SESSION)
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    end_device()
    session.clear()
    flash(_("You are signed out."))
    return redirect("/")


def end_device() -> None:
    secret = session.get(DEVICE)
    if secret:
        with unit_of_work():
            sessions.sign_out(secret, actor=current_actor(), now=clock.now())


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    """Pages with a way in are neither stored nor told to other sites."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
