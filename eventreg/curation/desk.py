"""What lies on a reviewer's desk, and an application as reviewers read it: without names where they are hidden."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.applications import history, reading
from eventreg.applications.history import Record
from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import Status
from eventreg.businesses import shelf
from eventreg.businesses.models import Business, Paper, Product
from eventreg.core.db import db
from eventreg.core.permissions import Actor, Permission
from eventreg.curation import assigning, helping, panel, queries, rules
from eventreg.curation.models import Assignment, Curation, Review
from eventreg.curation.naming import names_of, title_of, without
from eventreg.curation.rules import FINISHED, ReviewState
from eventreg.events.models import Event
from eventreg.questions.telling import Answered


@dataclass(frozen=True)
class Card:
    """An application on the desk. `title`: its first product, with the names in it hidden where they are."""

    application: Application
    assignment: Assignment
    review: Review | None
    title: str

    @property
    def state(self) -> ReviewState | None:
        """How far the review is; None where it isn't begun."""
        return self.review.state if self.review else None

    @property
    def photo_key(self) -> str:
        """The first picture of what is made; empty where there is none."""
        return next((product.photo.key for product in self.application.products if product.photo), "")


@dataclass(frozen=True)
class Desk:
    """A reviewer's applications: what is to do (the least reviewed first), and what they did.

    `away`: what they stay away from.
    """

    curation: Curation
    to_do: Sequence[Card]
    drafts: Sequence[Card]
    sent: Sequence[Card]
    abstained: Sequence[Card]
    away: Sequence[Application]

    @property
    def total(self) -> int:
        """All that was given to them."""
        return len(self.to_do) + len(self.drafts) + self.done

    @property
    def done(self) -> int:
        """All that they have answered."""
        return len(self.sent) + len(self.abstained)

    @property
    def asked_afresh(self) -> bool:
        """Whether an objection waits for them: it is taken in any phase."""
        return any(card.assignment.objection_id is not None for card in (*self.to_do, *self.drafts))

    @property
    def open_codes(self) -> list[str]:
        """What is still to be answered, in the order in which it comes."""
        return [card.application.code for card in (*self.to_do, *self.drafts)]

    @property
    def go_on(self) -> str | None:
        """Where to go on: with what was begun last, then with the least reviewed; None where nothing is open."""
        if self.drafts:
            return min(self.drafts, key=_last_first).application.code
        return next(iter(self.open_codes), None)


@dataclass(frozen=True)
class Hours:
    """When this reviewer's reviews are taken. `until`: None where that isn't set; `opens`: where they aren't yet."""

    taken: bool
    until: datetime | None = None
    opens: datetime | None = None


def hours(event_id: int, actor: Actor, now: datetime) -> Hours:
    """Whether reviews of this person are taken now, and until or from when."""
    roles, phases = actor.roles_at(event_id), queries.phases_of(event_id)
    phase = rules.running(phases, now)
    if phase is not None and rules.may_review(phases, roles, now):
        return Hours(True, until=phase.ends_at)
    coming = (one.starts_at for one in phases if one.starts_at > now and not one.reviewers.isdisjoint(roles))
    return Hours(False, opens=min(coming, default=None))


def waiting_at(actor: Actor) -> Sequence[Event]:
    """The events at which the actor was given anything that isn't answered, the earliest first."""
    mine = (Review.application_id == Assignment.application_id) & (Review.person_id == Assignment.person_id)
    given = select(Application.event_id).join(Assignment, Assignment.application_id == Application.id)
    given = given.outerjoin(Review, mine).where(or_(Review.id.is_(None), Review.state == ReviewState.DRAFT))
    given = given.where(Assignment.person_id == actor.person_id, Assignment.ended_at.is_(None))
    given = given.where(Application.status.in_([Status.SUBMITTED, Status.REJECTED]))
    return db.session.scalars(select(Event).where(Event.id.in_(given)).order_by(Event.starts_at, Event.id)).all()


def of(event: Event, actor: Actor) -> Desk | None:
    """What this reviewer was given; None for an event without review."""
    curation = queries.find(event.id)
    if curation is None:
        return None
    person_id = actor.person_id or 0
    bars = {one for one, _ in panel.bars(event.id, person_ids=[person_id])}
    hides = hides_names(actor, event.id)
    reviews = {review.application_id: review for review in _reviews(event.id, person_id)}
    cards = [
        Card(one.application, one, reviews.get(one.application_id), title_of(one.application, hides=hides))
        for one in _assignments(event.id, person_id)
        if one.application_id not in bars
    ]
    counts = _sent_counts(event.id)
    cards.sort(key=lambda card: (counts.get(card.application.id, 0), card.application.code))
    waiting = [card for card in cards if card.state not in FINISHED and _is_open(card)]
    answered = sorted((card for card in cards if card.review and card.state in FINISHED), key=_last_first)
    return Desk(
        curation=curation,
        to_do=[card for card in waiting if card.state is None],
        drafts=[card for card in waiting if card.state is ReviewState.DRAFT],
        sent=[card for card in answered if card.state is ReviewState.SENT],
        abstained=[card for card in answered if card.state is ReviewState.ABSTAINED],
        away=_under_review(event.id, bars),
    )


def count_open(event_id: int, actor: Actor) -> int:
    """How many reviews the actor still has to write at an event."""
    query = (
        select(Assignment.application_id)
        .join(Assignment.application)
        .outerjoin(Assignment.objection)
        .outerjoin(
            Review, (Review.application_id == Assignment.application_id) & (Review.person_id == Assignment.person_id)
        )
        .where(Application.event_id == event_id, Assignment.person_id == actor.person_id)
        .where(Assignment.ended_at.is_(None), or_(Review.id.is_(None), Review.state == ReviewState.DRAFT))
        .where(
            or_(
                Assignment.objection_id.is_(None) & (Application.status == Status.SUBMITTED),
                Objection.upheld.is_(None)
                & Assignment.objection_id.is_not(None)
                & (Application.status == Status.REJECTED),
            )
        )
    )
    waiting = set(db.session.scalars(query))
    if not waiting:
        return 0
    return len(waiting - {one for one, _ in panel.bars(event_id, person_ids=[actor.person_id or 0])})


def may_help(desk: Desk, actor: Actor, now: datetime) -> bool:
    """Whether another's application is there to be taken, once one's own are done."""
    if desk.to_do or desk.drafts:
        return False
    return bool(helping.offered(desk.curation, actor.person_id or 0, now))


# ---- One application -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownFile:
    """A file that answers a question; without a name where that might tell whose it is."""

    key: str
    is_picture: bool
    name: str = ""


@dataclass(frozen=True)
class Sheet:
    """An application as reviewers read it. `business`: None where names are hidden. `names`: what is blotted out."""

    application: Application
    title: str
    products: Sequence[tuple[Product, str]]
    answers: Sequence[Answered]
    capacity: str
    papers: Sequence[Paper]
    record: Record
    business: Business | None
    names: Sequence[str] = ()

    def shown(self, text: str) -> str:
        """What its applicant wrote elsewhere, as this reader may know it."""
        return without(text, self.names) if self.business is None else text

    @property
    def photos(self) -> list[tuple[str, str]]:
        """The keys of the pictures of what is made, with the names of the products."""
        return [(product.photo.key, name) for product, name in self.products if product.photo]


def sheet(application: Application, actor: Actor, now: datetime) -> Sheet:
    """What the reviewer may know of it."""
    hides, business = hides_names(actor, application.event_id), application.business
    names = names_of(business) if hides else ()
    answers = [_shown(row, names) if hides else row for row in reading.answered(application)]
    return Sheet(
        application=application,
        title=title_of(application, hides=hides),
        products=[(one, without(one.name, names) if hides else one.name) for one in application.products],
        answers=answers,
        capacity=without(business.capacity, names) if hides else business.capacity,
        papers=shelf.papers_of(business.id),
        record=history.records([business.id], application.event, now=now)[business.id],
        business=None if hides else business,
        names=names,
    )


def hides_names(actor: Actor, event_id: int) -> bool:
    """Whether this reader isn't to know who applies."""
    return not actor.may(Permission.APPLICATION_READ, event_id)


def _shown(row: Answered, names: Collection[str]) -> Answered:
    files = [ShownFile(file.key, file.is_picture) for file in row.files]
    products = [_Named(product, without(product.name, names)) for product in row.products]
    return replace(row, text=without(row.text, names), files=files, products=products)  # type: ignore[arg-type]


class _Named:
    """A product under the name that may be shown."""

    def __init__(self, product: Product, name: str) -> None:
        self.photo, self.price, self.name = product.photo, product.price, name


# ---- Rows ------------------------------------------------------------------------------------------------


def _is_open(card: Card) -> bool:
    objection = card.assignment.objection
    if objection is not None:
        return card.application.status is Status.REJECTED and objection.upheld is None
    return card.application.status is Status.SUBMITTED


def _last_first(card: Card) -> float:
    return -card.review.updated_at.timestamp() if card.review else 0.0


def _assignments(event_id: int, person_id: int) -> Sequence[Assignment]:
    query = select(Assignment).join(Assignment.application).where(Application.event_id == event_id)
    query = query.where(Assignment.person_id == person_id, Assignment.ended_at.is_(None))
    shown = joinedload(Assignment.application)
    return db.session.scalars(
        query.options(
            shown.joinedload(Application.business).joinedload(Business.category),
            shown.selectinload(Application.products).joinedload(Product.photo),
            joinedload(Assignment.objection),
        )
    ).all()


def _reviews(event_id: int, person_id: int) -> Sequence[Review]:
    query = select(Review).join(Review.application).where(Application.event_id == event_id)
    return db.session.scalars(query.where(Review.person_id == person_id)).all()


def _sent_counts(event_id: int) -> Mapping[int, int]:
    counts: dict[int, int] = {}
    for (application_id, _), state in assigning.states_of(event_id).items():
        counts[application_id] = counts.get(application_id, 0) + (state is ReviewState.SENT)
    return counts


def _under_review(event_id: int, ids: Collection[int]) -> Sequence[Application]:
    query = select(Application).where(Application.event_id == event_id, Application.status == Status.SUBMITTED)
    query = query.where(Application.id.in_(ids)).order_by(Application.code)
    return db.session.scalars(query.options(selectinload(Application.products))).all()
