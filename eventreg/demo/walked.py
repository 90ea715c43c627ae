"""Rounds at the fair that runs: nearly all are there, a few closed midway, one of them said why."""

from collections.abc import Sequence
from hashlib import sha256

from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Actor
from eventreg.demo.acts import Story
from eventreg.events.models import Event
from eventreg.onsite import history, rounds
from eventreg.onsite.queries import Stand
from eventreg.onsite.rules import Presence

OPEN, CLOSED = Presence.OPEN, Presence.CLOSED
ROUNDS = ((-1, 9), (-1, 13), (-1, 17), (0, 5), (0, 6))
"""Day and hour of each round."""
FOUND = {
    3: (OPEN, OPEN, CLOSED, OPEN, OPEN),
    5: (OPEN, CLOSED, OPEN, OPEN, OPEN),
    7: (OPEN, OPEN, OPEN, OPEN, CLOSED),
    11: (CLOSED, CLOSED, CLOSED, CLOSED, CLOSED),
}
"""How some were found on each round, by their place in the way; all others open."""
NOTES = {
    (3, 2): "Kain penutup dipasang, penjaga tidak ada.",
    (5, 1): "Istirahat, kata tetangga kembali pukul 15.",
    (7, 4): "Barang masih ada, penjaga pulang.",
    (11, 0): "Belum pernah buka.",
}
NOT_REACHED = 9  # so many at the end of the way nobody has seen on today's last rounds


def tell(story: Story, event_id: int) -> None:
    """One volunteer walks; what was kept without signal arrived an hour later."""
    event = db.session.get_one(Event, event_id)
    way = [one.stand for one in history.picture(event, history.today(event, story.moment(0, 6)))]
    for number, (day, hour) in enumerate(ROUNDS):
        reached = way if day < 0 else way[: len(way) - NOT_REACHED]
        sent = [_seen(story, stand, place, number, day, hour) for place, stand in enumerate(reached)]
        with unit_of_work():
            arrived = story.moment(day, hour + (1 if number == 2 else 0), 50)
            rounds.record(event_id, sent, phone_now=arrived, actor=story.staff["pintu"], now=arrived)
    _explain(story, way)


def _seen(story: Story, stand: Stand, place: int, number: int, day: int, hour: int) -> dict[str, str | float]:
    found = FOUND[place][number] if place in FOUND else OPEN
    return {
        "key": sha256(f"{number} {stand.booth.uid} {stand.application.code}".encode()).hexdigest()[:32],
        "booth": stand.booth.uid,
        "code": stand.application.code,
        "presence": found.value,
        "note": NOTES.get((place, number), ""),
        "at": story.moment(day, hour, 41 + place % 9).timestamp() * 1000,
    }


def _explain(story: Story, way: Sequence[Stand]) -> None:
    if len(way) <= max(FOUND):
        return
    one = way[7].application
    actor = Actor(person_id=one.applicant_id, business_ids=frozenset({one.business_id}))
    with unit_of_work():
        words = "Pulang lebih awal karena anak sakit. Besok pagi buka lagi."
        rounds.explain(one.id, words, actor=actor, now=story.moment(0, 6, 55))
