"""The meeting's pages: what they show, what is pressed, and what is refused without losing a word."""

import re

import pytest
from sqlalchemy import event as listening

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.curation import meetings, queries
from eventreg.curation.models import Curation, Resolution, Review, ReviewPhase
from tests.curation.committee import ACCEPTED, REJECTED, WAITLISTED, Committee
from tests.curation.test_minutes import text_of
from tests.factories.people import sign_in
from tests.support.visitor import soup

CONFIRMED = Status.CONFIRMED


@pytest.fixture
def committee(app):
    return Committee(app)


@pytest.fixture
def member(visitor, committee):
    return sign_in(visitor(), "komite1@contoh.id")


def at(committee, rest=""):
    return f"/staff/events/{committee.slug}/meeting/{rest}"


def digest_on(page):
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page.text)[1]


def test_the_meeting_decides_by_buttons_and_a_number(committee, member):
    page = member.get(at(committee))
    assert page.status_code == 200
    assert "Batik ke-1" in page.text

    member.post(at(committee, "line"), at="2", below="waitlisted")
    code = committee.codes[4]
    answer = member.post(at(committee, f"decisions/{code}"), verdict="rejected", **{f"reason-{code}": "Impor"})
    assert answer.status_code == 302
    assert committee.verdicts() == {1: ACCEPTED, 2: ACCEPTED, 3: WAITLISTED, 4: WAITLISTED, 5: REJECTED}

    row = soup(member.get(at(committee))).select_one(f"#{code}")
    assert row.select_one("[aria-pressed=true]").get_text(strip=True) == "Belum lolos"
    assert "Impor" in row.get_text()


def test_what_is_refused_stands_beside_its_field_and_nothing_typed_is_lost(committee, member):
    code = committee.codes[0]
    page = member.post(at(committee, f"decisions/{code}"), verdict="rejected", **{f"reason-{code}": "   "})
    assert page.status_code == 422
    assert (
        soup(page).select_one(f"#{code} .error").get_text(strip=True) == "Tulis alasannya: pendaftar akan membacanya."
    )
    page = member.post(at(committee, "line"), at="3", below="rejected", reason="")
    assert page.status_code == 422
    assert soup(page).select_one("#at")["value"] == "3"
    page = member.post(at(committee, f"candidates/{code}"), **{f"booth-{code}": "must", f"why-{code}": ""})
    assert page.status_code == 422
    assert soup(page).select_one(f"#booth-{code} option[selected]")["value"] == "must"
    assert committee.pending() == []


@pytest.mark.sqlite_only
def test_a_row_holds_its_fields_once_it_is_opened_and_keeps_its_reason_when_it_is_not(committee, member):
    """Without a script too; two hundred rows full of fields would be a heavy page."""
    code = committee.codes[4]
    member.post(at(committee, f"decisions/{code}"), verdict="rejected", **{f"reason-{code}": "Impor"})
    page = soup(member.get(at(committee)))
    [template.extract() for template in page.select("template")]
    assert page.select("[data-board] tbody :is(textarea, select, input)") == []

    opened = soup(member.get(page.select_one(f"#{code} details a")["href"].partition("#")[0]))
    fields = opened.select("[data-board] tbody :is(textarea, select, input)")
    assert [field["name"] for field in fields] == [f"{name}-{code}" for name in ("reason", "booth", "why")]
    assert fields[0].get_text() == "Impor"
    assert opened.select_one(f"#{code} details").has_attr("open")

    member.post(at(committee, f"decisions/{code}"), verdict="accepted")
    assert committee.pending() == [(5, ACCEPTED, "Impor", False)]


@pytest.mark.sqlite_only
def test_the_last_change_is_undone(committee, member):
    code = committee.codes[1]
    member.post(at(committee, "line"), at="2", below="waitlisted")
    member.post(at(committee, "line"), at="4", below="")
    member.post(at(committee, "undo"))
    assert committee.line_at() == 2
    assert committee.verdicts() == {1: ACCEPTED, 2: ACCEPTED, 3: WAITLISTED, 4: WAITLISTED, 5: WAITLISTED}

    member.post(at(committee, f"decisions/{code}"), verdict="waitlisted")
    member.post(at(committee, "undo"))
    assert committee.pending()[1] == (2, ACCEPTED, "", True)
    assert "Tidak ada yang bisa dibatalkan" in member.get(member.post(at(committee, "undo")).location).text

    member.post(at(committee, "line"), act="remove", at="")
    assert committee.line_at() is None
    member.post(at(committee, "undo"))
    assert committee.line_at() == 2


@pytest.mark.sqlite_only
def test_who_must_have_a_booth_is_marked(committee, member):
    code = committee.codes[0]
    member.post(at(committee, f"candidates/{code}"), **{f"booth-{code}": "must", f"why-{code}": "Juara tahun lalu"})
    assert committee.candidate(1).must_place is True
    assert "wajib mendapat stan" in soup(member.get(at(committee))).select_one(f"#{code} .marks").get_text()

    member.post(at(committee, f"candidates/{code}"), act="unset")
    assert committee.candidate(1) is None
    row = soup(member.get(at(committee))).select_one(f"#{code}")
    assert "wajib mendapat stan" not in row.select_one(".marks").get_text()
    assert row.select_one("[name=act]") is None
    member.post(at(committee, "undo"))
    assert committee.candidate(1).reason == "Juara tahun lalu"
    member.post(at(committee, "undo"))
    assert committee.candidate(1).must_place is True, "one change alone is undone"


@pytest.mark.sqlite_only
def test_whoever_stays_away_sees_the_row_only_as_withheld(committee, visitor):
    committee.recuse(2, committee.members[0])
    committee.draw(3, WAITLISTED, actor=committee.members[1])
    member = sign_in(visitor(), "komite1@contoh.id")
    page = member.get(at(committee))
    assert committee.codes[1] in page.text
    assert soup(page).select_one(f"#{committee.codes[1]}") is None
    assert soup(page).select_one("[data-board]")["data-at"] == "2"
    assert member.post(at(committee, f"decisions/{committee.codes[1]}"), verdict="accepted").status_code == 404
    assert member.post(at(committee, f"candidates/{committee.codes[1]}")).status_code == 404
    page = member.get(f"/staff/events/{committee.slug}/resolution")
    assert "Batik ke-2" not in page.text


@pytest.mark.sqlite_only
def test_only_who_holds_meetings_comes_in_and_only_the_committee_lets_it_go_out(committee, visitor):
    committee.draw(2, WAITLISTED)
    curator = sign_in(visitor(), "kurator@contoh.id", Role.CURATOR)
    elsewhere = sign_in(visitor(), "lain@contoh.id", Role.COMMITTEE, event_id=committee.event_id + 1)
    for path in ("meeting/", "meetings/", "resolution"):
        assert curator.get(f"/staff/events/{committee.slug}/{path}").status_code == 403
        assert elsewhere.get(f"/staff/events/{committee.slug}/{path}").status_code == 404
    organiser = sign_in(visitor(), "panitia@contoh.id")
    page = organiser.get(f"/staff/events/{committee.slug}/resolution")
    assert page.status_code == 200
    assert organiser.post(f"/staff/events/{committee.slug}/resolution", digest=committee.digest()).status_code == 403
    assert committee.statuses() == [Status.SUBMITTED] * 5


def test_two_meetings_approvals_and_everything_goes_out(app, visitor, committee):
    committee.change(Curation, committee.curation_id, approvals_needed=2)
    first, second = (sign_in(visitor(), f"komite{number}@contoh.id") for number in (1, 2))
    sittings, out = f"/staff/events/{committee.slug}/meetings/", f"/staff/events/{committee.slug}/resolution"
    assert first.post(sittings, place="Aula Museum Batik").status_code == 302
    assert first.post(sittings).status_code == 422
    first.post(at(committee, "line"), at="2", below="waitlisted")
    first.post(f"{sittings}1/end")
    first.post(sittings, place="Ruang rapat")
    page = second.get(at(committee))
    assert "Rapat 2" in page.text
    assert committee.verdicts() == {1: ACCEPTED, 2: ACCEPTED, 3: WAITLISTED, 4: WAITLISTED, 5: WAITLISTED}

    page = first.get(out)
    assert "masih kurang: 2" in page.text
    assert "Tiket Pekan Batik" in page.text
    for person in (first, second):
        person.post(f"{out}/approvals", digest=digest_on(person.get(out)))
    shown = digest_on(first.get(out))
    second.post(at(committee, f"decisions/{committee.codes[4]}"), verdict="accepted")
    page = first.post(out, digest=shown)
    assert page.status_code == 422
    assert "Daftar berubah" in page.text
    assert "batal: daftar berubah" in page.text
    assert committee.messages() == []

    for person in (first, second):
        person.post(f"{out}/approvals", digest=digest_on(person.get(out)))
    assert first.post(out, digest=digest_on(first.get(out))).status_code == 302
    assert committee.statuses() == [CONFIRMED, CONFIRMED, WAITLISTED, WAITLISTED, CONFIRMED]
    with app.app_context():
        assert db.session.scalars(db.select(Resolution.meeting_id)).one() is not None
    assert "Dikirim" in first.get(sittings).text


@pytest.mark.sqlite_only
def test_the_page_before_it_goes_out_names_what_stands_in_the_way(committee, member):
    committee.draw(5)
    committee.change(Application, committee.ids[0], status=Status.WITHDRAWN)
    committee.approve()
    out = f"/staff/events/{committee.slug}/resolution"
    page = member.get(out)
    assert "Batik ke-1" in page.text
    page = member.post(out, digest=digest_on(page))
    assert page.status_code == 422
    assert "Batik ke-1" in soup(page).select_one(".errors").get_text()
    assert committee.messages() == []


@pytest.mark.sqlite_only
def test_a_meeting_is_written_down(committee, member):
    sittings = f"/staff/events/{committee.slug}/meetings/"
    member.post(sittings, place="Aula")
    person = str(committee.members[1].person_id)
    given = {"place": "Aula Museum Batik", "minutes_number": "005/XI/2026", "notes": "Lama dibahas.", "people": person}
    given |= {"guests-0-name": "Dewi Lestari", "guests-0-position": "Dinas Koperasi"}
    assert member.post(f"{sittings}1", **given).status_code == 302
    page = soup(member.get(f"{sittings}1"))
    assert page.select_one("#place")["value"] == "Aula Museum Batik"
    assert page.select_one("#guests-0-name")["value"] == "Dewi Lestari"
    assert [one["value"] for one in page.select("[name=people][checked]")] == [person]
    assert member.post(f"{sittings}1", **given | {"place": "x" * 121}).status_code == 422
    assert member.get(f"{sittings}2").status_code == 404


@pytest.mark.sqlite_only
def test_the_page_asks_the_database_as_often_for_many_as_for_few(app, visitor):
    counts = []
    for committee in (Committee(app, 2), Committee(app, 6)):
        committee.draw(2, WAITLISTED)
        member, asked = sign_in(visitor(), "komite1@contoh.id"), []
        with app.app_context():
            listening.listen(db.engine, "before_cursor_execute", lambda *given, asked=asked: asked.append(given[2]))
        assert member.get(at(committee)).status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[0]


@pytest.mark.sqlite_only
def test_who_reviews_without_names_gets_none_from_the_meeting(app, visitor):
    committee = Committee(app, 3, event={"quota": 1})
    committee.draw(3)
    committee.do(meetings.begin)
    with app.app_context():
        deciding = queries.get(committee.event_id).phases[-1].id
    committee.change(ReviewPhase, deciding, shows_names=False, reviewers=[Role.COMMITTEE])
    member = sign_in(visitor(), "komite1@contoh.id")
    page = member.get(at(committee))
    assert page.status_code == 200
    assert committee.codes[1] in page.text
    assert "Batik ke-" not in page.text
    folder = f"/staff/events/{committee.slug}"
    assert "Batik ke-" not in member.get(f"{folder}/resolution").text
    assert member.post(f"{folder}/resolution", digest=committee.digest()).status_code == 404
    assert "Batik ke-" not in text_of(member.post(f"{folder}/meetings/1/minutes.pdf").data)


@pytest.mark.sqlite_only
def test_a_line_that_parts_equals_says_so(committee, member):
    with committee.app.app_context(), unit_of_work():
        first, second = (
            db.session.scalars(db.select(Review).filter_by(application_id=committee.ids[place])).one()
            for place in (0, 1)
        )
        same = {score.criterion_id: score.score for score in first.scores}
        for score in second.scores:
            score.score = same[score.criterion_id]

    committee.draw(1, WAITLISTED)
    assert soup(member.get(at(committee))).select("[data-cut] [data-tied]:not([hidden])")
    committee.draw(2, WAITLISTED)
    assert soup(member.get(at(committee))).select("[data-cut] [data-tied][hidden]")


@pytest.mark.sqlite_only
def test_once_all_has_gone_out_there_is_nothing_to_draw_send_or_undo(committee, member):
    member.post(at(committee, "line"), at="2", below="waitlisted")
    assert "data-undo" in member.get(at(committee)).text
    committee.approve(0, 1)
    committee.apply()

    page = soup(member.get(at(committee)))
    assert "Semua keputusan sudah dikirim." in page.text
    assert not page.select("[data-undo], [data-handle], a[href$='/resolution'], #at")


@pytest.mark.sqlite_only
def test_before_its_phase_the_meeting_says_that_nothing_can_go_out_yet(committee, visitor):
    organiser, words = sign_in(visitor(), "panitia@contoh.id"), "Penilaian masih berlangsung."
    assert words not in organiser.get(at(committee)).text
    with committee.app.app_context():
        deciding = next(one.id for one in db.session.scalars(db.select(ReviewPhase)) if one.decides)
    committee.change(ReviewPhase, deciding, decides=False)
    assert words in organiser.get(at(committee)).text
