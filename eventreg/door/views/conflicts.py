"""Tickets that let in twice: what is known of each admission, closed by a person with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import row_number, unit_of_work
from eventreg.core.i18n import _
from eventreg.core.paging import Page
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.door import queries, reconciling
from eventreg.door.forms.settling import CloseForm
from eventreg.door.models import Scan
from eventreg.door.queries import Conflict
from eventreg.door.views import scan_words as told
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.events.models import Event
from eventreg.events.views.public import page_number

CONFLICTS = "/staff/events/<slug>/door/conflicts"
SIZE = 20


@dataclass(frozen=True)
class Line:
    """One admission of a conflict, told."""

    scan: Scan
    stands: bool
    who: str
    when: str
    at: str
    clock: str
    arrived: str


@dataclass(frozen=True)
class Card:
    """A conflict, told."""

    conflict: Conflict
    session: str
    lines: list[Line]
    closings: list[told.Decided]


@dataclass(frozen=True)
class Sought:
    """Which conflicts are looked for."""

    words: str = ""
    gate: str = ""
    session: int = 0
    closed: bool = False

    def finds(self, one: Conflict) -> bool:
        """Whether one is among them, be it open or closed."""
        ticket = one.first.ticket
        about = f"{ticket.holder} {ticket.business_name} {ticket.booth} {ticket.code}".casefold() if ticket else ""
        code = "".join(self.words.casefold().split())
        return (
            (all(word in about for word in self.words.casefold().split()) or code in about)
            and (not self.gate or any(scan.gate == self.gate for scan in one.scans))
            and (not self.session or one.session.id == self.session)
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether any is left out."""
        return bool(self.words or self.gate or self.session)


@blueprint.get(CONFLICTS)
@requires(Permission.DOOR_MANAGE)
def conflicts(slug: str) -> ResponseReturnValue:
    """Those that wait for somebody, or those that were closed."""
    event, sought = event_of(slug), _sought()
    known = queries.conflicts(event.id)
    found = [one for one in known if one.is_open is not sought.closed and sought.finds(one)]
    page = _page_of(found, page_number())
    waiting = sum(one.is_open for one in known)
    return render_template(
        "door/conflicts.html",
        event=event,
        cards=_cards(event, page.rows),
        page=page,
        links=[told.link(number) if number else "" for number in (page.previous, page.next)],
        sought=sought,
        counts=(waiting, len(known) - waiting),
        gates=sorted({scan.gate for one in known for scan in one.scans if scan.gate}),
        sessions=[(one.id, told.title_of(one, event)) for one in event.sessions],
    )


@blueprint.route(f"{CONFLICTS}/<int:scan_pk>", methods=["GET", "POST"])
@requires(Permission.DOOR_MANAGE)
def conflict(slug: str, scan_pk: int) -> ResponseReturnValue:
    """One of them; whoever looked into it closes it with a reason."""
    event = event_of(slug)
    queries.get_scan(event.id, scan_pk)
    found = queries.find_conflict(event.id, scan_pk)
    if found is None:
        flash(_("This is no conflict any more: a later scan or an undo has put it right."), "info")
        return redirect(url_for(".conflicts", slug=slug))
    form = CloseForm.of(found.entry is not None)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            is_new = reconciling.close_conflict(
                event.id,
                scan_pk,
                seen=form.seen.data or "",
                reason=form.reason,
                actor=current_actor(),
                now=clock.now(),
            )
            flash(_("The conflict is closed.") if is_new else _("Somebody has closed this conflict already."))
            return redirect(url_for(".conflicts", slug=slug))
    if form.form_errors:  # another scan may have joined it
        found = queries.find_conflict(event.id, scan_pk) or found
    form.seen.data = found.seen  # what the reader sees now, whatever was seen before
    [card] = _cards(event, [found])
    page = render_template("door/conflict.html", event=event, card=card, form=form)
    return page, 422 if form.is_submitted() else 200


def _cards(event: Event, found: Sequence[Conflict]) -> list[Card]:
    paper = queries.paper_devices(event.id)
    return [
        Card(
            one,
            told.title_of(one.session, event),
            [
                Line(
                    scan,
                    scan is one.standing,
                    told.phone_of(scan, paper),
                    told.to_the_second(scan.moment, event),
                    told.to_the_second(scan.at, event),
                    told.clock_told(scan),
                    told.day_and_time(scan.received_at, event) if told.arrived_late(scan) else "",
                )
                for scan in one.scans
            ],
            told.decided(one.closings, event),
        )
        for one in found
    ]


def _sought() -> Sought:
    asked = request.args
    return Sought(
        asked.get("q", "").strip()[:80],
        asked.get("gate", "")[:60],
        asked.get("session", 0, type=row_number),
        asked.get("show", "") == "closed",
    )


def _page_of(found: list[Conflict], number: int) -> Page[Conflict]:
    number = max(1, min(number, -(-len(found) // SIZE)))
    return Page(found[(number - 1) * SIZE : number * SIZE], len(found), number, SIZE)
