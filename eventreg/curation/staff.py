"""What organisers see of who reviews what: nothing of what they themselves stay away from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Product
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor
from eventreg.curation import assigning, panel
from eventreg.curation.models import Assignment, Recusal
from eventreg.curation.rules import Conflict, ReviewState
from eventreg.events.models import Event

PAGE = 25


@dataclass(frozen=True)
class Reviewer:
    """How far somebody is. `reviews`: whether they may review in the phase that runs or comes next."""

    person: Person
    given: int
    sent: int
    abstained: int
    begun: int
    barred: int
    reviews: bool

    @property
    def open(self) -> int:
        """What they still have to answer."""
        return self.given - self.sent - self.abstained


@dataclass(frozen=True)
class Holder:
    """Somebody who has an application to review, and how far they are. `by_hand`: the organiser chose them."""

    person: Person
    by_hand: bool
    state: ReviewState | None
    why_away: Conflict | None


def reviewers(event_id: int, now: datetime) -> Sequence[Reviewer]:
    """Everybody who reviews or has something to, in the order of their names."""
    people = {person.id: person for person in assigning.current_reviewers(event_id, now)}
    current = set(people)
    given: Counter[int] = Counter()
    done: Counter[tuple[int, ReviewState | None]] = Counter()
    states = assigning.states_of(event_id)
    for assignment in assigning.assignments_of(event_id):
        people.setdefault(assignment.person_id, assignment.person)
        given[assignment.person_id] += 1
        done[assignment.person_id, states.get((assignment.application_id, assignment.person_id))] += 1
    bars = Counter(person for _, person in panel.bars(event_id, person_ids=list(people)))
    rows = [
        Reviewer(
            person=person,
            given=given[key],
            sent=done[key, ReviewState.SENT],
            abstained=done[key, ReviewState.ABSTAINED],
            begun=done[key, ReviewState.DRAFT],
            barred=bars[key],
            reviews=key in current,
        )
        for key, person in people.items()
    ]
    return sorted(rows, key=lambda row: (row.person.name.casefold(), row.person.id))


def page(event_id: int, number: int, actor: Actor) -> Page[Application]:
    """A page of the applications under review that the actor doesn't stay away from."""
    query = select(Application).where(Application.event_id == event_id, Application.status == Status.SUBMITTED)
    query = query.where(Application.id.not_in(away(event_id, actor))).order_by(Application.code, Application.id)
    return page_of(query.options(joinedload(Application.business), _with_products()), number, PAGE)


def applications(ids: Sequence[int]) -> Sequence[Application]:
    """These, by their codes."""
    query = select(Application).where(Application.id.in_(ids)).order_by(Application.code)
    return db.session.scalars(query.options(joinedload(Application.business), _with_products())).all()


def get(event_id: int, code: str, actor: Actor) -> Application:
    """One of the event's. Raises NotFound, also for what the actor stays away from."""
    query = select(Application).where(Application.event_id == event_id, Application.code == code)
    application = db.session.scalar(query.where(Application.status != Status.DRAFT).options(_with_products()))
    if application is None or panel.is_barred(application, actor.person_id):
        raise NotFound()
    return application


def holders(event_id: int, application_ids: Sequence[int]) -> Mapping[int, Sequence[Holder]]:
    """Application's id → who has it to review."""
    query = select(Assignment).where(Assignment.application_id.in_(application_ids), Assignment.ended_at.is_(None))
    rows = db.session.scalars(query.order_by(Assignment.id).options(joinedload(Assignment.person))).all()
    states = assigning.states_of(event_id)
    bars = panel.bars(event_id, person_ids={row.person_id for row in rows}, application_ids=application_ids)
    found: dict[int, list[Holder]] = {key: [] for key in application_ids}
    for row in rows:
        pair = (row.application_id, row.person_id)
        found[row.application_id].append(Holder(row.person, row.by_hand, states.get(pair), bars.get(pair)))
    return found


def recusals(event: Event, actor: Actor) -> Sequence[Recusal]:
    """What was declared and stands, the latest first."""
    query = select(Recusal).join(Recusal.application).where(Application.event_id == event.id)
    query = query.where(Recusal.ended_at.is_(None), Recusal.application_id.not_in(away(event.id, actor)))
    query = query.order_by(Recusal.at.desc(), Recusal.id.desc())
    shown = joinedload(Recusal.application)
    return db.session.scalars(
        query.options(
            joinedload(Recusal.person),
            shown.joinedload(Application.business),
            shown.selectinload(Application.products),
        )
    ).all()


def noted_by(recusals: Sequence[Recusal]) -> Mapping[int, str]:
    """Recusal's id → the name of who noted it, where the person themselves didn't say it."""
    others = {one.id: one.by_id for one in recusals if one.by_id not in {None, one.person_id}}
    query = select(Person.id, Person.name).where(Person.id.in_(others.values()))
    names = dict(iter(db.session.execute(query)))
    return {key: names[by_id] for key, by_id in others.items() if by_id in names}


def get_recusal(event: Event, recusal_id: int, actor: Actor) -> Recusal:
    """One that stands. Raises NotFound, also for what the actor stays away from."""
    found = next((one for one in recusals(event, actor) if one.id == recusal_id), None)
    if found is None:
        raise NotFound()
    return found


def away(event_id: int, actor: Actor) -> frozenset[int]:
    """What the actor stays away from."""
    return frozenset(one for one, _ in panel.bars(event_id, person_ids=[actor.person_id or 0]))


def _with_products() -> Any:
    return selectinload(Application.products).joinedload(Product.photo)
