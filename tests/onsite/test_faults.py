"""The fault desk: reported once, taken in hand by one, answered, opened again; and what each is told of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.booths import queries as booths
from eventreg.booths import service as floor
from eventreg.booths.rules import BoothKept
from eventreg.core import clock, outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.onsite import mending, repairs, rules
from eventreg.onsite.models import BoothFault
from eventreg.onsite.repairs import Sought
from eventreg.onsite.rules import FaultKind, FaultState
from tests.factories.booths import booth
from tests.factories.catalogue import make_exhibitor
from tests.factories.onsite import make_fair_at_work
from tests.factories.people import actor_of, make_person
from tests.onsite.at_once import at_once

BOTH = pytest.mark.databases("sqlite", "postgresql")


class Fair:
    """A fair with an exhibitor in each of A-01 to A-03, A-04 empty, A-05 shared; Budi and Ani work there."""

    def __init__(self, app):
        self.app, self.now = app, clock.now()
        with app.app_context(), unit_of_work():
            event, made = make_fair_at_work(3)
            self.event_id = event.id
            for label in ("A-04", "A-05"):
                drawn = booth(label, x=3 * int(label[-1]), y=6, zone="A", capacity=2)
                floor.put_booth(event.id, drawn, actor=SYSTEM, now=self.now)
            made += [make_exhibitor(event.id, "a-05"), make_exhibitor(event.id, "a-05")]
            self.applications = [one.id for one in made]
            self.exhibitors = [actor_of(one.applicant) for one in made]
            people = [make_person("", name, Role.DOOR_VOLUNTEER, event_id=event.id) for name in ("Budi", "Ani")]
            self.budi, self.ani = (actor_of(one) for one in people)

    def report(self, uid, kind=FaultKind.POWER, text="Mati", *, by=None, own=None, later=0, **options):
        """The id of the fault that came of it. `own`: which exhibitor reports it."""
        with self.app.app_context(), unit_of_work():
            application = None if own is None else application_of(self.applications[own])
            actor = by or (self.budi if own is None else self.exhibitors[own])
            now = self.now + timedelta(minutes=later)
            about = {"application": application, "actor": actor, "now": now}
            return mending.report(self.event_id, uid, kind, text, **about, **options).id

    def do(self, deed, fault_id, *arguments, by, seen=None, later=10):
        """`seen`: as it stands, unless somebody looked earlier."""
        with self.app.app_context(), unit_of_work():
            stands = mending.mark_of(db.session.get_one(BoothFault, fault_id))
            known = {} if deed is mending.confirm else {"seen": seen or stands}
            now = self.now + timedelta(minutes=later)
            return deed(self.event_id, fault_id, *arguments, actor=by, now=now, **known).state

    def mark(self, fault_id):
        with self.app.app_context():
            return mending.mark_of(db.session.get_one(BoothFault, fault_id))

    def on_desk(self, **sought):
        """Labels and kinds in the desk's order."""
        with self.app.app_context():
            rows = repairs.page(self.event_id, Sought(**sought), 1).rows
            return [(one.booth.label, one.kind.value) for one in rows]

    def told(self):
        """Who was told what, by the numbers of the exhibitors and the subjects of the messages."""
        with self.app.app_context():
            rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "fault_answered"))
            return [
                (self.applications.index(row.params["application"]), outbox.render(row).subject)
                for row in sorted(rows, key=lambda row: row.id)
            ]


def application_of(application_id):
    return db.session.get_one(Application, application_id)


@pytest.fixture
def fair(app):
    return Fair(app)


def test_dangers_come_first_then_the_oldest(fair):
    fair.report("a-01", FaultKind.FURNITURE, later=0)
    fair.report("a-02", FaultKind.LIGHT, later=1)
    fair.report("a-03", FaultKind.LEAK, later=3)
    fair.report("a-04", FaultKind.POWER, later=2)

    assert fair.on_desk() == [("A-04", "power"), ("A-03", "leak"), ("A-02", "light"), ("A-01", "furniture")]
    assert fair.on_desk(words="a-0", kind=FaultKind.LEAK) == [("A-03", "leak")]
    with fair.app.app_context():
        assert repairs.count_dangers(fair.event_id) == 2


@BOTH
def test_two_who_report_the_same_at_once_make_one_fault(app):
    fair = Fair(app)
    outcomes = at_once(*[lambda by=by: fair.report("a-05", text=by.name, by=by) for by in (fair.budi, fair.ani)])

    assert sorted(map(str, outcomes)) == sorted(map(str, [1, rules.FaultKnown]))
    assert fair.on_desk() == [("A-05", "power")]


@pytest.mark.sqlite_only
def test_what_is_known_is_confirmed_once_by_each_and_reported_again_only_if_it_is_something_else(fair):
    first = fair.report("a-05", text="Stopkontak mati", own=3)
    assert fair.report("a-05", text="Stopkontak mati", own=3, later=2) == first  # sent again over a bad line
    with pytest.raises(rules.FaultKnown):
        fair.report("a-05", text="Lampu sorot mati", own=4)
    for _time in range(2):
        fair.do(mending.confirm, first, by=fair.exhibitors[4])
    fair.do(mending.confirm, first, by=fair.exhibitors[3])  # who reported it has said so already
    with fair.app.app_context():
        assert repairs.confirmations([first]) == {first: 1}

    other = fair.report("a-05", text="Lampu sorot mati", own=4, is_another=True)
    assert other != first


@BOTH
def test_of_two_who_take_it_in_hand_one_is_told_that_the_other_was_quicker(app):
    fair = Fair(app)
    fault, seen = fair.report("a-01"), "reported-0"

    outcomes = at_once(*[lambda by=by: fair.do(mending.take, fault, by=by, seen=seen) for by in (fair.budi, fair.ani)])

    assert sorted(map(str, outcomes)) == sorted(map(str, [FaultState.IN_HAND, rules.FaultMoved]))
    assert len(fair.told()) == 1


@pytest.mark.sqlite_only
def test_an_answer_given_while_another_took_it_is_not_lost_and_goes_through_once_that_is_seen(fair):
    fault = fair.report("a-01")
    seen = fair.mark(fault)
    fair.do(mending.take, fault, by=fair.budi)
    with pytest.raises(rules.FaultMoved):
        fair.do(mending.answer, fault, "Kabel diganti", by=fair.ani, seen=seen)
    assert fair.do(mending.answer, fault, "Kabel diganti", by=fair.ani) is FaultState.DONE
    with pytest.raises(rules.FaultMoved):
        fair.do(mending.take, fault, by=fair.budi)
    with pytest.raises(rules.AnswerMissing):
        fair.do(mending.answer, fair.report("a-02"), "  ", by=fair.ani)


@pytest.mark.sqlite_only
def test_all_who_share_the_booth_are_told_who_comes_and_what_was_done(fair):
    fault = fair.report("a-05", own=3)
    fair.do(mending.take, fault, by=fair.budi)
    fair.do(mending.take, fault, by=fair.budi)  # pressed twice
    fair.do(mending.answer, fault, "MCB dinaikkan *lagi*", by=fair.budi)

    coming, done = "Stan A-05, Listrik: petugas sedang menangani", "Sudah diperbaiki di stan A-05: Listrik"
    assert fair.told() == [(3, coming), (4, coming), (3, done), (4, done)]
    with fair.app.app_context():
        last = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()[-1]
        assert "MCB dinaikkan *lagi*" in outbox.render(last).text
        assert "/at-the-fair" in outbox.render(last).text


@pytest.mark.sqlite_only
def test_what_is_still_broken_is_opened_again_with_its_last_answer(fair):
    fault = fair.report("a-01", text=f"Mati\n{rules.AGAIN}kata saya sendiri", own=0)
    with pytest.raises(rules.NotMended):
        fair.do(mending.reopen, fault, "masih mati", by=fair.exhibitors[0])
    fair.do(mending.answer, fault, "Kabel diganti", by=fair.budi)

    fair.do(mending.reopen, fault, "masih mati", by=fair.exhibitors[0])

    with fair.app.app_context():
        row = db.session.get_one(BoothFault, fault)
        assert (row.state, row.taken_by_id, row.done_at, row.answer) == (
            FaultState.REPORTED,
            None,
            None,
            "Kabel diganti",
        )
        assert rules.told_in(row.text) == ("Mati\nkata saya sendiri", ["masih mati"])
        assert [step.deed for step in repairs.history(row)] == ["reported", "done", "reopened"]
    assert fair.on_desk() == [("A-01", "power")]


@pytest.mark.sqlite_only
def test_an_exhibitor_reports_for_their_own_booth_alone_and_finds_no_fault_of_others(fair):
    with pytest.raises(NotFound):
        fair.report("a-02", own=0)
    foreign, own, shared = fair.report("a-02", own=1), fair.report("a-01"), fair.report("a-05", own=4)
    with fair.app.app_context():
        first, sharer = (application_of(fair.applications[number]) for number in (0, 3))
        assert [one.id for one in repairs.of_exhibitor(first)] == [own]
        assert [one.id for one in repairs.of_exhibitor(sharer)] == [shared]
        with pytest.raises(NotFound):
            repairs.get_own(first, foreign)


@BOTH
def test_a_booth_with_a_history_stays_on_the_plan_and_an_empty_one_goes(app):
    fair = Fair(app)
    fair.report("a-04")
    with pytest.raises(BoothKept), app.app_context(), unit_of_work():
        floor.remove_booth(fair.event_id, "a-04", actor=SYSTEM, now=fair.now)
    with app.app_context(), unit_of_work():
        floor.put_booth(fair.event_id, booth("A-09", x=30, y=9, zone="A"), actor=SYSTEM, now=fair.now)
    with app.app_context(), unit_of_work():
        floor.remove_booth(fair.event_id, "a-09", actor=SYSTEM, now=fair.now)
        labels = [one.label for one in booths.booths_of(booths.get(fair.event_id).id)]
    assert labels == ["A-01", "A-02", "A-03", "A-04", "A-05"]
