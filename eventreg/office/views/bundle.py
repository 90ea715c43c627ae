"""The account of an event (berkas SPJ): what it holds, what is missing, and all of it in one file."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.limits import limit_account
from eventreg.core.web import requires
from eventreg.events.models import Event
from eventreg.office import bundle as account
from eventreg.office import queries, telling
from eventreg.office.forms.ordering import OrderForm
from eventreg.office.orders import Order
from eventreg.office.views.base import P, blueprint, event_for
from eventreg.office.views.batches import PAPERS, begin

KIND = "spj"


@blueprint.get(f"{PAPERS}/account")
@requires(P.LETTER_READ)
def bundle(slug: str) -> ResponseReturnValue:
    """What is there, chapter by chapter, before it is made."""
    return _page(_event(slug), OrderForm(), 200)


@blueprint.post(f"{PAPERS}/account")
@requires(P.LETTER_READ)
@limit_account("30 per hour")
def order_bundle(slug: str) -> ResponseReturnValue:
    """Have it made."""
    event, form = _event(slug), OrderForm()
    if not form.validate_on_submit():
        return _page(event, form, 422)
    order = Order(event.id, KIND, form.language.data, form.form.data, {}, g.actor.person_id)
    return begin(order, event, url_for(".bundle", slug=slug))


def _event(slug: str) -> Event:
    """It names applicants: whoever reviews them without names doesn't get it. Raises NotFound."""
    event_for(slug, P.LETTER_READ)
    return event_for(slug, P.APPLICATION_READ)


def _page(event: Event, form: OrderForm, status: int) -> ResponseReturnValue:
    chapters = account.chapters(event, g.actor, clock.now())
    body = render_template(
        "office/bundle.html",
        event=event,
        form=form,
        chapters=chapters,
        wanting=sum(1 for chapter in chapters if chapter.wanting),
        latest=queries.latest_batch(event.id, KIND),
        look_of=telling.look_of,
        label_of=telling.label_of,
    )
    return body, status
