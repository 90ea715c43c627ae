"""The days at the booths of the fair that runs."""

from datetime import datetime
from random import Random

from eventreg.applications.models import Application
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Actor
from eventreg.demo import broken, handed, walked
from eventreg.demo.acts import Story
from eventreg.demo.floors import RUNNING
from eventreg.events import queries as events
from eventreg.onsite import arriving, loading, queries, timetable
from eventreg.onsite.rules import Way, slots_of

GATES = ("Gate Utara", "Gate Selatan")
PLATES = ("Mobil boks", "Pikap", "Sepeda motor roda tiga", "Minibus")


def tell(story: Story) -> None:
    """With chance of its own, so that the rest stays as it was."""
    event_id, random = events.find_id(RUNNING), Random(story.random.random())  # noqa: S311 (repeatable on purpose)
    if event_id is None or not queries.stands(event_id):
        return
    _load(story, event_id, random)
    broken.tell(story, event_id)
    handed.tell(story, event_id)
    walked.tell(story, event_id)


# ---- Loading ---------------------------------------------------------------------------------------------------------


def _load(story: Story, event_id: int, random: Random) -> None:
    """Nearly all came the day before it began, a few today, two of them late; some know when they leave."""
    _slots(story, event_id, Way.IN, story.moment(-2, 8), story.moment(-2, 16))
    _slots(story, event_id, Way.IN, story.moment(0, 7), story.moment(0, 10))
    _slots(story, event_id, Way.OUT, story.moment(5, 6), story.moment(5, 12))
    exhibitors = list({stand.application.id: stand.application for stand in queries.stands(event_id)}.values())
    own = story.owners[0].business_id
    exhibitors.sort(key=lambda one: one.business_id != own)
    first = [one.id for one in timetable.slots(event_id, Way.IN) if one.starts_at < story.moment(-1)]
    today = [one.id for one in timetable.slots(event_id, Way.IN) if one.starts_at >= story.moment(-1)]
    last = [one.id for one in timetable.slots(event_id, Way.OUT)]
    for number, one in enumerate(exhibitors[:-7]):
        _choose(story, one, first[number % len(first)], Way.IN, random)
        _come(story, one, Way.IN, leaves=True)
    for number, one in enumerate(exhibitors[-7:-3]):
        _choose(story, one, today[number], Way.IN, random)
        if number < 2:
            _come(story, one, Way.IN, leaves=number == 0)
    for number, one in enumerate(exhibitors[1:13]):
        _choose(story, one, last[number], Way.OUT, random)


def _slots(story: Story, event_id: int, way: Way, starts: datetime, ends: datetime) -> None:
    now = story.moment(-12)
    with unit_of_work():
        planned = slots_of(starts, ends, 30, GATES)
        loading.make(event_id, way, planned, 2, actor=story.staff["panitia"], now=now)


def _choose(story: Story, one: Application, slot_id: int, way: Way, random: Random) -> None:
    vehicle = f"{random.choice(PLATES)}, G {random.randint(1000, 9999)} D{random.choice('ABCE')}"
    actor = Actor(person_id=one.applicant_id, business_ids=frozenset({one.business_id}))
    with unit_of_work():
        loading.choose(
            one.code, slot_id, way, vehicle=vehicle, actor=actor, now=story.moment(-9, 9, random.randint(0, 600))
        )


def _come(story: Story, one: Application, way: Way, *, leaves: bool) -> None:
    booking = timetable.booking_of(one.id, way)
    if booking is None:
        return
    came, gone = booking.slot.starts_at, booking.slot.ends_at
    with unit_of_work():
        arriving.arrive(one, way, gate=None, actor=story.staff["panitia"], now=came)
    if leaves:
        with unit_of_work():
            arriving.leave(one, way, actor=story.staff["panitia"], now=gone)
