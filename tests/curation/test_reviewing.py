"""A review is written, sent once, abstained from and opened again, by whoever may, while they may."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete

from eventreg.accounts.models import RoleGrant
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.curation import reviewing, rules
from eventreg.curation.models import Criterion
from eventreg.curation.reviewing import Writing
from eventreg.curation.rules import ReviewState
from tests.curation.fair import Fair
from tests.factories.curation import phase


@pytest.fixture
def fair(app):
    """Two applications, each handed to two of three curators."""
    made = Fair(app)
    made.hand_out()
    return made


def draft(fair, application_id, written, revision, number=0):
    return fair.do(reviewing.save_draft, application_id, written, revision=revision, actor=fair.actor(number))


def test_a_draft_is_kept_incomplete_and_then_sent_whole(fair):
    one = fair.first_of(0)
    first = fair.criteria[0]
    draft(fair, one, Writing({first: 3}, note="lihat lagi"), 0)
    kept = draft(fair, one, Writing({first: 5}, remark="  Halus.\r\nRapi. "), 1)
    assert (kept.state, kept.revision, kept.remark) == (ReviewState.DRAFT, 2, "Halus.\nRapi.")

    sent = fair.send(0, one, revision=2, discuss=True)

    assert (sent.state, sent.revision, sent.discuss) == (ReviewState.SENT, 3, True)
    (review,) = fair.reviews()
    assert {score.criterion_id: score.score for score in review.scores} == dict.fromkeys(fair.criteria, 4)
    assert fair.audited()[1:] == ["review.sent"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda ids: Writing({ids[0]: 3}, "Baik"), rules.ScoresMissing),
        (lambda ids: Writing(dict.fromkeys(ids, 6), "Baik"), rules.ScoreOffScale),
        (lambda ids: Writing(dict.fromkeys(ids, 0), "Baik"), rules.ScoreOffScale),
        (lambda ids: Writing({**dict.fromkeys(ids, 3), 99: 3}, "Baik"), rules.ScoreOffScale),
        (lambda ids: Writing(dict.fromkeys(ids, 3), "  "), rules.RemarkMissing),
    ],
)
@pytest.mark.sqlite_only
def test_what_is_incomplete_or_off_the_scale_is_not_sent(fair, change, refusal):
    with pytest.raises(refusal):
        fair.do(reviewing.send, fair.first_of(0), change(fair.criteria), revision=0, actor=fair.actor(0))
    assert fair.reviews() == []


@pytest.mark.sqlite_only
def test_a_criterion_that_does_not_count_may_be_left_out(fair):
    fair.change(Criterion, fair.criteria[0], counts=False)
    rest = dict.fromkeys(fair.criteria[1:], 4)

    sent = fair.do(reviewing.send, fair.first_of(0), Writing(rest, "Baik"), revision=0, actor=fair.actor(0))

    assert sent.state is ReviewState.SENT


def test_a_phone_that_comes_late_overwrites_nothing(fair):
    one = fair.first_of(0)
    draft(fair, one, fair.writing(3), 0)
    draft(fair, one, fair.writing(5), 1)

    with pytest.raises(rules.ReviewIsNewer):
        draft(fair, one, fair.writing(2), 1)
    with pytest.raises(rules.ReviewIsNewer):
        fair.send(0, one, revision=1, score=2)

    assert {score.score for score in fair.reviews()[0].scores} == {5}
    assert draft(fair, one, fair.writing(5), 0).revision == 2, "the same again is no conflict"


def test_sent_twice_is_one_and_something_else_sent_after_is_refused(fair):
    one = fair.first_of(0)
    first = fair.send(0, one)

    again = fair.send(0, one)

    assert (again.id, again.revision) == (first.id, first.revision)
    assert fair.audited().count("review.sent") == 1
    with pytest.raises(rules.ReviewIsSent):
        fair.send(0, one, revision=9, score=1)


@pytest.mark.databases("sqlite", "postgresql")
def test_the_same_sent_from_two_tabs_at_once_is_one_review(fair):
    one, ready, actor = fair.first_of(0), Barrier(2), fair.actor(0)

    def send(_tab):
        ready.wait()
        return fair.do(reviewing.send, one, fair.writing(), revision=0, actor=actor).id

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(send, range(2)))) == 1
    assert len(fair.reviews()) == 1
    assert fair.audited().count("review.sent") == 1


def test_who_abstains_gives_no_scores_and_another_is_asked(fair):
    one = fair.first_of(0)
    draft(fair, one, fair.writing(), 0)

    fair.do(reviewing.abstain, one, actor=fair.actor(0))
    fair.do(reviewing.abstain, one, actor=fair.actor(0))

    (review,) = fair.reviews()
    assert (review.state, review.scores) == (ReviewState.ABSTAINED, [])
    assert fair.reviewers(one) == set(fair.people), "two besides the one who abstained"
    assert fair.audited().count("review.abstained") == 1
    assert fair.hand_out().given == []


def test_a_sent_review_is_opened_again_while_the_phase_runs(fair):
    one = fair.first_of(0)
    fair.send(0, one)

    opened = fair.do(reviewing.reopen, one, actor=fair.actor(0))
    assert (opened.state, opened.sent_at) == (ReviewState.DRAFT, None)
    fair.send(0, one, revision=opened.revision, score=5)

    assert fair.audited()[1:] == ["review.sent", "review.reopened", "review.sent"]


def test_only_whom_it_was_given_writes_it(fair):
    one = fair.first_of(0)
    (outside,) = set(fair.people) - fair.reviewers(one)
    with pytest.raises(NotFound):
        fair.send(fair.people.index(outside), one)
    with pytest.raises(NotFound):
        fair.do(reviewing.send, one, fair.writing(), revision=0, actor=fair.organiser)
    fair.recuse(0, one)
    with pytest.raises(NotFound):
        fair.send(0, one)
    with pytest.raises(NotFound):
        fair.do(reviewing.abstain, one, actor=fair.actor(0))


def test_without_the_role_or_outside_the_phase_nothing_is_taken(app):
    now = clock.now()
    hour = timedelta(hours=1)
    fair = Fair(app, phases=[phase("Penilaian", now - hour, now + hour)])
    fair.hand_out()
    one, actor = fair.first_of(0), fair.actor(0)

    for deed, given in (
        (reviewing.save_draft, {"written": fair.writing(), "revision": 0}),
        (reviewing.send, {"written": fair.writing(), "revision": 0}),
        (reviewing.abstain, {}),
    ):
        with pytest.raises(rules.NotReviewedNow):
            fair.do(deed, one, actor=actor, now=now + hour, **given)
    fair.change(Application, one, status=Status.WITHDRAWN)
    with pytest.raises(rules.NotReviewable):
        fair.send(0, one)
    fair.change(Application, one, status=Status.SUBMITTED)
    with app.app_context(), unit_of_work():
        db.session.execute(delete(RoleGrant).where(RoleGrant.person_id == fair.people[0]))
    with pytest.raises(NotFound):
        fair.send(0, one)
