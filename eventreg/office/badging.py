"""Who gets a badge for an event: the holders of its tickets, the committee, and whoever is typed in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from eventreg.accounts.models import Person, RoleGrant
from eventreg.accounts.words import ROLE_NAMES
from eventreg.core.db import db, in_parts
from eventreg.core.i18n import _, current_language
from eventreg.council.queries import organisation
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.office.badges import SHAPES, Badge, BadgeSize, badges_pdf
from eventreg.office.orders import Order
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState, group_code
from eventreg.visitors.models import Visit

PAGES_AT_ONCE = 5
MOST_TYPED, LONGEST_NAME, LONGEST_ROLE = 100, 120, 60


@dataclass(frozen=True)
class Staff:
    """Somebody of the committee, and what they are here. `is_for_this`: by a role for this event alone."""

    person_id: int
    name: str
    role: str
    is_for_this: bool


# ---- Holders of tickets, by the hundred -----------------------------------------------------------------


def count(order: Order) -> int:
    """How many pages the badges of an order take."""
    number = db.session.scalar(select(func.count()).select_from(_ids(order).subquery())) or 0
    return -(-number // SHAPES[_size(order)].on_a_page)


def page_by_page(order: Order) -> Iterator[tuple[str, bytes]]:
    """A file for each page."""
    for number, (_pages, data) in enumerate(_files(order, 1), start=1):
        yield f"{number:03}.pdf", data


def many_to_a_file(order: Order) -> Iterator[tuple[int, bytes]]:
    """Files of some pages: their fonts are embedded once for all of them."""
    return _files(order, PAGES_AT_ONCE)


def _files(order: Order, pages: int) -> Iterator[tuple[int, bytes]]:
    size = _size(order)
    on_a_page = SHAPES[size].on_a_page
    for ids in in_parts(db.session.scalars(_ids(order)).all(), on_a_page * pages):
        event = db.session.get_one(Event, order.event_id)
        found = {ticket.id: ticket for ticket in db.session.scalars(select(Ticket).where(Ticket.id.in_(ids)))}
        made = pdf_of(event, [of_ticket(event, found[one]) for one in ids if one in found], size)
        yield -(-len(ids) // on_a_page), made


def _size(order: Order) -> BadgeSize:
    return BadgeSize(order.params.get("size", BadgeSize.TEN))


def _ids(order: Order) -> Select[int]:
    query = select(Ticket.id).where(*_wearers(order.event_id))
    if category := order.params.get("category"):
        query = query.where(Ticket.category == category)
    return query.order_by(func.lower(Ticket.holder), Ticket.id)


def _wearers(event_id: int) -> tuple[ColumnElement[bool], ...]:
    """Who comes for an application: visitors wear none."""
    visits = select(Visit.ticket_id).where(Visit.ticket_id.is_not(None), Visit.event_id == event_id)
    return Ticket.event_id == event_id, Ticket.state == TicketState.VALID, Ticket.id.not_in(visits)


# ---- A few at once --------------------------------------------------------------------------------------


def categories(event_id: int) -> Sequence[tuple[str, int]]:
    """The categories among those who wear badges, "" for none, with how many there are of each."""
    query = select(Ticket.category, func.count()).where(*_wearers(event_id)).group_by(Ticket.category)
    return [(name, number) for name, number in db.session.execute(query.order_by(Ticket.category))]


def found(event_id: int, words: str, most: int) -> Sequence[Ticket]:
    """Tickets whose holder, business, booth or code has what was typed, by name."""
    sought, code = words.strip(), words.replace("-", "").replace(" ", "")
    columns = (Ticket.holder, Ticket.business_name, Ticket.booth)
    hit = or_(*(column.icontains(sought, autoescape=True) for column in columns))
    by_code = Ticket.code.istartswith(code, autoescape=True) if code else hit
    query = select(Ticket).where(*_wearers(event_id), or_(hit, by_code))
    return db.session.scalars(query.order_by(func.lower(Ticket.holder), Ticket.id).limit(most)).all()


def committee(event_id: int) -> Sequence[Staff]:
    """Who has a role for the event, and then who has one for all events."""
    query = select(RoleGrant).join(RoleGrant.person).options(contains_eager(RoleGrant.person))
    query = query.where(or_(RoleGrant.event_id == event_id, RoleGrant.event_id.is_(None)))
    roles: dict[int, Staff] = {}
    query = query.order_by(RoleGrant.event_id.is_(None), func.lower(Person.name), RoleGrant.id)
    for grant in db.session.scalars(query):
        if grant.person.name and grant.person_id not in roles:
            here = grant.event_id is not None
            roles[grant.person_id] = Staff(grant.person_id, grant.person.name, str(ROLE_NAMES[grant.role]), here)
    return list(roles.values())


def of_ticket(event: Event, ticket: Ticket) -> Badge:
    """The badge of a ticket's holder: its code admits as the ticket's own does."""
    roles = {
        EventKind.TRAINING: _("Participant"),
        EventKind.EXHIBITION: _("Exhibitor"),
        EventKind.DELEGATION: _("Delegate"),
    }
    return Badge(
        name=ticket.holder,
        role=roles[event.kind],
        event=event.title,
        business=ticket.business_name,
        booth=ticket.booth,
        address=tickets.url_of(ticket),
        spoken=group_code(ticket.code),
    )


def of_staff(event: Event, one: Staff) -> Badge:
    """The badge of somebody who has a role."""
    return Badge(name=one.name, role=one.role, event=event.title, is_staff=True)


def typed(event: Event, text: str) -> list[Badge]:
    """A badge for each line `Name | what they do here`; without a stroke they are of the committee."""
    badges = []
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines()[:MOST_TYPED])):
        name, _stroke, role = (part.strip() for part in line.partition("|"))
        if name:
            told = role[:LONGEST_ROLE] or _("Organising committee")
            badges.append(Badge(name[:LONGEST_NAME], told, event.title, is_staff=True))
    return badges


def pdf_of(event: Event, badges: Iterable[Badge], size: BadgeSize) -> bytes:
    """The badges as one file, in the language of the moment."""
    title = _("Badges: %(title)s", title=event.title)
    return badges_pdf(badges, size, title=title, author=organisation().name, language=current_language().value)
