"""What people do in the demo's chapters, each through its service and at the time when it would have happened."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.service import Details, ParticipantDetails
from eventreg.businesses.models import Product
from eventreg.core.clock import Zone
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Actor
from eventreg.demo import programme, words
from eventreg.demo.people import Owner
from eventreg.door import pairing
from eventreg.door import service as door
from eventreg.door.protocol import read_request
from eventreg.events.models import Event
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets import service as tickets

REASONS = {
    Status.ACCEPTED: words.ACCEPTANCES,
    Status.REJECTED: words.REJECTIONS,
    Status.NEEDS_REVISION: words.CORRECTIONS,
}


@dataclass
class Story:
    """What the chapters share: chance, the day, and who takes part."""

    random: Random
    today: date
    staff: dict[str, Actor]
    owners: list[Owner]

    def moment(self, day: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment `day` days after the demo's day, in WIB."""
        start = datetime(self.today.year, self.today.month, self.today.day, tzinfo=Zone.WIB.info)
        return start + timedelta(days=day, hours=hour, minutes=minute)


Writing = Callable[[Story, Owner, int], Details]
"""What an owner writes who applies as the so-manieth."""


def make(story: Story, plan: programme.Plan) -> int:
    """The organiser makes an event; its id."""
    return programme.make_event(plan, story.today, actor=story.staff["panitia"])


def usual(story: Story, owner: Owner, _number: int) -> Details:
    """Answers to what every event asks at first."""
    return Details(_usual(story, owner)[0])


def with_helper(story: Story, owner: Owner, _number: int) -> Details:
    """The same, and somebody who minds the stand."""
    answers, name = _usual(story, owner)
    return Details(answers, [ParticipantDetails(""), ParticipantDetails(name)])


def apply_all(
    story: Story, event_id: int, owners: Sequence[Owner], day: int, *, days: int = 4, writing: Writing = usual
) -> list[int]:
    """Everybody applies within some days, in this order; the ids of the applications."""
    sent = []
    for number, owner in enumerate(owners):
        now = story.moment(day + number * days // len(owners), 8 + number % 12, number * 7 % 60)
        with unit_of_work():
            details = writing(story, owner, number)
            application = applications.submit(event_id, owner.business_id, details, actor=owner.actor, now=now)
            sent.append(application.id)
    return sent


def draft(story: Story, event_id: int, owner: Owner, day: int) -> None:
    """Somebody begins to apply."""
    with unit_of_work():
        details = usual(story, owner, 0)
        applications.save_draft(event_id, owner.business_id, details, actor=owner.actor, now=story.moment(day, 20))


def decide(story: Story, event_id: int, application_ids: Sequence[int], verdict: Status, day: int) -> None:
    """Each application gets a verdict with its own reason, as a committee would write it."""
    for number, application_id in enumerate(application_ids):
        with unit_of_work():
            applications.decide(
                event_id,
                [application_id],
                verdict,
                actor=story.staff[f"komite{number % 3 + 1}"],
                reason=story.random.choice(REASONS.get(verdict, ("",))),
                now=story.moment(day, 10 + number // 30, number * 2 % 60),
            )


def answer(story: Story, application_id: int, day: int, *, declines: bool = False) -> None:
    """An applicant takes an offered place, or gives it back."""
    with unit_of_work():
        act = applications.decline if declines else applications.confirm
        act(application_id, actor=applicant(story, application_id), now=story.moment(day, 19))


def withdraw(story: Story, application_id: int, day: int, reason: str) -> None:
    """An applicant steps back."""
    with unit_of_work():
        actor = applicant(story, application_id)
        applications.withdraw(application_id, actor=actor, reason=reason, now=story.moment(day, 18))


def applicant(story: Story, application_id: int) -> Actor:
    """Who acts for the business that applied."""
    business_id = db.session.get_one(Application, application_id).business_id
    return next(owner.actor for owner in story.owners if owner.business_id == business_id)


def let_in(story: Story, event_id: int, gate: str, day: int, *, hour: int, share: float) -> None:
    """A phone at the gate scans a share of the event's valid tickets, one every half minute."""
    opened = story.moment(day, hour)
    organiser = story.staff["panitia"]
    with unit_of_work():
        event = db.session.get_one(Event, event_id)
        entrance = pairing.add_gate(event, gate, actor=organiser, now=opened)
        device_id = pairing.pair(event, entrance, by_id=organiser.person_id, now=opened).device.id
    with unit_of_work():
        valid = [ticket for ticket in ticket_queries.valid_tickets(event_id) if story.random.random() < share]
        tokens = [tickets.token_of(ticket) for ticket in valid]
    for number, token in enumerate(tokens):
        now = opened + timedelta(seconds=30 * number)
        scan = {
            "id": str(UUID(int=story.random.getrandbits(128), version=4)),
            "token": token,
            "gate": gate,
            "direction": "in",
            "at": now.isoformat(),
            "offset_ms": 0,
        }
        with unit_of_work():
            door.record_scans(device_id, read_request(json.dumps({"scans": [scan]}).encode()), now=now)


def products_of(owner: Owner) -> list[Product]:
    """What somebody makes."""
    return list(db.session.scalars(select(Product).where(Product.id.in_(owner.product_ids)).order_by(Product.id)))


def motivation(story: Story, products: Sequence[Product]) -> str:
    """Why somebody wants to take part."""
    return story.random.choice(words.MOTIVATIONS).format(ware=products[0].name.lower())


def somebody(story: Story) -> str:
    """A name."""
    return f"{story.random.choice(words.FIRST_NAMES)} {story.random.choice(words.LAST_NAMES)}"


def _usual(story: Story, owner: Owner) -> tuple[dict[str, object], str]:
    products = products_of(owner)
    reason, name = motivation(story, products), somebody(story)
    experience = story.random.choice(["none", "some", "regular"])
    return {
        "motivation": reason,
        "experience": experience,
        "products": [product.id for product in products],
    }, name
