"""The demo's thirty applications before anybody has reviewed them, and what their curators will think."""

from datetime import timedelta
from fractions import Fraction
from random import Random

from flask import Flask
from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.clock import Zone
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.curation import queries, service
from eventreg.curation.models import Meeting, Review, ReviewPhase
from eventreg.demo import curated, story
from eventreg.demo.acts import Story
from eventreg.demo.people import make_owners

CURATORS = ("kurator1", "kurator2", "kurator3")


class Thirty:
    """Everything up to the closing of applications goes through the demo's chapters; phases begin with it."""

    slug = curated.REVIEWED.slug

    def __init__(self, app: Flask) -> None:
        self.app = app
        now = clock.now()
        begins = now - timedelta(days=430)
        with app.app_context():
            staff = story.found_council(begins)
            random = Random(5)
            owners = make_owners(30, random, begins)
            told = Story(random, now.astimezone(Zone.WIB.info).date(), staff, owners)
            self.event_id = curated.applied(told, curated.REVIEWED, owners)
            with unit_of_work():
                asked_for = {"approvals_needed": 2, "shows_averages": True}
                service.change_settings(self.event_id, asked_for, actor=staff["panitia"], now=now)
            query = select(Application.code).where(Application.event_id == self.event_id).order_by(Application.id)
            self.codes = list(db.session.scalars(query))
            self.weights = [one.weight for one in queries.get(self.event_id).rubric.criteria]
        self.given: dict[str, list[Fraction]] = {code: [] for code in self.codes}

    def scores(self, curator: int, code: str) -> str:
        """What a curator gives, a digit for each criterion; about one in ten is argued over."""
        number = self.codes.index(code)
        level = 5 - number // 8
        if curator == 2 and number % 10 == 4:
            level = 6 - level
        less = [((number + 2) * (at + 3) + curator) % 4 == 0 for at in range(len(self.weights))]
        return "".join(str(max(1, level - by)) for by in less)

    def count(self, code: str, scores: str) -> None:
        """Reckon a review that is sent: the weighted share of the best score, of 100."""
        whole = 5 * sum(self.weights)
        reached = sum(weight * int(score) for weight, score in zip(self.weights, scores, strict=True))
        self.given[code].append(Fraction(100 * reached, whole))

    def results(self) -> dict[str, str]:
        """Each application's mean as it is written in Indonesian, with one decimal."""
        found = {}
        for code, totals in self.given.items():
            tenths = int(10 * sum(totals) / len(totals) + Fraction(1, 2))
            found[code] = f"{tenths // 10},{tenths % 10}"
        return found

    def let_days_pass(self, days: int) -> None:
        """All that has a time was so many days earlier."""
        past = timedelta(days=days)
        with self.app.app_context(), unit_of_work():
            for phase in db.session.scalars(select(ReviewPhase)):
                phase.starts_at -= past
                phase.ends_at = phase.ends_at and phase.ends_at - past
            for meeting in db.session.scalars(select(Meeting)):
                meeting.began_at -= past
                meeting.ended_at = meeting.ended_at and meeting.ended_at - past
            for review in db.session.scalars(select(Review)):
                review.began_at -= past
                review.sent_at = review.sent_at and review.sent_at - past

    def statuses(self) -> dict[str, str]:
        """Each application's, by its code."""
        with self.app.app_context():
            rows = db.session.execute(select(Application.code, Application.status))
            return {code: str(status) for code, status in rows}

    def messages(self) -> list[str]:
        """The kinds of all that went out about decisions."""
        decided = ("application_confirmed", "application_waitlisted", "application_rejected")
        with self.app.app_context():
            query = select(OutboxMessage.kind).where(OutboxMessage.kind.in_(decided)).order_by(OutboxMessage.id)
            return list(db.session.scalars(query))
