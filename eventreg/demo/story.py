"""A council's recent life: businesses apply, the committee decides, people come through the door.

Everything goes through the services, at the time when it would have happened.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select

from eventreg.applications import service as applications
from eventreg.applications.chores import pass_time
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.service import Details, ParticipantDetails
from eventreg.businesses import service as businesses
from eventreg.businesses.models import Product
from eventreg.core import outbox
from eventreg.core.clock import Zone
from eventreg.core.db import db, unit_of_work
from eventreg.core.entropy import seeded
from eventreg.core.permissions import Actor
from eventreg.council import service as council
from eventreg.council.service import Facts
from eventreg.demo import programme, trust, words
from eventreg.demo.people import Owner, make_owners, make_staff
from eventreg.door import pairing
from eventreg.door import service as door
from eventreg.door.protocol import read_request
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets import service as tickets

BUSINESSES = {"small": 40, "full": 200}
REGIONS = Path(__file__).with_name("wilayah-kota-pekalongan.csv")
ORGANISATION = Facts(
    name="Dewan Kerajinan Nasional Daerah Kota Pekalongan",
    short_name="Dekranasda",
    place="Kota Pekalongan",
    address="Jl. Jetayu, Pekalongan",
    hours="Senin–Jumat, 08.00–15.30 WIB",
    whatsapp="+6280000000012",
    welcome="Pelatihan dan pameran untuk perajin Pekalongan",
    lead="Daftar dari ponsel, pantau hasil kurasi, dan tunjukkan tiket di pintu. Tanpa biaya pendaftaran.",
    zone=Zone.WIB,
)


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


def tell(seed: int, stage: str, today: date) -> None:
    """Fill an empty database. The same seed, stage and day give the same data."""
    random = Random(seed)  # noqa: S311 (repeatable on purpose)
    with seeded(seed):
        begins = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=90)
        with unit_of_work():
            businesses.ensure_categories()
            businesses.load_regions(_regions())
        staff = make_staff(begins)
        with unit_of_work():
            council.update_organisation(ORGANISATION, actor=staff["admin"], now=begins)
        story = Story(random, today, staff, make_owners(BUSINESSES[stage], random, begins))
        for chapter in (_past, _running, _open, _confirming, _full, _called_off):
            chapter(story)
        for plan in (programme.LATER, programme.DRAFT):
            programme.make_event(plan, today, actor=staff["panitia"])
        _trust(story, begins)
        with unit_of_work():
            outbox.settle_all_as_sent()


def _trust(story: Story, begins: datetime) -> None:
    """Who people are, who helps whom, and what they ask about their data."""
    trust.tell_niks(story.owners, story.random, begins + timedelta(days=2))
    trust.ask_a_helper_in(story.owners[0], story.moment(-30))
    trust.enter_somebody_without_email(story.staff["panitia"], story.moment(-20))
    trust.ask_about_data(story.owners, story.staff["admin"], story.moment(0, 6))


def _past(story: Story) -> None:
    """A finished training: most came both days, some only once; those who waited in vain were told."""
    plan = programme.PAST
    event_id = _event(story, plan)
    chosen = _apply_all(story, event_id, story.owners[2:22], plan.opens + 3)
    _decide(story, event_id, chosen[: plan.quota], Status.ACCEPTED, plan.closes + 1)
    _decide(story, event_id, chosen[plan.quota : plan.quota + 3], Status.WAITLISTED, plan.closes + 1)
    _decide(story, event_id, chosen[plan.quota + 3 :], Status.REJECTED, plan.closes + 1)
    pass_time(story.moment(plan.starts, 9))
    for day in range(plan.days):
        _let_in(story, event_id, "Ruang utama", plan.starts + day, hour=9, share=0.9)


def _running(story: Story) -> None:
    """The exhibition of these days: nearly everybody has a stand; yesterday many came."""
    plan = programme.RUNNING
    event_id = _event(story, plan)
    taking_part = story.owners if len(story.owners) <= plan.quota else story.owners[: plan.quota + 20]
    chosen = _apply_all(story, event_id, taking_part, plan.opens + 2, helpers=True)
    accepted = chosen[:-3] if len(chosen) <= plan.quota else chosen[: plan.quota - 4]
    _decide(story, event_id, accepted, Status.ACCEPTED, plan.closes + 2)
    _decide(story, event_id, chosen[len(accepted) :][:2], Status.WAITLISTED, plan.closes + 2)
    _decide(story, event_id, chosen[len(accepted) :][2:], Status.REJECTED, plan.closes + 2)
    pass_time(story.moment(plan.starts, 0))
    _let_in(story, event_id, "Gate Utara", plan.starts, hour=9, share=0.6)
    _let_in(story, event_id, "Gate Selatan", plan.starts, hour=11, share=0.2)


def _open(story: Story) -> None:
    """The training that takes applications now: every early state, and a few drafts."""
    plan = programme.OPEN
    event_id = _event(story, plan)
    chosen = _apply_all(story, event_id, story.owners[2:26], plan.opens + 1)
    _decide(story, event_id, chosen[:5], Status.ACCEPTED, -4)
    _decide(story, event_id, chosen[5:7], Status.WAITLISTED, -4)
    _decide(story, event_id, chosen[7:9], Status.REJECTED, -4)
    _decide(story, event_id, chosen[9:11], Status.NEEDS_REVISION, -2)
    _withdraw(story, chosen[11], -3, "Bertabrakan dengan pesanan besar.")
    for owner in story.owners[26:29]:
        _draft(story, event_id, owner, -1)


def _confirming(story: Story) -> None:
    """An exhibition where the accepted confirm: offers taken, declined, lapsed and still open; Sri waits."""
    plan = programme.CONFIRMING
    event_id = _event(story, plan)
    chosen = _apply_all(story, event_id, [story.owners[0], *story.owners[4:24]], plan.opens + 2, helpers=True)
    early = chosen[1:9]
    _decide(story, event_id, early, Status.ACCEPTED, -8)
    for number, application_id in enumerate(early[:6]):
        _answer(story, application_id, -7, declines=number == 5)
    pass_time(story.moment(-4, 12))  # two never answered
    _decide(story, event_id, chosen[9:12], Status.ACCEPTED, -1)
    _decide(story, event_id, chosen[12:15], Status.WAITLISTED, -1)


def _full(story: Story) -> None:
    """A small training without a place left."""
    plan = programme.FULL
    event_id = _event(story, plan)
    chosen = _apply_all(story, event_id, story.owners[10:24], plan.opens + 1)
    _decide(story, event_id, chosen[: plan.quota], Status.ACCEPTED, -6)
    _decide(story, event_id, chosen[plan.quota :], Status.WAITLISTED, -6)


def _called_off(story: Story) -> None:
    plan = programme.CALLED_OFF
    event_id = _event(story, plan)
    _apply_all(story, event_id, story.owners[5:13], plan.opens + 4)
    reason, now = "Anggaran dialihkan. Kami mengusahakan pengganti tahun depan.", story.moment(-6)
    with unit_of_work():
        events.cancel(event_id, actor=story.staff["panitia"], reason=reason, now=now)
        applications.cancel_all(event_id, actor=story.staff["panitia"], reason=reason, now=now)


# ---- What happens in the chapters ------------------------------------------------------------------


def _event(story: Story, plan: programme.Plan) -> int:
    return programme.make_event(plan, story.today, actor=story.staff["panitia"])


def _apply_all(story: Story, event_id: int, owners: Sequence[Owner], day: int, *, helpers: bool = False) -> list[int]:
    """Everybody applies within some days, in this order; the ids of the applications."""
    sent = []
    for number, owner in enumerate(owners):
        now = story.moment(day + number * 4 // len(owners), 8 + number % 12, number * 7 % 60)
        with unit_of_work():
            details = _details(story, owner, helpers=helpers)
            application = applications.submit(event_id, owner.business_id, details, actor=owner.actor, now=now)
            sent.append(application.id)
    return sent


def _draft(story: Story, event_id: int, owner: Owner, day: int) -> None:
    with unit_of_work():
        details = _details(story, owner, helpers=False)
        applications.save_draft(event_id, owner.business_id, details, actor=owner.actor, now=story.moment(day, 20))


def _details(story: Story, owner: Owner, *, helpers: bool) -> Details:
    products = list(db.session.scalars(select(Product).where(Product.id.in_(owner.product_ids)).order_by(Product.id)))
    motivation = story.random.choice(words.MOTIVATIONS).format(ware=products[0].name.lower())
    name = f"{story.random.choice(words.FIRST_NAMES)} {story.random.choice(words.LAST_NAMES)}"
    answers = {
        "motivation": motivation,
        "experience": story.random.choice(["none", "some", "regular"]),
        "products": [product.id for product in products],
    }
    return Details(answers, [ParticipantDetails(""), ParticipantDetails(name)] if helpers else [])


def _decide(story: Story, event_id: int, application_ids: Sequence[int], verdict: Status, day: int) -> None:
    """Each application gets a verdict with its own reason, as a committee would write it."""
    reasons = {
        Status.ACCEPTED: words.ACCEPTANCES,
        Status.REJECTED: words.REJECTIONS,
        Status.NEEDS_REVISION: words.CORRECTIONS,
    }.get(verdict, ("",))
    for number, application_id in enumerate(application_ids):
        with unit_of_work():
            applications.decide(
                event_id,
                [application_id],
                verdict,
                actor=story.staff[f"komite{number % 3 + 1}"],
                reason=story.random.choice(reasons),
                now=story.moment(day, 10 + number // 30, number * 2 % 60),
            )


def _answer(story: Story, application_id: int, day: int, *, declines: bool) -> None:
    with unit_of_work():
        act = applications.decline if declines else applications.confirm
        act(application_id, actor=_applicant(story, application_id), now=story.moment(day, 19))


def _withdraw(story: Story, application_id: int, day: int, reason: str) -> None:
    with unit_of_work():
        actor = _applicant(story, application_id)
        applications.withdraw(application_id, actor=actor, reason=reason, now=story.moment(day, 18))


def _applicant(story: Story, application_id: int) -> Actor:
    business_id = db.session.get_one(Application, application_id).business_id
    return next(owner.actor for owner in story.owners if owner.business_id == business_id)


def _let_in(story: Story, event_id: int, gate: str, day: int, *, hour: int, share: float) -> None:
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


def _regions() -> list[tuple[str, str, str]]:
    with REGIONS.open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"], row["level"]) for row in csv.DictReader(file)]
