"""The service behind the door, through its API, on both databases."""

import uuid
from datetime import datetime, timedelta

import pytest

from eventreg.applications.models import Application, ApplicationTicket
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.door import queries, reading
from eventreg.door.models import Scan
from eventreg.door.protocol import rfc3339
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets.rules import TicketState
from tests.factories.businesses import make_business
from tests.factories.people import make_person


def test_the_second_scan_says_when_and_where_the_first_one_was(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    began = clock.now()

    first = north.send(north.scan(token))[0]
    second = south.send(south.scan(token))[0]

    assert first["verdict"] == "admitted"
    assert first["first"] is None
    assert second["verdict"] == "already_admitted"
    assert second["first"]["gate"] == "Gate Utara"
    assert datetime.fromisoformat(second["first"]["at"]) >= began
    assert second["ticket"] == {
        "code": fair.code_of(token),
        "holder": "Sri Wahyuni",
        "business": "Batik Lintang",
        "booth": "",
        "category": "Batik tulis",
    }
    assert second["conflict"] is False


def test_the_whole_address_and_small_letters_are_read_too(fair, phone, token):
    assert phone.shows(f"HTTP://LOCALHOST:8000/T/{token}") == "admitted"
    assert phone.shows(token.lower()) == "already_admitted"


def test_a_typed_code_admits_like_the_camera(fair, phone, token):
    code = fair.code_of(token)

    assert phone.shows(code=f"{code[:4].lower()} {code[4:8]}-{code[8:]}") == "admitted"
    assert phone.shows(token) == "already_admitted"


def test_each_ticket_state_has_its_verdict(fair, phone, token):
    verdicts = {}
    for state in TicketState:
        fair.change(token, state=state)
        verdicts[state.value] = phone.shows(token)

    assert verdicts == {"valid": "admitted", "on_hold": "on_hold", "revoked": "revoked", "replaced": "revoked"}


def test_who_was_refused_is_named_only_by_a_genuine_ticket(fair, phone, token):
    fair.change(token, state=TicketState.REVOKED)
    forged = ("B" if token[20] != "B" else "C").join([token[:20], token[21:]])

    assert phone.send(phone.scan(token))[0]["ticket"]["holder"] == "Sri Wahyuni"
    assert phone.send(phone.scan(forged))[0]["ticket"] is None


def test_a_genuine_token_of_another_event(fair, make_fair, phone):
    other = make_fair((-2, 6), slug="Pasar Kriya")

    assert phone.shows(other.ticket()) == "wrong_event"


def test_a_well_formed_code_that_nobody_has_is_unknown(fair, make_fair, phone):
    other = make_fair((-2, 6), slug="Pasar Kriya")

    assert phone.shows(code=other.code_of(other.ticket())) == "unknown"


def test_a_code_with_a_wrong_check_character_is_unreadable(fair, phone, token):
    code = fair.code_of(token)
    wrong = ("2" if code[-1] != "2" else "3").join([code[:-1], ""])

    assert phone.shows(code=wrong) == "unreadable"


@pytest.mark.parametrize(
    ("hours", "verdict"),
    [((1, 5), "too_early"), ((0.4, 5), "admitted"), ((-9, -1), "too_late")],
    ids=["an hour before", "doors open 30 minutes before", "an hour after"],
)
def test_outside_the_doors_time(make_fair, hours, verdict):
    fair = make_fair(hours)
    phone, token = fair.phone(), fair.ticket()

    assert phone.shows(token) == verdict
    assert phone.shows(token, session=fair.sessions[0]) == ("already_admitted" if verdict == "admitted" else verdict)


def test_between_two_days_it_is_too_early_for_the_second(make_fair):
    fair = make_fair((-30, -22), (10, 18))

    assert fair.phone().shows(fair.ticket()) == "too_early"


def test_an_unknown_session_is_the_wrong_one(fair, phone, token):
    for session in (999_999, 10**30, "abc", -1):
        assert phone.shows(token, session=session) == "wrong_session"


def test_each_session_admits_once(make_fair):
    fair = make_fair((-2, 3), (-1, 4))
    phone, token = fair.phone(), fair.ticket()
    first, second = fair.sessions

    assert phone.shows(token) == "admitted"
    assert phone.shows(token, session=first) == "already_admitted"
    assert phone.shows(token, session=second) == "admitted"


# ---- Out, in again, undone ------------------------------------------------------------------------


def test_out_and_in_again(fair, phone, token):
    assert phone.verdicts(
        phone.scan(token),
        phone.scan(token, direction="out"),
        phone.scan(token),
        phone.scan(token),
    ) == ["admitted", "left", "admitted", "already_admitted"]
    assert fair.attending() == [(1, "Gate Utara"), (2, "Gate Utara")]


def test_out_without_an_in_before_is_flagged(fair, phone, token):
    out = phone.send(phone.scan(token, direction="out"))[0]

    assert (out["verdict"], out["conflict"]) == ("left", True)
    assert phone.shows(token) == "admitted"


def undo_of(phone, token, scan, **fields):
    return phone.scan(token, direction="undo", undoes=scan["id"], reason="Salah orang", **fields)


def test_undoing_frees_the_entry(fair, phone, token):
    scan = phone.scan(token)

    assert phone.verdicts(scan, undo_of(phone, token, scan)) == ["admitted", "undone"]
    assert fair.attending() == []
    assert phone.shows(token) == "admitted"


def test_undoing_twice_is_undoing_once(fair, phone, token):
    scan = phone.scan(token)
    phone.send(scan, undo_of(phone, token, scan))
    again = phone.scan(token)

    assert phone.verdicts(again, undo_of(phone, token, scan)) == ["admitted", "undone"]
    assert fair.attending() == [(1, "Gate Utara")]


def test_undoing_the_way_out_brings_the_person_back_in(fair, phone, token):
    out = phone.scan(token, direction="out")
    phone.send(phone.scan(token), out, undo_of(phone, token, out))

    assert phone.shows(token) == "already_admitted"


def test_another_phones_scan_is_not_undone(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    scan = north.scan(token)
    north.send(scan)

    assert south.verdicts(undo_of(south, token, scan)) == ["unreadable"]
    assert fair.attending() == [(1, "Gate Utara")]


def test_an_undo_cannot_be_undone(fair, phone, token):
    scan = phone.scan(token)
    undo = undo_of(phone, token, scan)

    assert phone.verdicts(scan, undo, undo_of(phone, token, undo)) == ["admitted", "undone", "unreadable"]


def test_an_undo_waits_for_its_scan(fair, phone, token):
    scan = phone.scan(token)

    assert phone.verdicts(undo_of(phone, token, scan)) == ["undone"]
    phone.send(scan)
    assert fair.attending() == []
    assert phone.shows(token) == "admitted"


def test_an_undo_of_an_offline_admission_waits_too(fair, phone, token):
    scan = phone.offline(token, 10)

    assert phone.verdicts(undo_of(phone, token, scan), scan) == ["undone", "admitted"]
    assert fair.attending() == []


# ---- The same again -------------------------------------------------------------------------------


def test_the_same_id_gets_the_same_answer(fair, phone, token):
    scan = phone.scan(token)
    first = phone.send(scan)
    fair.change(token, state=TicketState.REVOKED)

    assert phone.send(scan) == first
    assert phone.send(scan | {"token": "something else", "direction": "out"}) == first
    assert phone.send(scan | {"id": scan["id"].upper()})[0]["verdict"] == "admitted"
    assert fair.stored() == 1


def test_the_same_id_from_another_phone_is_another_scan(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    scan = north.scan(token)

    assert north.verdicts(scan) == ["admitted"]
    assert south.verdicts(scan) == ["already_admitted"]


def test_the_same_id_twice_in_a_batch(fair, phone, token):
    scan = phone.scan(token)

    assert phone.verdicts(scan, scan) == ["admitted", "admitted"]
    assert fair.stored() == 1


def test_an_offline_verdict_told_later_raises_a_conflict_once(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    north.send(north.scan(token))
    scan = south.scan(token)
    refused = south.send(scan)[0]

    told = south.send(scan | {"offline_verdict": "admitted"})[0]

    assert (refused["verdict"], refused["conflict"]) == ("already_admitted", False)
    assert (told["verdict"], told["conflict"]) == ("already_admitted", True)
    assert south.send(scan | {"offline_verdict": "forged"})[0] == told
    assert fair.conflicts() == ["Gate Selatan"]
    assert fair.attending() == [(1, "Gate Utara")]


def test_an_offline_verdict_that_agrees_changes_nothing(fair, phone, token):
    scan = phone.scan(token)
    first = phone.send(scan)

    assert phone.send(scan | {"offline_verdict": "admitted"}) == first
    assert fair.conflicts() == []


# ---- A batch --------------------------------------------------------------------------------------


def test_a_poison_item_blocks_nobody(fair, phone, token):
    poison = {"id": str(uuid.uuid4()), "token": {"a": [1]}, "at": 17, "direction": "sideways"}

    assert phone.verdicts(poison, phone.scan(token), {"id": str(uuid.uuid4())}) == [
        "unreadable",
        "admitted",
        "unreadable",
    ]
    assert fair.stored() == 3


def test_both_or_neither_of_token_and_code(fair, phone, token):
    assert phone.shows(token, code=fair.code_of(token)) == "unreadable"
    assert phone.shows() == "unreadable"


@pytest.mark.parametrize(
    "change",
    [
        {"gate": None},
        {"gate": 3},
        {"at": None},
        {"at": "yesterday"},
        {"at": "2026-13-01T00:00:00Z"},
        {"at": "9999-12-31T23:59:59-10:00"},
        {"direction": "through"},
        {"companions": -1},
        {"companions": "two"},
        {"offset_ms": "soon"},
        {"offset_ms": 10**20},
        {"undoes": "what"},
        {"session": [1]},
        {"offline_verdict": "perhaps"},
        {"direction": "undo"},
    ],
    ids=str,
)
@pytest.mark.sqlite_only
def test_a_field_that_makes_no_sense(phone, token, change):
    assert phone.shows(token, **change) == "unreadable"
    assert phone.shows(token) == "admitted"


def test_what_was_read_is_stored_up_to_a_kilobyte(app, phone):
    assert phone.shows("x" * 5000) == "unreadable"
    assert phone.shows("\ud800\x00") == "unreadable"
    assert phone.shows(token="A", gate="nul\x00 \ud800", reason="\x00") == "unreadable"
    with app.app_context():
        assert [len(scan.raw) for scan in db.session.query(Scan).order_by(Scan.id)] == [1024, 4, 1]


def test_companions_are_counted_up_to_the_allowance(app, phone, token):
    assert phone.shows(token, companions=3) == "admitted"
    with app.app_context():
        scan = db.session.query(Scan).one()
        assert (scan.companions, scan.companions_counted) == (3, 0)


# ---- Offline --------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "later one first"])
def test_of_two_offline_admissions_the_earlier_stands_whatever_the_order(fair, token, order):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    sendings = [(north, north.offline(token, 10)), (south, south.offline(token, 20))]

    answers = [phone.verdicts(scan) for phone, scan in (sendings[number] for number in order)]

    assert answers == [["admitted"], ["admitted"]]
    assert fair.attending() == [(1, "Gate Utara")]
    assert fair.conflicts() == ["Gate Selatan"]
    assert fair.phone().shows(token) == "already_admitted"


def test_the_later_of_two_is_told_of_the_conflict(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    north.send(north.offline(token, 10))

    answer = south.send(south.offline(token, 20))[0]

    assert answer["conflict"] is True
    assert answer["first"] == {"at": rfc3339(fair.started + timedelta(minutes=10)), "gate": "Gate Utara"}


def test_the_phones_clock_is_corrected(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    fast = north.offline(token, 10 + 120, offset_ms=-2 * 3_600_000)  # two hours ahead

    north.send(fast)
    south.send(south.offline(token, 20, offset_ms=None))

    assert fair.attending() == [(1, "Gate Utara")]


def test_at_the_same_moment_the_smaller_id_stands(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    small, large = "0" * 8 + str(uuid.uuid4())[8:], "f" * 8 + str(uuid.uuid4())[8:]

    north.send(north.offline(token, 10, id=large))
    south.send(south.offline(token, 10, id=small))

    assert fair.attending() == [(1, "Gate Selatan")]


def test_an_online_admission_stays_the_attendance(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    north.send(north.scan(token))

    late = south.send(south.offline(token, 5))[0]

    assert (late["verdict"], late["conflict"]) == ("admitted", True)
    assert fair.attending() == [(1, "Gate Utara")]


def test_undoing_the_attendance_promotes_the_next_conflict(fair, token):
    phones = [fair.phone(name) for name in ("A", "B", "C")]
    scans = [phone.offline(token, minutes) for phone, minutes in zip(phones, (10, 30, 20), strict=True)]
    for phone, scan in zip(phones, scans, strict=True):
        phone.send(scan)

    phones[0].send(undo_of(phones[0], token, scans[0]))

    assert fair.attending() == [(1, "C")]
    assert fair.conflicts() == ["B"]


def test_a_late_way_out_resolves_the_conflict(fair, token):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    north.send(north.offline(token, 10))
    south.send(south.offline(token, 30))
    assert fair.conflicts() == ["Gate Selatan"]

    north.send(north.offline(token, 20, "left", direction="out"))

    assert fair.conflicts() == []
    assert fair.attending() == [(1, "Gate Utara"), (2, "Gate Selatan")]


def test_whom_the_phone_sent_away_is_not_in(fair, phone, token):
    assert phone.verdicts(phone.offline(token, 10, "too_early")) == ["too_early"]
    assert fair.attending() == []
    assert phone.shows(token) == "admitted"


def test_an_offline_admission_by_a_revoked_ticket_is_told(fair, phone, token):
    fair.change(token, state=TicketState.REVOKED)

    assert phone.verdicts(phone.offline(token, 10)) == ["revoked"]


# ---- Applications ---------------------------------------------------------------------------------


def test_a_ticket_whose_application_is_no_longer_confirmed(app, fair, phone, token):
    with app.app_context(), unit_of_work():
        person = make_person()
        business = make_business(person)
        ticket = ticket_queries.get_by_token(token)
        application = Application(
            code="PB-1",
            event_id=ticket.event_id,
            business_id=business.id,
            applicant_id=person.id,
            status=Status.WITHDRAWN,
            created_at=clock.now(),
        )
        db.session.add(application)
        db.session.flush()
        db.session.add(ApplicationTicket(application_id=application.id, ticket_id=ticket.id))
    refused = phone.shows(token)
    with app.app_context(), unit_of_work():
        db.session.query(Application).one().status = Status.CONFIRMED

    assert (refused, phone.shows(token)) == ("not_confirmed", "admitted")


def test_the_doors_lead_is_the_events_own(make_fair):
    fair = make_fair((1, 5), doors_lead_minutes=90)

    assert fair.phone().shows(fair.ticket()) == "admitted"


@pytest.mark.sqlite_only
def test_a_ticket_is_usable_until_somebody_is_in_by_it(app, fair, phone, token):
    def usable():
        with app.app_context():
            event = queries.get_event(fair.slug)
            return len(reading.usable_now(event, ticket_queries.tickets_of_event(event.id), now=clock.now()))

    fair.ticket(state=TicketState.ON_HOLD)
    seen = [usable()]
    for direction in ("in", "out"):
        phone.send(phone.scan(token, direction=direction))
        seen.append(usable())

    assert seen == [1, 0, 1]
