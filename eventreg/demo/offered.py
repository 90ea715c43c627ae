"""An exhibition whose booth plan is published: some have answered and paid, some haven't yet, and one is late."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from eventreg.allocation import approving, offering, publishing, running
from eventreg.allocation.models import Method
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import service
from eventreg.booths.drawing import Drawing, FixtureDrawn, FixtureKind, ZoneDrawn
from eventreg.booths.geometry import Rect
from eventreg.core.db import db, unit_of_work
from eventreg.demo import acts
from eventreg.demo.acts import Story
from eventreg.demo.plans import row, wish, work_out
from eventreg.demo.programme import E, Plan

OFFERED = Plan(
    "pekan-kriya-mataram",
    E,
    "Pekan Kriya Mataram",
    "Tiga hari kriya di Lapangan Mataram, dengan stan sendiri dan stan bersama.",
    "## Stan\n\nSetiap peserta memilih stan di denah. Rencana stan disetujui komite sebelum tawaran dikirim.\n\n"
    "## Biaya\n\nBiaya stan dibayar sebelum batas waktu di tawaran Anda. Yang berbagi stan membayar bagiannya.",
    ("Lapangan Mataram", "Jl. Mataram, Pekalongan"),
    opens=-30,
    closes=-9,
    starts=24,
    days=3,
    quota=9,
    hours=(9, 21),
    passes=2,
    confirm_days=7,
)
WAITED = 2  # how many of those who applied were on the waiting list when the plan was made: they have two days


def tell(story: Story) -> None:
    """With chance of their own. Sri has an offer that she hasn't answered yet."""
    story = replace(story, random=Random(story.random.random()))  # noqa: S311 (repeatable on purpose)
    event_id = acts.make(story, OFFERED)
    _draw(story, event_id)
    owners = [story.owners[0], *story.owners[20:27]]
    chosen = acts.apply_all(story, event_id, owners, OFFERED.opens + 2, writing=acts.with_helper)
    wish(story, event_id, share=0.9, at=story.moment(-10, 9))
    acts.decide(story, event_id, chosen[-WAITED:], Status.WAITLISTED, -8)
    _publish(story, event_id)
    _answer(story, event_id, chosen)


def _draw(story: Story, event_id: int) -> None:
    """Seven booths for one and one for two: one more than they need."""
    organiser, now = story.staff["panitia"], story.moment(OFFERED.opens, 10)
    drawing = Drawing(
        width=1600,
        height=1400,
        zones=(ZoneDrawn("S", "Tenda bersama"), ZoneDrawn("U", "Lapangan utama")),
        booths=(*row("S", 4, 200, shared=3), *row("U", 4, 800)),
        fixtures=(FixtureDrawn("demo-in", FixtureKind.ENTRANCE, Rect(1380, 580, 180, 160), "Pintu utara"),),
    )
    with unit_of_work():
        service.make(event_id, width=drawing.width, height=drawing.height, actor=organiser, now=now)
        service.save(event_id, drawing, revision=0, actor=organiser, now=now)
        service.publish(event_id, actor=organiser, now=now)


def _publish(story: Story, event_id: int) -> None:
    """The organiser proposes the best plan, two of the committee approve it, and it goes out."""
    organiser, made, out = story.staff["panitia"], story.moment(-6, 9), story.moment(-5, 10)
    with unit_of_work():
        version = running.start(event_id, Method.OPTIMAL, actor=organiser, now=made)
        work_out(version, made)
        number, digest = version.number, approving.digest_now(version)
    with unit_of_work():
        approving.propose(event_id, number, digest=digest, actor=organiser, now=made)
    for name, day in (("komite1", -6), ("komite3", -5)):
        with unit_of_work():
            member, now = story.staff[name], story.moment(day, 9, 30)
            approving.approve(event_id, number, digest=digest, actor=member, now=now)
    with unit_of_work():
        publishing.publish(event_id, number, digest=digest, actor=organiser, now=out)


def _answer(story: Story, event_id: int, chosen: Sequence[int]) -> None:
    """Two have confirmed and paid, one has a week to pay, one is late; one declined, the others think about it."""
    paying, declining, confirming = chosen[1], chosen[2], chosen[3]
    first_waited, late = chosen[-WAITED:]
    for application_id in (first_waited, late, paying, confirming):
        acts.answer(story, application_id, -4)
    acts.answer(story, declining, -3, declines=True)
    for number, application_id in enumerate((first_waited, paying), start=31):
        code = db.session.get_one(Application, application_id).code
        with unit_of_work():
            treasurer, now = story.staff["bendahara"], story.moment(-3, 11)
            offering.mark_paid(event_id, code, receipt=f"KW-{number:03}", actor=treasurer, now=now)
