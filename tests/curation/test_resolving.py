"""Approving what is pending, and letting it go out: all or none, whatever happens in the middle."""

import signal
import subprocess
import sys

import pytest

from eventreg.applications import rules as application_rules
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core.errors import NotFound
from eventreg.curation import meetings, queries, resolving, rules
from eventreg.curation.models import ReviewPhase
from tests.curation.committee import ACCEPTED, REJECTED, REVISION, WAITLISTED, Committee

SUBMITTED, CONFIRMED = Status.SUBMITTED, Status.CONFIRMED


@pytest.fixture
def committee(app):
    return Committee(app)


def ready(committee):
    """All five kinds of row: two accepted, one that waits, one to mend, one not selected."""
    committee.draw(2, WAITLISTED)
    committee.put(4, REVISION, "NIB belum ada")
    committee.put(5, REJECTED, "Bukan buatan sendiri")
    committee.approve()


def nothing_went_out(committee):
    return (
        committee.messages() == []
        and committee.resolutions() == []
        and set(committee.statuses())
        <= {
            SUBMITTED,
            Status.WITHDRAWN,
        }
    )


def test_everything_goes_out_at_once(committee):
    committee.do(meetings.begin, "Aula")
    ready(committee)
    digest = committee.digest()
    committee.apply()

    assert committee.statuses() == [CONFIRMED, CONFIRMED, WAITLISTED, REVISION, REJECTED]
    assert committee.messages() == ["application_confirmed"] * 2 + [
        "application_waitlisted",
        "application_needs_revision",
        "application_rejected",
    ]
    assert committee.pending() == []
    (resolution,) = committee.resolutions()
    assert (resolution.digest, resolution.by_id) == (digest, committee.members[0].person_id)
    assert resolution.meeting_id is not None
    assert [(one["code"], one["verdict"], one["rank"], one["reviews"]) for one in resolution.decisions] == [
        (code, verdict, place, 1)
        for place, (code, verdict) in enumerate(
            zip(committee.codes, (ACCEPTED, ACCEPTED, WAITLISTED, REVISION, REJECTED), strict=True), start=1
        )
    ]
    assert resolution.decisions[0]["result"] == "100.0"
    assert resolution.decisions[4]["reason"] == "Bukan buatan sendiri"
    assert committee.audited("decision.a") == ["decision.approved", "decision.applied"]


def test_the_waiting_list_is_in_the_order_of_the_ranking(committee):
    """The applications came the other way round, and one of them waits for a reason of its own."""
    committee.draw(1, WAITLISTED)
    committee.put(3, WAITLISTED, "Menunggu stan listrik")
    committee.approve()
    committee.apply()
    assert committee.waiting() == [2, 3, 4, 5]


def test_places_go_to_the_best_first_and_one_without_room_stops_all(app):
    committee = Committee(app, 3, event={"quota": 2})
    committee.draw(3)
    committee.approve()
    with pytest.raises(application_rules.CapacityReached) as refused:
        committee.apply()
    assert refused.value.details["business"] == "Batik ke-3"
    assert nothing_went_out(committee)
    assert len(committee.pending()) == 3


def test_one_that_was_withdrawn_in_the_meantime_stops_all(committee):
    ready(committee)
    committee.change(Application, committee.ids[4], status=Status.WITHDRAWN)
    with pytest.raises(rules.ListChanged):
        committee.apply(confirmed="0" * 64)
    committee.approve()
    with pytest.raises(application_rules.IllegalMove) as refused:
        committee.apply()
    assert refused.value.details["business"] == "Batik ke-5"
    assert nothing_went_out(committee)


@pytest.mark.sqlite_only
def test_another_list_than_the_one_that_was_shown_does_not_go_out(committee):
    ready(committee)
    shown = committee.digest()
    committee.put(5, REJECTED, "Alasan lain")
    committee.approve()
    with pytest.raises(rules.ListChanged):
        committee.apply(confirmed=shown)
    with pytest.raises(rules.ListChanged):
        committee.do(resolving.approve, shown)
    assert nothing_went_out(committee)


@pytest.mark.sqlite_only
def test_an_empty_list_is_neither_approved_nor_applied(committee):
    with pytest.raises(rules.NothingPending):
        committee.approve()
    with pytest.raises(rules.NothingPending):
        committee.apply()


@pytest.mark.sqlite_only
def test_only_in_the_phase_that_decides(committee):
    ready(committee)
    with committee.app.app_context():
        phase_id = queries.get(committee.event_id).phases[-1].id
    committee.change(ReviewPhase, phase_id, decides=False)
    with pytest.raises(rules.NotDecidedNow):
        committee.apply()
    assert nothing_went_out(committee)


@pytest.mark.sqlite_only
def test_only_the_committee_approves_and_applies(committee):
    ready(committee)
    with pytest.raises(NotFound):
        committee.do(resolving.approve, committee.digest(), actor=committee.organiser)
    with pytest.raises(NotFound):
        committee.do(resolving.apply, committee.digest(), actor=committee.organiser)


def test_as_many_as_are_needed_approve_the_list_as_it_stands(app):
    committee = Committee(app, 3, approvals_needed=2)
    committee.draw(2, WAITLISTED)
    committee.approve(0)
    committee.approve(0)
    with pytest.raises(rules.ApprovalsMissing) as refused:
        committee.apply()
    assert refused.value.details == {"count": 1}

    committee.put(3, REJECTED, "Bukan buatan sendiri")
    committee.approve(1)
    with committee.app.app_context():
        found = resolving.approvals(committee.event_id, committee.digest())
        assert [(one.approval.person.name, one.stands) for one in found] == [("Komite 1", False), ("Komite 2", True)]
    with pytest.raises(rules.ApprovalsMissing):
        committee.apply()

    committee.approve(2)
    committee.apply()
    with committee.app.app_context():
        (resolution,) = resolving.of_event(committee.event_id)
        assert [one.person.name for one in resolving.approvals_of(resolution)] == ["Komite 2", "Komite 3"]
    committee.change(Application, committee.ids[2], status=SUBMITTED)
    committee.put(3, WAITLISTED)
    with committee.app.app_context():
        assert resolving.approvals(committee.event_id, committee.digest()) == []


@pytest.mark.sqlite_only
def test_whoever_stays_away_from_one_leaves_the_list_to_another(app):
    committee = Committee(app, 3, approvals_needed=1)
    committee.recuse(2, committee.members[0])
    committee.draw(2, WAITLISTED, actor=committee.members[1])
    committee.approve(0)
    with pytest.raises(rules.StaysAway):
        committee.apply(0)
    with pytest.raises(rules.ApprovalsMissing):
        committee.apply(1)
    committee.approve(2)
    committee.apply(1)
    assert committee.statuses() == [CONFIRMED, CONFIRMED, WAITLISTED]


@pytest.mark.sqlite_only
def test_where_no_approval_is_needed_one_member_applies(app):
    committee = Committee(app, 1, approvals_needed=0)
    committee.draw(1)
    committee.apply()
    assert committee.statuses() == [CONFIRMED]


# ---- Killed in the middle --------------------------------------------------------------------------------------------

DYING = """
import os, sys, time
from datetime import datetime
from sqlalchemy import event
from eventreg.accounts.models import Person
from eventreg.app import create_app
from eventreg.applications.models import ApplicationMove
from eventreg.businesses.queries import actor_of
from eventreg.core import clock
from eventreg.core.config import Settings
from eventreg.core.db import db, unit_of_work
from eventreg.curation import resolving

event_id, person_id, digest, last = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
seen = []

@event.listens_for(ApplicationMove, "after_insert")
def stop(mapper, connection, target):
    seen.append(target)
    if len(seen) == last:
        print("in the middle", flush=True)
        time.sleep(600)

app = create_app(Settings.from_environ(dict(os.environ)))
with app.app_context():
    with unit_of_work():
        resolving.apply(event_id, digest, actor=actor_of(db.session.get_one(Person, person_id)), now=clock.now())
        print("in the middle", flush=True)
        time.sleep(600)
"""


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("moves", [4, 99], ids=["after some moves", "before the commit"])
def test_killed_in_the_middle_nothing_went_out_and_again_all_of_it_once(committee, environ, moves):
    ready(committee)
    arguments = [str(committee.event_id), str(committee.members[0].person_id), committee.digest(), str(moves)]
    with subprocess.Popen(
        [sys.executable, "-c", DYING, *arguments],
        env={"PATH": "/usr/bin:/bin", **environ},
        stdout=subprocess.PIPE,
        text=True,
    ) as dying:
        assert dying.stdout.readline() == "in the middle\n"
        dying.send_signal(signal.SIGKILL)
    assert dying.returncode == -signal.SIGKILL

    assert nothing_went_out(committee)
    assert len(committee.pending()) == 5
    assert committee.audited("decision.applied") == []

    committee.apply()
    assert committee.statuses() == [CONFIRMED, CONFIRMED, WAITLISTED, REVISION, REJECTED]
    assert len(committee.messages()) == 5
    assert len(committee.resolutions()) == 1
    with pytest.raises(rules.NothingPending):
        committee.apply()
    assert len(committee.messages()) == 5
