"""Wishes on the floor of the exhibition under review; and where the committee meets, two booth plans, one proposed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from sqlalchemy import select

from eventreg.allocation import approving, queries, ruling, running, solver, wishing
from eventreg.allocation.envies import envies
from eventreg.allocation.models import Allocation, Method, RuleKind
from eventreg.allocation.reasons import reasons
from eventreg.allocation.wishing import Asked
from eventreg.applications.models import Application
from eventreg.applications.rules import FINAL
from eventreg.booths import queries as floors
from eventreg.booths import service
from eventreg.booths.drawing import BoothDrawn, BoothState, Drawing, FixtureDrawn, FixtureKind, ZoneDrawn
from eventreg.booths.geometry import Rect
from eventreg.booths.models import Booth
from eventreg.core.db import db, unit_of_work
from eventreg.demo.acts import Story
from eventreg.demo.curated import DECIDED, REVIEWED
from eventreg.events import queries as events

SIDE = 300
LONGEST_LIST = 4
TIME_LIMIT_S = 20.0


def tell(story: Story) -> None:
    """With chance of their own, so that the rest stays as it was."""
    story = replace(story, random=Random(story.random.random()))  # noqa: S311 (repeatable on purpose)
    reviewed, decided = events.find_id(REVIEWED.slug), events.find_id(DECIDED.slug)
    if reviewed is not None:
        wish(story, reviewed, share=0.7)
    if decided is not None:
        _draw(story, decided)
        wish(story, decided, share=0.9)
        _plan(story, decided)


def _draw(story: Story, event_id: int) -> None:
    """Six booths for one and one for two, on both sides of an aisle."""
    organiser, now = story.staff["panitia"], story.moment(0, 7)
    drawing = Drawing(
        width=1600,
        height=1400,
        zones=(ZoneDrawn("S", "Selasar"), ZoneDrawn("U", "Halaman utama")),
        booths=(*row("S", 3, 200, shared=2), *row("U", 4, 800)),
        fixtures=(FixtureDrawn("demo-in", FixtureKind.ENTRANCE, Rect(1380, 580, 180, 160), "Pintu timur"),),
    )
    with unit_of_work():
        service.make(event_id, width=drawing.width, height=drawing.height, actor=organiser, now=now)
        service.save(event_id, drawing, revision=0, actor=organiser, now=now)
        service.publish(event_id, actor=organiser, now=now)


def row(key: str, count: int, y: int, *, shared: int = -1) -> list[BoothDrawn]:
    """So many booths beside each other; `shared`: which of them is for two, from 0."""
    return [
        BoothDrawn(
            id=f"demo-{key.lower()}{number + 1}",
            label=f"{key}-{number + 1:02}",
            rect=Rect(100 + number * SIDE, y, SIDE, SIDE),
            zone=key,
            power_w=900,
            capacity=2 if number == shared else 1,
            fee=400_000 if key == "U" else 300_000,
        )
        for number in range(count)
    ]


def wish(story: Story, event_id: int, share: float, at: datetime | None = None) -> None:
    """Most want what lies at the front; some a whole zone, or need power."""
    plan = floors.get(event_id)
    drawn = [one for one in floors.booths_of(plan.id) if one.state is not BoothState.ON_HOLD]
    query = select(Application).where(Application.event_id == event_id, Application.status.not_in(FINAL))
    for application in db.session.scalars(query.order_by(Application.id)).all():
        if story.random.random() > share:
            continue
        craft = application.business.category.code
        fitting = [one for one in drawn if not one.categories or craft in one.categories]
        if not fitting:
            continue
        asked = Asked(wishes=_favourites(story, fitting), power_w=story.random.choice((0, 0, 450)))
        applicant = next(owner.actor for owner in story.owners if owner.business_id == application.business_id)
        with unit_of_work():
            wishing.save(application.id, asked, actor=applicant, now=at or story.moment(0, 7))


def _favourites(story: Story, booths: Sequence[Booth]) -> tuple[str, ...]:
    count = story.random.randint(1, min(LONGEST_LIST, len(booths)))
    front = sorted(booths, key=lambda one: story.random.expovariate(1) + booths.index(one) / len(booths))
    zones = [f"zone:{booths[0].zone.key}"] if booths[0].zone and story.random.random() < 0.4 else []
    return (*(one.uid for one in front[:count]), *zones)


def _plan(story: Story, event_id: int) -> None:
    """By score and optimal; the organiser proposed the second, and one of the committee has approved it."""
    organiser, member = story.staff["panitia"], story.staff["komite2"]
    now = story.moment(0, 7)
    with unit_of_work():
        share = {"category": _commonest(event_id), "share_percent": 50}
        ruling.add(event_id, RuleKind.CATEGORY_SHARE_MAX, share, actor=organiser, now=now)
    for method in (Method.BY_SCORE, Method.OPTIMAL):
        with unit_of_work():
            version = running.start(event_id, method, actor=organiser, now=now)
            work_out(version, now)
            number, digest = version.number, approving.digest_now(version)
    with unit_of_work():
        approving.propose(event_id, number, digest=digest, actor=organiser, now=now)
    with unit_of_work():
        approving.approve(event_id, number, digest=digest, actor=member, now=now)


def work_out(version: Allocation, now: datetime) -> None:
    """What the worker's process does; here at once."""
    problem = queries.problem_of(version)
    is_by_score = version.method is Method.BY_SCORE
    found = solver.by_score(problem) if is_by_score else solver.solve(problem, time_limit_s=TIME_LIMIT_S)
    jealous = len(envies(problem, found.plan)) if found.plan else 0
    why = reasons(problem, found.plan) if found.plan else None
    running.keep(version, problem, found, jealous, why, now=now)


def _commonest(event_id: int) -> str:
    query = select(Application).where(Application.event_id == event_id, Application.status.not_in(FINAL))
    crafts = [one.business.category.code for one in db.session.scalars(query.order_by(Application.id))]
    return max(sorted(set(crafts)), key=crafts.count)
