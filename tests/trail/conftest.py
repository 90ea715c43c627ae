"""A trail with a few deeds in it, and an attacker who owns the database."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from eventreg.core import audit, guards
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Actor
from eventreg.council.models import Organisation
from eventreg.trail import sealing

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)  # 12.00 WIB


@pytest.fixture
def write(app):
    """Record `count` deeds, a minute apart; each with something in every column."""

    def record(count, *, start=NOON, action="organisation.changed"):
        with app.app_context(), unit_of_work():
            for number in range(count):
                audit.record(
                    Actor(person_id=number + 1),
                    action,
                    Organisation(id=1),
                    now=start + timedelta(minutes=number),
                    fields=["name", "place"],
                    states={"from": "draft", "to": "published"},
                    reason=f"Alasan {number}",
                    device_id=4,
                    event_id=5,
                    person_id=6,
                    business_id=7,
                )

    return record


@pytest.fixture
def seal(app):
    """Seal what waits."""

    def run():
        with app.app_context():
            return sealing.seal_waiting()

    return run


@pytest.fixture
def attack(app):
    """Run statements as whoever owns the database, after taking the guards down."""

    def run(*statements):
        with app.app_context(), unit_of_work():
            guards.take_down(db.session.connection())
            for statement in statements:
                db.session.execute(text(statement))
            guards.put_up(db.session.connection())

    return run
