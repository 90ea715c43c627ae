"""Deposits, for the treasurer: who has paid, whose booth came back, what was settled. And the exhibitor's own."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.limits import limit_account
from eventreg.core.money import rupiah
from eventreg.core.paging import Page
from eventreg.core.permissions import Actor
from eventreg.core.web import refusals, requires, words_for
from eventreg.events.models import Event
from eventreg.events.views.public import page_number
from eventreg.onsite import deposits, export, ledger, minutes, queries
from eventreg.onsite.forms.deposits import MistakeForm, ReturnForm, TakeForm, amount_of
from eventreg.onsite.ledger import Held
from eventreg.onsite.minutes import DepositState
from eventreg.onsite.rules import EXHIBITS
from eventreg.onsite.views.base import P, blueprint, event_for
from eventreg.onsite.views.panels import CARDS, PANELS, Card, Panel
from eventreg.onsite.words import DEPOSITS

LIST = "/staff/events/<slug>/at-the-booths/deposits"
SIZE = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(LIST)
@requires(P.ONSITE_READ)
def deposit_list(slug: str) -> ResponseReturnValue:
    """Who left a deposit, who still has to, whose goes back."""
    event = event_for(slug, P.ONSITE_READ)
    text, asked = request.args.get("q", "").strip()[:100], request.args.get("shown", "")
    shown = DepositState(asked) if asked in set(DepositState) else None
    rows = ledger.deposits(event.id, clock.now())
    found = deposits.matching(rows, text, shown)
    number = max(1, min(page_number(), -(-len(found) // SIZE)))
    return render_template(
        "onsite/deposit_list.html",
        event=event,
        page=Page(found[(number - 1) * SIZE : number * SIZE], len(found), number, SIZE),
        total=len(rows),
        sums=deposits.sums(rows),
        asked=queries.settings_of(event.id).deposit,
        text=text,
        shown=shown,
        counts=Counter(row.state for row in rows),
        looks=DEPOSITS,
        may_take=g.actor.may(P.FEE_MANAGE, event.id),
        may_manage=g.actor.may(P.ONSITE_MANAGE, event.id),
        address=lambda **changes: url_for(
            ".deposit_list", slug=slug, **{"q": text or None, "shown": asked or None, **changes}
        ),
    )


@blueprint.route(f"{LIST}/<code>/payment", methods=["GET", "POST"])
@requires(P.FEE_MANAGE)
def take_deposit(slug: str, code: str) -> ResponseReturnValue:
    """Write down that a deposit was paid; the exhibitor gets a receipt."""
    event, row = _one(slug, code)
    form = TakeForm.usual(queries.settings_of(event.id).deposit)
    if form.validate_on_submit():
        amount, receipt = amount_of(form.amount.data), form.receipt.data or ""
        with refusals(form), unit_of_work():
            deposits.take(event.id, code, amount=amount, receipt=receipt, actor=g.actor, now=clock.now())
            flash(_("The deposit is written down, and the receipt is on its way."), "ok")
            return redirect(url_for(".deposit_list", slug=slug))
    return _asked(event, row, form, "payment")


@blueprint.route(f"{LIST}/<code>/return", methods=["GET", "POST"])
@requires(P.FEE_MANAGE)
def return_deposit(slug: str, code: str) -> ResponseReturnValue:
    """Give it back, or less of it with a reason."""
    event, row = _one(slug, code)
    form = ReturnForm.whole(row.deposit)
    if form.validate_on_submit():
        with refusals(form), _beside_fields(form), unit_of_work():
            deposits.give_back(
                event.id,
                code,
                amount=amount_of(form.amount.data),
                withheld=form.withheld.data or "",
                reference=form.reference.data or "",
                actor=g.actor,
                now=clock.now(),
            )
            flash(_("The deposit is settled, and the exhibitor is told."), "ok")
            return redirect(url_for(".deposit_list", slug=slug))
    return _asked(event, row, form, "return")


@blueprint.route(f"{LIST}/<code>/mistake", methods=["GET", "POST"])
@requires(P.FEE_MANAGE)
def undo_deposit(slug: str, code: str) -> ResponseReturnValue:
    """Take back the last mark: that it was given back, or that it was taken."""
    event, row = _one(slug, code)
    form = MistakeForm()
    if row.deposit is None:
        return redirect(url_for(".deposit_list", slug=slug))
    is_settled = row.deposit.returned is not None
    act = "settled" if is_settled else "taken"
    if form.validate_on_submit() and request.form.get("act") == act:
        undo = deposits.reopen if is_settled else deposits.take_back
        with refusals(form), unit_of_work():
            undo(event.id, code, reason=form.reason.data or "", actor=g.actor, now=clock.now())
            flash(_("Taken back, and the exhibitor is told."))
            return redirect(url_for(".deposit_list", slug=slug))
    return _asked(event, row, form, act)


@blueprint.post(f"{LIST}/file")
@requires(P.FEE_MANAGE)
@limit_account("60 per hour")
def deposit_file(slug: str) -> ResponseReturnValue:
    """The whole list as a table for the books."""
    event, now = event_for(slug, P.FEE_MANAGE), clock.now()
    with unit_of_work():
        rows = ledger.deposits(event.id, now)
        file = export.workbook(rows, event.zone)
        deposits.note_export(event, rows, actor=g.actor, now=now)
    name = _("deposits-%(what)s.xlsx", what=f"{slug}-{now.astimezone(event.zone.info):%Y-%m-%d}")
    return send_file(BytesIO(file), XLSX, as_attachment=True, download_name=name)


@contextmanager
def _beside_fields(form: ReturnForm) -> Iterator[None]:
    """What is wrong with what was typed is said where it was typed."""
    fields = {
        minutes.MoreThanTaken: form.amount,
        minutes.WhyMissing: form.withheld,
        minutes.ProofMissing: form.reference,
    }
    try:
        yield
    except tuple(fields) as error:
        fields[type(error)].errors = [words_for(error)]


def _one(slug: str, code: str) -> tuple[Event, Held]:
    event = event_for(slug, P.FEE_MANAGE)
    return event, deposits.get(event.id, code, clock.now())


def _asked(event: Event, row: Held, form: FlaskForm, act: str) -> ResponseReturnValue:
    looks = DEPOSITS[row.state]
    page = render_template("onsite/deposit_act.html", event=event, row=row, form=form, act=act, look=looks)
    return page, 422 if form.errors or form.form_errors else 200


def card(event: Event, _actor: Actor, now: datetime) -> Card | None:
    """How many are paid, and what waits; nothing where no deposit is asked."""
    rows = ledger.deposits(event.id, now)
    if not rows:
        return None
    states = Counter(row.state for row in rows)
    paid = _("%(paid)s of %(all)s paid", paid=len(rows) - states[DepositState.UNPAID], all=len(rows))
    held = _("%(sum)s held", sum=rupiah(deposits.sums(rows).held))
    waits = states[DepositState.TO_RETURN]
    back = ngettext("%(num)s deposit to give back", "%(num)s deposits to give back", waits) if waits else ""
    line = ", ".join(filter(None, (paid, held, back)))
    return Card(_("Deposits"), line, url_for("onsite.deposit_list", slug=event.slug), "lock")


def panel(application: Application, now: datetime) -> Panel | None:
    """What the exhibitor has to leave, what is held, what came back; nothing where no deposit is asked."""
    deposit = queries.find_deposit(application.id)
    asked = queries.settings_of(application.event_id).deposit
    if deposit is None and not (asked and application.status in EXHIBITS):
        return None
    handed = ledger.handed_of(application)
    row = ledger.held_of(application, handed, deposit, now)
    waiting = [] if deposit else [_("Pay the deposit of %(amount)s", amount=rupiah(asked))]
    is_in = any(one.taken for one in handed)
    told = {"row": row, "asked": asked, "look": DEPOSITS[row.state], "event": application.event, "is_in": is_in}
    return Panel("onsite/_deposit_panel.html", told, waiting)


CARDS["deposits"] = card
PANELS["deposits"] = panel
