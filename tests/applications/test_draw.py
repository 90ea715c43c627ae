"""The open draw as everybody sees it: locked, drawn, and recomputed from its pages by a stranger's script."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from eventreg.applications import ballot, draws, queries, service, waiting
from eventreg.applications.models import Application, Draw
from eventreg.applications.rules import NotOpen, PlacesAreDrawn, Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events import service as events
from eventreg.events.models import Event, Quota
from eventreg.events.rules import Admission, EventState, PromisedByDraw, QuotaKind
from eventreg.events.writing import QuotaDetails, quotas_of, sessions_of
from tests.factories.applications import make_application
from tests.factories.events import DAY, days, make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

STRANGER = Path(__file__).with_name("recompute_draw.py")
SOURCE = {"source": "Nilai penutupan IHSG 1 Desember", "source_url": "https://www.idx.co.id/"}


class Lottery:
    """An event whose places are drawn, after applications have closed."""

    def __init__(self, app, count, **event):
        self.app = app
        with app.app_context(), unit_of_work():
            now = clock.now()
            begins = now + 10 * DAY
            usual = {"quota": 3, "admission": Admission.DRAW, "sessions": days(begins), "title": "Pewarna Alam"}
            made = make_event(**usual | event)
            self.event_id, self.slug = made.id, made.slug
            self.ids = [make_application(made.id, name=f"Batik ke-{number}").id for number in range(count)]
            self.organiser = actor_of(make_person("panitia@demo.test", "Ratna", Role.ORGANISER))
            self.close(now)

    def close(self, now):
        event = db.session.get_one(Event, self.event_id)
        event.opens_at, event.closes_at = now - 3 * DAY, now - DAY

    def lock(self, *, ago=timedelta(hours=2), source="IHSG"):
        """Locked so long ago, with a source that has spoken an hour later."""
        now = clock.now()
        with self.app.app_context(), unit_of_work():
            then = now - ago
            draws.lock_draw(self.event_id, source, "", then + timedelta(hours=1), actor=self.organiser, now=then)

    def draw(self, value="7.234,56"):
        with self.app.app_context(), unit_of_work():
            draws.draw(self.event_id, value, actor=self.organiser, now=clock.now())

    def codes(self, status=None):
        with self.app.app_context():
            query = db.select(Application.code, Application.status).order_by(Application.draw_key)
            return [code for code, found in db.session.execute(query) if status in (None, found)]

    def withdraw(self, code):
        with self.app.app_context(), unit_of_work():
            application = db.session.scalars(db.select(Application).filter_by(code=code)).one()
            actor = actor_of(application.applicant)
            service.withdraw(application.id, actor=actor, reason="", now=clock.now())


@pytest.fixture
def lottery(app):
    return lambda count, **event: Lottery(app, count, **event)


def recompute(tmp_path, text, page):
    """What a stranger's script says about the published text and page: its exit status, and the order or the reason."""
    (tmp_path / "draw.txt").write_bytes(text)
    (tmp_path / "page.html").write_text(page if isinstance(page, str) else page.text)
    command = [sys.executable, "-I", str(STRANGER), str(tmp_path / "draw.txt"), str(tmp_path / "page.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout or done.stderr).split()


def published(visitor, lottery):
    who = visitor(language="en")
    return who.get(f"/events/{lottery.slug}/draw.txt").data, who.get(f"/events/{lottery.slug}/draw")


def test_a_stranger_recomputes_the_draw_from_its_pages(lottery, visitor, tmp_path):
    drawn = lottery(8)
    drawn.lock()
    drawn.draw()
    text, page = published(visitor, drawn)

    status, order = recompute(tmp_path, text, page)

    assert status == 0
    assert order == drawn.codes()
    assert len(drawn.codes(Status.CONFIRMED)) == 3
    assert order[:3] == drawn.codes(Status.CONFIRMED)
    assert order[3:] == drawn.codes(Status.WAITLISTED)


@pytest.mark.sqlite_only
def test_one_entrant_or_one_character_changed_is_noticed(lottery, visitor, tmp_path):
    drawn = lottery(4)
    drawn.lock()
    drawn.draw()
    text, page = published(visitor, drawn)
    last = text.splitlines()[-1]
    order = [cell.text for cell in soup(page).select("[data-draw=number]")]

    for forged in (
        text.replace(last + b"\n", b""),
        text + b"PA99-0001\n",
        text.replace(b"IHSG", b"IHSg"),
        text[:-1],
        text.replace(last, last[:-1] + b"9"),
    ):
        assert forged != text
        assert recompute(tmp_path, forged, page)[0] == 1
    shown = page.text
    for forged in (shown.replace("7.234,56", "7.234,57"), shown.replace(f">{order[0]}<", f">{order[1]}<", 1)):
        assert forged != shown
        assert recompute(tmp_path, text, forged)[0] == 1


@pytest.mark.sqlite_only
def test_the_published_script_prints_the_same_order(lottery, visitor, tmp_path):
    drawn = lottery(5)
    drawn.lock()
    drawn.draw("7.234,56 naik")
    text, page = published(visitor, drawn)
    script = visitor().get(f"/events/{drawn.slug}/draw.py")
    (tmp_path / "draw.py").write_bytes(script.data)
    (tmp_path / "draw.txt").write_bytes(text)
    commitment = soup(page).select_one("[data-draw=commitment]").text

    def run(*arguments):
        command = [sys.executable, "-I", "draw.py", "draw.txt", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert len(script.text.splitlines()) == 10
    assert soup(page).select_one("#script").text.strip() == script.text.strip()
    printed = run(commitment, "7.234,56 naik").stdout.splitlines()
    assert printed == [f"{place} {code}" for place, code in enumerate(drawn.codes(), 1)]
    assert "not the text" in run("0" * 64, "7.234,56 naik").stderr


def test_a_withdrawal_changes_nobody_elses_order(lottery, visitor):
    drawn = lottery(6)
    drawn.lock()
    with drawn.app.app_context():
        numbers = ballot.numbers_of(db.session.scalars(db.select(Draw)).one().document)
    drawn.withdraw(numbers[2])
    drawn.draw()
    page = soup(published(visitor, drawn)[1])
    order = [cell.text for cell in page.select("[data-draw=number]")]
    drawn.withdraw(drawn.codes(Status.CONFIRMED)[0])
    after = soup(published(visitor, drawn)[1])

    assert sorted(order) == sorted(numbers)
    assert [cell.text for cell in after.select("[data-draw=number]")] == order
    assert numbers[2] in drawn.codes(Status.WITHDRAWN)
    assert len(drawn.codes(Status.WITHDRAWN)) == 2


@pytest.mark.sqlite_only
def test_where_a_reserve_changes_the_plain_order_the_page_says_so(app, lottery, visitor):
    """One of four places is kept for fostered businesses, of whom only the last in the order is one."""
    drawn = lottery(6, quota=3)
    drawn.lock()
    with app.app_context():
        found = db.session.scalars(db.select(Draw)).one()
        last = ballot.order_of(found.commitment, "7.234,56", ballot.numbers_of(found.document))[-1]
    with app.app_context(), unit_of_work():
        db.session.add(Quota(event_id=drawn.event_id, kind=QuotaKind.RESERVE, group="fostered", places=1))
        application = db.session.scalars(db.select(Application).filter_by(code=last)).one()
        application.groups = ["fostered"]
    drawn.draw()
    rows = [row.get_text(" ", strip=True) for row in soup(published(visitor, drawn)[1]).select("tbody tr")]
    order = drawn.codes()

    assert set(drawn.codes(Status.CONFIRMED)) == {order[0], order[1], last}
    assert "later numbers took reserved places" not in "".join(rows[:2])
    assert all("later numbers took reserved places" in row for row in rows[2:5])
    assert "a reserved place" in rows[5]


def test_nobodys_name_is_published(lottery, visitor):
    drawn = lottery(3)
    drawn.lock()
    drawn.draw()
    text, page = published(visitor, drawn)

    for names in ("Batik ke-", "Sri Wahyuni"):
        assert names not in page.text
        assert names.encode() not in text


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


def test_the_organiser_locks_what_was_looked_at(lottery, organiser, visitor):
    event = lottery(3)
    here = f"/staff/events/{event.slug}/draw"
    soon = (clock.now() + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")  # WIB is seven hours ahead

    looked_at = organiser.post(f"{here}/lock", **SOURCE, draws=soon)
    commitment = soup(looked_at).select_one("[name=final]")["value"]
    assert visitor().get(f"/events/{event.slug}/draw.txt").status_code == 404  # nothing is published yet
    stale = organiser.post(f"{here}/lock", **SOURCE, draws=soon, final="0" * 64)
    assert "Publish and lock this text?" in stale.text
    locked = organiser.post(f"{here}/lock", **SOURCE, draws=soon, final=commitment, follow=True)
    again = organiser.post(f"{here}/lock", source="Lain", draws=soon, final=commitment)

    assert "published and locked" in locked.text
    assert again.status_code == 422
    text = visitor().get(f"/events/{event.slug}/draw.txt")
    assert text.content_type == "text/plain; charset=utf-8"
    assert ballot.commitment_of(text.text) == commitment
    assert "Nilai penutupan IHSG 1 Desember https://www.idx.co.id/" in text.text
    assert commitment in visitor().get(f"/events/{event.slug}/draw").text


@pytest.mark.sqlite_only
def test_a_source_that_could_be_known_is_refused_and_nothing_typed_is_lost(lottery, organiser):
    event = lottery(2)
    yesterday = (clock.now() - DAY).strftime("%Y-%m-%dT%H:%M")

    refused = organiser.post(f"/staff/events/{event.slug}/draw/lock", **SOURCE, draws=yesterday)

    assert refused.status_code == 422
    assert "still to come" in refused.text
    assert SOURCE["source"] in refused.text


def test_the_organiser_sees_the_order_before_it_is_final(lottery, organiser):
    event = lottery(4)
    event.lock()
    here = f"/staff/events/{event.slug}/draw/value"

    shown = organiser.post(here, value="  7.234,56 ")
    assert soup(shown).select_one("[name=value]")["value"] == "7.234,56"
    order = [cell.text for cell in soup(shown).select("[data-draw=number]")]
    assert event.codes(Status.SUBMITTED) == event.codes()  # it was only shown
    done = organiser.post(here, value="7.234,56", final="1", follow=True)
    again = organiser.post(here, value="1", final="1")

    assert len(order) == 4
    assert "Everybody in the draw is told" in done.text
    assert event.codes() == order
    assert again.status_code == 422


@pytest.mark.sqlite_only
def test_nothing_is_drawn_before_the_source_has_spoken(lottery, organiser):
    event = lottery(2)
    event.lock(ago=timedelta(minutes=10))

    early = organiser.post(f"/staff/events/{event.slug}/draw/value", value="7.234,56", final="1")

    assert early.status_code == 422
    assert event.codes(Status.SUBMITTED) == event.codes()


@pytest.mark.sqlite_only
def test_an_applicant_sees_number_and_place(lottery, visitor, app):
    drawn = lottery(4)
    drawn.lock()
    with app.app_context():
        application = db.session.get_one(Application, drawn.ids[0])
        code, email = application.code, application.applicant.email
    own = sign_in(visitor(language="en"), email)
    waiting = own.get(f"/me/applications/{code}")
    drawn.draw()
    after = own.get(f"/me/applications/{code}")

    assert f"/events/{drawn.slug}/draw" in waiting.text
    assert f"Place {drawn.codes().index(code) + 1} of 4 in the draw" in after.text


@pytest.mark.sqlite_only
def test_an_event_without_a_draw_has_no_such_pages(app, visitor, organiser):
    with app.app_context(), unit_of_work():
        slug = make_event().slug

    for path in (f"/events/{slug}/draw", f"/events/{slug}/draw.txt", f"/events/{slug}/draw.py"):
        assert visitor().get(path).status_code == 404
    assert organiser.get(f"/staff/events/{slug}/draw").status_code == 404


@pytest.mark.sqlite_only
def test_whoever_waits_reads_the_honest_position(lottery, visitor, app):
    """The number in the order of the draw, and why the place that came free went further down."""
    drawn = lottery(5)
    drawn.lock()
    drawn.draw()
    first, second = drawn.codes(Status.WAITLISTED)
    with app.app_context(), unit_of_work():
        one = db.session.scalars(db.select(Application).filter_by(code=first)).one()
        waiting.skip(one.event_id, one.id, actor=drawn.organiser, reason="Berkas belum lengkap", now=clock.now())
    drawn.withdraw(drawn.codes(Status.CONFIRMED)[0])

    def page(code):
        with app.app_context():
            email = db.session.scalars(db.select(Application).filter_by(code=code)).one().applicant.email
        return sign_in(visitor(language="en"), email).get(f"/me/applications/{code}").text

    assert "You are number 1 on the waiting list" in page(first)
    assert "Berkas belum lengkap" in page(first)
    assert "A place is waiting for you" in page(second)


def test_the_committee_gives_nobody_a_place_before_the_draw(lottery, app):
    here = lottery(5)
    with app.app_context():
        member = actor_of(make_person_once("komite@demo.test", Role.COMMITTEE))

    def decide(number, verdict):
        with app.app_context(), unit_of_work():
            facts = {"actor": member, "reason": "Lengkap", "now": clock.now()}
            service.decide(here.event_id, [here.ids[number]], verdict, **facts)

    for verdict in (Status.ACCEPTED, Status.WAITLISTED):
        with pytest.raises(PlacesAreDrawn):
            decide(0, verdict)
    here.lock()
    with pytest.raises(PlacesAreDrawn):
        decide(0, Status.ACCEPTED)
    decide(0, Status.REJECTED)
    here.draw()
    assert len(here.codes(Status.CONFIRMED)) == 3


def make_person_once(email, role):
    with unit_of_work():
        return make_person(email, "Rina", role)


def changed(drawn, values=None, **more):
    """What becomes of a change of the event by its organiser."""
    with drawn.app.app_context(), unit_of_work():
        events.change(drawn.event_id, values or {}, actor=drawn.organiser, now=clock.now(), **more)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("of", ["quota", "new limit", "reserve", "session", "later closing"])
def test_between_lock_and_draw_what_was_published_stays_and_afterwards_it_may_change(lottery, of):
    drawn = lottery(3, quota=2)
    with drawn.app.app_context(), unit_of_work():
        event = db.session.get_one(Event, drawn.event_id)
        event.choose_sessions = True
        event.quotas = [Quota(kind=QuotaKind.RESERVE, group="fostered", places=1)]
        sessions, quotas = sessions_of(event), quotas_of(event)
    drawn.lock()
    limit = QuotaDetails(QuotaKind.LIMIT, 2, group="women_owned")
    change = {
        "quota": {"values": {"quota": 3}},
        "new limit": {"quotas": [*quotas, limit]},
        "reserve": {"quotas": [replace(quotas[0], places=2)]},
        "session": {"sessions": [replace(sessions[0], quota=9), *sessions[1:]]},
        "later closing": {"values": {"closes_at": clock.now() + DAY}},
    }[of]

    with pytest.raises(PromisedByDraw):
        changed(drawn, **change)
    changed(drawn, {"summary": "Tiga hari"}, sessions=sessions, quotas=quotas)  # nothing that was promised
    drawn.draw()
    changed(drawn, **change)


@pytest.mark.sqlite_only
def test_applications_stay_closed_between_lock_and_draw(lottery, organiser):
    drawn = lottery(3)
    with drawn.app.app_context(), unit_of_work():
        event = db.session.get_one(Event, drawn.event_id)
        event.state, event.closes_at = EventState.CLOSED, clock.now() + DAY
    drawn.lock()

    page = organiser.post(f"/staff/events/{drawn.slug}/state", target="published", follow=True)

    assert "The draw is locked" in page.text
    with drawn.app.app_context():
        assert db.session.get_one(Event, drawn.event_id).state is EventState.CLOSED
        with pytest.raises(NotOpen), unit_of_work():
            make_application(drawn.event_id, name="Terlambat")


def test_whoever_applies_after_the_draw_stands_behind_all_that_were_drawn(lottery):
    drawn = lottery(3, quota=2)
    drawn.lock()
    drawn.draw()
    first, second, third = drawn.codes()
    with drawn.app.app_context(), unit_of_work():
        drawn.close(clock.now() + 2 * DAY)  # until tomorrow
        late = make_application(drawn.event_id, name="Terlambat")
        number, status, place = late.code, late.status, queries.waiting_place(late)
        drawn.close(clock.now())
    drawn.withdraw(first)

    assert (status, place) == (Status.WAITLISTED, 2)
    assert set(drawn.codes(Status.CONFIRMED)) == {second}
    assert drawn.codes(Status.OFFERED) == [third]
    assert drawn.codes(Status.WAITLISTED) == [number]


@pytest.mark.sqlite_only
def test_the_text_names_the_places_of_sessions_that_are_chosen(lottery, visitor):
    drawn = lottery(2)
    with drawn.app.app_context(), unit_of_work():
        event = db.session.get_one(Event, drawn.event_id)
        event.choose_sessions, event.sessions[0].quota = True, 7
    drawn.lock()

    assert "tempat/places: paling banyak 7 untuk sesi/session 20" in published(visitor, drawn)[0].decode()
