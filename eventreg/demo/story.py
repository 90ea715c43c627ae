"""A council's recent life: businesses apply, the committee decides, people come through the door.

Everything goes through the services, at the time when it would have happened.
"""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from eventreg.applications import service as applications
from eventreg.applications.chores import pass_time
from eventreg.applications.rules import Status
from eventreg.businesses import service as businesses
from eventreg.core import outbox
from eventreg.core.clock import Zone
from eventreg.core.db import unit_of_work
from eventreg.core.entropy import seeded
from eventreg.core.permissions import Actor
from eventreg.council import service as council
from eventreg.council.service import Facts
from eventreg.demo import (
    acts,
    curated,
    exhibitors,
    fair,
    fairs,
    floors,
    guests,
    issued,
    lots,
    offered,
    papers,
    plans,
    profiles,
    programme,
    rushes,
    trust,
)
from eventreg.demo.acts import Story
from eventreg.demo.people import make_owners, make_staff
from eventreg.events import service as events

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


def tell(seed: int, stage: str, today: date) -> None:
    """Fill an empty database. The same seed, stage and day give the same data."""
    random = Random(seed)  # noqa: S311 (repeatable on purpose)
    with seeded(seed):
        begins = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(
            days=430
        )  # before last year's events
        staff = found_council(begins)
        story = Story(random, today, staff, make_owners(BUSINESSES[stage], random, begins))
        for chapter in (_past, _running, _open, _confirming, _full, _called_off):
            chapter(story)
        for plan in (programme.LATER, programme.DRAFT):
            programme.make_event(plan, today, actor=staff["panitia"])
        _trust(story, begins)
        _shaped(story, begins)
        with unit_of_work():
            outbox.settle_all_as_sent()


def found_council(now: datetime) -> dict[str, Actor]:
    """Crafts, villages, the organisation and its people, by the part of their address before the @."""
    with unit_of_work():
        businesses.ensure_categories()
        businesses.load_regions(_regions())
    staff = make_staff(now)
    with unit_of_work():
        council.update_organisation(ORGANISATION, actor=staff["admin"], now=now)
    return staff


def _trust(story: Story, begins: datetime) -> None:
    """Who people are, who helps whom, and what they ask about their data."""
    trust.tell_niks(story.owners, story.random, begins + timedelta(days=2))
    trust.ask_a_helper_in(story.owners[0], story.moment(-30))
    trust.enter_somebody_without_email(story.staff["panitia"], story.moment(-20))
    trust.ask_about_data(story.owners, story.staff["admin"], story.moment(0, 6))


def _shaped(story: Story, begins: datetime) -> None:
    """What businesses tell and send, and the events that organisers shaped; last, so that the rest stays as it was."""
    organiser = story.staff["panitia"]
    profiles.tell_profiles(story.owners, organiser, story.random, begins + timedelta(days=3), story.moment(-15))
    papers.send_papers(story.owners, organiser, story.random, story.moment(0, 7))
    for chapter in (
        fairs.last_year,
        rushes.tell,
        lots.tell,
        fairs.shaped,
        fairs.delegation,
        guests.tell,
        issued.letters,
        curated.tell,
        floors.tell,
        plans.tell,
        exhibitors.tell,
        fair.tell,
        offered.tell,
        issued.news,
    ):
        chapter(story)


def _past(story: Story) -> None:
    """A finished training: most came both days, some only once; those who waited in vain were told."""
    plan = programme.PAST
    event_id = acts.make(story, plan)
    chosen = acts.apply_all(story, event_id, story.owners[2:22], plan.opens + 3)
    acts.decide(story, event_id, chosen[: plan.quota], Status.ACCEPTED, plan.closes + 1)
    acts.decide(story, event_id, chosen[plan.quota : plan.quota + 3], Status.WAITLISTED, plan.closes + 1)
    acts.decide(story, event_id, chosen[plan.quota + 3 :], Status.REJECTED, plan.closes + 1)
    pass_time(story.moment(plan.starts, 9))
    for day in range(plan.days):
        acts.let_in(story, event_id, "Ruang utama", plan.starts + day, hour=9, share=0.9)


def _running(story: Story) -> None:
    """The exhibition of these days: nearly everybody has a stand; yesterday many came."""
    plan = programme.RUNNING
    event_id = acts.make(story, plan)
    taking_part = story.owners if len(story.owners) <= plan.quota else story.owners[: plan.quota + 20]
    chosen = acts.apply_all(story, event_id, taking_part, plan.opens + 2, writing=acts.with_helper)
    accepted = chosen[:-3] if len(chosen) <= plan.quota else chosen[: plan.quota - 4]
    acts.decide(story, event_id, accepted, Status.ACCEPTED, plan.closes + 2)
    acts.decide(story, event_id, chosen[len(accepted) :][:2], Status.WAITLISTED, plan.closes + 2)
    acts.decide(story, event_id, chosen[len(accepted) :][2:], Status.REJECTED, plan.closes + 2)
    pass_time(story.moment(plan.starts, 0))
    acts.let_in(story, event_id, "Gate Utara", plan.starts, hour=9, share=0.6)
    acts.let_in(story, event_id, "Gate Selatan", plan.starts, hour=11, share=0.2)


def _open(story: Story) -> None:
    """The training that takes applications now: every early state, and a few drafts."""
    plan = programme.OPEN
    event_id = acts.make(story, plan)
    chosen = acts.apply_all(story, event_id, story.owners[2:26], plan.opens + 1)
    acts.decide(story, event_id, chosen[:5], Status.ACCEPTED, -4)
    acts.decide(story, event_id, chosen[5:7], Status.WAITLISTED, -4)
    acts.decide(story, event_id, chosen[7:9], Status.REJECTED, -4)
    acts.decide(story, event_id, chosen[9:11], Status.NEEDS_REVISION, -2)
    acts.withdraw(story, chosen[11], -3, "Bertabrakan dengan pesanan besar.")
    for owner in story.owners[26:29]:
        acts.draft(story, event_id, owner, -1)


def _confirming(story: Story) -> None:
    """An exhibition where the accepted confirm: offers taken, declined, lapsed and still open; Sri waits."""
    plan = programme.CONFIRMING
    event_id = acts.make(story, plan)
    chosen = acts.apply_all(
        story, event_id, [story.owners[0], *story.owners[4:24]], plan.opens + 2, writing=acts.with_helper
    )
    early = chosen[1:9]
    acts.decide(story, event_id, early, Status.ACCEPTED, -8)
    for number, application_id in enumerate(early[:6]):
        acts.answer(story, application_id, -7, declines=number == 5)
    pass_time(story.moment(-4, 12))  # two never answered
    acts.decide(story, event_id, chosen[9:12], Status.ACCEPTED, -1)
    acts.decide(story, event_id, chosen[12:15], Status.WAITLISTED, -1)


def _full(story: Story) -> None:
    """A small training without a place left."""
    plan = programme.FULL
    event_id = acts.make(story, plan)
    chosen = acts.apply_all(story, event_id, story.owners[10:24], plan.opens + 1)
    acts.decide(story, event_id, chosen[: plan.quota], Status.ACCEPTED, -6)
    acts.decide(story, event_id, chosen[plan.quota :], Status.WAITLISTED, -6)


def _called_off(story: Story) -> None:
    plan = programme.CALLED_OFF
    event_id = acts.make(story, plan)
    acts.apply_all(story, event_id, story.owners[5:13], plan.opens + 4)
    reason, now = "Anggaran dialihkan. Kami mengusahakan pengganti tahun depan.", story.moment(-6)
    with unit_of_work():
        events.cancel(event_id, actor=story.staff["panitia"], reason=reason, now=now)
        applications.cancel_all(event_id, actor=story.staff["panitia"], reason=reason, now=now)


def _regions() -> list[tuple[str, str, str]]:
    with REGIONS.open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"], row["level"]) for row in csv.DictReader(file)]
