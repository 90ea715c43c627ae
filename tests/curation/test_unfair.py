"""Who wants to push somebody through, to know more than they should, or to decide on their own: none of it works."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pypdfium2 as pdfium
import pytest
from sqlalchemy import delete

from eventreg.accounts.models import RoleGrant
from eventreg.applications import service as applications
from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Role
from eventreg.curation import (
    export,
    meetings,
    papers,
    pending,
    queries,
    recusing,
    resolving,
    reviewing,
    rules,
    service,
    standings,
)
from eventreg.curation.models import Assignment
from eventreg.curation.rules import Average, Conflict, Others
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.trail.telling import states as states_told
from tests.curation.committee import ACCEPTED, REJECTED, REVISION, WAITLISTED, Committee
from tests.curation.fair import Fair
from tests.factories.curation import phase
from tests.factories.people import sign_in
from tests.support.visitor import soup

DAY = timedelta(days=1)


def minutes(committee, reader=None, number=1):
    with committee.app.app_context():
        meeting, event = meetings.get(committee.event_id, number), db.session.get_one(Event, committee.event_id)
        body = papers.minutes_of(event, meeting, reader=reader or committee.organiser, now=clock.now())
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
        record = dict.fromkeys(export.HEADINGS, 1) | {"business": name, "status": WAITLISTED, "criteria": {}}
        text = export.comma_separated([record], [], with_names=True).decode()
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


# ---- Rules that change once scores are known -------------------------------------------------------------------------


def test_what_an_organiser_changes_once_scores_are_known_stands_in_the_trail_and_in_the_minutes(app):
    fair = Fair(app, curators=1, applications=2, reviews_each=1)
    fair.do(service.change_settings, fair.event_id, {"reviews_each": 2})
    fair.hand_out()
    for one in fair.ids:
        fair.send(0, one)
    fair.do(service.change_settings, fair.event_id, {"average": Average.MEDIAN, "rotation_points": 10})
    fair.do(events.change, fair.event_id, {"rotation_years": 3})
    with app.app_context():
        (phase_now,) = service.phases_of(queries.get(fair.event_id))
        criteria = service.criteria_of(queries.get(fair.event_id).rubric)
    open_now = replace(phase_now, phase=replace(phase_now.phase, shows_names=True, shows_others=Others.ALWAYS))
    fair.do(service.save_phases, fair.event_id, [open_now])
    fair.do(service.save_rubric, fair.event_id, [replace(criteria[0], name_id="Kedekatan"), *criteria[1:]])
    fair.do(recusing.recuse, fair.ids[0], fair.people[0], Conflict.OTHER)
    fair.do(meetings.begin, fair.event_id)

    with app.app_context():
        entries = db.session.scalars(
            db.select(AuditEntry).where(AuditEntry.action.in_(["curation.changed", "event.edited"]))
        ).all()
        states = {key: value for entry in entries for key, value in entry.states.items()}
        told = [states_told(entry.subject_type, entry.states) for entry in entries]
    assert states["average"] == "mean → median"
    assert states["rotation_points"] == "0 → 10"
    assert states["rotation_years"] == "– → 3"
    assert states["criterion_1"].startswith("Mutu dan pengerjaan (1–5 × 25) → Kedekatan")
    assert "names_hidden, others_never → " in states["phase_1"]
    assert not any("names_hidden" in one for one in told)

    paper = minutes(fair)
    _before, after = paper.split("Perubahan setelah penilaian dimulai")
    assert "Rata-rata menjadi Median" in after
    assert "oleh Ratna" in after
    assert "Mutu dan pengerjaan (1–5 × 25) menjadi Kedekatan" in after
    assert "1 menjadi 2" not in after, "changed before anybody had reviewed"
    assert f"{fair.codes[0]}, Kurator1: dicatat oleh Ratna pada" in after
    assert "sesudah menilai: penilaiannya tidak dihitung" in after


@pytest.mark.sqlite_only
def test_minutes_tell_nobody_who_else_stays_away_from_their_own_application(app):
    committee = Committee(app, 2)
    committee.do(meetings.begin)
    for member in committee.members[1:]:
        committee.recuse(1, member)
    assert f"{committee.codes[0]}, Komite 2" in minutes(committee)
    assert "Komite 2" not in minutes(committee, committee.members[2])


# ---- Past the meeting ------------------------------------------------------------------------------------------------


def test_where_two_must_approve_nobody_decides_alone_beside_the_meeting(app, visitor):
    committee = Committee(app, 2, approvals_needed=2)
    for verdict in (ACCEPTED, WAITLISTED, REJECTED):
        with pytest.raises(rules.DecidedTogether):
            committee.do(applications.decide, committee.ids[:1], verdict, reason="Bagus")
    member = sign_in(visitor(language="en"), "komite1@contoh.id")
    path = f"/staff/events/{committee.slug}/decisions"
    refused = member.post(path, code=committee.codes[0], verdict="accepted", reason="")
    assert refused.status_code == 422
    assert "More than one of the committee must approve" in refused.text

    committee.do(applications.decide, committee.ids[1:], REVISION, reason="Foto buram")
    committee.draw(1)
    committee.approve(0, 1)
    committee.apply()
    assert committee.statuses()[0] is Status.CONFIRMED


# ---- Conflicts of interest -------------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_who_only_decides_is_kept_away_too_and_the_page_tells_who_noted_it(app, visitor):
    committee = Committee(app, 2)
    organiser = sign_in(visitor(language="en"), "panitia@contoh.id")
    folder, member = f"/staff/events/{committee.slug}/reviewers/", committee.members[0]
    page = f"{folder}applications/{committee.codes[0]}"
    given = {"person": str(member.person_id), "conflict-kind": "family"}
    assert organiser.post(page, act="give", **given).status_code == 422, "they don't review"
    assert organiser.post(page, act="conflict", **given).status_code == 302
    assert "noted by Ratna" in organiser.get(folder).text
    assert "Komite 1" in soup(organiser.get(page)).find(id="away").parent.text
    with pytest.raises(NotFound):
        committee.put(1)
    own = sign_in(visitor(language="en"), "komite1@contoh.id")
    assert own.get(f"/staff/events/{committee.slug}/ranking/{committee.codes[0]}").status_code == 404


@pytest.mark.sqlite_only
def test_numbers_that_no_database_holds_break_no_page(app, visitor):
    committee = Committee(app, 2)
    organiser = sign_in(visitor(), "panitia@contoh.id")
    page = f"/staff/events/{committee.slug}/reviewers/applications/{committee.codes[0]}"
    huge = "9" * 30
    assert organiser.post(page, act="take_away", instead=huge).status_code in {404, 422}
    assert organiser.post(page, act="give", person=huge).status_code == 422
    start = f"/staff/events/{committee.slug}/curation/rubric/start"
    assert organiser.post(start, template=huge).status_code in {302, 404}
    line = f"/staff/events/{committee.slug}/meeting/line"
    assert organiser.post(line, at=huge, below="waitlisted").status_code == 302
    assert organiser.post(f"/staff/events/{committee.slug}/curation/", template=huge).status_code < 500
    assert organiser.get(f"/staff/events/{committee.slug}/ranking/?line={huge}&page={huge}").status_code == 200


# ---- Two at once -----------------------------------------------------------------------------------------------------


def meanwhile(deed):
    """Another of the committee does it in between, and is done."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(deed).result(timeout=30)


@pytest.mark.databases("postgresql")
def test_who_decides_last_decides_whatever_their_page_had_read_before(app):
    committee = Committee(app, 2)
    committee.put(1, ACCEPTED)
    with app.app_context(), unit_of_work():
        read = pending.find(committee.ids[0])
        assert read.verdict == ACCEPTED
        meanwhile(lambda: committee.put(1, REJECTED, "Bukan buatan sendiri", actor=committee.members[1]))
        pending.put(committee.event_id, committee.ids[0], ACCEPTED, actor=committee.members[0], now=clock.now())
    assert committee.pending() == [(1, ACCEPTED, "", False)]


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("deed", ["put", "line"])
def test_what_another_took_back_meanwhile_is_put_down_anew(app, deed):
    committee = Committee(app, 2)
    committee.draw(2)
    with app.app_context(), unit_of_work():
        read = pending.listed(committee.event(), clock.now())
        assert len(read) == 2
        meanwhile(lambda: committee.do(pending.remove_line, actor=committee.members[1]))
        given = {"actor": committee.members[0], "now": clock.now()}
        if deed == "put":
            pending.put(committee.event_id, committee.ids[0], WAITLISTED, **given)
        else:
            pending.draw_line(committee.event_id, 1, WAITLISTED, **given)
    assert committee.verdicts()[1] == (WAITLISTED if deed == "put" else ACCEPTED)


@pytest.mark.databases("postgresql")
def test_no_line_decides_on_who_withdrew_meanwhile(app):
    committee = Committee(app, 2)
    with app.app_context(), unit_of_work():
        read = standings.standings(committee.event(), clock.now(), viewer=committee.members[0])
        meanwhile(lambda: committee.change(Application, committee.ids[0], status=Status.WITHDRAWN))
        pending.draw_line(committee.event_id, 1, WAITLISTED, actor=committee.members[0], now=clock.now())
        assert len(read.rows) == 2
    assert committee.verdicts() == {2: ACCEPTED}


@pytest.mark.databases("sqlite", "postgresql")
def test_a_review_and_a_conflict_at_once_leave_no_review_that_counts(app):
    fair = Fair(app, applications=1, curators=2, reviews_each=1)
    fair.hand_out()
    one, ((_, person),) = fair.ids[0], fair.pairs()
    number, ready = fair.people.index(person), Barrier(2)

    def send():
        ready.wait()
        with suppress(NotFound):
            fair.send(number, one)

    def recuse():
        ready.wait()
        fair.do(recusing.recuse, one, person, Conflict.FAMILY)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(send), pool.submit(recuse)]:
            done.result(timeout=30)
    with app.app_context():
        (row,) = standings.complete(db.session.get_one(Event, fair.event_id), clock.now()).rows
        assert row.standing.reviews == 0
    assert fair.reviewers(one) == {fair.people[1 - number]}


# ---- Names that are hidden -------------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_what_an_applicant_wrote_in_an_objection_tells_no_name_either(app, visitor):
    fair = Fair(app, applications=1, curators=1, reviews_each=1)
    fair.hand_out()
    with app.app_context(), unit_of_work():
        one = db.session.get_one(Application, fair.ids[0])
        one.status, one.business.channels = Status.REJECTED, {"instagram": "https://instagram.com/kainbusari/"}
        words = "Batik Rahasia 0 layak lolos: lihat kainbusari di IG."
        objection = Objection(application_id=one.id, text=words, at=clock.now(), by_id=one.applicant_id)
        db.session.add(objection)
        db.session.flush()
        db.session.scalars(db.select(Assignment)).one().objection_id = objection.id
    page = sign_in(visitor(), fair.emails[0]).get(f"/staff/events/{fair.slug}/reviews/{fair.codes[0]}").text
    assert "layak lolos" in page
    assert "Batik Rahasia" not in page
    assert "kainbusari" not in page


@pytest.mark.sqlite_only
def test_the_same_list_once_more_is_approved_once_more(app):
    committee = Committee(app, 1, approvals_needed=2)
    for _ in range(2):
        committee.put(1, REVISION, "Foto buram")
        with pytest.raises(rules.ApprovalsMissing):
            committee.apply()
        committee.approve(0, 1)
        committee.apply()
        committee.change(Application, committee.ids[0], status=Status.SUBMITTED)
    assert len(committee.resolutions()) == 2
    assert len(committee.approvals()) == 4
