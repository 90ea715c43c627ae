"""The demo: a whole council, the same each time, and never where real people are."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from eventreg.accounts.models import Person
from eventreg.allocation import offering
from eventreg.allocation.offering import Filters, Shown
from eventreg.applications import draws, objections
from eventreg.applications.history import records
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses import queries as queries_of_businesses
from eventreg.businesses.models import Business, Paper
from eventreg.businesses.rules import PaperState, SizeClass, lacking, size_of, state_of
from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.curation import assigning, meetings, panel, pending, standings
from eventreg.curation import queries as curation
from eventreg.curation import rules as rules_of_curation
from eventreg.demo import story
from eventreg.demo.emptiness import empty_everything, holds_data
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from eventreg.door import admission, reading
from eventreg.door import queries as door
from eventreg.events import queries as events
from eventreg.events.rules import QuotaKind
from eventreg.messaging.models import Announcement, AnnouncementState
from eventreg.office import certifying
from eventreg.questions.models import Form
from eventreg.questions.queries import current_version, questions_of
from eventreg.records.models import DataRequest, RequestState
from eventreg.tickets import queries as tickets
from eventreg.tickets import service
from eventreg.visitors.models import Visit
from tests.support.server import run_eventreg

TODAY = date(2026, 11, 24)
STAFF = "admin panitia kurator1 kurator2 kurator3 komite1 komite2 komite3 bendahara monev pintu pengawas auditor"
IN_DEMO = pytest.mark.environ(EVENTREG_ENV="demo")


def tokens(slug: str) -> list[tuple[str, str, str]]:
    event = door.get_event(slug)
    return [(ticket.code, service.token_of(ticket), ticket.holder) for ticket in tickets.tickets_of_event(event.id)]


@IN_DEMO
def test_a_whole_council(app):
    with app.app_context():
        story.tell(1, "small", TODAY)

        statuses = set(db.session.scalars(select(Application.status)))
        assert statuses == set(Status) - {Status.ACCEPTED}  # accepted moves on at once
        applying, entered_by_staff = story.BUSINESSES["small"], 1
        assert db.session.scalar(select(func.count()).select_from(Business)) == applying + entered_by_staff
        assert set(db.session.scalars(select(OutboxMessage.state))) == {MessageState.SENT, MessageState.BY_HAND}
        fair = door.get_event("pekan-batik-demo")
        midnight = datetime(2026, 11, 24, tzinfo=Zone.WIB.info)
        for hour in range(24):
            assert len(admission.open_sessions(door.spans_of(fair), midnight + timedelta(hours=hour))) == 1
        usable = reading.usable_now(fair, tickets.tickets_of_event(fair.id), now=midnight.astimezone(UTC))
        assert len(usable) >= 60
        assert {f"{name}@demo.test" for name in [*STAFF.split(), "sri"]} <= people()
        assert set(db.session.scalars(select(DataRequest.state))) == {RequestState.OPEN, RequestState.DONE}
        what_organisers_shaped()
        what_businesses_tell()
        what_curators_do()
        what_exhibitors_were_offered()
        what_the_office_sent()


def what_the_office_sent():
    """The training that is over has numbered papers, one certificate left to issue, and thanks that went out."""
    event_id = events.get_public("pelatihan-kemasan-dan-merek").id
    of_event = select(IssuedDocument).filter_by(event_id=event_id)
    assert set(Counter(one.kind for one in db.session.scalars(of_event))) == {
        DocumentKind.ACCEPTANCE,
        DocumentKind.INVITATION,
        DocumentKind.CERTIFICATE,
    }
    assert all("/DEKRANASDA/" in one.number for one in db.session.scalars(of_event))
    assert len(certifying.to_certify(event_id)) == len(certifying.standing_by_ticket(event_id)) + 1
    assert {one.state for one in db.session.scalars(select(Announcement))} == {AnnouncementState.SENT}
    assert db.session.scalar(select(func.count()).where(OutboxMessage.state == MessageState.BY_HAND)) >= 3


def what_organisers_shaped():
    """Each thing that a committee member comes for is there, and alive at noon of that day."""
    noon = datetime(2026, 11, 24, 12, tzinfo=Zone.WIB.info)
    rush, fair = events.get_public("kelas-jualan-daring"), events.get_public("pameran-rumah-kriya")
    assert places_of(rush.id) == {"confirmed": 8, "offered": 1, "lapsed": 1, "withdrawn": 1, "waitlisted": 4}
    offers = list(db.session.scalars(select(Application).where(Application.status == Status.OFFERED)))
    assert {"kelas-jualan-daring", "pameran-rumah-kriya"} <= {offer.event.slug for offer in offers}
    assert all(offer.deadline_at and offer.deadline_at > noon for offer in offers)
    assert "sri@demo.test" in {offer.applicant.email for offer in offers if offer.event_id == rush.id}
    assert len(rush.speakers) == 3
    assert len(rush.materials) == 2

    asked = questions_of(current_version(fair.form_id or 0))
    assert len(asked) == 10
    assert [question.key for question in asked if question.condition] == ["watts"]
    assert {quota.kind for quota in fair.quotas} == set(QuotaKind)
    assert {one.upheld for one in objections.of_event(fair.id)} == {None, False}
    far = events.get_public("delegasi-pekan-kriya-nusantara")
    turns = records([row.business_id for row in applications_of(far.id)], far, now=noon)
    assert {turn.rests for turn in turns.values()} == {True, False}
    assert any(turn.missed for turn in turns.values())

    locked = draws.find(events.get_public("lokakarya-warna-indigo").id)
    drawn = draws.find(events.get_public("magang-canting-di-museum").id)
    assert locked
    assert locked.value is None
    assert locked.draws_at > noon
    assert drawn
    assert {"confirmed", "withdrawn", "waitlisted"} == {row.status for row in draws.results_of(drawn)}
    assert db.session.scalar(select(func.count()).select_from(Visit).where(Visit.school != "")) == 2
    assert db.session.scalar(select(func.count()).select_from(Form).where(Form.is_template)) == 2


def what_businesses_tell():
    """Papers in every state, profiles whole and sparse, sizes, and those whom the council fosters."""
    states = {state_of(paper, TODAY) for paper in db.session.scalars(select(Paper))}
    assert states == set(PaperState)
    told = list(db.session.scalars(select(Business)))
    sizes = [
        size_of(yearly_sales=one.yearly_sales, capital=one.capital, turnover_band=one.turnover_band) for one in told
    ]
    assert {size.size_class for size in sizes if size} >= {SizeClass.MICRO, SizeClass.SMALL}
    assert {bool(one.fostered_since) for one in told} == {True, False}
    assert {bool(lacking(one)) for one in told} == {True, False}


def what_curators_do():
    """Thirty applications are under review without names; at another event a meeting left decisions pending."""
    noon = datetime(2026, 11, 24, 12, tzinfo=Zone.WIB.info)
    fair, decided = events.get_public("pameran-kriya-jetayu"), events.get_public("bazar-kriya-setono")
    assert places_of(fair.id) == {"submitted": 30}
    assert all(row.products and row.answers["motivation"] for row in applications_of(fair.id))
    people = {person.email.split("@")[0]: person for person in panel.reviewers(fair.id)}
    assert sorted(people) == ["kurator1", "kurator2", "kurator3"]
    handed = Counter(one.application_id for one in assigning.assignments_of(fair.id))
    assert set(handed.values()) == {2}
    assert len(handed) == 30
    done = Counter(person for (_, person), state in assigning.states_of(fair.id).items() if state == "sent")
    assert [done[people[name].id] for name in sorted(people)] == [5, 9, 2]
    barred = panel.bars(fair.id)
    assert {(person, str(why)) for (_, person), why in barred.items()} == {
        (people["kurator1"].id, "supplier"),
        (people["kurator3"].id, "own"),
    }
    for email, hidden in (("kurator1@demo.test", True), ("komite1@demo.test", False)):
        actor = queries_of_businesses.actor_of(db.session.scalars(select(Person).where(Person.email == email)).one())
        assert (fair.id in curation.blind_events(actor, noon)) is hidden
    assert rules_of_curation.may_decide(curation.phases_of(decided.id), noon)
    assert not rules_of_curation.may_decide(curation.phases_of(fair.id), noon)
    assert rules_of_curation.may_decide(curation.phases_of(fair.id), noon + timedelta(days=6))

    rows = standings.complete(decided, noon).rows
    assert [row.standing.reviews for row in rows] == [2] * 14
    assert any(row.standing.conflicting for row in rows)
    assert any(row.discuss for row in rows)
    assert "abstained" in assigning.states_of(decided.id).values()
    assert {str(why) for why in panel.bars(decided.id).values()} >= {"family", "cooperative"}
    waiting = pending.listed(decided, noon)
    assert {(one.decision.by_line, str(one.decision.verdict)) for one in waiting} == {
        (True, "accepted"),
        (False, "accepted"),
        (False, "rejected"),
    }
    assert places_of(decided.id) == {"submitted": 14}
    (meeting,) = meetings.of_event(decided.id)
    assert meeting.ended_at
    assert meetings.running(decided.id) is None


def what_exhibitors_were_offered():
    """Of a published booth plan: offers that wait, fees that are paid, one that is late; and Sri may answer hers."""
    noon = datetime(2026, 11, 24, 12, tzinfo=Zone.WIB.info)
    fair = events.get_public("pekan-kriya-mataram")
    counts = offering.counts(fair.id, Filters(), noon)
    assert {shown.value: count for shown, count in counts.items()} == {
        "all": 8,
        "unanswered": 3,
        "unpaid": 5,
        "overdue": 1,
        "paid": 2,
        "ended": 1,
    }
    rows = offering.page_of_offers(fair.id, Filters(shown=Shown.UNANSWERED), 1, noon).rows
    assert "sri@demo.test" in {row.application.applicant.email for row in rows}
    assert offering.vacant(fair.id) == 1


def applications_of(event_id: int) -> list[Application]:
    return list(db.session.scalars(select(Application).where(Application.event_id == event_id)))


def places_of(event_id: int) -> dict[str, int]:
    return dict(Counter(str(row.status) for row in applications_of(event_id)))


def people() -> set[str]:
    return {row.email for row in db.session.execute(db.text("select email from person"))}


@IN_DEMO
@pytest.mark.sqlite_only
@pytest.mark.long
def test_the_same_seed_and_day_give_the_same_data(app):
    with app.app_context():
        story.tell(7, "small", TODAY)
        first = tokens("pekan-batik-demo")
        empty_everything()
        assert not holds_data()
        story.tell(7, "small", TODAY)

        assert tokens("pekan-batik-demo") == first


@IN_DEMO
@pytest.mark.sqlite_only
def test_a_database_that_holds_data_is_left_alone(app, environ):
    run_eventreg(environ, "people", "create", "nyata@contoh.id")
    with pytest.raises(AssertionError, match="holds data"):
        run_eventreg(environ, "demo")
    run_eventreg(environ, "demo", "--if-empty")

    people_now = run_eventreg(environ, "people", "list", "--json").splitlines()
    assert [json.loads(line)["email"] for line in people_now] == ["nyata@contoh.id"]


@pytest.mark.sqlite_only
def test_no_made_up_people_outside_demo_mode(environ):
    with pytest.raises(AssertionError, match="EVENTREG_ENV=demo"):
        run_eventreg(environ, "demo")
