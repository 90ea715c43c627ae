"""The staff's queue of requests about personal data."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.i18n import _, current_language
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires, words_for
from eventreg.council.queries import organisation
from eventreg.records import copies, erasure, queries, service, words
from eventreg.records.copies import Copy
from eventreg.records.erasure import Preview
from eventreg.records.forms import AnswerForm, ErasureForm, StaffRequestForm
from eventreg.records.models import DataRequest, RequestKind, RequestState
from eventreg.records.rules import HoldsTicket, hours_left
from eventreg.records.telling import tell
from eventreg.records.views.own import blueprint, picture_addresses


@blueprint.get("/staff/requests/")
@requires(Permission.REQUEST_HANDLE, everywhere=True)
def queue() -> ResponseReturnValue:
    """What waits first, by its deadline."""
    asked_for = request.args.get("q", "")[:100]
    chosen = request.args.get("state", RequestState.OPEN.value)
    state = RequestState(chosen) if chosen in set(RequestState) else None
    page = queries.find_requests(asked_for, state, request.args.get("page", 1, type=int))
    now = clock.now()
    return render_template(
        "records/queue.html",
        page=page,
        counts=queries.count_by_state(asked_for),
        words=asked_for,
        state=state,
        left={asked.id: hours_left(asked.due_at, now) for asked in page.rows},
        time_left=words.time_left,
        kinds=words.QUEUE_NAMES,
        states=words.REQUEST_STATES,
        looks=words.REQUEST_LOOKS,
        zone=organisation().zone,
    )


# ---- On somebody's behalf ---------------------------------------------------------------------------


@blueprint.get("/staff/requests/new")
@requires(Permission.REQUEST_HANDLE, everywhere=True)
def new_request() -> ResponseReturnValue:
    """Look for the person, then write down what they ask for."""
    return _new(StaffRequestForm(formdata=None, data={"person": request.args.get("person", "")}))


@blueprint.post("/staff/requests/new")
@requires(Permission.REQUEST_HANDLE, everywhere=True)
def open_for() -> ResponseReturnValue:
    """Open a request for somebody who can't do it here."""
    form = StaffRequestForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            person = queries.get_person(_number(form.person.data))
            kind, actor = RequestKind(form.kind.data), current_actor()
            asked = service.open_request(person.id, kind, form.words.data or "", actor=actor, now=clock.now())
            flash(_("The request is open. It is to be answered within 72 hours."))
            return redirect(url_for(".show_request", request_id=asked.id))
    return _new(form), 422


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _new(form: StaffRequestForm) -> str:
    asked_for, chosen = request.args.get("q", "")[:100], _number(form.person.data)
    return render_template(
        "records/new_request.html",
        form=form,
        words=asked_for,
        people=queries.find_people(asked_for),
        chosen=queries.get_person(chosen) if chosen else None,
    )


# ---- One request ----------------------------------------------------------------------------------


@blueprint.get("/staff/requests/<int:request_id>")
@requires(Permission.REQUEST_HANDLE, everywhere=True)
def show_request(request_id: int) -> ResponseReturnValue:
    """What is asked for, by whom, and what is held about them."""
    return _show(queries.get(request_id), AnswerForm())


@blueprint.post("/staff/requests/<int:request_id>")
@requires(Permission.REQUEST_HANDLE, everywhere=True)
def answer(request_id: int) -> ResponseReturnValue:
    """Carry it out, or refuse it with a reason."""
    form = AnswerForm()
    act = service.refuse if request.form.get("deed") == RequestState.REFUSED else service.carry_out
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            act(request_id, form.answer.data or "", actor=current_actor(), now=clock.now())
            flash(_("The request is answered, and the person is told."))
            return redirect(url_for(".show_request", request_id=request_id))
    return _show(queries.get(request_id), form), 422


@blueprint.get("/staff/requests/<int:request_id>/copy")
@requires(Permission.REQUEST_HANDLE, everywhere=True)
def request_copy(request_id: int) -> ResponseReturnValue:
    """What the person would see, to be printed and handed over; while their request for it is open."""
    asked, now = queries.get(request_id), clock.now()
    if asked.kind is not RequestKind.ACCESS or asked.state is not RequestState.OPEN:
        raise NotFound()
    with unit_of_work():
        copy = copies.collect(asked.person_id, now=now)
        reason = _("Copy for data request %(number)s", number=asked.id)
        copies.note(copy, form="paper", actor=current_actor(), now=now, reason=reason)
    zone = organisation().zone
    sections = tell(copy, days=queries.periods(), zone=zone)
    return render_template(
        "records/staff_copy.html",
        request_id=request_id,
        sections=sections,
        copy=copy,
        zone=zone,
        addresses=_of_products(copy),
    )


def _of_products(copy: Copy) -> dict[str, tuple[str, str]]:
    """The pictures that staff may open: those of papers are looked at where each look is written down."""
    shown = {product["picture"] for product in copy.holdings["products"]}
    return {key: address for key, address in picture_addresses(copy).items() if key in shown}


def _show(asked: DataRequest, form: AnswerForm) -> str:
    is_open, actor, is_known = asked.state is RequestState.OPEN, current_actor(), asked.person.erased_at is None
    withdrawn = queries.withdrawn_with(asked)
    return render_template(
        "records/request.html",
        asked=asked,
        form=form,
        is_open=is_open,
        left=hours_left(asked.due_at, clock.now()),
        time_left=words.time_left,
        held=copies.count(asked.person_id) if is_known else None,
        holding_names=words.HOLDINGS_OF_OTHERS,
        withdrawn=withdrawn.title_in(current_language()) if withdrawn else "",
        closed_by=queries.find_name(asked.closed_by_id),
        may_see_person=is_known and actor.may(Permission.PEOPLE_READ),
        businesses=queries.businesses_of(asked.person_id) if actor.may(Permission.BUSINESS_READ) else [],
        applications=queries.applications_of(asked.person_id) if actor.may(Permission.APPLICATION_READ) else [],
        kinds=words.QUEUE_NAMES,
        states=words.REQUEST_STATES,
        looks=words.REQUEST_LOOKS,
        zone=organisation().zone,
    )


# ---- Erasure --------------------------------------------------------------------------------------


@blueprint.get("/staff/requests/<int:request_id>/erasure")
@requires(Permission.REQUEST_HANDLE, everywhere=True)
def new_erasure(request_id: int) -> ResponseReturnValue:
    """What would go and what would stay, before anything does."""
    return _erasure(_erasure_asked(request_id), ErasureForm())


@blueprint.post("/staff/requests/<int:request_id>/erasure")
@requires(Permission.REQUEST_HANDLE, everywhere=True)
def erase(request_id: int) -> ResponseReturnValue:
    """Erase the person who asked for it."""
    form, done = ErasureForm(), None
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            asked, now = _erasure_asked(request_id), clock.now()
            address, language = asked.person.email or "", asked.person.language
            service.close_erasures(asked.person_id, actor=current_actor(), now=now)
            done = erasure.erase(asked.person_id, actor=current_actor(), now=now)
            service.say_farewell(address, language, now=now)
        if done:
            erasure.finish(done)
            flash(_("The person's data is erased."))
            return redirect(url_for(".show_request", request_id=request_id))
    return _erasure(_erasure_asked(request_id), form), 422


def _erasure_asked(request_id: int) -> DataRequest:
    """An open request for erasure. Raises NotFound."""
    asked = queries.get(request_id)
    if asked.kind is not RequestKind.ERASURE or asked.state is not RequestState.OPEN:
        raise NotFound()
    return asked


def _erasure(asked: DataRequest, form: ErasureForm) -> str:
    found: Preview | None = None
    hindrance, application = "", None
    try:
        found = erasure.preview(asked.person_id, now=clock.now())
    except NotFound:
        raise
    except HoldsTicket as error:
        hindrance, application = words_for(error), erasure.awaited(asked.person_id, now=clock.now())
    except DomainError as error:
        hindrance = words_for(error)
    return render_template(
        "records/erasure.html",
        asked=asked,
        form=form,
        preview=found,
        hindrance=hindrance,
        application=application,
        has_roles=bool(asked.person.grants) and current_actor().may(Permission.PEOPLE_READ),
        holding_names=words.HOLDINGS_OF_OTHERS,
        why_kept=words.WHY_KEPT,
    )
