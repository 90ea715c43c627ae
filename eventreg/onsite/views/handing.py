"""Handing booths over and back, at the booth: whose turn it is, what is there, what came back."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths.reading import means_booth
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _, ngettext
from eventreg.core.limits import limit_making
from eventreg.core.paging import Page
from eventreg.core.permissions import Actor
from eventreg.core.web import refusals, requires
from eventreg.events.models import Event
from eventreg.events.views.public import page_number
from eventreg.onsite import handing, ledger, minutes, papers, queries
from eventreg.onsite.forms.handing import HandingForm, UndoForm
from eventreg.onsite.ledger import Handed
from eventreg.onsite.minutes import Handing
from eventreg.onsite.rules import Way
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.panels import CARDS, Card
from eventreg.onsite.words import HANDED_WAYS, HANDINGS

LIST = "/staff/events/<slug>/at-the-booths/handing"
STAND = f"{LIST}/<uid>/<code>"
WAY = '<any("in","out"):way>'
SIZE = 40
REMARKS = "remarks"


@blueprint.get(LIST)
@requires(P.ONSITE_READ)
def handing_list(slug: str) -> ResponseReturnValue:
    """Every booth and how far it is, found by name or number."""
    event = event_for(slug, P.ONSITE_READ)
    text, shown = request.args.get("q", "").strip()[:100], request.args.get("shown", "")
    rows = ledger.handed(event.id)
    found = [row for row in _searched(rows, text) if _is_shown(row, shown)]
    counts = Counter(row.state.value for row in rows) + Counter({REMARKS: sum(row.has_remarks for row in rows)})
    page = _cut(found, page_number())
    return render_template(
        "onsite/handing_list.html",
        event=event,
        page=page,
        total=len(rows),
        text=text,
        shown=shown,
        counts=counts,
        looks=HANDINGS,
        may_work=g.actor.may(P.ONSITE_WORK, event.id),
        may_manage=g.actor.may(P.ONSITE_MANAGE, event.id),
        address=lambda **changes: url_for(
            ".handing_list", slug=slug, **{"q": text or None, "shown": shown or None, **changes}
        ),
    )


@blueprint.get(STAND)
@requires(P.ONSITE_READ)
def handing_stand(slug: str, uid: str, code: str) -> ResponseReturnValue:
    """One booth: what was handed over, what came back, what is to be done next."""
    event, row = _stand(slug, uid, code, P.ONSITE_READ)
    return render_template(
        "onsite/handing_stand.html",
        event=event,
        row=row,
        things=ledger.things,
        ways=Way,
        titles=HANDED_WAYS,
        looks=HANDINGS,
        deposit=queries.find_deposit(row.application.id),
        asked=queries.settings_of(event.id).deposit,
        may_work=g.actor.may(P.ONSITE_WORK, event.id),
    )


@blueprint.route(f"{STAND}/{WAY}", methods=["GET", "POST"])
@requires(P.ONSITE_WORK)
def hand_over(slug: str, uid: str, code: str, way: str) -> ResponseReturnValue:
    """Write down what is there as a booth is handed over, or back; once written, correct it."""
    event, row = _stand(slug, uid, code, P.ONSITE_WORK)
    direction = Way(way)
    if direction is Way.OUT and row.taken is None:
        return redirect(url_for(".handing_stand", slug=slug, uid=uid, code=code))
    form = _form(event, row, direction)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            _save(event, row, direction, form)
            flash(_("Written down."), "ok")
            return redirect(url_for(".handing_stand", slug=slug, uid=uid, code=code))
    if request.method == "POST":  # somebody else may have written it down meanwhile
        row = ledger.get_handed(ledger.get_application(event.id, code), uid)
    page = render_template(
        "onsite/hand_over.html",
        event=event,
        row=row,
        form=form,
        way=direction,
        written=row.of(direction),
        before={one.name: one for one in ledger.things(row.taken)} if direction is Way.OUT else {},
        titles=HANDED_WAYS,
        unpaid=_unpaid(event, row) if direction is Way.IN else 0,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route(f"{STAND}/{WAY}/undo", methods=["GET", "POST"])
@requires(P.ONSITE_WORK)
def undo_handing(slug: str, uid: str, code: str, way: str) -> ResponseReturnValue:
    """Take back that a booth was handed over, or back, after a question."""
    event, row = _stand(slug, uid, code, P.ONSITE_WORK)
    direction = Way(way)
    back = url_for(".handing_stand", slug=slug, uid=uid, code=code)
    read = row.of(direction)
    if read is None:
        return redirect(back)
    form = UndoForm(data={"seen": ledger.print_of(read)})
    if form.validate_on_submit():
        seen, reason = form.seen.data or "", form.reason.data or ""
        with refusals(form), unit_of_work():
            handing.undo(event.id, uid, code, direction, seen=seen, reason=reason, actor=g.actor, now=clock.now())
            flash(_("Taken back."))
            return redirect(back if row.stays else url_for(".handing_list", slug=slug))
    if request.method == "POST":  # somebody else may have changed it, or taken it back, meanwhile
        row = ledger.get_handed(ledger.get_application(event.id, code), uid)
    written = row.of(direction)
    form.seen.data = ledger.print_of(written) if written else ""
    page = render_template("onsite/handing_undo.html", event=event, row=row, form=form, way=direction, written=written)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get(f"{STAND}/{WAY}.pdf")
@requires(P.ONSITE_READ)
@limit_making("120 per hour")
def handing_pdf(slug: str, uid: str, code: str, way: str) -> ResponseReturnValue:
    """The minutes to sign; where nothing is written down yet, a form to fill in."""
    event, row = _stand(slug, uid, code, P.ONSITE_READ)
    return pdf_of(event, row, Way(way))


@blueprint.get(f"{LIST}/forms-{WAY}.pdf")
@requires(P.ONSITE_READ)
@limit_making("20 per hour")
def handing_forms(slug: str, way: str) -> ResponseReturnValue:
    """A form for each booth, to print before the day. Raises NotFound where nobody has one."""
    event = event_for(slug, P.ONSITE_READ)
    rows = [row for row in ledger.handed(event.id) if row.stays]
    if not rows:
        raise NotFound
    return _attached(papers.blank_forms(event, Way(way), rows), _("minutes-%(what)s.pdf", what=f"{slug}-{way}"))


def pdf_of(event: Event, row: Handed, way: Way) -> Response:
    """The minutes of one booth, as a file."""
    body = papers.paper_of(event, row, way, queries.find_deposit(row.application.id))
    return _attached(body, _("minutes-%(what)s.pdf", what=f"{row.application.code}-{row.booth.uid}-{way}"))


def _attached(body: bytes, name: str) -> Response:
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _stand(slug: str, uid: str, code: str, permission: P) -> tuple[Event, Handed]:
    event = event_for(slug, permission)
    return event, ledger.get_handed(ledger.get_application(event.id, code), uid)


def _form(event: Event, row: Handed, way: Way) -> HandingForm:
    """What was written, or what is expected: the event's things, or those that were handed over."""
    written = row.of(way)
    if written:
        things, seen = ledger.things(written), ledger.print_of(written)
        return HandingForm.of(things, exhibitor=written.exhibitor, note=written.note, seen=seen)
    if way is Way.OUT and row.taken:
        expected = [minutes.Thing(one.name, one.count) for one in ledger.things(row.taken)]
        return HandingForm.of(expected, exhibitor=row.taken.exhibitor)
    equipment = minutes.things_of(queries.settings_of(event.id).equipment)
    return HandingForm.of(equipment, exhibitor=row.application.applicant.name)


def _save(event: Event, row: Handed, way: Way, form: HandingForm) -> None:
    """New minutes, or a correction where the form was made from some."""
    at, now = (event.id, row.booth.uid, row.application.code, way), clock.now()
    if not form.seen.data:
        handing.write(*at, form.facts, actor=g.actor, now=now)
        return
    why = form.reason.data or ""
    handing.correct(*at, form.facts, seen=form.seen.data, reason=why, actor=g.actor, now=now)


def _unpaid(event: Event, row: Handed) -> int:
    """The deposit that is asked and not here yet, told before the booth is given away."""
    return 0 if queries.find_deposit(row.application.id) else queries.settings_of(event.id).deposit


def _is_shown(row: Handed, shown: str) -> bool:
    return not shown or (row.has_remarks if shown == REMARKS else row.state == shown)


def _searched(rows: Sequence[Handed], text: str) -> Sequence[Handed]:
    """Those that have what was typed; where nobody has, those who may be meant."""
    found = [row for row in rows if _matches(row, text)]
    if found or not rows:
        return found
    meant = queries.sounding_like({row.application for row in rows}, text)
    return [row for row in rows if row.application.id in meant]


def _matches(row: Handed, text: str) -> bool:
    one = row.application
    return means_booth(text, row.booth.label, f"{row.booth.label} {one.business.name} {one.code}")


def _cut(rows: Sequence[Handed], number: int) -> Page[Handed]:
    """One page of them; beyond the end it is the last."""
    number = max(1, min(number, -(-len(rows) // SIZE)))
    return Page(rows[(number - 1) * SIZE : number * SIZE], len(rows), number, SIZE)


def card(event: Event, _actor: Actor, _now: datetime) -> Card | None:
    """How many are handed over, and how many came back; nothing as long as nobody has a booth."""
    rows = ledger.handed(event.id)
    if not rows:
        return None
    states = Counter(row.state for row in rows)
    handed, back = len(rows) - states[Handing.WAITING], states[Handing.BACK]
    line = _("%(handed)s of %(all)s handed over", handed=handed, all=len(rows))
    line += ", " + ngettext("%(num)s handed back", "%(num)s handed back", back) if back else ""
    away = sum(not row.stays and row.taken is not None and row.given is None for row in rows)
    alarm = ngettext("%(num)s booth must still come back", "%(num)s booths must still come back", away)
    return Card(_("Handing over"), line, url_for("onsite.handing_list", slug=event.slug), "doc", alarm if away else "")


CARDS["handing"] = card
