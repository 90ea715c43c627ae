"""Rounds: what phones send is kept once, each by itself; the day's picture; what exhibitors say."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events.models import EventSession
from eventreg.onsite import history
from eventreg.onsite.models import BoothSeen
from tests.factories.onsite import booth_of, make_fair_at_work
from tests.factories.people import sign_in
from tests.support.visitor import soup

BASE = "/staff/events/pekan-batik/at-the-booths/rounds"
KEY = "{:032x}".format
MINUTE = 60_000


@pytest.fixture
def fair(app):
    """Code and address of the exhibitors in A-01 … A-03; the fair is open from two hours ago on."""
    with app.app_context(), unit_of_work():
        event, made = make_fair_at_work(3)
        db.session.query(EventSession).filter_by(event_id=event.id).delete()
        now = clock.now()
        day = {"starts_at": now - timedelta(hours=2), "ends_at": now + timedelta(hours=2)}
        db.session.add(EventSession(event_id=event.id, **day))
        return [(one.code, one.applicant.email, booth_of(one).uid) for one in made]


@pytest.fixture
def volunteer(client, fair):
    return sign_in(client, "relawan@contoh.id", Role.DOOR_VOLUNTEER)


def now_ms():
    return int(clock.now().timestamp() * 1000)


def tap(number, stand, presence="open", **more):
    code, _email, uid = stand
    return {"key": KEY(number), "booth": uid, "code": code, "presence": presence, "at": now_ms(), **more}


def send(visitor, *taps, **more):
    token = {"X-CSRFToken": visitor._csrf_token(), "Accept": "application/json"}
    return visitor.client.post(f"{BASE}/sightings", json={"now": now_ms(), "sightings": taps, **more}, headers=token)


def outcomes(answer):
    assert answer.status_code == 200, answer.text
    return [(one["key"], one["outcome"]) for one in answer.json["answers"]]


def rows(app):
    with app.app_context():
        return [(row.key, row.presence.value) for row in db.session.query(BoothSeen).order_by(BoothSeen.id)]


def test_each_is_answered_by_itself_and_sending_again_does_no_harm(app, volunteer, fair):
    good, other = tap(1, fair[0], note="baru buka"), tap(2, fair[1], "closed")
    faulty = [{"key": "x"}, {**tap(3, fair[2]), "presence": "?"}, {**tap(4, fair[2]), "booth": "none"}, 7]

    told = outcomes(send(volunteer, good, *faulty, other))

    expected = ["recorded", "unreadable", "unreadable", "no_such_stand", "unreadable", "recorded"]
    assert [outcome for _key, outcome in told] == expected
    again = outcomes(send(volunteer, {**good, "presence": "closed"}, other))
    assert again == [(KEY(1), "known"), (KEY(2), "known")]
    assert rows(app) == [(KEY(1), "open"), (KEY(2), "closed")]


def test_a_phone_whose_clock_is_wrong_is_set_right_and_told_so(app, volunteer, fair):
    wrong = now_ms() + 3 * 24 * 60 * MINUTE
    answer = send(volunteer, tap(1, fair[0], at=wrong - 10 * MINUTE), tap(2, fair[1], at="?"), now=wrong)

    assert [one["clock"] for one in answer.json["answers"]] == ["set_right", "unknown"]
    with app.app_context():
        first, second = db.session.query(BoothSeen).order_by(BoothSeen.id)
        assert abs((first.arrived_at - first.at) - timedelta(minutes=10)) < timedelta(minutes=1)
        assert second.at == second.arrived_at


def test_what_is_no_list_of_sightings_is_refused_whole(volunteer, fair):
    assert send(volunteer, sightings="?").status_code == 422


def test_without_script_a_stand_is_tapped_by_forms_and_a_slip_taken_back(app, volunteer, fair):
    form = soup(volunteer.get(f"{BASE}/walk")).select_one("form[data-tap]")
    fields = {one["name"]: one["value"] for one in form.select("input[type=hidden]") if one["name"] != "csrf_token"}

    page = volunteer.post(f"{BASE}/walk", follow=True, presence="closed", note="sepi", **fields)
    volunteer.post(f"{BASE}/walk", presence="closed", **fields)  # pressed twice
    assert "1 dari 3 terlihat pada putaran ini" in page.text
    undo = soup(page).select_one("form[data-undo]:not([hidden])")
    fields = {one["name"]: one["value"] for one in undo.select("input") if one["name"] != "csrf_token"}
    page = volunteer.post(f"{BASE}/walk", follow=True, **fields)

    assert "0 dari 3 terlihat pada putaran ini" in page.text
    assert [presence for _key, presence in rows(app)] == ["closed", "closed"]  # the tap, and its taking back


def test_nobody_takes_back_what_somebody_else_saw(visitor, volunteer, fair):
    send(volunteer, tap(1, fair[0], "closed"))
    other = sign_in(visitor(), "relawan2@contoh.id", Role.DOOR_VOLUNTEER)

    assert outcomes(send(other, {**tap(1, fair[0], "closed"), "key": f"-{KEY(1)}"})) == [(f"-{KEY(1)}", "not_yours")]
    answer = send(volunteer, {**tap(1, fair[0], "closed"), "key": f"-{KEY(1)}"})
    assert outcomes(answer) == [(f"-{KEY(1)}", "recorded")]
    assert answer.json["stands"][f"{fair[0][2]}/{fair[0][0]}"]["presence"] == ""


def test_the_day_shows_closed_midway_on_top_and_alarms_the_board(visitor, volunteer, fair):
    hour = 60 * MINUTE
    send(
        volunteer,
        tap(1, fair[0]),
        tap(2, fair[1], at=now_ms() - hour),
        tap(3, fair[1], "closed", note="kosong, meja ditutup kain"),
    )
    board = volunteer.get("/staff/events/pekan-batik/at-the-booths").text
    assert "2 dari 3 stan terlihat hari ini" in board
    assert "1 stan tutup di jam buka" in board

    page = soup(volunteer.get(BASE))
    [midway] = page.select("article.midway")
    assert "A-02" in midway.text
    assert "kosong, meja ditutup kain" in midway.text
    assert midway.select_one("a[href^='https://wa.me/']")
    assert len(page.select(".presence .stand.is-closed-midway")) == 2  # on the floor, and in its legend
    assert "A-03" in soup(volunteer.get(BASE, state="not_seen")).select_one("tbody").text

    days = soup(volunteer.get(f"{BASE}/days"))
    assert [row.select_one("td").text.strip() for row in days.select("tbody tr")] == [
        "Buka",
        "Tutup di jam buka",
        "Belum terlihat",
    ]


def test_all_days_leave_the_house_as_a_file_that_is_written_down(visitor, volunteer, fair):
    send(volunteer, tap(1, fair[0], "closed", note="=1+1"))
    file = volunteer.post(f"{BASE}/days.csv")

    first = next(csv.DictReader(StringIO(file.get_data().decode("utf-8-sig"))))
    assert (first["Stan"], first["Status"]) == ("A-01", "Tutup di jam buka")
    assert "=1+1" in first["Catatan"]
    assert not first["Catatan"].startswith("=")
    assert volunteer.post(f"{BASE}/days.xlsx").get_data().startswith(b"PK")
    trail = sign_in(visitor(), "auditor@contoh.id", Role.AUDITOR).get("/staff/audit/")
    assert "Kehadiran harian" in trail.text


def test_exhibitors_see_how_they_were_seen_and_say_why_they_closed(visitor, volunteer, fair):
    code, email, _uid = fair[0]
    send(volunteer, tap(1, fair[0], "closed"))
    owner = sign_in(visitor(), email)
    page = f"/me/applications/{code}/at-the-fair"

    assert "Tutup di jam buka" in owner.get(page).text
    assert owner.post(f"{page}/word", note=" ").status_code == 422
    assert owner.post(f"{page}/word", note="pulang lebih awal karena sakit").status_code == 302
    assert "pulang lebih awal karena sakit" in owner.get(page).text
    [midway] = soup(volunteer.get(BASE)).select("article.midway")  # beside, not instead of it
    assert "pulang lebih awal karena sakit" in midway.text
    assert owner.get(f"/me/applications/{fair[1][0]}/at-the-fair/word").status_code == 404


def test_whoever_left_a_booth_stays_in_the_picture_of_the_day(app, volunteer, fair):
    send(volunteer, tap(1, fair[0]))
    with app.app_context(), unit_of_work():
        row = db.session.query(BoothSeen).one()
        placement = row.booth.placements[0]
        db.session.delete(placement)
    with app.app_context():
        row = db.session.query(BoothSeen).one()
        event = row.application.event
        labels = [one.stand.booth.label for one in history.picture(event, history.today(event, clock.now()))]
    assert labels == ["A-01", "A-02", "A-03"]
    assert outcomes(send(volunteer, tap(2, fair[0], "closed"))) == [(KEY(2), "recorded")]


def test_a_round_is_for_those_who_work_there(client, fair):
    treasurer = sign_in(client, "bendahara@contoh.id", Role.TREASURER)

    assert treasurer.get(BASE).status_code == 200
    assert treasurer.get(f"{BASE}/walk").status_code == 403
    assert send(treasurer, tap(1, fair[0])).status_code == 403


def test_the_refusals_that_the_phone_shows_are_all_there(volunteer, fair):
    round_ = soup(volunteer.get(f"{BASE}/walk")).select_one("[data-round]")
    assert set(json.loads(round_["data-refused"])) == {"unreadable", "no_such_stand", "not_yours", "own_stand"}
