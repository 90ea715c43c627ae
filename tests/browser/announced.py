"""Announcements in every state, and a link to stop news, for the pages that show them."""

from datetime import timedelta

from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.permissions import SYSTEM
from eventreg.events import queries as events
from eventreg.messaging import announcing, unsubscribing, writing
from eventreg.messaging.audience import Audience
from eventreg.messaging.rules import Nature
from eventreg.messaging.writing import Draft

RUNNING = "pekan-batik-demo"
TEXT = """Yth. **{{ name }}**,

penataan barang dimulai **pukul 07.00**.

- tiket {{ code }}
- kabel gulung

{{ link }}"""


def make_announced() -> dict[str, str]:
    """The caller holds the unit of work."""
    now, event_id = clock.now(), events.find_id(RUNNING)
    draft = Draft(
        "Jam penataan barang berubah",
        TEXT,
        "Other hours",
        "Dear {{ name }}",
        Audience(frozenset({Status.CONFIRMED}), visitors=True),
        Nature.EVENT,
    )
    ids = [writing.write(event_id, draft, actor=SYSTEM, now=now).id for _ in range(3)]
    announcing.schedule(ids[1], now + timedelta(days=1), actor=SYSTEM, now=now)
    announcing.schedule(ids[2], None, actor=SYSTEM, now=now)
    announcing.begin(ids[2], now)
    announcing.expand(ids[2], now)
    unsubscribing.unsubscribe("berhenti@demo.test", now=now)
    tokens = [unsubscribing.url_for_address(f"{who}@demo.test").rpartition("/")[2] for who in ("sri", "berhenti")]
    return {
        "draft_announcement": str(ids[0]),
        "scheduled_announcement": str(ids[1]),
        "sent_announcement": str(ids[2]),
        "unsubscribing": tokens[0],
        "unsubscribed": tokens[1],
    }
