"""A reviewed fair whose committee meets, seen from outside: everything goes through the services."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Actor, Role
from eventreg.curation import pending, resolving
from eventreg.curation.models import Approval, Candidate, Curation, PendingDecision, Recusal, Resolution
from eventreg.curation.rules import Conflict, Others
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.curation import make_curation, make_curators, make_review, phase
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person

DAY = timedelta(days=1)
ACCEPTED, WAITLISTED, REJECTED, REVISION = pending.VERDICTS


class Committee:
    """An exhibition whose review is over, and three who decide. `ids` and `codes` are in the order of the ranking.

    The applications are sent the other way round: the best one last.
    """

    def __init__(
        self, app: Flask, count: int = 5, *, unreviewed: int = 0, event: dict[str, Any] | None = None, **curation: Any
    ) -> None:
        self.app = app
        with app.app_context(), unit_of_work():
            made = make_event(**{"kind": EventKind.EXHIBITION, "title": "Pekan Batik"} | (event or {}))
            self.event_id, self.slug, now = made.id, made.slug, clock.now()
            phases = [
                phase("Penilaian", now - 3 * DAY, now - DAY),
                phase("Rapat", now - DAY, reviewers=[], shows_names=True, shows_others=Others.ALWAYS, decides=True),
            ]
            usual: dict[str, Any] = {"phases": phases, "reviews_each": 1}
            reviewed = make_curation(made, **usual | curation)
            self.curation_id, self.criteria = reviewed.id, [one.id for one in reviewed.rubric.criteria]
            (curator,) = make_curators(1)
            self.ids: list[int] = []
            self.codes: list[str] = []
            for place in range(count, 0, -1):
                one = make_application(made.id, email=f"usaha{place}@contoh.id", name=f"Batik ke-{place}")
                self.ids.insert(0, one.id)
                self.codes.insert(0, one.code)
                if place <= count - unreviewed:
                    make_review(one, curator, self._scores(place))
            self.organiser = actor_of(make_person("panitia@contoh.id", "Ratna", Role.ORGANISER))
            self.members = [
                actor_of(make_person(f"komite{number}@contoh.id", f"Komite {number}", Role.COMMITTEE))
                for number in (1, 2, 3)
            ]

    def _scores(self, place: int) -> dict[int, int]:
        """Fewer points for every further place, so that no two share a rank."""
        whole, step = divmod(place - 1, 3)
        return {key: 5 - whole - (number < step) for number, key in enumerate(reversed(self.criteria))}

    def do(self, deed: Callable[..., Any], *args: Any, actor: Actor | None = None, **more: Any) -> Any:
        """One deed in a unit of work of its own, by the first member unless told otherwise."""
        now: datetime = more.pop("now", None) or clock.now()
        with self.app.app_context(), unit_of_work():
            return deed(self.event_id, *args, actor=actor or self.members[0], now=now, **more)

    def put(self, place: int, verdict: Status = ACCEPTED, reason: str = "", **more: Any) -> None:
        """Put down a decision on the application at this place of the ranking, from 1."""
        self.do(pending.put, self.ids[place - 1], verdict, reason, **more)

    def draw(self, at: int, below: Status | None = None, reason: str = "", **more: Any) -> int:
        return int(self.do(pending.draw_line, at, below, reason, **more))

    def approve(self, *members: int) -> None:
        for number in members or (0,):
            actor = self.members[number]
            self.do(resolving.approve, self.digest(actor), actor=actor)

    def apply(self, member: int = 0, *, confirmed: str = "") -> None:
        self.do(resolving.apply, confirmed or self.digest(), actor=self.members[member])

    def recuse(self, place: int, actor: Actor) -> None:
        """This person stays away from the application at this place."""
        with self.app.app_context(), unit_of_work():
            db.session.add(
                Recusal(
                    application_id=self.ids[place - 1],
                    person_id=actor.person_id,
                    kind=Conflict.FAMILY,
                    at=clock.now(),
                )
            )

    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    def digest(self, viewer: Actor | None = None) -> str:
        with self.app.app_context():
            return pending.digest_of(pending.listed(self.event(), clock.now(), viewer=viewer))

    def pending(self) -> list[tuple[int, Status, str, bool]]:
        """Place in the ranking, verdict, reason, and whether the line gave it; in the order of the places."""
        with self.app.app_context():
            found = db.session.scalars(select(PendingDecision)).all()
            return sorted(
                (self.ids.index(one.application_id) + 1, one.verdict, one.reason, one.by_line) for one in found
            )

    def verdicts(self) -> dict[int, Status]:
        return {place: verdict for place, verdict, _, _ in self.pending()}

    def statuses(self) -> list[Status]:
        """In the order of the ranking."""
        with self.app.app_context():
            return [db.session.get_one(Application, one).status for one in self.ids]

    def waiting(self) -> list[int]:
        """The places of those on the waiting list, in its order."""
        with self.app.app_context():
            query = select(Application.id).where(Application.status == WAITLISTED).order_by(Application.waitlisted_at)
            return [self.ids.index(one) + 1 for one in db.session.scalars(query)]

    def messages(self) -> list[str]:
        """The kinds of messages that wait, but for those that say an application has come in."""
        with self.app.app_context():
            kinds = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id))
            return [kind for kind in kinds if kind != "application_submitted"]

    def resolutions(self) -> Sequence[Resolution]:
        with self.app.app_context():
            return db.session.scalars(select(Resolution).order_by(Resolution.id)).all()

    def approvals(self) -> Sequence[Approval]:
        with self.app.app_context():
            return db.session.scalars(select(Approval).order_by(Approval.id)).all()

    def audited(self, *prefixes: str) -> list[str]:
        with self.app.app_context():
            found = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
            return [action for action in found if action.startswith(prefixes)]

    def line_at(self) -> int | None:
        with self.app.app_context():
            return db.session.scalars(select(Curation.line_at)).one()

    def candidate(self, place: int) -> Candidate | None:
        with self.app.app_context():
            return db.session.get(Candidate, self.ids[place - 1])

    def person(self, actor: Actor) -> Person:
        return db.session.get_one(Person, actor.person_id)

    def change(self, model: type, identity: int, **values: Any) -> None:
        """Set columns as another part of the app would."""
        with self.app.app_context(), unit_of_work():
            row: Any = db.session.get_one(model, identity)
            for name, value in values.items():
                setattr(row, name, value)
