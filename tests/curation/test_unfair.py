"""Who wants to push somebody through, to know more than they should, or to decide on their own: none of it works."""

import re
from datetime import timedelta

import pypdfium2 as pdfium
import pytest
from sqlalchemy import delete

from eventreg.accounts.models import RoleGrant
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Role
from eventreg.curation import export, meetings, papers, resolving, reviewing, rules
from eventreg.curation.rules import Others
from tests.curation.committee import REJECTED, WAITLISTED, Committee
from tests.curation.fair import Fair
from tests.factories.curation import phase
from tests.factories.people import sign_in

DAY = timedelta(days=1)


def minutes(committee, reader=None, number=1):
    with committee.app.app_context():
        meeting = meetings.get(committee.event_id, number)
        body = papers.minutes_of(committee.event(), meeting, reader=reader or committee.organiser, now=clock.now())
    words = " ".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(body))
    return re.sub(r"\s+", " ", words)


# ---- Others' reviews before one's own --------------------------------------------------------------------------------


@pytest.fixture
def after_own(app):
    """Two curators who both review two applications, and read the other's review after their own."""
    fair = Fair(app, curators=2, phases=[phase("Penilaian", clock.now() - DAY, shows_others=Others.AFTER_OWN)])
    fair.hand_out()
    return fair


@pytest.mark.parametrize("answer", ["send", "abstain"])
def test_whoever_has_read_the_other_review_no_longer_changes_their_own(after_own, answer):
    fair, one = after_own, after_own.ids[0]
    fair.send(1, one, score=2)
    if answer == "send":
        fair.send(0, one, score=5)
    else:
        fair.do(reviewing.abstain, one, actor=fair.actor(0))
    with pytest.raises(rules.OthersRead):
        fair.do(reviewing.reopen, one, actor=fair.actor(0))


@pytest.mark.sqlite_only
def test_whoever_was_the_first_changes_their_own_until_another_answers(after_own, visitor):
    fair, one = after_own, after_own.ids[0]
    path = f"/staff/events/{fair.slug}/reviews/{fair.code(one)}"
    curator = sign_in(visitor(language="en"), fair.emails[0])
    sent = fair.send(0, one)
    assert "Change it" in curator.get(path).text
    assert curator.post(f"{path}/reopening").status_code == 302
    fair.send(0, one, revision=sent.revision + 1, score=3)
    fair.send(1, one, remark="Kurang rapi.")
    page = curator.get(path).text
    assert "Kurang rapi." in page
    assert "Change it" not in page
    assert "yours stays as you sent it" in page


# ---- Approvals and the list ------------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_who_left_the_committee_has_not_approved(app):
    committee = Committee(app, 3, approvals_needed=2)
    committee.draw(1, WAITLISTED)
    committee.approve(1, 2)
    with app.app_context(), unit_of_work():
        db.session.execute(delete(RoleGrant).where(RoleGrant.person_id == committee.members[2].person_id))
    with pytest.raises(rules.ApprovalsMissing):
        committee.apply()
    committee.approve(0)
    committee.apply()


@pytest.mark.sqlite_only
def test_a_refused_deed_shows_no_list_to_whom_it_is_not_shown(app, visitor):
    now = clock.now()
    committee = Committee(
        app, 3, phases=[phase("Penilaian", now - DAY, reviewers=[Role.CURATOR, Role.COMMITTEE], shows_names=True)]
    )
    committee.put(1, REJECTED, "Pesanan orang dalam", actor=committee.organiser)
    member = sign_in(visitor(), "komite1@contoh.id")
    page = f"/staff/events/{committee.slug}/resolution"
    answers = [member.get(page), member.post(page, digest="x"), member.post(f"{page}/approvals", digest="x")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert not any("Pesanan orang dalam" in answer.text for answer in answers)
    with pytest.raises(NotFound):
        committee.do(resolving.approve, committee.digest())


# ---- Files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["=1+1", "Batik;=HYPERLINK(1)", "Batik\n@SUM(1)", "  =cmd"])
def test_what_an_applicant_wrote_is_no_formula_in_the_file(app, name):
    with app.test_request_context():
        record = dict.fromkeys(export.HEADINGS, 1) | {"business": name, "status": WAITLISTED}
        text = export.comma_separated([record], with_names=True).decode()
    assert "'=" in text or "'@" in text


# ---- Where an own application stands ---------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_no_gap_and_no_line_tells_where_an_own_application_stands(app, visitor):
    committee = Committee(app, 3)
    committee.do(meetings.begin)
    committee.recuse(2, committee.members[2])
    committee.draw(2, WAITLISTED)
    member = sign_in(visitor(), "komite3@contoh.id")
    assert member.get(f"/staff/events/{committee.slug}/ranking.json").json["line"] == 1
    for _ in ("pending", "applied"):
        told = minutes(committee, committee.members[2])
        assert f"2 {committee.codes[2]} Batik ke-3" in told
        assert "dihitung tanpanya" in told
        assert f"3 {committee.codes[2]} Batik ke-3" in minutes(committee)
        if committee.pending():
            committee.approve(0)
            committee.apply()
