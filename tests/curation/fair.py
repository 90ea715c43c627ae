"""A fair under review, seen from outside: everything goes through the services."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Actor, Role
from eventreg.curation import assigning, recusing, reviewing
from eventreg.curation.models import Assignment, Review
from eventreg.curation.reviewing import Writing
from eventreg.curation.rules import Conflict
from tests.factories.applications import make_application
from tests.factories.curation import make_curation
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person


class Fair:
    """An event with applications, curators and an organiser; nothing is handed out yet."""

    def __init__(self, app: Flask, applications: int = 2, curators: int = 3, **curation: Any) -> None:
        self.app = app
        with app.app_context(), unit_of_work():
            event = make_event(title="Pekan Batik")
            self.event_id, self.slug = event.id, event.slug
            made = [make_application(event.id, name=f"Batik Rahasia {number}") for number in range(applications)]
            for one in made:
                one.products = list(one.business.products)
            self.ids, self.codes = [one.id for one in made], [one.code for one in made]
            self.emails = [f"kurator{number}@contoh.id" for number in range(1, curators + 1)]
            people = [make_person(email, email.split("@")[0].title(), Role.CURATOR) for email in self.emails]
            self.people = [person.id for person in people]
            self.organiser = actor_of(make_person("panitia@contoh.id", "Ratna", Role.ORGANISER))
            self.criteria = [one.id for one in make_curation(event, **curation).rubric.criteria]

    def hand_out(self, **more: Any) -> assigning.HandingOut:
        done: assigning.HandingOut = self.do(assigning.hand_out, self.event_id, **more)
        return done

    def do(self, deed: Callable[..., Any], *args: Any, actor: Actor | None = None, **more: Any) -> Any:
        """One deed in a unit of work of its own, by the organiser unless told otherwise."""
        now: datetime = more.pop("now", None) or clock.now()
        with self.app.app_context():
            with unit_of_work():
                done = deed(*args, actor=actor or self.organiser, now=now, **more)
            if isinstance(done, db.Model):
                db.session.refresh(done)
            return done

    def actor(self, number: int) -> Actor:
        """The curator with this number, from 0."""
        with self.app.app_context():
            return actor_of(db.session.get_one(Person, self.people[number]))

    def writing(self, score: int = 4, **more: Any) -> Writing:
        return Writing(dict.fromkeys(self.criteria, score), **({"remark": "Garis canting halus."} | more))

    def send(self, number: int, application_id: int, *, revision: int = 0, **more: Any) -> Review:
        written = self.writing(**more)
        sent: Review = self.do(reviewing.send, application_id, written, revision=revision, actor=self.actor(number))
        return sent

    def recuse(self, number: int, application_id: int, kind: Conflict = Conflict.FAMILY) -> Any:
        return self.do(recusing.recuse, application_id, self.people[number], kind, actor=self.actor(number))

    def pairs(self) -> set[tuple[int, int]]:
        """Who reviews what now."""
        with self.app.app_context():
            rows = select(Assignment.application_id, Assignment.person_id).where(Assignment.ended_at.is_(None))
            return {(application_id, person_id) for application_id, person_id in db.session.execute(rows)}

    def loads(self) -> Mapping[int, int]:
        return Counter(person for _, person in self.pairs())

    def reviewers(self, application_id: int) -> set[int]:
        return {person for one, person in self.pairs() if one == application_id}

    def first_of(self, number: int) -> int:
        """The first application that this curator was given."""
        return min(one for one, person in self.pairs() if person == self.people[number])

    def code(self, application_id: int) -> str:
        return self.codes[self.ids.index(application_id)]

    def reviews(self) -> list[Review]:
        with self.app.app_context():
            found = list(db.session.scalars(select(Review).order_by(Review.id)))
            for review in found:
                _ = review.scores
            return found

    def audited(self, prefix: str = "review.") -> list[str]:
        with self.app.app_context():
            found = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
            return [action for action in found if action.startswith(prefix)]

    def change(self, model: type, identity: int, **values: Any) -> None:
        """Set columns as another part of the app would."""
        with self.app.app_context(), unit_of_work():
            row: Any = db.session.get_one(model, identity)
            for name, value in values.items():
                setattr(row, name, value)
