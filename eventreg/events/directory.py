"""Whose form an event may begin with: templates, and the forms of events that the person may read."""

from sqlalchemy import Select, select

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event
from eventreg.questions.models import Form

PAGE = 10


def events_with_forms(actor: Actor, *, besides: int, page: int) -> Page[Event]:
    """Other events with a form that the actor may read, the latest first."""
    query = _readable(select(Event), actor).where(Event.form_id.is_not(None), Event.id != besides)
    return page_of(query.order_by(Event.starts_at.desc(), Event.id.desc()), page, PAGE)


def get_source(form_id: int, actor: Actor) -> tuple[Form, Event | None]:
    """A template, or the form of an event that the actor may read, with the event. Raises NotFound."""
    form = db.session.get(Form, form_id)
    if form and form.is_template and form.archived_at is None:
        return form, None
    event = db.session.scalar(_readable(select(Event), actor).where(Event.form_id == form_id).limit(1))
    if form is None or event is None:
        raise NotFound()
    return form, event


def _readable(query: Select[Event], actor: Actor) -> Select[Event]:
    where = actor.events_where(Permission.EVENT_READ)
    return query if where is None else query.where(Event.id.in_(where))
