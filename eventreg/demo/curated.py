"""Two exhibitions that curators review: one that they are at now, and one whose committee meets.

At the first the applications closed some days ago: each of thirty was handed to two of three curators, who
see no names. At the second all is reviewed; a first meeting left its decisions pending for the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses import members
from eventreg.businesses.models import MemberRole
from eventreg.core.db import db, unit_of_work
from eventreg.curation import assigning, meetings, pending, recusing, reviewing, service, settling, standings
from eventreg.curation.meetings import Facts, Guest
from eventreg.curation.rules import Conflict
from eventreg.demo import acts, asked
from eventreg.demo.acts import Story
from eventreg.demo.judging import Curator
from eventreg.demo.people import Owner
from eventreg.demo.programme import JETAYU, SETONO, E, Plan
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.questions import service as forms

RULES = {"objection_days": 7, "no_show_limit": 1, "rotation_years": 2}
REVIEWED = Plan(
    "pameran-kriya-jetayu",
    E,
    "Pameran Kriya Jetayu",
    "Empat hari batik, tenun, dan kriya pilihan kurator di Lapangan Jetayu.",
    "## Bagaimana peserta dipilih\n\nDua kurator menilai setiap pendaftaran tanpa melihat nama, lalu komite memutuskan "
    "dalam rapat kurasi. Anda mendapat alasannya, dan dapat mengajukan keberatan selama tujuh hari.",
    JETAYU,
    opens=-32,
    closes=-3,
    starts=33,
    days=4,
    quota=18,
    hours=(9, 21),
    passes=2,
    more=RULES,
)
DECIDED = replace(
    REVIEWED,
    slug="bazar-kriya-setono",
    title="Bazar Kriya Setono",
    summary="Tiga hari kriya pilihan di Pasar Grosir Setono, tempat untuk delapan usaha.",
    place=SETONO,
    opens=-44,
    closes=-13,
    starts=26,
    days=3,
    quota=8,
)
FIRST_MEETING = -2
DONE = {"kurator1": 5, "kurator2": 9, "kurator3": 2}
"""How many of their reviews of the first one each has sent so far."""
STRICTNESS = {"kurator1": 0.0, "kurator2": 0.3, "kurator3": -0.3}


def tell(story: Story) -> None:
    """Both, with chance of their own."""
    story = replace(story, random=Random(story.random.random()))  # noqa: S311 (repeatable on purpose)
    under_review(story, [story.owners[0], *story.owners[3:32]])
    _meeting(story, [story.owners[1], *story.owners[6:18], story.owners[33]])


# ---- Under review now -----------------------------------------------------------------------------------------------


def under_review(story: Story, owners: Sequence[Owner]) -> int:
    """These applied; it is handed out, and each curator has begun. The event's id."""
    event_id = applied(story, REVIEWED, owners)
    organiser = story.staff["panitia"]
    _let_help(story, owners[4], "kurator3")
    with unit_of_work():
        assigning.hand_out(event_id, actor=organiser, now=story.moment(REVIEWED.closes + 1, 8))
    curators = _curators(story, event_id)
    first = curators["kurator1"]
    with unit_of_work():
        why, now = "Saya memasok malam dan canting ke usaha ini.", story.moment(-2, 19)
        person_id = first.actor.person_id or 0
        recusing.recuse(first.given()[6], person_id, Conflict.SUPPLIER, why, actor=first.actor, now=now)
    qualities = _qualities(story, event_id)
    for name, count in DONE.items():
        for number, one in enumerate(curators[name].given()[:count]):
            now = story.moment(-2, 19, 30) + timedelta(minutes=4 * number)
            curators[name].send(one, qualities[one], now=now, discuss=number == 3)
    first.begin(first.given()[0], 0.7, now=story.moment(-1, 20))
    return event_id


def _let_help(story: Story, owner: Owner, name: str) -> None:
    """A curator keeps the books of a business: by rule they stay away from it."""
    at = story.moment(-200, 10)
    with unit_of_work():
        invited = members.invite(owner.business_id, "Pembukuan", MemberRole.HELPER, actor=owner.actor, now=at)
        members.accept(invited, actor=story.staff[name], now=at + timedelta(hours=2))


# ---- The committee meets -------------------------------------------------------------------------------------------


def _meeting(story: Story, owners: Sequence[Owner]) -> None:
    """Reviewed to the last: who stayed away, abstained, disagreed; eight stands."""
    event_id = applied(story, DECIDED, owners)
    given_at = story.moment(DECIDED.closes + 1, 8)
    _settings(story, event_id)
    with unit_of_work():
        assigning.hand_out(event_id, actor=story.staff["panitia"], now=given_at)
    curators = _curators(story, event_id)
    _stay_away(curators, given_at + timedelta(days=1))
    qualities = _qualities(story, event_id)
    for name, curator in curators.items():
        for number, one in enumerate(curator.given()):
            now = given_at + timedelta(days=2, hours=3, minutes=5 * number)
            argues = name == "kurator3" and number % 5 == 2
            quality = 1.1 - qualities[one] if argues else qualities[one]
            curator.send(one, quality, now=now, discuss=argues or number == 8)
    _meet(story, event_id)


def _settings(story: Story, event_id: int) -> None:
    """A week for the reviews, then the meeting; two of the committee approve; applicants see the averages."""
    asked_for = {"approvals_needed": 2, "shows_averages": True, "conflict_spread": 25, "rotation_points": 5}
    with unit_of_work():
        service.change_settings(event_id, asked_for, actor=story.staff["panitia"], now=story.moment(DECIDED.opens, 10))


def _stay_away(curators: Mapping[str, Curator], now: datetime) -> None:
    """One is a relative's, one belongs to the same co-operative, one is a craft foreign to them."""
    away = set()
    for name, number, kind in (("kurator1", 3, Conflict.FAMILY), ("kurator2", 5, Conflict.COOPERATIVE)):
        curator = curators[name]
        one = curator.given()[number]
        away.add(one)
        with unit_of_work():
            recusing.recuse(one, curator.actor.person_id or 0, kind, actor=curator.actor, now=now)
    curator = curators["kurator3"]
    with unit_of_work():
        foreign = [one for one in curator.given() if one not in away]  # two are left for each of those
        reviewing.abstain(foreign[2], actor=curator.actor, now=now)


def _meet(story: Story, event_id: int) -> None:
    """The first meeting drew the line after six, took one from below it, and refused one; what it left waits."""
    chair, now = story.staff["komite1"], story.moment(FIRST_MEETING, 13)
    with unit_of_work():
        meeting = meetings.begin(event_id, "Ruang rapat Dekranasda", actor=chair, now=now)
        number, meeting_id = meeting.number, meeting.id
        pending.draw_line(event_id, 6, actor=chair, now=now + timedelta(minutes=50), meeting_id=meeting_id)
    event = db.session.get_one(Event, event_id)
    ranked = [row.application.id for row in standings.complete(event, now).rows]
    by_hand = (
        (ranked[7], Status.ACCEPTED, "Satu-satunya dari kategorinya; mutu di atas rata-rata."),
        (
            ranked[-1],
            Status.REJECTED,
            "Foto belum memperlihatkan hasil kerja sendiri. Mohon lengkapi, lalu daftar lagi.",
        ),
    )
    for application_id, verdict, reason in by_hand:
        with unit_of_work():
            at = now + timedelta(minutes=70)
            pending.put(event_id, application_id, verdict, reason, actor=chair, now=at, meeting_id=meeting_id)
    with unit_of_work():
        why = "Mitra peragaan membatik; stannya di depan panggung."
        at = now + timedelta(minutes=80)
        settling.settle(event_id, ranked[1], eligible=True, must_place=True, reason=why, actor=chair, now=at)
        there = [story.staff[name].person_id or 0 for name in ("komite1", "komite2", "panitia", "kurator2")]
        facts = Facts(
            place="Ruang rapat Dekranasda",
            minutes_number="",
            notes="Urutan tujuh ke bawah dilanjutkan pada rapat berikutnya, setelah produk dilihat langsung.",
            people=there,
            guests=[Guest("Dra. Siti Rukmini", "Dinas Perdagangan (contoh)")],
        )
        meetings.write(event_id, number, facts, actor=chair, now=now + timedelta(minutes=100))
        meetings.end(event_id, number, actor=chair, now=now + timedelta(minutes=110))


# ---- What both need --------------------------------------------------------------------------------------------------


def applied(story: Story, plan: Plan, owners: Sequence[Owner]) -> int:
    """An exhibition with its own form, set up for review, closed, with an application of each of these; its id."""
    event_id, organiser = acts.make(story, replace(plan, publish=False)), story.staff["panitia"]
    now = story.moment(plan.opens - 2, 10)
    with unit_of_work():
        form_id = db.session.get_one(Event, event_id).form_id or 0
        forms.save(form_id, asked.QUESTIONS, actor=organiser, now=now, event_id=event_id)
        forms.publish(form_id, actor=organiser, now=now, event_id=event_id)
        events.publish(event_id, actor=organiser, now=now)
        service.set_up(event_id, None, actor=organiser, now=now)
    acts.apply_all(story, event_id, owners, plan.opens + 1, days=plan.closes - plan.opens - 1, writing=asked.answer)
    return event_id


def _curators(story: Story, event_id: int) -> dict[str, Curator]:
    return {name: Curator(story.staff[name], event_id, by, story.random) for name, by in STRICTNESS.items()}


def _qualities(story: Story, event_id: int) -> dict[int, float]:
    """How good each application is, from 0 to 1."""
    rows = db.session.scalars(select(Application.id).where(Application.event_id == event_id).order_by(Application.id))
    return {one: 0.2 + 0.75 * story.random.random() for one in rows}
