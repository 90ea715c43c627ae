"""An event that takes applications, with some that were sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg.applications import service
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Actor, Role
from eventreg.tickets.models import Ticket
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person


class Council:
    """An event and its applications, seen from outside: everything goes through the services."""

    def __init__(self, app: Flask, count: int, **event: Any) -> None:
        self.app = app
        with app.app_context(), unit_of_work():
            made = make_event(**event)
            self.event_id, self.slug = made.id, made.slug
            self.ids = [make_application(made.id, name=f"Batik ke-{number}").id for number in range(count)]
            self.committee = actor_of(make_person("komite@demo.test", "Hartono", Role.COMMITTEE))

    def decide(self, *ids: int, verdict: Status = Status.ACCEPTED, reason: str = "", **more: Any) -> None:
        actor: Actor = more.get("actor", self.committee)
        now: datetime = more.get("now") or clock.now()
        with self.app.app_context(), unit_of_work():
            service.decide(self.event_id, ids, verdict, actor=actor, reason=reason, now=now)

    def as_applicant(self, act: Callable[..., Any], application_id: int, **more: Any) -> None:
        with self.app.app_context(), unit_of_work():
            actor = actor_of(db.session.get_one(Application, application_id).applicant)
            act(application_id, actor=actor, now=more.pop("now", None) or clock.now(), **more)

    def application(self, application_id: int) -> Application:
        """As it is stored now, with what hangs on it."""
        with self.app.app_context():
            application = db.session.get_one(Application, application_id)
            _ = application.moves, application.tickets, application.event, application.applicant, application.business
            return application

    def statuses(self) -> list[Status]:
        with self.app.app_context():
            return list(db.session.scalars(select(Application.status).order_by(Application.id)))

    def codes(self) -> list[str]:
        with self.app.app_context():
            return list(db.session.scalars(select(Application.code).order_by(Application.id)))

    def messages(self) -> list[str]:
        """The kinds of messages that wait, in their order."""
        with self.app.app_context():
            return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))

    def audited(self) -> list[str]:
        with self.app.app_context():
            return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))

    def tickets(self) -> list[Ticket]:
        with self.app.app_context():
            return list(db.session.scalars(select(Ticket).order_by(Ticket.id)))


@pytest.fixture
def council(app: Flask) -> Callable[..., Council]:
    """`council(3, quota=2)`: an event with three applications and two places."""
    return lambda count, **event: Council(app, count, **event)
