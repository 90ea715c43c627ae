"""Two floor plans: of the exhibition under review, and of the fair that runs, where everybody sees who is where."""

from collections.abc import Iterable

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import placing, queries, service
from eventreg.booths.drawing import BoothDrawn, BoothState, Drawing, FixtureDrawn, FixtureKind, ZoneDrawn
from eventreg.booths.geometry import Rect
from eventreg.core.db import db, unit_of_work
from eventreg.demo.acts import Story
from eventreg.events import queries as events

JETAYU, RUNNING = "pameran-kriya-jetayu", "pekan-batik-demo"
WIDTH, HEIGHT, SIDE = 3600, 2600, 300
ZONES = (
    ("A", "Batik", ("batik", "batik-cap", "batik-kombinasi", "batik-tulis"), 200, 500),
    ("B", "Fesyen", None, 2000, 500),
    ("C", "Kriya", None, 200, 1500),
    ("D", "Pangan", ("olahan-pangan", "pangan"), 2000, 1500),
)
FACILITIES = "Meja, dua kursi, partisi 2,4 m, karpet"


def tell(story: Story) -> None:
    """Both are drawn and public; at the fair that runs those who are confirmed have their booths."""
    organiser, committee = story.staff["panitia"], story.staff["komite1"]
    for slug in (JETAYU, RUNNING):
        event_id = events.find_id(slug)
        if event_id is None:
            continue
        with unit_of_work():
            service.make(event_id, width=WIDTH, height=HEIGHT, actor=organiser, now=story.moment(0, 7))
            service.save(event_id, floor(), revision=0, actor=organiser, now=story.moment(0, 7))
            service.publish(event_id, actor=organiser, now=story.moment(0, 7))
        if slug == RUNNING:
            with unit_of_work():
                _place(event_id, story)
                service.show_occupants(event_id, True, actor=committee, now=story.moment(0, 7))


def floor() -> Drawing:
    """Forty booths in four zones, each a block of two rows back to back, on a square with a stage."""
    booths = tuple(booth for zone in ZONES for booth in _block(*zone))
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        zones=tuple(ZoneDrawn(key, name) for key, name, *_more in ZONES),
        booths=booths,
        fixtures=tuple(_fixtures()),
    )


def _block(key: str, _name: str, crafts: tuple[str, ...] | None, x: int, y: int) -> Iterable[BoothDrawn]:
    for number in range(10):
        column, line = number % 5, number // 5
        yield BoothDrawn(
            id=f"demo-{key.lower()}{number + 1:02}",
            label=f"{key}-{number + 1:02}",
            rect=Rect(x + column * SIDE, y + line * SIDE, SIDE, SIDE),
            zone=key,
            power_w=900 if key == "D" else 450,
            capacity=2 if key == "A" and number in {4, 9} else 1,
            fee=750_000 if column in {0, 4} else 550_000,
            facilities=FACILITIES,
            categories=crafts,
            held=key == "C" and number == 9,
        )


def _fixtures() -> Iterable[FixtureDrawn]:
    things = (
        ("stage", FixtureKind.STAGE, "", Rect(1350, 60, 900, 260)),
        ("in", FixtureKind.ENTRANCE, "Gate Utara", Rect(100, 20, 400, 120)),
        ("out", FixtureKind.EXIT, "Gate Selatan", Rect(3100, 2460, 400, 120)),
        ("wc", FixtureKind.TOILET, "", Rect(100, 2380, 300, 180)),
        ("way", FixtureKind.TEXT, "jalan utama, 4 m", Rect(1400, 1230, 800, 140)),
        ("post-1", FixtureKind.PILLAR, "", Rect(1775, 800, 50, 50)),
        ("post-2", FixtureKind.PILLAR, "", Rect(1775, 1800, 50, 50)),
    )
    return (FixtureDrawn(f"demo-{name}", kind, rect, text) for name, kind, text, rect in things)


def _place(event_id: int, story: Story) -> None:
    """Those who are confirmed, in the order of their applications, where their craft may stand; the last is on hold."""
    query = select(Application).where(Application.event_id == event_id, Application.status == Status.CONFIRMED)
    waiting = list(db.session.scalars(query.order_by(Application.id).limit(30)))
    free = [booth for booth in queries.booths_of(queries.get(event_id).id) if booth.state is BoothState.AVAILABLE]
    for application in waiting:
        craft = application.business.category.code
        booth = next((one for one in free if not one.categories or craft in one.categories), None)
        if booth is None:
            continue
        free.remove(booth)
        state = BoothState.ON_HOLD if application is waiting[-1] else BoothState.CONFIRMED
        placing.place(
            event_id, application.id, booth.uid, state=state, actor=story.staff["komite1"], now=story.moment(0, 7)
        )
