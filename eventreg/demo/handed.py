"""Booths of the fair that runs are handed over, some agreed to, one given back early; and their deposits."""

from collections.abc import Sequence

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Actor
from eventreg.demo.acts import Story
from eventreg.onsite import deposits, handing, ledger, service
from eventreg.onsite.handing import Facts
from eventreg.onsite.ledger import Handed
from eventreg.onsite.minutes import Thing
from eventreg.onsite.rules import Way

DEPOSIT = 200_000
EQUIPMENT = (
    Thing("Meja", 1),
    Thing("Kursi", 2),
    Thing("Taplak meja", 1),
    Thing("Stopkontak", 1),
    Thing("Lampu LED", 2),
)
REMARKS = {
    1: ("", {"Kursi": Thing("Kursi", 2, "satu agak goyang")}),
    4: ("Karpet di sudut kiri basah, sudah dilaporkan.", {}),
    7: ("", {"Lampu LED": Thing("Lampu LED", 1, "satu belum datang")}),
}


def tell(story: Story, event_id: int) -> None:
    """All but the last three have paid, all but the last five have their booth, every other one has agreed.

    Sri, whose applications come first, has neither paid nor agreed, so that her page shows what waits.
    """
    organiser = story.staff["panitia"]
    with unit_of_work():
        service.settle(event_id, deposit=DEPOSIT, equipment=EQUIPMENT, actor=organiser, now=story.moment(-20))
    own = {owner.business_id for owner in story.owners[:2]}
    rows = sorted(ledger.handed(event_id), key=lambda row: row.application.business_id in own)
    sri = [row for row in rows if row.application.business_id in own]
    others = [row for row in rows if row not in sri]
    _pay(story, event_id, others[:-3])
    for number, row in enumerate([*others[:-5], *sri[:1]]):
        _hand_over(story, event_id, row, number)
    for number, row in enumerate(others[:-5]):
        if number % 2 == 0:
            _agree(story, row, Way.IN)
    _leave_early(story, event_id, others[2])


def _pay(story: Story, event_id: int, rows: Sequence[Handed]) -> None:
    codes = sorted({row.application.code for row in rows})
    for number, code in enumerate(codes):
        with unit_of_work():
            deposits.take(
                event_id,
                code,
                amount=DEPOSIT,
                receipt=f"UJ-{number + 1:03}",
                actor=story.staff["bendahara"],
                now=story.moment(-8 + number % 5, 9, number % 60),
            )


def _hand_over(story: Story, event_id: int, row: Handed, number: int) -> None:
    note, others = REMARKS.get(number, ("", {}))
    things = [others.get(thing.name, thing) for thing in EQUIPMENT]
    facts = Facts(things, note, row.application.applicant.name)
    with unit_of_work():
        handing.write(
            event_id,
            row.booth.uid,
            row.application.code,
            Way.IN,
            facts,
            actor=story.staff["pintu"],
            now=story.moment(-2, 8 + number // 10, number % 10 * 6),
        )


def _agree(story: Story, row: Handed, way: Way) -> None:
    one = row.application
    actor = Actor(person_id=one.applicant_id, business_ids=frozenset({one.business_id}))
    written = ledger.get_handed(one, row.booth.uid).of(way)
    if written:
        with unit_of_work():
            seen, now = ledger.print_of(written), story.moment(-1 if way is Way.IN else 0, 7, 30)
            handing.agree(one.code, row.booth.uid, way, seen=seen, actor=actor, now=now)


def _leave_early(story: Story, event_id: int, row: Handed) -> None:
    """Called away: the booth is back, with one chair broken and a cloth missing; the deposit waits to be settled."""
    things = [*EQUIPMENT[:1], Thing("Kursi", 2, "satu kaki patah", damaged=1), Thing("Taplak meja", 0), *EQUIPMENT[3:]]
    facts = Facts(things, "Pulang lebih awal karena pesanan besar.", row.application.applicant.name)
    with unit_of_work():
        handing.write(
            event_id,
            row.booth.uid,
            row.application.code,
            Way.OUT,
            facts,
            actor=story.staff["pengawas"],
            now=story.moment(0, 7),
        )
    _agree(story, row, Way.OUT)
