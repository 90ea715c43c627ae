"""Participants tell that they are there: by the QR code on the projector, or with its six characters."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from eventreg.core import clock
from eventreg.core.config import current_settings
from eventreg.core.db import row_number, unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_address, limit_making
from eventreg.core.web import current_actor, public, refusals, words_for
from eventreg.door import attending, projector, queries, rules
from eventreg.door.forms.attendance import PresentForm, ScreenForm
from eventreg.door.models import PresenceNote
from eventreg.door.presence import NOWHERE
from eventreg.door.views.phone import blueprint
from eventreg.events.models import Event, EventSession
from eventreg.tickets import queries as tickets
from eventreg.tickets.models import Ticket

TRIES = "1500 per hour"
"""From one address, which a whole hall may share. Two of a thousand million codes hold at a time."""

REMEMBERED = timedelta(hours=12)
"""How long after the end of an event a browser remembers whose tickets were shown in it."""

MOST_TICKETS = 20


@blueprint.get("/present/<int:session_id>-<code>")
@blueprint.get("/PRESENT/<int:session_id>-<code>", endpoint="present_by_code_upper")
@public
@limit_making(TRIES)
def present_by_code(session_id: int, code: str) -> ResponseReturnValue:
    """What the QR code opens: a code that holds lets this browser tell it within the next minutes."""
    session, form, now = attending.get_session(session_id), PresentForm(), clock.now()
    holds = False
    with refusals(form), _beside(form):
        attending.check_code(session, code, now)
        holds = True
    if holds:
        return _passed(redirect(url_for(".present", session_id=session_id)), session, now)
    if request.path.startswith("/PRESENT/"):  # the cookies of this browser come along in small letters alone
        return redirect(url_for(".present_by_code", session_id=session_id, code=code))
    return _answer(_page(session, form, now), 422)


@blueprint.get("/present/<int:session_id>")
@public
def present(session_id: int) -> ResponseReturnValue:
    """Whose presence may be told here, and whose has been."""
    return _answer(_page(attending.get_session(session_id), PresentForm(), clock.now()))


@blueprint.post("/present/<int:session_id>")
@public
@limit_address(TRIES)
def tell_present(session_id: int) -> ResponseReturnValue:
    """Somebody is there; told twice it is told once."""
    session, form, now = attending.get_session(session_id), PresentForm(), clock.now()
    has_read = False
    if form.validate_on_submit():
        with refusals(form), _beside(form), unit_of_work():
            if not _has_pass(session, now):
                attending.check_code(session, form.screen_code, now)
                has_read = True
            note = attending.tell(_meant(session.event, form), session, now=now)
            answer = _told(note, session.event, redirect(url_for(".present", session_id=session_id)), now)
            return _passed(answer, session, now) if has_read else answer
    answer = _answer(_page(session, form, now, has_read=has_read), 422)
    return _passed(answer, session, now) if has_read else answer  # a pass that is there gets no longer by it


@blueprint.route("/t/<token>/presence", methods=["GET", "POST"])
@public
@limit_address(TRIES)
def present_by_ticket(token: str) -> ResponseReturnValue:
    """The same from a ticket: its holder types what the screen shows."""
    ticket, form, now = tickets.get_by_token(token), ScreenForm(), clock.now()
    if form.validate_on_submit():
        with refusals(form), _beside(form), unit_of_work():
            session = attending.find_session(ticket.event, form.code.data or "", now)
            attending.tell(ticket, session, now=now)
            _thank()
            return redirect(url_for("tickets.show", token=token.lower()))
    page = render_template(
        "door/present_ticket.html",
        ticket=ticket,
        event=ticket.event,
        token=token.lower(),
        form=form,
        asked=attending.sessions_on_screen(ticket.event, now),
    )
    return _answer(page, 422 if request.method == "POST" else 200)


def _page(session: EventSession, form: PresentForm, now: datetime, *, has_read: bool = False) -> str:
    mine = _own_tickets(session.event)
    marks = queries.marks_of([ticket.id for ticket in mine])
    return render_template(
        "door/present.html",
        event=session.event,
        session=session,
        form=form,
        mine=[(ticket, marks.get(ticket.id, {}).get(session.id, NOWHERE)) for ticket in mine],
        has_pass=has_read or _has_pass(session, now),
        opens_at=queries.opens_at(session),
        now=now,
        minutes=int(projector.PASS_TIME.total_seconds() // 60),
    )


def _meant(event: Event, form: PresentForm) -> Ticket:
    """The ticket of the button that was pressed, or the one whose code was typed."""
    chosen = request.form.get("own", 0, type=row_number)
    own = next((ticket for ticket in _own_tickets(event) if ticket.id == chosen), None)
    return own or attending.ticket_by_code(event, form.ticket_code)


def _own_tickets(event: Event) -> list[Ticket]:
    """Those of whoever is signed in, and those that this browser remembers."""
    actor = current_actor()
    mine = list(queries.tickets_of_person(event.id, actor.person_id)) if actor.person_id else []
    known = {ticket.id for ticket in mine}
    return mine + [one for one in queries.tickets_with(event.id, _remembered(event)) if one.id not in known]


@contextmanager
def _beside(form: PresentForm | ScreenForm) -> Iterator[None]:
    """What is wrong with a code stands beside its field."""
    try:
        yield
    except rules.NotOnScreen as error:
        form.code.errors = [*form.code.errors, words_for(error)]
    except (rules.CodeUnreadable, rules.TicketUnknown) as error:
        form["ticket"].errors = [*form["ticket"].errors, words_for(error)]


# ---- What the browser keeps ------------------------------------------------------------------------


def _told(note: PresenceNote, event: Event, answer: Response, now: datetime) -> Response:
    _thank()
    ids = [*dict.fromkeys([*_remembered(event), note.ticket_id])][-MOST_TICKETS:]
    _keep(answer, _tickets_cookie(event), attending.remember(event, ids), event.ends_at + REMEMBERED - now)
    return answer


def _thank() -> None:
    flash(_("Thank you. It is written down that you are present."), "ok")


def _passed(answer: Response, session: EventSession, now: datetime) -> Response:
    _keep(answer, _pass_cookie(session), attending.make_pass(session, now), projector.PASS_TIME)
    return answer


def _keep(answer: Response, name: str, value: str, time: timedelta) -> None:
    """For a time, not until one: clocks of phones go wrong."""
    answer.set_cookie(
        name,
        value,
        max_age=int(time.total_seconds()),
        path="/present/",
        httponly=True,
        samesite="Lax",
        secure=current_settings().is_secure,
    )


def _has_pass(session: EventSession, now: datetime) -> bool:
    return attending.has_pass(session, request.cookies.get(_pass_cookie(session), ""), now)


def _remembered(event: Event) -> list[int]:
    return attending.remembered(event, request.cookies.get(_tickets_cookie(event), ""))


def _pass_cookie(session: EventSession) -> str:
    return f"present-{session.id}"


def _tickets_cookie(event: Event) -> str:
    return f"present-tickets-{event.id}"


def _answer(page: str, status: int = 200) -> Response:
    """For this browser alone; under HTTPS forms prove by the referrer that they come from here."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
