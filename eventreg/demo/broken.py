"""What broke at the booths of the fair that runs, and how far it is."""

from eventreg.applications.models import Application
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Actor
from eventreg.demo.acts import Story
from eventreg.onsite import mending, queries
from eventreg.onsite.models import BoothFault
from eventreg.onsite.queries import Stand
from eventreg.onsite.rules import FaultKind

DONE = (
    (FaultKind.LIGHT, "Lampu sorot sebelah kiri mati sejak pagi.", "Lampu diganti baru."),
    (FaultKind.FURNITURE, "Satu kursi patah kakinya.", "Kursi ditukar dari gudang panitia."),
    (FaultKind.POWER, "Stopkontak tidak ada arus.", "MCB turun, sudah dinaikkan. Jangan pakai setrika bersamaan."),
    (FaultKind.OTHER, "Partisi belakang goyang bila tersenggol.", "Partisi diikat ke tiang."),
    (FaultKind.LEAK, "Hujan menetes di pojok kanan, kain sudah digeser.", "Terpal ditambal, lantai dikeringkan."),
)
OPEN = (
    (FaultKind.LIGHT, "Lampu berkedip."),
    (FaultKind.FURNITURE, "Meja kurang satu dari yang dijanjikan."),
    (FaultKind.LEAK, "Air masuk dari bawah partisi."),
)


def tell(story: Story, event_id: int) -> None:
    """Most of yesterday's is mended; Sri's light is in hand, a leak waits."""
    stands = list(queries.stands(event_id))
    own = story.owners[0].business_id
    stands.sort(key=lambda stand: stand.application.business_id != own)
    worker = story.staff["pintu"]
    for number, (kind, text, answer) in enumerate(DONE):
        if number < len(stands):
            fault = _report(story, stands[number], kind, text, hour=10 + number, day=-1)
            _mend(story, event_id, fault, answer, worker, hour=11 + number)
    for number, (kind, text) in enumerate(OPEN):
        if number < len(stands):
            fault = _report(story, stands[number], kind, text, hour=5 + number, day=0)
            if kind is FaultKind.LIGHT:
                with unit_of_work():
                    seen = mending.mark_of(fault)
                    mending.take(event_id, fault.id, seen=seen, actor=worker, now=story.moment(0, 6, 20))


def _report(story: Story, stand: Stand, kind: FaultKind, text: str, *, hour: int, day: int) -> BoothFault:
    application: Application = stand.application
    actor = Actor(person_id=application.applicant_id, business_ids=frozenset({application.business_id}))
    with unit_of_work():
        return mending.report(
            application.event_id,
            stand.booth.uid,
            kind,
            text,
            application=application,
            actor=actor,
            now=story.moment(day, hour),
        )


def _mend(story: Story, event_id: int, fault: BoothFault, answer: str, worker: Actor, *, hour: int) -> None:
    with unit_of_work():
        now = story.moment(-1, hour)
        mending.take(event_id, fault.id, seen=mending.mark_of(fault), actor=worker, now=now)
        mending.answer(event_id, fault.id, answer, seen=mending.mark_of(fault), actor=worker, now=now)
