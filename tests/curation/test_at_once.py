"""What several do at the same moment, each with a connection of their own: nothing is done twice, nothing fails."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import event, select

from eventreg.applications import service as applications
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.rules import IllegalMove, Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.curation import assigning
from eventreg.curation.models import Assignment
from eventreg.curation.rules import ListChanged, NotAReviewer, NothingPending, ReviewState
from tests.curation.committee import ACCEPTED, REJECTED, WAITLISTED, Committee
from tests.curation.fair import Fair
from tests.factories.people import actor_of, sign_in

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ROUNDS = range(3)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each of these comes to, all begun at the same moment; a refusal is its kind."""
    ready = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return deed()
        except (IllegalMove, ListChanged, NothingPending) as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(do, deed) for deed in deeds]]


# ---- Curators --------------------------------------------------------------------------------------------------------


def press(fair: Fair, visitor: Any, numbers: range, path: str = "", **form: str) -> list[tuple[int, str]]:
    """These curators press the same button of the same page at once: status and where it leads each."""
    people = [sign_in(visitor(), fair.emails[number]) for number in numbers]
    address = f"/staff/events/{fair.slug}/reviews/{path}"
    answers = at_once(*[lambda person=person: person.post(address, **form) for person in people])
    return [(one.status_code, one.location.rpartition("/")[2]) for one in answers]


def test_of_two_who_help_at_once_one_writes_the_review_that_is_missing(app, visitor):
    """And with two missing each writes one: nobody is handed what the other is already writing."""
    fair = Fair(app, applications=4, curators=4, reviews_each=1)
    fair.hand_out()
    for number in (0, 1):
        fair.send(number, fair.first_of(number))
    missing = {fair.first_of(number) for number in (2, 3)}

    both = press(fair, visitor, range(2))

    assert {status for status, _ in both} == {302}
    assert {code for _, code in both} == {fair.code(one) for one in missing}
    for number, (_, code) in enumerate(both):
        fair.send(number, fair.ids[fair.codes.index(code)])
    assert Counter(review.application_id for review in fair.reviews()) == dict.fromkeys(fair.ids, 1)
    assert [code for _, code in press(fair, visitor, range(2))] == ["", ""], "nothing is missing: back to the desk"


def test_one_missing_review_is_taken_by_one(app, visitor):
    fair = Fair(app, applications=3, curators=3, reviews_each=1)
    fair.hand_out()
    for number in (0, 1):
        fair.send(number, fair.first_of(number))
    last = fair.first_of(2)

    both = press(fair, visitor, range(2))

    assert {status for status, _ in both} == {302}
    assert sorted(code for _, code in both) == ["", fair.code(last)]
    assert len(fair.reviewers(last)) == 2


def test_the_same_application_sent_by_both_at_once_counts_twice_and_leads_each_on(app, visitor):
    fair = Fair(app, applications=3, curators=2, reviews_each=2)
    fair.hand_out()
    scores = {f"score-{key}": "4" for key in fair.criteria}

    for code in fair.codes:
        form = {**scores, "remark": "Rapi.", "act": "send", "revision": "0"}
        both = press(fair, visitor, range(2), code, **form)
        assert {status for status, _ in both} == {302}
        assert code not in {following for _, following in both}

    assert Counter(review.application_id for review in fair.reviews()) == dict.fromkeys(fair.ids, 2)
    assert {review.state for review in fair.reviews()} == {ReviewState.SENT}


# ---- Handing out -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("evens", [False, True])
def test_handed_out_three_times_at_once_it_is_handed_out_once_and_evenly(app, evens):
    fair = Fair(app, applications=7, curators=3)

    for _round in ROUNDS:
        at_once(*[lambda: fair.hand_out(evens=evens)] * 3)

    assert sorted(fair.loads().values()) == [4, 5, 5]
    assert all(len(fair.reviewers(one)) == 2 for one in fair.ids)
    with app.app_context():
        pairs = db.session.execute(select(Assignment.application_id, Assignment.person_id)).all()
        assert len(pairs) == len(set(pairs)) == 14
    assert fair.audited() == ["review.handed_out"]


def test_handed_out_while_by_hand_one_is_given_nobody_has_it_twice(app):
    fair = Fair(app, applications=4, curators=3)
    one, person = fair.ids[0], fair.people[0]

    def give() -> Any:
        try:
            fair.do(assigning.give, one, person)
        except NotAReviewer:
            return "handed out before"
        return "given"

    at_once(fair.hand_out, give)

    assert len(fair.reviewers(one)) in {2, 3}
    assert all(len(fair.reviewers(other)) == 2 for other in fair.ids[1:])
    loads = fair.loads()
    loads[person] -= len(fair.reviewers(one)) - 2  # given after the handing out: on top of an even share
    assert max(loads.values()) - min(loads.values()) <= 1


# ---- The committee ---------------------------------------------------------------------------------------------------


def told(app) -> Counter:
    """(application, kind) → how many messages of decisions and withdrawals there are."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage)).all()
        return Counter((row.params["application"], row.kind) for row in rows if row.kind != "application_submitted")


def test_applied_by_two_at_once_each_outcome_goes_out_once(app):
    committee = Committee(app, 5)
    committee.draw(2, WAITLISTED)
    committee.put(5, REJECTED, "Bukan buatan sendiri")
    committee.approve()
    digest = committee.digest()

    outcomes = at_once(*[lambda number=number: committee.apply(number, confirmed=digest) for number in range(3)])

    assert sorted(outcomes, key=str) == sorted([None, NothingPending, NothingPending], key=str)
    assert committee.statuses() == [Status.CONFIRMED] * 2 + [WAITLISTED] * 2 + [REJECTED]
    assert sorted(told(app).values()) == [1] * 5
    assert len(committee.resolutions()) == 1
    assert committee.audited("decision.applied") == ["decision.applied"]


def test_the_button_pressed_by_two_at_once_shows_neither_a_fault(app, visitor):
    committee = Committee(app, 3, approvals_needed=0)
    committee.draw(2, WAITLISTED)
    digest = committee.digest()
    people = [sign_in(visitor(), f"komite{number}@contoh.id") for number in (1, 2)]
    address = f"/staff/events/{committee.slug}/resolution"

    answers = at_once(*[lambda person=person: person.post(address, digest=digest) for person in people])

    assert sorted(one.status_code for one in answers) == [302, 422]
    assert sorted(told(app).values()) == [1] * 3


def apply_and_withdraw(app, verdict, run):
    """Three decisions go out while the applicant of the second withdraws; `run` runs both. What then holds, always."""
    committee = Committee(app, 3)
    committee.draw(3)
    committee.put(2, verdict, "Dibahas")
    committee.approve()
    digest, leaving = committee.digest(), committee.ids[1]
    with app.app_context():
        applicant = actor_of(db.session.get_one(Application, leaving).applicant)

    def withdraw() -> None:
        with app.app_context(), unit_of_work():
            applications.withdraw(leaving, actor=applicant, reason="Sakit", now=clock.now())

    applied, withdrew = run(lambda: committee.apply(confirmed=digest), withdraw)

    with app.app_context():
        query = select(ApplicationMove.status).where(ApplicationMove.application_id == leaving)
        moves = list(db.session.scalars(query.order_by(ApplicationMove.id)))
    decided = Status.CONFIRMED if verdict is ACCEPTED else verdict
    messages, others = told(app), committee.statuses()[::2]
    assert set(messages.values()) == {1}
    if applied is None:
        assert (others, committee.pending()) == ([Status.CONFIRMED] * 2, [])
        assert (leaving, f"application_{decided}") in messages
        ends = [decided] if verdict is REJECTED else [decided, Status.WITHDRAWN]  # there is nothing left to withdraw
        assert moves[-len(ends) :] == ends
        assert withdrew is (IllegalMove if verdict is REJECTED else None)
    else:
        assert (applied in {IllegalMove, ListChanged}, withdrew) == (True, None)
        assert decided not in moves
        assert list(messages) == [(leaving, "application_withdrawn")]
        assert others == [Status.SUBMITTED] * 2
        assert len(committee.pending()) == 3
    return applied is None


@pytest.mark.parametrize("verdict", [ACCEPTED, REJECTED])
def test_applied_while_one_withdraws_it_is_one_or_the_other(app, verdict):
    """Withdrawn first, nothing goes out; decided first, it is told so, and then withdraws: in this order, once each."""
    apply_and_withdraw(app, verdict, at_once)


@pytest.mark.parametrize("verdict", [ACCEPTED, WAITLISTED, REJECTED])
def test_whoever_withdraws_in_the_middle_of_applying_waits_for_its_end(app, verdict):
    begun = Event()

    def pause(_mapper: Any, _connection: Any, move: ApplicationMove) -> None:
        if move.status is not Status.WITHDRAWN and not begun.is_set():
            begun.set()
            time.sleep(0.5)  # the other has its time to come between

    def run(apply: Callable[[], Any], withdraw: Callable[[], Any]) -> list[Any]:
        event.listen(ApplicationMove, "after_insert", pause)
        try:
            return at_once(apply, lambda: begun.wait(timeout=30) and withdraw())
        finally:
            event.remove(ApplicationMove, "after_insert", pause)

    assert apply_and_withdraw(app, verdict, run), "what had begun first goes out"
