"""What is approved goes out at once and whole, or not at all: decisions, booths, offers, messages."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from eventreg.allocation import approving, offering, publishing, rules
from eventreg.allocation.models import AllocationApproval, Stage
from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import service as floors
from eventreg.booths.models import FloorPlan
from eventreg.businesses.publicity import PURPOSE
from eventreg.consents import service as consents
from eventreg.core import clock, outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import format_datetime
from eventreg.core.outbox import OutboxMessage
from tests.allocation.hall import FEE, Hall
from tests.factories.booths import drawn, row
from tests.factories.people import actor_of

BOTH = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def hall(app):
    return Hall(app)


def approved(hall):
    hall.propose()
    hall.approve(0, 1)
    return hall


def named(hall, text):
    with hall.app.app_context():
        return publishing.with_names(text, hall.event_id)


def nothing_went_out(hall):
    return hall.messages() == [] and hall.placed() == {} and hall.offer(1) is None and hall.stage() is Stage.PROPOSED


@BOTH
def test_everything_goes_out_at_once(hall):
    approved(hall).publish()

    assert hall.statuses() == [Status.OFFERED, Status.OFFERED, Status.WAITLISTED]
    assert hall.placed() == {"A-01": [(1, "reserved")], "A-02": [(2, "reserved")]}
    assert sorted(hall.messages()) == [
        (1, "application_offered"),
        (2, "application_offered"),
        (3, "application_waitlisted"),
    ], "one message each, which holds all"
    assert hall.stage() is Stage.PUBLISHED
    with hall.app.app_context():
        one = db.session.get_one(Application, hall.ids[0])
        assert (hall.offer(1).fee, hall.offer(1).due_at) == (FEE, one.deadline_at), "one deadline for answer and fee"
        assert db.session.scalar(select(FloorPlan)).occupants_public_at is not None
    assert hall.offer(3) is None


def test_each_is_told_why_in_their_language_with_names_of_the_placed_alone(hall):
    approved(hall).publish()
    second = {language: named(hall, why) for language, why in hall.offer(2).why.items()}
    for words in ("Batik ke-1", "A-01", "A-02"):
        assert words in second["id"]
        assert words in second["en"]
    assert second["en"] != second["id"]
    with hall.app.app_context():
        third = db.session.get_one(Application, hall.ids[2])
        reason = third.moves[-1].reason
    assert reason
    assert all("Batik ke-3" not in text for text in (*second.values(), *hall.offer(1).why.values()))


def test_nobody_is_named_to_others_who_did_not_agree_to_be_shown(hall):
    with hall.app.app_context(), unit_of_work():
        first = db.session.get_one(Application, hall.ids[0])
        consents.withdraw(first.applicant_id, PURPOSE, actor=actor_of(first.applicant), now=clock.now())

    approved(hall).publish()

    second = named(hall, hall.offer(2).why["id"])
    assert "A-01" in second
    assert "Batik ke-1" not in second
    assert "usaha lain" in second


@pytest.mark.sqlite_only
def test_before_the_quorum_nothing_goes_out(hall):
    hall.propose()
    hall.approve(0)
    with pytest.raises(rules.QuorumMissing):
        hall.publish()
    assert nothing_went_out(hall)


@pytest.mark.sqlite_only
def test_what_is_published_is_the_plan_that_was_seen(hall):
    approved(hall)
    with pytest.raises(rules.PlanChanged):
        hall.publish(digest="0" * 64)
    hall.do(approving.take_back, 1)
    with pytest.raises(rules.NotProposed):
        hall.publish()


def without(hall, uid):
    with hall.inside():
        floors.remove_booth(hall.event_id, uid, actor=hall.organiser, now=clock.now())


def hold(hall):
    with hall.inside():
        drawing = drawn(*row("A", 2, fee=FEE, held=True))
        floors.save(hall.event_id, drawing, revision=None, actor=hall.organiser, now=clock.now())


def withdraw(hall):
    hall.step(1, applications.withdraw, reason="Sakit")


def reject(hall):
    now = clock.now()
    with hall.inside():
        applications.decide(
            hall.event_id, [hall.ids[0]], Status.REJECTED, actor=hall.members[0], reason="Bukan batik", now=now
        )


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (withdraw, "Batik ke-1"),
        (reject, "Batik ke-1"),
        (hold, "A-01"),
        (lambda hall: without(hall, "a-01"), "a-01"),
    ],
)
def test_what_has_changed_since_is_named_and_nothing_goes_out(hall, happens, said):
    approved(hall)
    happens(hall)
    before = hall.messages()
    with pytest.raises(rules.WorldChanged):
        hall.publish()
    assert (hall.messages(), hall.placed(), hall.stage()) == (before, {}, Stage.PROPOSED)
    assert any(said in words for words in hall.changes())


@pytest.mark.sqlite_only
def test_a_booth_that_got_too_small_for_two_is_named(app):
    hall = Hall(app, booths=1, plan={1: ["a-01"], 2: ["a-01"]})
    approved(hall)
    assert any("A-01" in words for words in hall.changes())
    with pytest.raises(rules.WorldChanged):
        hall.publish()


@pytest.mark.sqlite_only
def test_no_room_for_one_is_no_publication_for_all(app):
    hall = Hall(app, event={"quota": 1})
    approved(hall)
    with pytest.raises(rules.WorldChanged):
        hall.publish()
    assert ["Batik ke-2" in words for words in hall.changes()] == [True]
    assert nothing_went_out(hall)


@pytest.mark.sqlite_only
def test_whoever_confirmed_keeps_the_booth_unless_they_agree(hall):
    hall.published()
    hall.step(1, applications.confirm)
    other = hall.another({1: ["a-02"], 2: ["a-01"]})
    hall.propose(other)
    hall.approve(0, 1, number=other)
    with pytest.raises(rules.WorldChanged):
        hall.publish(other)
    assert any("Batik ke-1" in words for words in hall.changes(other))
    with hall.inside():
        offering.agree_to_move(hall.codes[0], True, actor=hall.applicant(1), now=clock.now())
    before = len(hall.messages())
    hall.publish(other)
    assert hall.placed() == {"A-01": [(2, "reserved")], "A-02": [(1, "confirmed")]}
    assert hall.messages()[before:] == [(1, "booth_assigned"), (2, "booth_offered")]
    assert (hall.stage(), hall.stage(other)) == (Stage.REPLACED, Stage.PUBLISHED)
    assert hall.offer(1).moves_at is None, "agreed once, not for ever"


@pytest.mark.sqlite_only
def test_a_booth_that_came_free_goes_to_who_waited(hall):
    hall.published()
    hall.step(1, applications.confirm)
    hall.step(2, applications.decline)
    with hall.app.app_context():
        assert offering.vacant(hall.event_id) == 1
    other = hall.another({1: ["a-01"], 3: ["a-02"]})
    hall.propose(other)
    hall.approve(0, 1, number=other)
    before = len(hall.messages())
    hall.publish(other)
    assert hall.statuses() == [Status.CONFIRMED, Status.DECLINED, Status.OFFERED]
    assert hall.placed() == {"A-01": [(1, "confirmed")], "A-02": [(3, "reserved")]}
    assert hall.messages()[before:] == [(3, "application_offered")], "the first hears nothing new"
    with hall.app.app_context():
        assert offering.vacant(hall.event_id) == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("days", "kind"), [(None, "booth_assigned"), (5, "application_offered")])
def test_the_message_tells_booth_fee_and_deadline(app, days, kind):
    hall = Hall(app, event={"confirm_days": days}).published()
    with app.app_context():
        message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).first()
        told = outbox.render(message)
        due = format_datetime(hall.offer(1).due_at, hall.version().event.zone)
    assert "A-01" in told.subject
    assert "Rp750.000" in told.text
    assert due in told.text
    assert f"/me/applications/{hall.codes[0]}" in told.text
    assert ("tolak tawarannya" in told.text) is (days is not None), "and how to decline, where that is asked"


def told_last(hall, kind):
    with hall.app.app_context():
        query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc())
        return outbox.render(db.session.scalars(query).first())


@pytest.mark.sqlite_only
def test_whoever_was_offered_a_place_before_hears_of_the_booth_apart(hall):
    accept = {"actor": hall.members[0], "reason": "", "now": clock.now()}
    with hall.inside():
        applications.decide(hall.event_id, [hall.ids[0]], Status.ACCEPTED, **accept)
    assert hall.messages() == [(1, "application_offered")]
    without = told_last(hall, "application_offered")
    assert "Stan" not in without.subject + without.text
    assert "tolak tawarannya" in without.text

    approved(hall).publish()

    assert [kind for who, kind in hall.messages() if who == 1] == ["application_offered", "booth_offered"]
    assert "A-01" in told_last(hall, "booth_offered").subject
    assert (2, "booth_offered") not in hall.messages()


@pytest.mark.sqlite_only
def test_who_shares_a_booth_pays_for_a_place_of_it(app):
    hall = Hall(app, booths=1, plan={1: ["a-01"], 3: ["a-01"]})
    with hall.inside():
        drawing = drawn(*row("A", 1, fee=FEE + 1, capacity=2))
        floors.save(hall.event_id, drawing, revision=None, actor=hall.organiser, now=clock.now())
    approved(hall).publish()

    assert [hall.offer(number).fee for number in (1, 3)] == [375_001, 375_000]
    told = told_last(hall, "application_offered").text
    assert "bagian Anda dari stan bersama" in told
    assert "Rp375.000" in told


# ---- Several at once -------------------------------------------------------------------------------------------------


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each comes to, all begun at the same moment; a refusal is its kind."""
    ready = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return deed()
        except DomainError as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(do, deed) for deed in deeds]]


@BOTH
def test_all_approve_at_once_each_counts_once(hall):
    hall.propose()
    digest = hall.digest()
    deeds = [
        lambda member=member: hall.do(approving.approve, 1, digest=digest, actor=member)
        for member in [*hall.members[:3], *hall.members[:3]]
    ]
    assert at_once(*deeds) == [None] * 6
    with hall.app.app_context():
        people = db.session.scalars(select(AllocationApproval.person_id)).all()
    assert sorted(people) == sorted(member.person_id for member in hall.members[:3])
    assert len(hall.audited("allocation.approved")) == 3
    assert hall.lacking() == 0


@BOTH
def test_published_by_three_at_once_it_goes_out_once(hall):
    approved(hall)
    digest = hall.digest()
    outcomes = at_once(*[lambda: hall.do(publishing.publish, 1, digest=digest)] * 3)
    assert sorted(outcomes, key=str) == sorted([None, rules.NotProposed, rules.NotProposed], key=str)
    assert set(Counter(hall.messages()).values()) == {1}
    assert hall.placed() == {"A-01": [(1, "reserved")], "A-02": [(2, "reserved")]}
    assert len(hall.audited("allocation.published")) == 1


@BOTH
def test_published_while_one_withdraws_it_is_one_or_the_other(hall):
    approved(hall)
    digest = hall.digest()
    published, withdrew = at_once(
        lambda: hall.do(publishing.publish, 1, digest=digest),
        lambda: hall.step(1, applications.withdraw, reason="Sakit"),
    )
    assert withdrew is None
    assert hall.statuses()[0] is Status.WITHDRAWN
    if published is None:
        assert hall.placed() == {"A-02": [(2, "reserved")]}, "given, and given back"
        assert (1, "application_offered") in hall.messages()
    else:
        assert published is rules.WorldChanged
        assert (hall.placed(), hall.messages()) == ({}, [(1, "application_withdrawn")])


@BOTH
def test_published_while_the_plan_changes_what_goes_out_is_what_was_approved(hall):
    """Taken back and changed first, nothing goes out; published first, it is as it was approved."""
    approved(hall)
    digest = hall.digest()

    def change():
        hall.do(approving.take_back, 1)

    published, changed = at_once(lambda: hall.do(publishing.publish, 1, digest=digest), change)
    if published is None:
        assert changed is rules.NotProposed
        assert hall.stage() is Stage.PUBLISHED
        assert len(hall.placed()) == 2
    else:
        assert (published, changed) == (rules.NotProposed, None)
        assert (hall.stage(), hall.placed(), hall.messages()) == (Stage.DRAFT, {}, [])


@BOTH
def test_approved_while_another_is_proposed_no_approval_is_left_over(hall):
    other = hall.another({1: ["a-02"], 2: ["a-01"]})
    hall.propose()
    digest = hall.digest()
    outcomes = at_once(
        lambda: hall.do(approving.approve, 1, digest=digest, actor=hall.members[0]),
        lambda: hall.propose(other),
    )
    assert outcomes[1] is None
    assert outcomes[0] in {None, rules.NotProposed}
    assert (hall.stage(), hall.stage(other)) == (Stage.DRAFT, Stage.PROPOSED)
    assert (hall.lacking(), hall.lacking(other)) == (2, 2)
