"""Reviews, recusals, phases and decisions in any order: the ranking is what somebody else counts by hand."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from eventreg.accounts.models import Person, RoleGrant
from eventreg.applications import service as applications
from eventreg.applications.chores import pass_time
from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import Status
from eventreg.businesses.models import BusinessMember
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.permissions import SYSTEM, Role
from eventreg.curation import assigning, helping, queries, recusing, reviewing, standings
from eventreg.curation.models import Criterion
from eventreg.curation.reviewing import Writing
from eventreg.curation.rules import DECLARED, Average, Others
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from tests.curation.tally import Entrant, Line, Sheet, Stage, Tally
from tests.factories.applications import answers_for, make_shown_product
from tests.factories.businesses import make_business
from tests.factories.consents import agree
from tests.factories.curation import make_curation, make_curators, phase
from tests.factories.events import days, make_event
from tests.factories.people import actor_of, make_person

pytestmark = pytest.mark.databases("sqlite", "postgresql")

DAY = timedelta(days=1)
WHO, CURATORS = range(4), range(4)
STREETS = ("Jalan Jetayu 1", "Jalan Kauman 2", "Jalan Setono 4", "Jl. Setono No. 4")
NEAR = ("jetayu", "kauman", "setono", "setono")  # the last two are neighbours, however they write it
VERDICTS = (Status.ACCEPTED, Status.WAITLISTED, Status.NEEDS_REVISION, Status.REJECTED)
marks = st.tuples(st.integers(1, 5), st.integers(1, 10), st.sampled_from([None, 1, 5]))


def make_council(app):
    """Four businesses, the first of which had a place at last year's exhibition; an organiser and a committee."""
    with app.app_context(), unit_of_work():
        houses = []
        for number in WHO:
            owner = make_person()
            business = make_business(owner, phone=f"0812 3456 78{number:02}")
            business.address = STREETS[number]
            shown = make_shown_product(business, owner)
            agree(owner.id)
            db.session.flush()
            houses.append((business.id, actor_of(owner), shown.id))
        now = clock.now()
        before = make_event(kind=EventKind.EXHIBITION, now=now - 300 * DAY)
        took_part = Application(
            code="LALU-1",
            event_id=before.id,
            business_id=houses[0][0],
            applicant_id=houses[0][1].person_id,
            status=Status.CONFIRMED,
            created_at=now - 300 * DAY,
        )
        db.session.add(took_part)
        organiser, committee = (make_person("", str(role), role) for role in (Role.ORGANISER, Role.COMMITTEE))
        return houses, actor_of(organiser), actor_of(committee)


class Review(RuleBasedStateMachine):
    """One exhibition of the council, from its review's beginning to the last decision."""

    app = None
    council = None

    @initialize(
        median=st.booleans(),
        each=st.integers(1, 3),
        wide=st.sampled_from([20, 40]),
        penalty=st.sampled_from([7, 0]),
        others=st.sampled_from(Others),
        decides=st.booleans(),
        first=st.tuples(*[marks] * len(CURATORS)),
        second=st.tuples(*[marks] * len(CURATORS)),
    )
    def open(self, median, each, wide, penalty, others, decides, first, second):
        self.now = clock.now()
        self.houses, self.organiser, self.committee = self.council
        with self.app.app_context(), unit_of_work():
            begins = self.now + 60 * DAY
            event = make_event(kind=EventKind.EXHIBITION, quota=3, sessions=days(begins), now=self.now)
            event.rotation_years, event.objection_days = 2, 30
            event.waitlist_paused_at = self.now  # an offer that nobody answers would leave by itself
            phases = [
                phase("Penilaian", self.now - DAY, self.now + 4 * DAY, shows_others=others, decides=decides),
                phase("Rapat", self.now + 5 * DAY, self.now + 20 * DAY, shows_others=others, decides=True),
            ]
            curation = make_curation(
                event,
                phases=phases,
                average=Average.MEDIAN if median else Average.MEAN,
                reviews_each=each,
                conflict_spread=wide,
                rotation_points=penalty,
                now=self.now,
            )
            one, two, three = curation.rubric.criteria
            two.best, three.counts = 10, False
            curation.rubric.criteria.append(Criterion(position=3, name_id="Tanpa bobot", weight=0))
            db.session.flush()
            self.event_id, self.criteria = event.id, (one.id, two.id, three.id)
            self.people = [person.id for person in make_curators(len(CURATORS), event.id)]
            self.tally = Tally({one.id: (25, 5), two.id: (20, 10)}, median, each, wide, penalty)
            self.tally.stages = [Stage(row.starts_at, others is Others.ALWAYS) for row in curation.phases]
            self.tally.curators = set(self.people)
            self.apply(event)
            self.act_for(3, 1, since=self.now - 9 * DAY, until=self.now - DAY)  # who left before bars nobody
        self.recusals, self.mended_until = {}, {}
        for who, all_marks in enumerate((first, second)):
            self.everybody_writes(who, all_marks, False)

    def apply(self, event):
        for number, (business_id, owner, shown) in enumerate(self.houses):
            product = type("Shown", (), {"id": shown})
            details = applications.Details(answers_for(event, product), [applications.ParticipantDetails("")])
            made = applications.submit(event.id, business_id, details, actor=owner, now=self.now)
            self.tally.entrants[made.id] = Entrant(
                made.id, made.code, business_id, NEAR[number], self.now, rested=number > 0
            )
        self.keys = list(self.tally.entrants)

    def act_for(self, curator, who, since, until=None):
        member = BusinessMember(business_id=self.houses[who][0], person_id=self.people[curator], since=since)
        member.ended_at = until
        db.session.add(member)
        self.tally.ties.append((self.people[curator], member.business_id, NEAR[who], until))

    @contextmanager
    def works(self):
        """One deed, whole or not at all; what is refused changes nothing, in the tally neither."""
        with self.app.app_context():
            try:
                with unit_of_work():
                    yield
            except DomainError:
                pass

    def actor(self, curator):
        return actor_of(db.session.get_one(Person, self.people[curator]))

    # ---- What reviewers do ------------------------------------------------------------------------

    @rule(
        curator=st.sampled_from(CURATORS),
        who=st.sampled_from(WHO),
        given=marks,
        talk=st.booleans(),
        sends=st.booleans(),
    )
    def write(self, curator, who, given, talk, sends):
        key, person = self.keys[who], self.people[curator]
        scores = {one: mark for one, mark in zip(self.criteria, given, strict=True) if mark is not None}
        with self.works():
            do = reviewing.send if sends else reviewing.save_draft
            do(key, Writing(scores, "Rapi.", discuss=talk), revision=10_000, actor=self.actor(curator), now=self.now)
            sheet = self.sheet(key, person)
            sheet.state, sheet.marks, sheet.talk = "sent" if sends else "draft", scores, talk

    @rule(who=st.sampled_from(WHO), all_marks=st.tuples(*[marks] * len(CURATORS)), talk=st.booleans())
    def everybody_writes(self, who, all_marks, talk):
        """The short way to reviews that count: whoever may is given it and sends theirs."""
        for curator, given in zip(CURATORS, all_marks, strict=True):
            with self.works():
                assigning.give(self.keys[who], self.people[curator], actor=self.organiser, now=self.now)
            self.write(curator, who, given, talk, True)

    @rule(curator=st.sampled_from(CURATORS), who=st.sampled_from(WHO))
    def abstain(self, curator, who):
        with self.works():
            reviewing.abstain(self.keys[who], actor=self.actor(curator), now=self.now)
            self.sheet(self.keys[who], self.people[curator]).state = "abstained"

    @rule(curator=st.sampled_from(CURATORS), who=st.sampled_from(WHO))
    def open_it_again(self, curator, who):
        with self.works():
            reviewing.reopen(self.keys[who], actor=self.actor(curator), now=self.now)
            self.sheet(self.keys[who], self.people[curator]).state = "draft"

    @rule(curator=st.sampled_from(CURATORS))
    def help_the_others(self, curator):
        with self.works():
            helping.take(self.event_id, actor=self.actor(curator), now=self.now)

    @rule(number=st.integers(0, len(CURATORS)), who=st.sampled_from(WHO), why=st.sampled_from(DECLARED))
    def stay_away(self, number, who, why):
        """A curator, or the organiser, who reads everything else."""
        key, person = self.keys[who], [*self.people, self.organiser.person_id][number]
        with self.works():
            recusal = recusing.recuse(key, person, why, actor=self.organiser, now=self.now)
            self.recusals[key, person] = recusal.id
            self.tally.declared.add((key, person))

    @rule(number=st.integers(0, 9))
    def it_was_a_mistake(self, number):
        if self.recusals:
            pair = sorted(self.recusals)[number % len(self.recusals)]
            with self.works():
                recusing.take_back_recusal(self.recusals.pop(pair), actor=self.organiser, now=self.now)
                self.tally.declared.discard(pair)

    def sheet(self, key, person):
        appeal = self.tally.entrants[key].status == "rejected"  # then only an objection is reviewed
        return self.tally.sheets.setdefault((key, person), Sheet(appeal=appeal))

    # ---- What happens to them ---------------------------------------------------------------------

    @rule(evens=st.booleans())
    def hand_out(self, evens):
        with self.works():
            assigning.hand_out(self.event_id, actor=self.organiser, now=self.now, evens=evens)

    @rule(curator=st.sampled_from(CURATORS))
    def come_or_go(self, curator):
        person = self.people[curator]
        with self.works():
            held = db.session.scalar(db.select(RoleGrant).where(RoleGrant.person_id == person))
            if held:
                db.session.delete(held)
                self.tally.curators.discard(person)
            else:
                grant = RoleGrant(person_id=person, role=Role.CURATOR, event_id=self.event_id, granted_at=self.now)
                db.session.add(grant)
                self.tally.curators.add(person)

    @rule(curator=st.sampled_from(CURATORS), who=st.sampled_from(WHO))
    def join_or_leave_a_business(self, curator, who):
        person, house = self.people[curator], self.houses[who][0]
        acts = (person, house, NEAR[who], None)
        with self.works():
            if acts in self.tally.ties:
                query = db.select(BusinessMember).where(BusinessMember.person_id == person)
                query = query.where(BusinessMember.business_id == house, BusinessMember.ended_at.is_(None))
                db.session.scalars(query).one().ended_at = self.now
                self.tally.ties[self.tally.ties.index(acts)] = (*acts[:3], self.now)
            else:
                self.act_for(curator, who, self.now)

    @rule(curator=st.sampled_from(CURATORS), who=st.sampled_from(WHO))
    def act_for_a_business_for_a_while(self, curator, who):
        with self.works():
            self.act_for(curator, who, self.now, until=self.now + DAY / 24)

    # ---- What the organiser and the committee do --------------------------------------------------

    @rule(
        median=st.booleans(),
        each=st.integers(1, 3),
        wide=st.sampled_from([20, 40]),
        penalty=st.sampled_from([0, 7, 90]),
    )
    def count_otherwise(self, median, each, wide, penalty):
        with self.works():
            curation = queries.find(self.event_id)
            curation.average, curation.reviews_each = Average.MEDIAN if median else Average.MEAN, each
            curation.conflict_spread, curation.rotation_points = wide, penalty
        tally = self.tally
        tally.median, tally.each, tally.wide, tally.penalty = median, each, wide, penalty

    @rule(which=st.integers(0, 1), others=st.sampled_from(Others), decides=st.booleans())
    def change_a_phase(self, which, others, decides):
        with self.works():
            row = queries.find(self.event_id).phases[which]
            row.shows_others, row.decides = others, decides
            self.tally.stages[which].open = others is Others.ALWAYS

    @rule(who=st.sampled_from(WHO), verdict=st.sampled_from(VERDICTS))
    def decide(self, who, verdict):
        with self.works():
            entrant = self.tally.entrants[self.keys[who]]
            applications.decide(
                self.event_id, [entrant.key], verdict, actor=self.committee, reason="Dibahas", now=self.now
            )
            entrant.status = verdict.value
            if verdict is Status.NEEDS_REVISION:
                self.mended_until[entrant.key] = db.session.get_one(Application, entrant.key).deadline_at

    @rule(who=st.sampled_from(WHO), given=marks)
    def object_to_it(self, who, given):
        """A rejected one does, where the committee may reject it; and those who are new to it write what they think."""
        entrant = self.tally.entrants[self.keys[who]]
        self.decide(who, Status.REJECTED)
        if entrant.status == "rejected":
            with self.works():
                objection = Objection(application_id=entrant.key, text="Foto saya jelas", at=self.now)
                db.session.add(objection)
                db.session.flush()
                assigning.for_objection(objection, actor=SYSTEM, now=self.now)
            for curator in CURATORS:
                self.write(curator, who, given, False, True)

    @rule(who=st.sampled_from(WHO))
    def withdraw(self, who):
        with self.works():
            applications.withdraw(self.keys[who], actor=self.houses[who][1], reason="Sakit", now=self.now)
            self.tally.entrants[self.keys[who]].status = "withdrawn"

    @rule(wait=st.sampled_from([DAY / 2, DAY, 2 * DAY, 5 * DAY]))
    def wait(self, wait):
        self.now += wait
        with self.app.app_context():
            pass_time(self.now)
        for key, until in self.mended_until.items():
            if self.now >= until and self.tally.entrants[key].status == "needs_revision":
                self.tally.entrants[key].status = "lapsed"

    # ---- What holds whatever they do --------------------------------------------------------------

    @invariant()
    def the_ranking_is_the_one_counted_by_hand(self):
        if not hasattr(self, "tally"):
            return
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            assert told(standings.complete(event, self.now)) == self.tally.lines()
            assert told(standings.standings(event, self.now, viewer=self.organiser)) == self.tally.lines(
                self.organiser.person_id
            )
            for curator in (0, 1):
                self.a_curator_reads_what_they_may(event, curator)

    def a_curator_reads_what_they_may(self, event, curator):
        person, viewer = self.people[curator], self.actor(curator)
        if not self.tally.reads(person, self.now):
            with pytest.raises(NotFound):
                standings.standings(event, self.now, viewer=viewer)
            return
        seen = standings.standings(event, self.now, viewer=viewer)
        assert told(seen) == self.tally.lines(person)
        away = {key for key, entrant in self.tally.entrants.items() if self.tally.stays_away(person, entrant)}
        assert {one.application.id for one in seen.withheld} <= away
        assert not away & {row.application.id for row in seen.rows}


def told(found):
    """The app's ranking in the tally's form."""
    return [
        Line(
            key=row.application.id,
            rank=row.standing.rank,
            average=row.standing.average,
            result=row.standing.result,
            spread=row.standing.spread,
            count=row.standing.reviews,
            missing=row.standing.missing,
            conflicting=row.standing.conflicting,
            talk=row.discuss,
        )
        for row in found.rows
    ]


def drive(app, examples, steps):
    Review.app, Review.council = app, make_council(app)
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Review, settings=quick)


def test_anything_in_any_order(app):
    drive(app, 5, 20)


@pytest.mark.long
def test_anything_in_any_order_for_long(app):
    drive(app, 120, 50)
