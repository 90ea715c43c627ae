"""Papers made in the background: begun, followed, stopped, fetched, made again."""

from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.events.models import Event
from eventreg.office import batches, making, queries, telling
from eventreg.office.models import Batch, BatchState
from eventreg.office.orders import Order, order_of
from eventreg.office.views.base import P, blueprint, event_for

PAGE = 20
PAPERS = "/staff/events/<slug>/papers"
PRIVATE = "private, no-store"


def begin(order: Order, event: Event, otherwise: str) -> ResponseReturnValue:
    """Order papers, and go to the page that tells how far they are; where nothing is to be made to `otherwise`."""
    target = otherwise
    total = making.MAKERS[order.kind].count(order)
    with refusals(), unit_of_work():
        batch = batches.start(order, total=total, actor=g.actor, now=clock.now())
        target = url_for("office.batch", slug=event.slug, batch_id=batch.id)
    return redirect(target)


@blueprint.get(f"{PAPERS}/batches/", endpoint="batches")
@requires(P.LETTER_READ)
def batch_list(slug: str) -> ResponseReturnValue:
    """All that was made, the latest first."""
    event = event_for(slug, P.LETTER_READ)
    page = queries.page_of_batches(event.id, request.args.get("page", 1, type=int), PAGE)
    return render_template("office/batches.html", event=event, page=page, may_open=_may, **_words())


@blueprint.get(f"{PAPERS}/batches/<int:batch_id>/")
@requires(P.LETTER_READ)
def batch(slug: str, batch_id: int) -> ResponseReturnValue:
    """How far a batch is, or its file."""
    event, found = _found(slug, batch_id)
    return render_template(
        "office/batch.html",
        event=event,
        batch=found,
        told=telling.told(found, clock.now()),
        problem=telling.problem_of(found),
        is_under_way=found.state in batches.UNFINISHED,
        is_known=found.kind in making.MAKERS,
        **_words(),
    )


@blueprint.get(f"{PAPERS}/batches/<int:batch_id>/progress")
@requires(P.LETTER_READ)
def batch_progress(slug: str, batch_id: int) -> ResponseReturnValue:
    """The same for the page's script, which asks every other second."""
    _event, found = _found(slug, batch_id)
    told = telling.told(found, clock.now())
    body = {"made": told.made, "left": told.left, "share": told.share, "sentence": told.made}
    return {**body, "run": found.state, "is_over": found.state not in batches.UNFINISHED}


@blueprint.post(f"{PAPERS}/batches/<int:batch_id>/stop")
@requires(P.LETTER_READ)
def stop_batch(slug: str, batch_id: int) -> ResponseReturnValue:
    """Make no more of it."""
    _event, found = _found(slug, batch_id)
    with refusals(), unit_of_work():
        batches.stop(found.id, actor=g.actor, now=clock.now())
        flash(_("Stopped. Nothing was kept of it."))
    return redirect(url_for(".batch", slug=slug, batch_id=batch_id))


@blueprint.post(f"{PAPERS}/batches/<int:batch_id>/again")
@requires(P.LETTER_READ)
@limit_account("60 per hour")
def repeat_batch(slug: str, batch_id: int) -> ResponseReturnValue:
    """Make the same papers anew, as they are by now."""
    event, found = _found(slug, batch_id)
    here = url_for(".batch", slug=slug, batch_id=batch_id)
    return begin(order_of(found), event, here) if found.kind in making.MAKERS else redirect(here)


@blueprint.post(f"{PAPERS}/batches/<int:batch_id>/file")
@requires(P.LETTER_READ)
def batch_file(slug: str, batch_id: int) -> ResponseReturnValue:
    """The finished file; who took it along is written down. A POST, so that no mere link does it."""
    _event, found = _found(slug, batch_id)
    path, name = batches.file_of(found), found.file_name
    with unit_of_work():
        batches.note_fetched(queries.get_batch(found.event_id, batch_id), actor=g.actor, now=clock.now())
    response = send_file(path, as_attachment=True, download_name=name, max_age=0)
    response.headers["Cache-Control"] = PRIVATE
    return response


def _found(slug: str, batch_id: int) -> tuple[Event, Batch]:
    """A batch of the event that the reader may have. Raises NotFound."""
    event = event_for(slug, P.LETTER_READ)
    found = queries.get_batch(event.id, batch_id)
    return event_for(slug, _needed(found)), found


def _may(batch: Batch) -> bool:
    allowed: bool = g.actor.may(_needed(batch), batch.event_id)
    return allowed


def _needed(batch: Batch) -> Permission:
    """What it takes to have these papers; for those that no maker knows any more, what making them takes."""
    maker = making.MAKERS.get(batch.kind)
    return maker.permission if maker else P.LETTER_MANAGE


def _words() -> dict[str, Any]:
    names = {"label_of": telling.label_of, "look_of": telling.look_of, "size": telling.size, "number": telling.number}
    return {**names, "states": BatchState}
