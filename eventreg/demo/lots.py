"""Open draws: one locked, whose value nobody can know yet, and one that is drawn.

The locked one waits for a public source that really exists, so that it can be drawn when its time has come. What such a
source told on a day of the demo can't be known here; so the drawn one names dice that were thrown for the demo.
"""

from datetime import datetime

from sqlalchemy import select

from eventreg.applications import draws
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core.db import db, unit_of_work
from eventreg.demo import acts
from eventreg.demo.acts import Story
from eventreg.demo.programme import KAUMAN, MUSEUM, Plan, Share, T
from eventreg.events.rules import Admission, QuotaKind

# drand's network "quicknet": a random number every three seconds, which nobody knows before; for the League of Entropy
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
FIRST_ROUND_AT, SECONDS = 1692803367, 3
DICE = "Lima dadu, dilempar di depan pendaftar di Museum Batik (lemparan contoh untuk demo)"

LOCKED = Plan(
    "lokakarya-warna-indigo",
    T,
    "Lokakarya Warna Indigo",
    "Sehari di bak celup: menyiapkan pasta, mencelup bertingkat, merawat warna.",
    "Peminat jauh lebih banyak daripada tempat, jadi tempat diundi terbuka. Siapa pun dapat menghitung ulang.",
    KAUMAN,
    opens=-20,
    closes=-2,
    starts=20,
    days=1,
    quota=8,
    shares=(Share(QuotaKind.RESERVE, 2, "fostered", until=12),),
    more={"admission": Admission.DRAW, "batch": "Angkatan I"},
)
DRAWN = Plan(
    "magang-canting-di-museum",
    T,
    "Magang Canting di Museum",
    "Empat hari mencanting bersama pembatik museum.",
    "Enam tempat, diundi terbuka di antara semua pendaftar.",
    MUSEUM,
    opens=-34,
    closes=-15,
    starts=10,
    days=4,
    quota=6,
    shares=(Share(QuotaKind.RESERVE, 1, "disability", until=-9),),
    more={"admission": Admission.DRAW},
)


def tell(story: Story) -> None:
    """Both draws."""
    _drawn(story)
    _locked(story)


def _locked(story: Story) -> None:
    """Closed two days ago; the numbers are published, Sri's among them."""
    event_id = acts.make(story, LOCKED)
    owners = [story.owners[1], *story.owners[20:31]]
    acts.apply_all(story, event_id, owners, LOCKED.opens + 1, days=16)
    draws_at = story.moment(2, 19)
    source, url = _round(draws_at)
    with unit_of_work():
        draws.lock_draw(event_id, source, url, draws_at, actor=story.staff["panitia"], now=story.moment(-1, 10))


def _round(at: datetime) -> tuple[str, str]:
    """The round of that moment, and where its value is read."""
    number = (int(at.timestamp()) - FIRST_ROUND_AT) // SECONDS + 1
    return f"drand quicknet, putaran {number}: nilai randomness", f"https://api.drand.sh/{QUICKNET}/public/{number}"


def _drawn(story: Story) -> None:
    """Drawn twelve days ago; one stepped back since, and the next in the order took the place."""
    event_id, organiser = acts.make(story, DRAWN), story.staff["panitia"]
    acts.apply_all(story, event_id, story.owners[13:25], DRAWN.opens + 1, days=16)
    at = story.moment(-13, 14)
    with unit_of_work():
        draws.lock_draw(event_id, DICE, "", at, actor=organiser, now=story.moment(-14, 9))
    thrown = " ".join(str(story.random.randrange(1, 7)) for _ in range(5))
    with unit_of_work():
        draws.draw(event_id, thrown, actor=organiser, now=story.moment(-13, 14, 30))
    acts.withdraw(story, _of(event_id, Status.CONFIRMED), -8, "Harus menjaga ibu yang sakit.")
    acts.answer(story, _of(event_id, Status.OFFERED), -7)


def _of(event_id: int, status: Status) -> int:
    """The first in the order who stands so."""
    query = select(Application.id).where(Application.event_id == event_id, Application.status == status)
    return db.session.scalars(query.order_by(Application.draw_key)).first() or 0
