"""The door's API as strangers' phones meet it: envelopes, keys, limits, what may be read."""

import json
import uuid
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.limits import limiter
from eventreg.core.permissions import SYSTEM
from eventreg.door import pairing, queries
from eventreg.door.api import FASTEST
from eventreg.door.models import DoorDevice, PairingCode


def scans_url(slug):
    return f"/api/v1/events/{slug}/door/scans"


def code_of(answer):
    assert answer.mimetype == "application/problem+json"
    return answer.get_json()["code"]


# ---- Keys -----------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_without_a_key_nothing_is_read(app, fair, token):
    http = app.test_client()
    for headers in ({}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic eDp5"}):
        answers = [
            http.post(scans_url(fair.slug), json={"scans": []}, headers=headers),
            http.get(f"/api/v1/events/{fair.slug}/door/list", headers=headers),
            http.get(f"/api/v1/events/{fair.slug}/door/status", headers=headers),
            http.get("/api/v1/door/device", headers=headers),
        ]
        assert [(answer.status_code, code_of(answer)) for answer in answers] == [(401, "unknown_device")] * 4


@pytest.mark.sqlite_only
def test_another_events_door_is_closed(make_fair, fair, phone, token):
    other = make_fair((-2, 6), slug="Pasar Kriya")

    answer = phone.post(phone.scan(token), slug=other.slug)

    assert (answer.status_code, code_of(answer)) == (403, "other_event")
    assert phone.get(f"events/{other.slug}/door/list").status_code == 403


def revoke(app, phone, days_ago=0.0):
    with app.app_context(), unit_of_work():
        device = db.session.get_one(DoorDevice, phone.id)
        pairing.revoke(device, actor=SYSTEM, now=clock.now() - timedelta(days=days_ago))


def test_a_revoked_phone_hands_in_but_reads_nothing(app, fair, phone, token):
    known = phone.scan(token)
    before = phone.send(known)
    revoke(app, phone)

    late = phone.send(phone.scan(token), {"id": str(uuid.uuid4()), "token": 3})

    assert late[0] | {"id": ""} == {
        "id": "",
        "verdict": "quarantined",
        "first": None,
        "ticket": None,
        "conflict": False,
    }
    assert late[1]["verdict"] == "quarantined"
    assert phone.send(known) == before
    assert phone.get(f"events/{fair.slug}/door/list").status_code == 401
    assert code_of(phone.get(f"events/{fair.slug}/door/status")) == "device_revoked"
    assert phone.get("door/device").status_code == 401
    assert fair.stored() == 3


@pytest.mark.sqlite_only
def test_after_seven_days_a_revoked_phone_is_turned_away(app, phone, token):
    revoke(app, phone, days_ago=7.01)

    answer = phone.post(phone.scan(token))

    assert (answer.status_code, code_of(answer)) == (401, "device_revoked")


# ---- Envelopes ------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"scans": {}}',
        b'{"scans": []}',
        b'{"scans": [1]}',
        b'{"scans": [{}]}',
        b'{"scans": [{"id": "7"}]}',
        b'{"scans": [{"id": null}]}',
        b'{"scans": [{"id": "{12345678-1234-1234-1234-123456789012}"}]}',
        b"[" * 100_000,
        b'{"scans": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: body[:40].decode(errors="replace"),
)
def test_an_envelope_or_id_that_cannot_be_read(app, fair, phone, body):
    answer = app.test_client().post(scans_url(fair.slug), data=body, headers=phone.headers)

    assert (answer.status_code, code_of(answer)) == (422, "unreadable_request")


@pytest.mark.sqlite_only
def test_one_unreadable_id_stores_nothing(fair, phone, token):
    assert phone.post(phone.scan(token), {"token": token}).status_code == 422
    assert fair.stored() == 0


@pytest.mark.sqlite_only
def test_at_most_500_scans_and_two_megabytes(app, fair, phone):
    many = [{"id": str(uuid.uuid4()), "token": "x"} for _number in range(501)]
    huge = json.dumps({"scans": [{"id": str(uuid.uuid4()), "token": "x" * 3_000_000}]})

    too_many = phone.post(*many)
    too_large = app.test_client().post(scans_url(fair.slug), data=huge, headers=phone.headers)

    assert (too_many.status_code, code_of(too_many)) == (413, "too_much")
    assert (too_large.status_code, code_of(too_large)) == (413, "too_much")
    assert phone.verdicts(*many[:500]) == ["unreadable"] * 500


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
fields = st.fixed_dictionaries(
    {"id": st.uuids().map(str)},
    optional={
        "token": json_values,
        "code": json_values,
        "session": json_values,
        "gate": st.text(max_size=80) | json_values,
        "direction": st.sampled_from(["in", "out", "undo"]) | json_values,
        "undoes": st.uuids().map(str) | json_values,
        "reason": st.text(max_size=20) | json_values,
        "companions": st.integers() | json_values,
        "at": st.datetimes().map(lambda moment: moment.isoformat() + "Z") | json_values,
        "offset_ms": st.integers() | json_values,
        "offline_verdict": st.sampled_from(["admitted", "left"]) | json_values,
    },
)


@settings(max_examples=60)
@given(scans=st.lists(fields, min_size=1, max_size=4, unique_by=lambda scan: str(scan["id"])), genuine=st.data())
def test_whatever_json_comes_each_scan_gets_an_answer(phone, token, scans, genuine):
    for scan in scans:
        if genuine.draw(st.booleans()):
            scan |= {"token": token}
    answer = phone.post(*scans)

    if answer.status_code == 429:  # typed codes were guessed
        assert answer.headers["Retry-After"]
    else:
        assert answer.status_code == 200
        assert [result["id"] for result in answer.get_json()["results"]] == [scan["id"] for scan in scans]


@pytest.mark.sqlite_only
@settings(max_examples=60)
@given(body=json_values)
def test_whatever_envelope_comes_it_is_refused(app, fair, phone, body):
    answer = app.test_client().post(scans_url(fair.slug), data=json.dumps(body), headers=phone.headers)

    assert answer.status_code == 422


# ---- Guessing -------------------------------------------------------------------------------------


def guess(phone):
    return phone.scan(code="0000 0000 0001")


def test_guessing_codes_is_stopped_and_tokens_go_on(fair, phone, token):
    code = fair.code_of(token)
    for _number in range(19):
        assert phone.shows(code="0000 0000 0001") == "unreadable"

    last = phone.post(guess(phone), guess(phone), phone.scan(token))
    right = phone.post(phone.scan(code=code))

    assert [(answer.status_code, code_of(answer)) for answer in (last, right)] == [(429, "too_many_guesses")] * 2
    assert 0 < int(last.headers["Retry-After"]) <= 600
    assert phone.shows(token) == "already_admitted"  # the token in the refused batch was taken
    assert fair.phone("Gate Selatan").shows(code=code) == "already_admitted"


@pytest.mark.sqlite_only
def test_a_batch_of_guesses_is_stopped_as_well(fair, phone):
    answer = phone.post(*(guess(phone) for _number in range(500)))

    assert answer.status_code == 429
    assert fair.stored() == 20


@pytest.mark.sqlite_only
def test_more_than_fifty_requests_a_second_are_too_fast(app, fair, phone, token):
    def after_fifty():
        with app.app_context():
            for _number in range(50):
                limiter.limiter.hit(FASTEST, "door", str(phone.id))
        return phone.post(phone.scan(token))

    refused = next(answer for answer in (after_fifty() for _try in range(20)) if answer.status_code != 200)

    assert (refused.status_code, code_of(refused), refused.headers["Retry-After"]) == (429, "too_fast", "1")
    assert fair.phone("Gate Selatan").post(phone.scan(token)).status_code == 200


# ---- What may be read -----------------------------------------------------------------------------


def test_the_live_count(fair):
    north, south = fair.phone("Gate Utara"), fair.phone("Gate Selatan")
    ayu, budi, citra = (fair.ticket(name) for name in ("Ayu", "Budi", "Citra"))
    north.send(north.scan(ayu), north.scan(budi), north.scan(budi, direction="out"))
    south.send(south.scan(citra), south.scan(ayu))

    status = north.get(f"events/{fair.slug}/door/status").get_json()

    counted = {name: status[name] for name in ("inside", "admitted", "through_gate", "tickets")}
    assert counted == {"inside": 2, "admitted": 3, "through_gate": 2, "tickets": 3}
    assert status["session"]["id"] == fair.sessions[0]
    assert "server_time" in status


# ---- Pairing --------------------------------------------------------------------------------------


@pytest.fixture
def pair(app, fair):
    """Makes a pairing code, shown some minutes ago."""

    def make(minutes_ago=0.0):
        now = clock.now() - timedelta(minutes=minutes_ago)
        with app.app_context(), unit_of_work():
            event = queries.get_event(fair.slug)
            gate = pairing.add_gate(event, "Gate Timur", actor=SYSTEM, now=now)
            return pairing.start_pairing(event, gate, actor=SYSTEM, now=now)[1]

    return make


def exchange(app, code):
    return app.test_client().post("/api/v1/door/pairings", json={"code": code})


def test_a_phone_gets_its_key_once(app, fair, pair):
    code = pair()

    first, second = exchange(app, f"{code[:4]} {code[4:8]} {code[8:]}".lower()), exchange(app, code)

    assert first.status_code == 201
    assert (first.get_json()["event"]["slug"], first.get_json()["gate"]) == (fair.slug, "Gate Timur")
    assert (second.status_code, code_of(second)) == (404, "pairing_code_unknown")
    headers = {"Authorization": f"Bearer {first.get_json()['device_key']}"}
    assert app.test_client().get("/api/v1/door/device", headers=headers).get_json()["gate"] == "Gate Timur"


@pytest.mark.sqlite_only
def test_a_pairing_code_lives_two_minutes(app, pair):
    assert exchange(app, pair(minutes_ago=2.01)).status_code == 404
    assert exchange(app, pair(minutes_ago=1.9)).status_code == 201


@pytest.mark.sqlite_only
def test_pairing_refuses_nonsense_and_guessing(app, pair):
    assert [exchange(app, code).status_code for code in (None, 3, [], {})] == [422] * 4
    assert exchange(app, "0000 0000 0000").status_code == 404
    assert exchange(app, "what").status_code == 404
    guesses = {exchange(app, "what").status_code for _number in range(30)}
    assert guesses == {404, 429}


@pytest.mark.sqlite_only
def test_keys_and_codes_are_kept_as_hashes(app, fair, pair, phone):
    code = pair()
    with app.app_context():
        stored = [device.key_hash for device in db.session.query(DoorDevice)]
        stored += [made.code_hash for made in db.session.query(PairingCode)]

    assert {len(value) for value in stored} == {64}
    assert phone.key not in stored
    assert code not in stored
