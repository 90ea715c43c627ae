"""Who wants more than theirs, taps twice, or sends nonsense: nothing breaks, and nothing is given away."""

from datetime import timedelta

import pytest

from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.onsite import arriving, deposits, handing, history, ledger, loading, minutes, timetable
from eventreg.onsite.handing import Facts
from eventreg.onsite.minutes import Thing
from eventreg.onsite.models import LoadingBooking, LoadingSlot
from eventreg.onsite.rules import Way
from tests.factories.onsite import make_fair_at_work, make_slot
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
STAFF = "/staff/events/pekan-batik/at-the-booths"
WHOLE = Facts([Thing("Meja", 1)], exhibitor="Sri")
LOST = Facts([Thing("Meja", 0)], exhibitor="Sri")


@pytest.fixture
def fair(app):
    """Three exhibitors of the fair `pekan-batik`, in A-01 to A-03: event's id, codes and addresses."""
    with app.app_context(), unit_of_work():
        event, made = make_fair_at_work(3, deposit=200_000)
        return event.id, [(one.code, one.applicant.email) for one in made]


def do(app, deed, *arguments, **options):
    with app.app_context(), unit_of_work():
        return deed(*arguments, actor=SYSTEM, now=clock.now(), **options)


@pytest.mark.parametrize("number", [10**20, 2**40, -1])
def test_a_time_that_no_database_holds_is_none(client, fair, number):
    _event, [(code, email), *_others] = fair
    page = sign_in(client, email).post(f"/me/applications/{code}/at-the-fair/loading/in", slot=number, vehicle="")

    assert page.status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_nothing_can_be_reckoned_from_is_asked_again(client, fair, day):
    about = {"way": "in", "begins": "23.00", "ends": "22.00", "minutes": 30, "capacity": 1, "gates": ""}
    page = sign_in(client, "o@contoh.id", Role.ORGANISER).post(f"{STAFF}/loading/new", day=day, **about)

    assert page.status_code == 422
    assert "Pilih tanggal" in page.text


def test_a_postponed_fair_takes_its_times_along_where_one_of_them_stays(app, fair):
    event_id, [(code, _email), (other, _)] = fair[0], fair[1][:2]
    with app.app_context(), unit_of_work():
        first = make_slot(event_id, clock.now() + timedelta(days=1), capacity=5)
        kept = make_slot(event_id, first.starts_at + timedelta(days=1), capacity=2)
        for slot, whose, came in ((kept, code, clock.now()), (first, other, None)):
            application = db.session.query(Application).filter_by(code=whose).one()
            booking = LoadingBooking(slot_id=slot.id, application_id=application.id, way=Way.IN, at=clock.now())
            booking.arrived_at = came
            db.session.add(booking)
        kept_id = kept.id

    with app.app_context(), unit_of_work():
        loading.shift(db.session.get_one(Event, event_id), 1, actor=SYSTEM, now=clock.now())

    with app.app_context():
        [slot] = db.session.query(LoadingSlot).all()
        assert (slot.id, slot.capacity, len(slot.bookings)) == (kept_id, 5, 2)


def test_nobody_is_asked_to_choose_a_time_of_dates_that_are_off(app, client, fair):
    event_id, [(code, email), *_others] = fair
    with app.app_context(), unit_of_work():
        make_slot(event_id, clock.now() + timedelta(days=1))
    own = f"/me/applications/{code}"
    assert "Pilih waktu penataan barang" in sign_in(client, email).get(own).text

    with app.app_context(), unit_of_work():
        db.session.get_one(Event, event_id).state = EventState.POSTPONED

    assert "Pilih waktu penataan barang" not in client.get(own).text
    assert 'name="slot"' not in client.get(f"{own}/at-the-fair/loading/in").text


def test_another_gate_is_no_matter_of_room_where_more_came_than_fit(app, fair):
    event_id, people = fair
    with app.app_context(), unit_of_work():
        slot_id = make_slot(event_id, clock.now(), capacity=1).id
    for code, _email in people:
        with app.app_context(), unit_of_work():
            application = timetable.get_exhibitor(event_id, code)
            arriving.arrive(application, Way.IN, gate=None, actor=SYSTEM, now=clock.now())

    do(app, loading.change_slot, event_id, slot_id, gate="Selatan", capacity=1, note="")

    with app.app_context():
        assert timetable.get_slot(event_id, slot_id).gate == "Selatan"


def test_undo_touched_twice_takes_back_one_deed(app, visitor, fair):
    event_id, [(code, _email), *_others] = fair
    with app.app_context(), unit_of_work():
        make_slot(event_id, clock.now())
    gate = f"{STAFF}/loading/gate"
    rizal = sign_in(visitor(), "rizal@contoh.id", Role.DOOR_VOLUNTEER)
    for deed in ("arrival", "departure"):
        rizal.post(f"{gate}/{code}/{deed}", way="in")
    form = soup(rizal.get(gate, way="in")).select_one(f"form[action$='{code}/mistake']")
    fields = {field["name"]: field["value"] for field in form.select("input:not([name=csrf_token])")}

    for _twice in range(2):
        rizal.post(f"{gate}/{code}/mistake", **fields)

    with app.app_context():
        booking = timetable.booking_of(timetable.get_exhibitor(event_id, code).id, Way.IN)
        assert (booking.arrived_at is None, booking.left_at) == (False, None)


def test_what_a_deposit_was_settled_by_is_corrected_only_once_it_is_open_again(app, fair):
    event_id, [(code, _email), *_others] = fair
    do(app, deposits.take, event_id, code, amount=1000, receipt="1")
    do(app, handing.write, event_id, "a-01", code, Way.IN, WHOLE)
    do(app, handing.write, event_id, "a-01", code, Way.OUT, LOST)
    do(app, deposits.give_back, event_id, code, amount=0, withheld="Meja hilang", reference="")
    seen = minutes.print_of(tuple(LOST.things), LOST.note, LOST.exhibitor)

    with pytest.raises(minutes.DepositSettled):
        do(app, handing.correct, event_id, "a-01", code, Way.OUT, WHOLE, seen=seen, reason="")

    do(app, deposits.reopen, event_id, code, reason="Meja ditemukan")
    do(app, handing.correct, event_id, "a-01", code, Way.OUT, WHOLE, seen=seen, reason="")


def test_a_list_of_things_holds_no_more_than_its_page_shows(client, fair):
    code, page = fair[1][0][0], f"{STAFF}/handing/a-01/{fair[1][0][0]}/in"
    sign_in(client, "rizal@contoh.id", Role.DOOR_VOLUNTEER)
    fields = {"exhibitor": "Sri", "seen": "", "other-name": "Lampu", "other-count": "1"}
    for number in range(60):
        at = f"things-{number}"
        fields |= {f"{at}-name": f"Barang {number}", f"{at}-there": "y", f"{at}-count": "1"}

    refused = client.post(page, **fields)
    assert refused.status_code == 422
    assert "Daftar sudah penuh" in refused.text
    assert client.post(page, **fields | {"other-name": "", "other-count": ""}).status_code == 302
    assert client.get(page).status_code == client.get(f"{STAFF}/handing/a-01/{code}/out").status_code == 200


def test_nobody_sees_their_own_booth_open(app, client, fair):
    _event, [(own, email), (other, _email), *_others] = fair
    sign_in(client, email, Role.DOOR_VOLUNTEER)
    tap = {"presence": "open", "at": None, "note": ""}
    taps = [
        {**tap, "key": "a" * 32, "booth": "a-01", "code": own},
        {**tap, "key": "b" * 32, "booth": "a-02", "code": other},
    ]
    token = {"X-CSRFToken": client._csrf_token()}

    answer = client.client.post(f"{STAFF}/rounds/sightings", json={"sightings": taps}, headers=token).get_json()

    assert [one["outcome"] for one in answer["answers"]] == ["own_stand", "recorded"]
    assert answer["stands"][f"a-01/{own}"]["presence"] == ""


def test_what_an_exhibitor_says_months_before_makes_no_day_of_the_fair(app, client, fair):
    event_id, [(code, email), *_others] = fair
    sign_in(client, email).post(f"/me/applications/{code}/at-the-fair/word", note="Halo")

    with app.app_context():
        event = db.session.get_one(Event, event_id)
        assert len(history.days(event)) == 2
        assert len(history.matrix(event).counts) == 2


def test_whoever_steps_back_still_reads_and_agrees_to_what_they_handed_back(app, client, fair):
    event_id, [(code, email), (other, _email), *_others] = fair
    own = f"/me/applications/{code}/at-the-fair"
    do(app, deposits.take, event_id, code, amount=200_000, receipt="KW-7")
    do(app, handing.write, event_id, "a-01", code, Way.IN, WHOLE)
    with app.app_context(), unit_of_work():
        number = ledger.get_application(event_id, code).id
        applications.withdraw(number, actor=actor_of(make_person(email)), reason="Sakit", now=clock.now())
    do(app, handing.write, event_id, "a-01", code, Way.OUT, LOST)

    sign_in(client, email)
    page = client.get(own)
    assert page.status_code == 200
    assert "KW-7" in page.text
    assert own in client.get(f"/me/applications/{code}").text
    with app.app_context():
        row = ledger.get_handed(ledger.get_application(event_id, code), "a-01")
        seen = ledger.print_of(row.given)
    assert client.post(f"{own}/minutes/a-01/out/agreement", seen=seen, follow=True).status_code == 200
    assert client.get(f"{own}/loading/in").status_code == 404
    assert client.get(f"/me/applications/{other}/at-the-fair").status_code == 404


def test_papers_times_and_lists_ask_the_database_as_often_for_many_as_for_two(app, client):
    counts = []
    for number, title in ((2, "Pekan Dua"), (5, "Pekan Lima")):
        with app.app_context(), unit_of_work():
            event, made = make_fair_at_work(number, title=title)
            slot = make_slot(event.id, clock.now() + timedelta(days=1), capacity=9)
            for one in made:
                about = {"slot_id": slot.id, "application_id": one.id, "way": Way.IN, "at": clock.now()}
                db.session.add(LoadingBooking(**about))
            staff, slot_id = f"/staff/events/{event.slug}/at-the-booths", slot.id
        sign_in(client, "o@contoh.id", Role.ORGANISER)
        found = []
        times = ("loading", "loading/gate?way=in", f"loading/slots/{slot_id}", f"loading/slots/{slot_id}/removal")
        lists = ("", "handing", "deposits", "rounds", "rounds/walk", "rounds/days", "signs", "faults")
        for path in (*times, *lists, "handing/forms-in.pdf"):
            with asked(app) as statements:
                assert client.get(f"{staff}/{path}".rstrip("/")).status_code == 200, path
            found.append(len(statements))
        counts.append(found)

    assert counts[0] == counts[1]


def test_papers_of_everybody_are_not_made_at_will(client, fair):
    sign_in(client, "rizal@contoh.id", Role.DOOR_VOLUNTEER)
    codes = [client.get(f"{STAFF}/handing/forms-in.pdf").status_code for _number in range(21)]

    assert codes == [200] * 20 + [429]


def test_a_gate_with_too_long_a_name_is_asked_again(client, fair):
    about = {"way": "in", "day": "2027-01-04", "begins": "08.00", "ends": "10.00", "minutes": 30, "capacity": 1}
    page = sign_in(client, "o@contoh.id", Role.ORGANISER).post(f"{STAFF}/loading/new", gates="G" * 81, **about)

    assert page.status_code == 422
    assert "paling banyak 80 huruf" in page.text


def test_only_minutes_that_were_read_are_taken_back(app, client, fair):
    event_id, [(code, _email), *_others] = fair
    do(app, handing.write, event_id, "a-01", code, Way.IN, WHOLE)
    page = f"{STAFF}/handing/a-01/{code}/in/undo"
    sign_in(client, "rizal@contoh.id", Role.DOOR_VOLUNTEER)
    seen = soup(client.get(page)).select_one("[name=seen]")["value"]
    do(app, handing.correct, event_id, "a-01", code, Way.IN, LOST, seen=seen, reason="")

    refused = client.post(page, seen=seen, reason="")
    assert refused.status_code == 422
    assert "Baca sekali lagi" in refused.text
    seen = soup(refused).select_one("[name=seen]")["value"]
    assert client.post(page, seen=seen, reason="").status_code == 302
    assert client.post(page, seen=seen, reason="").status_code == 302, "it is gone already"
