"""The demo: a whole council, the same each time, and never where real people are."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business
from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.demo import story
from eventreg.demo.emptiness import empty_everything, holds_data
from eventreg.door import queries as door
from eventreg.door import reading, rules
from eventreg.records.models import DataRequest, RequestState
from eventreg.tickets import queries as tickets
from eventreg.tickets import service
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
        assert set(db.session.scalars(select(OutboxMessage.state))) == {MessageState.SENT}
        fair = door.get_event("pekan-batik-demo")
        midnight = datetime(2026, 11, 24, tzinfo=Zone.WIB.info)
        for hour in range(24):
            assert len(rules.open_sessions(door.spans_of(fair), midnight + timedelta(hours=hour))) == 1
        usable = reading.usable_now(fair, tickets.tickets_of_event(fair.id), now=midnight.astimezone(UTC))
        assert len(usable) >= 60
        assert {f"{name}@demo.test" for name in [*STAFF.split(), "sri"]} <= people()
        assert set(db.session.scalars(select(DataRequest.state))) == {RequestState.OPEN, RequestState.DONE}


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
