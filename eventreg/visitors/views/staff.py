"""The staff's pages: how full the days are, who comes, entering by hand, taking back, the list as a file."""

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, outbox
from eventreg.core.db import LARGEST_ID, unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.phone import whatsapp_link
from eventreg.core.web import current_actor, refusals, requires
from eventreg.events import queries as event_queries
from eventreg.events.models import Event
from eventreg.tickets import service as tickets
from eventreg.visitors import export, queries, rules, service, words
from eventreg.visitors.export import Format
from eventreg.visitors.forms import ReasonForm, StaffVisitForm
from eventreg.visitors.queries import Filters
from eventreg.visitors.service import Export
from eventreg.visitors.views.own import link_to
from eventreg.visitors.views.public import beside, blueprint

P = Permission


@blueprint.get("/staff/events/<slug>/visitors")
@requires(P.EVENT_READ)
def staff_list(slug: str) -> ResponseReturnValue:
    """The days with their numbers, and who registered; contacts are for those who manage the event."""
    event = _event(slug, P.EVENT_READ)
    filters, now = _filters(request.args), clock.now()
    page = queries.page_for_staff(event.id, filters, request.args.get("page", 1, type=int))
    days = [day for day in queries.days_of(event) if day.quota or day.taken]
    return render_template(
        "visitors/staff_list.html",
        event=event,
        days=[(day, words.day_name(day, event), words.hours(day, event)) for day in days],
        day_names={day.session_id: words.day_name(day, event) for day in days},
        page=page,
        filters=filters,
        people=words.people,
        address=lambda **changes: _address(event, filters, **changes),
        has_days=bool(rules.days_to_come(days, now)),
        may_manage=current_actor().may(P.EVENT_MANAGE, event.id),
        formats=list(Format),
        untold=queries.count_untold(event.id),
    )


@blueprint.route("/staff/events/<slug>/visitors/new", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_new(slug: str) -> ResponseReturnValue:
    """Enter a visitor or a school that called."""
    event, form = _event(slug, P.EVENT_MANAGE), StaffVisitForm()
    form.speak_of_others()
    days = rules.days_to_come(queries.days_of(event), clock.now())
    form.offer(days, event)
    if form.validate_on_submit():
        with refusals(form), beside(form), unit_of_work():
            visit = service.register(
                event.id,
                form.session.data,
                form.details,
                attempt=form.attempt.data or "",
                by_staff=True,
                actor=current_actor(),
                now=clock.now(),
            )
            flash(_("Registered. Send the link below, or read out the code."), "ok")
            return redirect(url_for(".staff_show", visit_id=visit.id))
    form.name_attempt()
    found = [(day, words.day_name(day, event), words.hours(day, event), words.places(day)) for day in days]
    status = 422 if request.method == "POST" else 200
    return render_template("visitors/staff_new.html", event=event, form=form, days=found), status


@blueprint.get("/staff/visitors/<int:visit_id>")
@requires(P.EVENT_MANAGE)
def staff_show(visit_id: int) -> ResponseReturnValue:
    """One registration, with the link for the visitor."""
    return _page(visit_id, ReasonForm(), 200)


@blueprint.post("/staff/visitors/<int:visit_id>/cancellation")
@requires(P.EVENT_MANAGE)
def staff_cancel(visit_id: int) -> ResponseReturnValue:
    """Take a registration back, with a reason."""
    visit, form = queries.get_for_staff(visit_id, current_actor(), P.EVENT_MANAGE), ReasonForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.cancel_by_staff(visit.id, actor=current_actor(), reason=form.reason.data or "", now=clock.now())
            flash(_("The registration is cancelled; the places are free."), "ok")
            return redirect(url_for(".staff_show", visit_id=visit_id))
    return _page(visit_id, form, 422)


@blueprint.get("/staff/events/<slug>/visitors/untold")
@requires(P.EVENT_MANAGE)
def staff_untold(slug: str) -> ResponseReturnValue:
    """Whom somebody has to tell that their visit is off, for they gave no address.

    Whoever may use the WhatsApp queue sends there, so that no two people send the same; the others open the chats here.
    """
    event, now = _event(slug, P.EVENT_MANAGE), clock.now()
    page = queries.untold_page(event.id, request.args.get("page", 1, type=int))
    taken = {visit.id for visit, message in page.rows if message.is_taken(now)}
    has_queue = current_actor().may(P.OUTBOX_RESEND)
    chats = {
        visit.id: whatsapp_link(visit.phone, outbox.render(message).text.strip())
        for visit, message in page.rows
        if not (has_queue or visit.id in taken or outbox.is_forgotten(message))
    }
    return render_template(
        "visitors/staff_untold.html",
        event=event,
        page=page,
        chats=chats,
        taken=taken,
        has_queue=has_queue,
        people=words.people,
        left=queries.count_untold(event.id),
        address=lambda number: url_for(".staff_untold", slug=slug, page=number),
    )


@blueprint.post("/staff/visitors/<int:visit_id>/told")
@requires(P.EVENT_MANAGE)
def staff_told(visit_id: int) -> ResponseReturnValue:
    """Note that a visitor without an address has been told."""
    visit = queries.get_for_staff(visit_id, current_actor(), P.EVENT_MANAGE)
    with refusals(), unit_of_work():
        service.note_told(visit.id, actor=current_actor(), now=clock.now())
        flash(_("Noted as told."))
    return redirect(url_for(".staff_untold", slug=visit.event.slug))


@blueprint.post("/staff/events/<slug>/visitors/export")
@requires(P.EVENT_MANAGE)
def staff_export(slug: str) -> ResponseReturnValue:
    """The list as a file, as it is filtered; who took it is written down."""
    event, filters = _event(slug, P.EVENT_MANAGE), _filters(request.form)
    asked = request.form.get("format", "")
    chosen = Format(asked) if asked in set(Format) else Format.XLSX
    with unit_of_work():
        visits = queries.all_for_staff(event.id, filters)
        service.note_export(event, Export(len(visits), chosen), actor=current_actor(), now=clock.now())
    file = io.BytesIO()
    export.write(file, event, queries.all_for_staff(event.id, filters), chosen)
    file.seek(0)
    name = f"{_('visitors')}-{event.slug}.{chosen}"
    return send_file(file, mimetype=export.MEDIA_TYPES[chosen], as_attachment=True, download_name=name)


def _page(visit_id: int, form: ReasonForm, status: int) -> ResponseReturnValue:
    visit = queries.get_for_staff(visit_id, current_actor(), P.EVENT_MANAGE)
    event = g.staff_event = visit.event
    link = link_to(visit)
    share = _("Your visitor's ticket for %(event)s: %(link)s", event=event.title, link=link)
    page = render_template(
        "visitors/staff_show.html",
        visit=visit,
        event=event,
        form=form,
        link=link,
        share=whatsapp_link(visit.phone, share) if visit.phone else "",
        token=tickets.token_of(visit.ticket).lower() if visit.ticket else "",
        day=words.day_name(visit, event),
        hours=words.hours(visit, event),
        people=words.people(visit.party),
        may_change=not visit.cancelled_at and clock.now() < visit.session.ends_at,
    )
    return page, status


def _event(slug: str, permission: Permission) -> Event:
    event = event_queries.get_for_staff(slug, current_actor(), permission)
    g.staff_event = event
    return event


def _filters(asked: Any) -> Filters:
    """What address or form ask for; what can't be read is left out."""
    session_id = asked.get("day", type=int)
    return Filters(
        text=asked.get("q", "").strip()[:100],
        session_id=session_id if session_id and 0 < session_id <= LARGEST_ID else None,
        cancelled=asked.get("cancelled") == "1",
    )


def _address(event: Event, filters: Filters, **changes: Any) -> str:
    values: dict[str, Any] = {
        "q": filters.text or None,
        "day": filters.session_id,
        "cancelled": "1" if filters.cancelled else None,
    }
    return url_for(".staff_list", slug=event.slug, **(values | changes))
