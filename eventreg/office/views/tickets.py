"""All tickets of an event, to be printed and handed out."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.core.i18n import Language
from eventreg.core.limits import limit_account
from eventreg.core.web import requires
from eventreg.events.models import Event
from eventreg.office import queries, telling, tickets
from eventreg.office.forms.ordering import TicketsForm
from eventreg.office.orders import Order
from eventreg.office.views.base import P, blueprint, event_for
from eventreg.office.views.batches import PAPERS, begin

KIND = "tickets"


@blueprint.get(f"{PAPERS}/tickets")
@requires(P.LETTER_MANAGE)
def all_tickets(slug: str) -> ResponseReturnValue:
    """How many there are, and in what form they are wanted."""
    event = event_for(slug, P.LETTER_MANAGE)
    return _page(event, _offered(event), 200)


@blueprint.post(f"{PAPERS}/tickets")
@requires(P.LETTER_MANAGE)
@limit_account("60 per hour")
def order_tickets(slug: str) -> ResponseReturnValue:
    """Have them made."""
    event = event_for(slug, P.LETTER_MANAGE)
    form = _offered(event)
    if not form.validate_on_submit():
        return _page(event, form, 422)
    params = {"category": form.category.data} if form.category.data else {}
    order = Order(event.id, KIND, form.language.data, form.form.data, params, g.actor.person_id)
    return begin(order, event, url_for(".all_tickets", slug=slug))


def _offered(event: Event) -> TicketsForm:
    form = TicketsForm()
    form.offer(tickets.categories(event.id), tickets.count(Order(event.id, KIND, Language.ID)))
    return form


def _page(event: Event, form: TicketsForm, status: int) -> ResponseReturnValue:
    body = render_template(
        "office/tickets.html",
        event=event,
        form=form,
        total=tickets.count(Order(event.id, KIND, Language.ID)),
        latest=queries.latest_batch(event.id, KIND),
        look_of=telling.look_of,
        label_of=telling.label_of,
    )
    return body, status
