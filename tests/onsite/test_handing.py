"""Handing booths over and back: written once, corrected with care, agreed to as it was seen."""

import re

import pytest
from sqlalchemy import select

from eventreg.applications import service as applications
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.onsite import deposits, handing, ledger, minutes
from eventreg.onsite.handing import Facts
from eventreg.onsite.minutes import Handing, Thing
from eventreg.onsite.models import Handover
from eventreg.onsite.rules import Way
from tests.factories.onsite import make_fair_at_work
from tests.factories.people import actor_of, make_person, sign_in
from tests.onsite.at_once import at_once

WHOLE = Facts([Thing("Meja", 1), Thing("Kursi", 2)], exhibitor="Sri Wahyuni")
LIST = "/staff/events/pekan-batik/at-the-booths/handing"


@pytest.fixture
def fair(app):
    """Two exhibitors of the fair `pekan-batik`, in A-01 and A-02: event's id, codes and addresses."""
    with app.app_context(), unit_of_work():
        event, made = make_fair_at_work(2, deposit=200_000)
        return event.id, [(one.code, one.applicant.email) for one in made]


def write(event_id, code, way=Way.IN, facts=WHOLE, actor=SYSTEM, uid="a-01"):
    with unit_of_work():
        return handing.write(event_id, uid, code, way, facts, actor=actor, now=clock.now()).id


def row_of(event_id, code, uid="a-01"):
    return ledger.get_handed(ledger.get_application(event_id, code), uid)


def undo(event_id, code, way):
    seen = ledger.print_of(row_of(event_id, code).of(way))
    with unit_of_work():
        handing.undo(event_id, "a-01", code, way, seen=seen, reason="", actor=SYSTEM, now=clock.now())


def agree(event_id, code, email, way=Way.IN, seen=""):
    row = row_of(event_id, code)
    seen = seen or ledger.print_of(row.of(way))
    with unit_of_work():
        handing.agree(code, "a-01", way, seen=seen, actor=actor_of(make_person(email)), now=clock.now())


def correct(event_id, code, facts, *, reason="", seen="", way=Way.IN):
    seen = seen or ledger.print_of(row_of(event_id, code).of(way))
    with unit_of_work():
        handing.correct(event_id, "a-01", code, way, facts, seen=seen, reason=reason, actor=SYSTEM, now=clock.now())


def told(kind="handover_written"):
    return [row.params["act"] for row in db.session.scalars(select(OutboxMessage).filter_by(kind=kind))]


# ---- What minutes compare --------------------------------------------------------------------------------------------


def test_what_is_missing_and_what_is_damaged_is_told_apart():
    before = [Thing("Meja", 1), Thing("Kursi", 4, damaged=1), Thing("Stopkontak", 1)]
    after = [Thing("kursi", 3, damaged=2), Thing("Meja", 1), Thing("Payung", 1)]

    rows = {row.name: (row.missing, row.damaged) for row in minutes.compared(before, after)}

    assert rows == {"Meja": (0, 0), "Kursi": (1, 1), "Stopkontak": (1, 0), "Payung": (0, 0)}


@pytest.mark.parametrize(
    "other",
    [
        ([Thing("Meja", 2)], "", "Sri"),
        ([Thing("Meja", 1, damaged=1)], "", "Sri"),
        ([Thing("Meja", 1, "goyang")], "", "Sri"),
        ([Thing("Meja", 1)], "Karpet basah", "Sri"),
        ([Thing("Meja", 1)], "", "Tono"),
    ],
)
def test_other_minutes_have_another_print(other):
    assert minutes.print_of(*other) != minutes.print_of([Thing("Meja", 1)], "", "Sri")


def test_a_thing_stands_in_the_list_once():
    with pytest.raises(minutes.ThingTwice):
        minutes.check_things([Thing("Kursi", 2), Thing("kursi", 1)])


# ---- Writing, agreeing, correcting -----------------------------------------------------------------------------------


def test_who_agreed_is_asked_anew_after_a_correction_which_takes_a_reason(app, fair):
    event_id, [(code, email), _other] = fair
    fewer = Facts([Thing("Meja", 1), Thing("Kursi", 1)], exhibitor="Sri Wahyuni")
    with app.app_context():
        write(event_id, code)
        agree(event_id, code, email)
        assert row_of(event_id, code).state is Handing.AGREED
        with pytest.raises(minutes.WhyMissing):
            correct(event_id, code, fewer)

        correct(event_id, code, fewer, reason="Hanya satu kursi di stan.")

        row = row_of(event_id, code)
        assert (row.state, row.taken.items[1]["count"]) == (Handing.HANDED, 1)
        assert told() == ["written", "corrected"]
        entry = db.session.scalars(select(AuditEntry).filter_by(action="handover.corrected")).one()
        assert (entry.fields, entry.reason) == (["items"], "Hanya satu kursi di stan.")


def test_nobody_agrees_to_what_they_did_not_see(app, fair):
    event_id, [(code, email), (_code, stranger)] = fair
    with app.app_context():
        write(event_id, code)
        seen = ledger.print_of(row_of(event_id, code).taken)
        correct(event_id, code, Facts(WHOLE.things, "Karpet basah", "Sri Wahyuni"))
        with pytest.raises(minutes.MinutesChanged):
            agree(event_id, code, email, seen=seen)
        assert row_of(event_id, code).state is Handing.HANDED
        with pytest.raises(Exception, match="not_found"):
            agree(event_id, code, stranger)


def test_a_correction_never_covers_another_that_was_not_seen(app, fair):
    event_id, [(code, _email), _other] = fair
    with app.app_context():
        write(event_id, code)
        seen = ledger.print_of(row_of(event_id, code).taken)
        correct(event_id, code, Facts(WHOLE.things, "Karpet basah", "Sri Wahyuni"), seen=seen)
        with pytest.raises(minutes.MinutesChanged):
            correct(event_id, code, Facts(WHOLE.things, "", "Tono"), seen=seen)


def test_the_same_sent_twice_is_one_and_somebody_elses_is_told(app, fair):
    event_id, [(code, _email), _other] = fair
    with app.app_context():
        with unit_of_work():
            first, second = (actor_of(make_person(name=name)) for name in ("Rudi", "Wati"))
        one = write(event_id, code, actor=first)

        assert write(event_id, code, actor=first) == one
        with pytest.raises(minutes.AlreadyHanded) as refusal:
            write(event_id, code, actor=second)
        assert refusal.value.details == {"who": "Rudi"}
        assert told() == ["written"]


def test_nothing_comes_back_that_was_not_handed_over_and_first_comes_last(app, fair):
    event_id, [(code, _email), _other] = fair
    with app.app_context():
        with pytest.raises(minutes.NotHandedOver):
            write(event_id, code, Way.OUT)
        write(event_id, code)
        write(event_id, code, Way.OUT, Facts([Thing("Meja", 1), Thing("Kursi", 1)], exhibitor="Tono"))
        row = row_of(event_id, code)
        assert (row.state, [(one.name, one.missing) for one in row.losses]) == (Handing.BACK, [("Kursi", 1)])
        with pytest.raises(minutes.GivenBack):
            undo(event_id, code, Way.IN)
        for way in (Way.OUT, Way.IN):
            undo(event_id, code, way)
        assert row_of(event_id, code).state is Handing.WAITING


def test_what_a_deposit_was_settled_by_is_not_taken_back(app, fair):
    event_id, [(code, _email), _other] = fair
    about = {"actor": SYSTEM, "now": clock.now()}
    with app.app_context():
        write(event_id, code)
        write(event_id, code, Way.OUT)
        with unit_of_work():
            deposits.take(event_id, code, amount=200_000, receipt="KW-1", **about)
            deposits.give_back(event_id, code, amount=200_000, withheld="", reference="TRF-1", **about)
        with pytest.raises(minutes.DepositSettled):
            undo(event_id, code, Way.OUT)


def test_who_steps_back_after_taking_a_booth_over_still_has_it_to_give_back(app, client, fair):
    event_id, [(code, email), _other] = fair
    with app.app_context():
        write(event_id, code)
        with unit_of_work():
            one = ledger.get_application(event_id, code)
            actor = actor_of(make_person(email))
            applications.withdraw(one.id, actor=actor, reason="Sakit", now=clock.now())
        assert [row.stays for row in ledger.handed(event_id) if row.application.code == code] == [False]
    page = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER).get(f"{LIST}/a-01/{code}")
    assert "bukan lagi milik peserta ini" in page.text


@pytest.mark.databases("sqlite", "postgresql")
def test_of_two_volunteers_at_one_booth_one_writes_it_down(app, fair):
    event_id, [(code, _email), _other] = fair
    with app.app_context(), unit_of_work():
        actors = [actor_of(make_person(name=name)) for name in ("Rudi", "Wati")]

    def deed(actor):
        with app.app_context():
            return write(event_id, code, actor=actor)

    outcome = at_once(*[lambda actor=actor: deed(actor) for actor in actors])

    assert outcome.count(minutes.AlreadyHanded) == 1
    with app.app_context():
        assert len(db.session.scalars(select(Handover)).all()) == 1
        assert told() == ["written"]


# ---- On a volunteer's phone, and the exhibitor's ---------------------------------------------------------------------


def test_a_volunteer_hands_over_and_the_exhibitor_agrees(app, visitor, fair):
    event_id, [(code, email), _other] = fair
    volunteer = sign_in(visitor(), "pintu@contoh.id", Role.DOOR_VOLUNTEER)
    page = volunteer.get(f"{LIST}/a-01/{code}/in")
    assert "Meja" in page.text
    assert "Uang jaminan Rp200.000 belum dibayar" in page.text
    form = {"things-0-name": "Meja", "things-0-there": "y", "things-0-count": "1", "things-1-name": "Kursi"}
    form |= {"things-1-count": "2", "exhibitor": "Tono", "note": "Karpet sedikit basah", "seen": ""}
    refused = volunteer.post(f"{LIST}/a-01/{code}/in", **{**form, "things-0-count": ""})
    assert refused.status_code == 422
    assert "Karpet sedikit basah" in refused.text
    assert volunteer.post(f"{LIST}/a-01/{code}/in", **form).status_code == 302
    assert "Belum disetujui" in volunteer.get(LIST).text

    owner = sign_in(visitor(), email)
    assert "Setujui berita acara stan A-01" in owner.get(f"/me/applications/{code}").text
    own = owner.get(f"/me/applications/{code}/at-the-fair").text
    assert "Karpet sedikit basah" in own
    assert "Mohon segera dibayar" in own
    seen = re.search(r'name="seen" value="(\w+)"', own)[1]
    owner.post(f"/me/applications/{code}/at-the-fair/minutes/a-01/in/agreement", seen=seen)

    assert "Setujui berita acara" not in owner.get(f"/me/applications/{code}").text
    with app.app_context():
        row = row_of(event_id, code)
        assert [(one.name, one.count) for one in ledger.things(row.taken)] == [("Meja", 1), ("Kursi", 0)]
        assert row.state is Handing.AGREED


def test_who_is_second_keeps_what_they_typed_and_sees_who_was_faster(app, client, fair):
    event_id, [(code, _email), _other] = fair
    with app.app_context():
        with unit_of_work():
            first = actor_of(make_person(name="Wati"))
        write(event_id, code, actor=first)
    volunteer = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)

    page = volunteer.post(f"{LIST}/a-01/{code}/in", exhibitor="Tono", note="Lampu mati", seen="")

    assert page.status_code == 422
    assert "Wati lebih cepat" in page.text
    assert "Lampu mati" in page.text


def test_the_list_is_searched_and_filtered(app, client, fair):
    event_id, [(code, _email), (other, _email2)] = fair
    with app.app_context():
        write(event_id, code)
    volunteer = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)

    assert other not in volunteer.get(f"{LIST}?q=a-01").text
    assert other not in volunteer.get(f"{LIST}?shown=handed").text
    assert code not in volunteer.get(f"{LIST}?shown=waiting").text
    assert "Tidak ditemukan" in volunteer.get(f"{LIST}?q=zzzz").text
