"""Anything in any order with time moving: no place is oversold, none is lost, nobody is passed over in silence."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from eventreg.applications import line, places, queries, rules, seating, service, waiting
from eventreg.applications.chores import pass_time
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.rules import FINAL, HOLDS_A_PLACE, By, Status
from eventreg.applications.service import Details, ParticipantDetails
from eventreg.core import clock
from eventreg.core.db import db, lock, unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import service as events
from eventreg.events.models import Event, Quota
from eventreg.events.rules import Admission, EventState, QuotaKind
from eventreg.tickets.rules import TicketState
from tests.factories.applications import answers_for
from tests.factories.businesses import make_business
from tests.factories.consents import agree
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person

pytestmark = pytest.mark.databases("sqlite", "postgresql")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHO = range(7)


def make_council(app):
    """Seven businesses of several groups and two crafts, each with who acts for it, and a committee."""
    with app.app_context(), unit_of_work():
        found = []
        for number in WHO:
            person = make_person()
            business = make_business(person, category_code="batik-tulis" if number % 2 else "batik-cap")
            business.fostered_since = clock.now().date() if number in (0, 1) else None
            business.owner_sex = "f" if number in (1, 2, 3) else "m"
            agree(person.id)
            db.session.flush()
            found.append((business.id, actor_of(person), business.category_id))
        return found, actor_of(make_person("", "Hartono", Role.COMMITTEE))


class Admissions(RuleBasedStateMachine):
    """One event of the council, from its opening to its end."""

    app = None
    council = None

    @initialize(
        admission=st.sampled_from(Admission),
        quota=st.integers(1, 4),
        reserve=st.sampled_from(["", "fostered", "women_owned"]),
        falls_back=st.sampled_from([None, 3 * DAY]),
        limited=st.booleans(),
        counts_people=st.booleans(),
        choose_sessions=st.booleans(),
        confirm_days=st.sampled_from([None, 2]),
    )
    def open(self, admission, quota, reserve, falls_back, limited, counts_people, choose_sessions, confirm_days):
        self.now = clock.now()
        self.line_before, self.moves_before = [], 0
        with self.works():
            event = make_event(quota=quota, passes=3, confirm_days=confirm_days, now=self.now)
            event.admission, event.counts_people, event.choose_sessions = admission, counts_people, choose_sessions
            event.sessions[0].quota = 2 if choose_sessions else None
            if reserve:
                until = self.now + falls_back if falls_back else None
                event.quotas.append(Quota(kind=QuotaKind.RESERVE, group=reserve, places=1, falls_back_at=until))
            if limited:
                craft = self.council[0][1][2]
                event.quotas.append(Quota(kind=QuotaKind.LIMIT, category_id=craft, places=2))
            self.event_id = event.id

    @contextmanager
    def works(self):
        """One deed, and then the worker's minute; what the rules refuse is refused."""
        with self.app.app_context():
            self.remember()
            try:
                with unit_of_work():
                    yield
            except DomainError:
                pass
            pass_time(self.now)
        if hasattr(self, "event_id"):
            self.nobody_was_passed_over_in_silence()

    def remember(self):
        if hasattr(self, "event_id"):
            self.line_before = [row.id for row in line.next_in_line(self.event_id)]
            self.moves_before = db.session.scalar(select(db.func.max(ApplicationMove.id))) or 0

    def of(self, who, *statuses):
        query = select(Application).where(
            Application.event_id == self.event_id, Application.business_id == self.council[0][who][0]
        )
        found = db.session.scalar(query)
        return found if found is not None and (not statuses or found.status in statuses) else None

    # ---- What people do ---------------------------------------------------------------------------

    @rule(who=st.sampled_from(WHO), people=st.integers(1, 3), sessions=st.sampled_from([(0,), (1,), (0, 1)]))
    def apply(self, who, people, sessions):
        business_id, actor, _craft = self.council[0][who]
        with self.works():
            event = db.session.get_one(Event, self.event_id)
            coming = [ParticipantDetails("" if number == 0 else f"Orang {number}") for number in range(people)]
            chosen = [event.sessions[number].id for number in sessions]
            details = Details(answers_for(event), coming, chosen)
            service.submit(self.event_id, business_id, details, actor=actor, now=self.now)

    @rule(who=st.sampled_from(WHO), verdict=st.sampled_from(rules.VERDICTS), says_why=st.booleans())
    def decide(self, who, verdict, says_why):
        with self.works():
            application = self.of(who)
            if application:
                reason = "Sudah dibahas" if says_why else ""
                service.decide(
                    self.event_id, [application.id], verdict, actor=self.council[1], reason=reason, now=self.now
                )

    @rule(who=st.sampled_from(WHO), act=st.sampled_from(["confirm", "decline", "withdraw"]))
    def answer(self, who, act):
        with self.works():
            application = self.of(who)
            if application:
                more = {"reason": "Sakit"} if act == "withdraw" else {}
                getattr(service, act)(application.id, actor=self.council[0][who][1], now=self.now, **more)

    @rule(who=st.sampled_from(WHO))
    def uphold_an_objection(self, who):
        with self.works():
            application = self.of(who, Status.REJECTED)
            if application:
                event = lock(Event, self.event_id)
                free = places.of(event, self.now)
                seating.seat(application, free, By.OBJECTION, actor=self.council[1], now=self.now)

    @rule(keys=st.permutations(list("abcdefg")))
    def draw(self, keys):
        with self.works():
            event = lock(Event, self.event_id)
            if event.admission is Admission.DRAW and self.now >= event.closes_at:
                sent = queries.lock_with_status(self.event_id, Status.SUBMITTED)
                for key, application in sorted(zip(keys, sent, strict=False), key=lambda pair: pair[0]):
                    application.draw_key = key
                    free = places.of(event, self.now)
                    seating.seat(application, free, By.SYSTEM, actor=self.council[1], now=self.now)

    @rule(hours=st.sampled_from([1, 5, 24, 49, 120]))
    def wait(self, hours):
        self.now += hours * HOUR
        with self.works():
            pass

    @rule(pauses=st.booleans())
    def hold_the_list(self, pauses):
        with self.works():
            if pauses:
                waiting.pause(self.event_id, actor=self.council[1], reason="Rapat", now=self.now)
            else:
                waiting.resume(self.event_id, actor=self.council[1], now=self.now)

    @rule(who=st.sampled_from(WHO), lifts=st.booleans())
    def skip(self, who, lifts):
        with self.works():
            application = self.of(who, Status.WAITLISTED)
            if application and lifts:
                waiting.lift(self.event_id, application.id, actor=self.council[1], now=self.now)
            elif application:
                waiting.skip(
                    self.event_id, application.id, actor=self.council[1], reason="Tidak terhubung", now=self.now
                )

    @rule(quota=st.integers(1, 6))
    def change_the_quota(self, quota):
        with self.works():
            event = lock(Event, self.event_id)
            event.quota = max(quota, queries.places_taken([event.id]).get(event.id, 0))

    @rule()
    def postpone(self):
        with self.works():
            event = lock(Event, self.event_id)
            if event.state is EventState.PUBLISHED and self.now < event.starts_at:
                event.state = EventState.POSTPONED

    @rule(days=st.integers(4, 20))
    def find_a_new_date(self, days):
        with self.works():
            event = lock(Event, self.event_id)
            if event.state is EventState.POSTPONED:
                event.starts_at, event.ends_at = self.now + days * DAY, self.now + (days + 2) * DAY
                event.state = EventState.PUBLISHED
                waiting.offer_again(self.event_id, actor=self.council[1], now=self.now)

    @precondition(lambda self: self.now > clock.now() + 8 * DAY)
    @rule()
    def cancel(self):
        with self.works():
            events.cancel(self.event_id, actor=SYSTEM, reason="Hujan", now=self.now)
            service.cancel_all(self.event_id, actor=SYSTEM, reason="Hujan", now=self.now)

    # ---- What holds whatever they do ---------------------------------------------------------------

    def nobody_was_passed_over_in_silence(self):
        with self.app.app_context():
            made = select(ApplicationMove.application_id).where(
                ApplicationMove.id > self.moves_before,
                ApplicationMove.origin == Status.WAITLISTED,
                ApplicationMove.status == Status.OFFERED,
            )
            offered = [number for number in db.session.scalars(made) if number in self.line_before]
            last = max((self.line_before.index(number) for number in offered), default=0)
            for number in self.line_before[:last]:
                if db.session.get_one(Application, number).status is Status.WAITLISTED:
                    assert line.passed_over([number])[number], "somebody was passed over without a recorded reason"

    @invariant()
    def everything_is_as_it_must_be(self):
        if not hasattr(self, "event_id"):
            return
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            everybody = db.session.scalars(select(Application).where(Application.event_id == event.id)).all()
            self.nothing_is_oversold(event, [one for one in everybody if one.status in HOLDS_A_PLACE])
            self.no_place_is_lost(event)
            for application in everybody:
                self.nobody_is_stuck(event, application)
                self.tickets_are_right(application)

    def nothing_is_oversold(self, event, holding):
        assert sum(one.places for one in holding) <= event.quota
        assert queries.places_taken([event.id]).get(event.id, 0) == sum(one.places for one in holding)
        if event.choose_sessions:
            for session in event.sessions:
                there = sum(one.places for one in holding if session in one.sessions)
                assert session.quota is None or there <= session.quota
        for quota in event.quotas:
            if quota.kind is QuotaKind.LIMIT:
                assert (
                    sum(one.places for one in holding if one.business.category_id == quota.category_id) <= quota.places
                )

    def no_place_is_lost(self, event):
        if waiting.runs(event, self.now):
            free = places.of(event, self.now)
            assert [one.id for one in line.next_in_line(event.id) if free.lack_of(one) is None] == []

    def nobody_is_stuck(self, event, application):
        if application.status in FINAL or event.state is EventState.POSTPONED:
            return
        assert [target for origin, target in rules.MOVES if origin is application.status]
        assert application.status is not Status.ACCEPTED, "only on the way to confirmed or offered"
        if application.status in (Status.OFFERED, Status.NEEDS_REVISION):
            assert application.deadline_at > self.now
        if application.status is Status.WAITLISTED:
            assert self.now < event.starts_at
        assert event.state is not EventState.CANCELLED

    def tickets_are_right(self, application):
        valid = [ticket for ticket in application.tickets if ticket.state is TicketState.VALID]
        coming = len(application.participants) if application.status is Status.CONFIRMED else 0
        assert len(valid) == coming


def drive(app, examples, steps):
    Admissions.app, Admissions.council = app, make_council(app)
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Admissions, settings=quick)


def test_anything_in_any_order(app):
    drive(app, 8, 25)


@pytest.mark.long
def test_anything_in_any_order_for_long(app):
    drive(app, 150, 50)
