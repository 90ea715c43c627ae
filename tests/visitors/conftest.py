"""An exhibition of two days that visitors may come to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import ANONYMOUS
from eventreg.events.rules import EventKind
from eventreg.tickets.models import Ticket
from eventreg.visitors import queries, service
from eventreg.visitors.models import Visit
from eventreg.visitors.service import VisitDetails
from tests.factories.events import days, make_event

HOUR = timedelta(hours=1)


class Fair:
    """The exhibition and its visitors, seen from outside. Today is open now; tomorrow comes."""

    def __init__(self, app: Flask, quota: int = 100, **given: Any) -> None:
        self.app, now = app, clock.now()
        with app.app_context(), unit_of_work():
            event = make_event(
                kind=EventKind.EXHIBITION,
                title="Pekan Batik",
                sessions=days(now - HOUR, now + 23 * HOUR),
                closes_at=now + HOUR,
                **given,
            )
            event.visitors_open, event.party_limit = True, 5
            for session in event.sessions:
                session.visitor_quota = quota
            db.session.flush()
            self.event_id, self.slug = event.id, event.slug
            self.today, self.tomorrow = (session.id for session in event.sessions)
        self.url = f"/events/{self.slug}/visit"

    def form(self, **given: Any) -> dict[str, Any]:
        """What a visitor types."""
        usual = {"session": self.tomorrow, "name": "Bu Ratmi", "party": 3, "phone": "0812 3456 7890", "agreed": "y"}
        return usual | given

    def register(self, *, by_staff: bool = False, session_id: int = 0, attempt: str = "", **details: Any) -> str:
        """The private link's key of a new visit."""
        usual: dict[str, Any] = {"name": "Bu Ratmi", "party": 1, "phone": "+6281234567890"}
        with self.app.app_context(), unit_of_work():
            visit = service.register(
                self.event_id,
                session_id or self.tomorrow,
                VisitDetails(**usual | details),
                attempt=attempt,
                by_staff=by_staff,
                again=True,
                actor=ANONYMOUS,
                now=clock.now(),
            )
            return queries.key_of(visit)

    def visits(self) -> list[Visit]:
        with self.app.app_context():
            return list(db.session.scalars(select(Visit).order_by(Visit.id)))

    def tickets(self) -> list[Ticket]:
        with self.app.app_context():
            return list(db.session.scalars(select(Ticket).order_by(Ticket.id)))

    def messages(self) -> list[tuple[str, str]]:
        with self.app.app_context():
            query = select(OutboxMessage.kind, OutboxMessage.address).order_by(OutboxMessage.id)
            return [(kind, address) for kind, address in db.session.execute(query)]

    def audited(self) -> list[str]:
        with self.app.app_context():
            return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def fair(app: Flask) -> Fair:
    return Fair(app)


@pytest.fixture
def make_fair(app: Flask) -> Callable[..., Fair]:
    return lambda **given: Fair(app, **given)
