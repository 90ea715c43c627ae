"""An exhibition with a floor, applicants and a committee, whose booth plan goes its way; all through the services."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import select

from eventreg.allocation import approving, publishing, queries
from eventreg.allocation.models import Allocating, Allocation, BoothOffer, Stage
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths.models import Booth, BoothPlacement
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Actor, Role
from eventreg.events.rules import EventKind
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person

FEE = 750_000


class Hall:
    """`count` applicants want the first booth of a row of `booths`; the first has most merit. Version 1 is a draft."""

    def __init__(
        self,
        app: Flask,
        count: int = 3,
        booths: int = 2,
        *,
        plan: Mapping[int, Sequence[str]] | None = None,
        needed: int = 2,
        fee: int = FEE,
        event: dict[str, Any] | None = None,
    ) -> None:
        self.app = app
        with app.app_context(), unit_of_work():
            usual: dict[str, Any] = {"kind": EventKind.EXHIBITION, "title": "Pameran Batik", "confirm_days": 5}
            made = make_event(**usual | (event or {}))
            self.event_id, self.slug = made.id, made.slug
            make_floor(made.id, drawn(*row("A", booths, fee=fee)), published=True)
            db.session.add(Allocating(event_id=made.id, approvals_needed=needed, time_limit_s=10, days_to_answer=7))
            self.emails = [f"usaha{number}@contoh.id" for number in range(1, count + 1)]
            found = [
                make_application(made.id, email=email, name=f"Batik ke-{number}")
                for number, email in enumerate(self.emails, start=1)
            ]
            self.ids, self.codes = [one.id for one in found], [one.code for one in found]
            wishes = {code: ["a-01"] for code in self.codes}
            given = {self.codes[number - 1]: uids for number, uids in plan.items()} if plan else None
            make_version(made.id, found, wishes=wishes, plan=given)
            self.organiser = actor_of(make_person("panitia@contoh.id", "Ratna", Role.ORGANISER))
            self.treasurer = actor_of(make_person("bendahara@contoh.id", "Wati", Role.TREASURER))
            self.members = [
                actor_of(make_person(f"komite{number}@contoh.id", f"Komite {number}", Role.COMMITTEE))
                for number in (1, 2, 3, 4)
            ]

    @contextmanager
    def inside(self) -> Any:
        with self.app.app_context(), unit_of_work():
            yield

    def do(self, deed: Callable[..., Any], *args: Any, actor: Actor | None = None, **more: Any) -> None:
        """One deed in a unit of work of its own, by the organiser unless told otherwise."""
        now = more.pop("now", None) or clock.now()
        with self.inside():
            deed(self.event_id, *args, actor=actor or self.organiser, now=now, **more)

    def digest(self, number: int = 1) -> str:
        with self.app.app_context():
            return approving.digest_now(queries.get_version(self.event_id, number))

    def propose(self, number: int = 1, **more: Any) -> None:
        self.do(approving.propose, number, digest=self.digest(number), **more)

    def approve(self, *members: int, number: int = 1) -> None:
        for member in members:
            self.do(approving.approve, number, digest=self.digest(number), actor=self.members[member])

    def publish(self, number: int = 1, **more: Any) -> None:
        self.do(publishing.publish, number, digest=more.pop("digest", "") or self.digest(number), **more)

    def published(self) -> "Hall":
        """Proposed by the organiser, approved by two, published."""
        self.propose()
        self.approve(0, 1)
        self.publish()
        return self

    def another(self, plan: Mapping[int, Sequence[str]], **values: Any) -> int:
        """A version more; its number."""
        with self.inside():
            found = [db.session.get_one(Application, one) for one in self.ids]
            given = {self.codes[number - 1]: uids for number, uids in plan.items()}
            return make_version(self.event_id, found, plan=given, **values).number

    def stage(self, number: int = 1) -> Stage:
        with self.app.app_context():
            return queries.get_version(self.event_id, number).stage

    def lacking(self, number: int = 1) -> int:
        with self.app.app_context():
            return approving.lacking(queries.get_version(self.event_id, number))

    def changes(self, number: int = 1) -> Sequence[str]:
        with self.app.app_context():
            return publishing.changes(queries.get_version(self.event_id, number), clock.now())

    def statuses(self) -> list[Status]:
        with self.app.app_context():
            return [db.session.get_one(Application, one).status for one in self.ids]

    def placed(self) -> dict[str, list[tuple[int, str]]]:
        """Booth's number → who is there, by their number from 1, and how firmly."""
        with self.app.app_context():
            rows = db.session.execute(select(BoothPlacement, Booth).join(BoothPlacement.booth).order_by(Booth.label))
            found: dict[str, list[tuple[int, str]]] = {}
            for row_, booth in rows:
                found.setdefault(booth.label, []).append((self.ids.index(row_.application_id) + 1, row_.state.value))
            return found

    def messages(self) -> list[tuple[int, str]]:
        """To whom, from 1, and which kind; but for those that say an application has come in."""
        with self.app.app_context():
            rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
            return [
                (self.ids.index(one.params["application"]) + 1, one.kind)
                for one in rows
                if one.kind != "application_submitted"
            ]

    def offer(self, number: int) -> BoothOffer | None:
        with self.app.app_context():
            return db.session.get(BoothOffer, self.ids[number - 1])

    def applicant(self, number: int) -> Actor:
        with self.app.app_context():
            return actor_of(db.session.get_one(Application, self.ids[number - 1]).applicant)

    def step(self, number: int, deed: Callable[..., Any], **more: Any) -> None:
        """What an applicant does about their own application."""
        actor, now = self.applicant(number), more.pop("now", None) or clock.now()
        with self.inside():
            deed(self.ids[number - 1], actor=actor, now=now, **more)

    def audited(self, prefix: str) -> list[str]:
        with self.app.app_context():
            found = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
            return [action for action in found if action.startswith(prefix)]

    def version(self, number: int = 1) -> Allocation:
        """Needs an app context."""
        return queries.get_version(self.event_id, number)
