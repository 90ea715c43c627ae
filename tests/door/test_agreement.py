"""The server, and a reader written from the published protocol alone, give the same verdict on whatever is shown."""

import base64
import json
import random
import struct
from collections import Counter
from datetime import datetime
from itertools import combinations, product
from pathlib import Path

import pytest

from eventreg.core import clock, signing
from eventreg.core.db import db, unit_of_work
from eventreg.door import queries
from eventreg.door.rules import MOST_SCANS, MOST_WRONG_CODES
from eventreg.tickets.models import EventKey
from eventreg.tickets.rules import TicketState
from tests.tickets import reader

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "tokens.json").read_text())
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HEAD = ">BBIQH"
DAMAGES = [{}, {"flags": 1}, {"flags": 0x8000}, {"version": 0}, {"version": 2}, {"version": 255}, {"key_id": 0}]
DAMAGES += [{"key_id": 2}, {"key_id": 9}, {"event": 0}, {"event": 2**31}, {"event": 2**32 - 1}, {"number": 1}]


class Desk:
    """One door, asked twice: the server, and the reader that knows what the server tells of tickets and sessions."""

    def __init__(self, app, fair):
        self.app, self.fair, self.phone = app, fair, fair.phone()
        with app.app_context():
            event = queries.get_event(fair.slug).id
        self.reader = reader.Door(event=event, key=self.key, tickets=[], sessions=self.sessions())

    def key(self, event, key_id):
        return self.keys.get((event, key_id))

    def sessions(self):
        told = self.phone.get("door/device").get_json()["sessions"]
        times = [(datetime.fromisoformat(one["opens_at"]), datetime.fromisoformat(one["ends_at"])) for one in told]
        return [reader.Session(one["id"], *hours) for one, hours in zip(told, times, strict=True)]

    def look_up(self):
        listed = self.phone.get(f"events/{self.fair.slug}/door/list").get_json()["tickets"]
        self.reader.tickets = [reader.Ticket(int(row["number"], 16), row["code"], row["state"]) for row in listed]
        with self.app.app_context():
            self.keys = {(key.event_id, key.key_id): key.public for key in db.session.query(EventKey)}

    def verdicts(self, shown, field="token", **given):
        """What both say of each thing shown, in order."""
        self.look_up()
        shown, said = list(shown), []
        most = MOST_WRONG_CODES if field == "code" else MOST_SCANS
        for start in range(0, len(shown), most):
            if field == "code" and start:
                self.phone = self.fair.phone()  # the last one has guessed as often as it may
            said += self.phone.verdicts(
                *(self.phone.scan(**given | {field: text}) for text in shown[start : start + most])
            )
        read = [self.read(**given | {field: text}) for text in shown]
        assert [case for case in zip(shown, said, read, strict=True) if case[1] != case[2]] == []
        return said

    def read(self, **shown):
        return self.reader.verdict(now=clock.now(), **shown)

    def verdict(self, text, field="token", **given):
        return self.verdicts([text], field, **given)[0]


def sign_for(app, slug, *key_ids):
    """Gives the event keys of ours. Returns what signs, or doesn't, a token with these fields."""
    privates = {key_id: signing.new_private_key() for key_id in key_ids}
    with app.app_context(), unit_of_work():
        event, cipher = queries.get_event(slug).id, signing.FieldCipher(app.extensions["eventreg.settings"].field_keys)
        for key_id, private in privates.items():
            public, sealed = signing.public_key(private), cipher.encrypt(private)
            row = EventKey(event_id=event, key_id=key_id, public=public, private_encrypted=sealed)
            row.created_at = clock.now()
            db.session.add(row)

    def token(number, *, version=1, key_id=1, event=event, flags=0, signed_by=None, said=None):
        head = struct.pack(HEAD, version, key_id, event, number, flags)
        message = reader.CONTEXT + (head if said is None else said)
        signature = signing.sign(privates[signed_by or (key_id if key_id in privates else 1)], message)
        return base64.b32encode(head + signature).decode()

    return token


def number_of(token):
    return struct.unpack(HEAD, base64.b32decode(token)[:16])[3]


@pytest.fixture
def make_desk(app):
    return lambda fair: Desk(app, fair)


@pytest.fixture
def sign(app, fair):
    """Signs as the event does, which has two keys before its first ticket; the second one signs its tickets."""
    return sign_for(app, fair.slug, 1, 2)


@pytest.fixture
def desk(sign, fair, make_desk):
    return make_desk(fair)


@pytest.fixture
def token(sign, fair):
    return fair.ticket()


# ---- Vectors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS["tokens"], ids=lambda vector: vector["about"])
def test_the_reader_judges_tokens_as_the_vectors_do(vector):
    public = {(key["event"], key["key_id"]): bytes.fromhex(key["public"]) for key in VECTORS["keys"]}

    said, _number = reader.judge_token(vector["token"], VECTORS["event"], lambda *key: public.get(key))

    assert (said or "genuine") == vector["verdict"]


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=lambda vector: vector["about"])
def test_the_reader_reads_codes_as_the_vectors_do(vector):
    assert reader.read_code(vector["typed"]) == vector["reads"]


# ---- Tokens -----------------------------------------------------------------------------------------


def test_on_every_changed_character(desk, token):
    dice = random.Random(128)
    changed = [
        token[:place] + letter + token[place + 1 :]
        for place in range(128)
        for letter in dice.sample(BASE32.replace(token[place], ""), 6)
    ]

    assert Counter(desk.verdicts(changed)) == {"forged": 128 * 6}
    assert desk.verdicts([token, token]) == ["admitted", "already_admitted"]


def test_on_every_length(desk, token):
    cut = [token[:length] for length in range(128)] + [token[start:] for start in range(1, 128)]
    longer = [token + more for more in ("A", "=", "======", "\0", "\n", BASE32, token)] + ["A" + token]

    assert set(desk.verdicts(cut + longer)) == {"unreadable"}


def test_on_upper_lower_and_mixed_case(desk, token):
    dice = random.Random(7)
    mixed = ["".join(dice.choice((letter, letter.lower())) for letter in token) for _time in range(20)]

    assert desk.verdicts([token.lower(), *mixed, token]) == ["admitted"] + ["already_admitted"] * 21


def test_on_space_around_a_token(desk, token):
    """A reader drops it before it sends; what stands in the request is the token, or it isn't."""
    padded = []
    for space in (" ", "\t", "\n", "\r\n", "\u00a0", "\ufeff"):
        padded += [space + token, token + space, space + token + space, token[:64] + space + token[64:]]
        padded += [space + token[len(space) :], token[: -len(space)] + space]

    assert set(desk.verdicts(padded)) == {"unreadable"}
    assert desk.verdict(token) == "admitted"


def test_on_letters_that_become_ours_in_another_case(desk, token):
    foreign = "ıſ\u212aＡ０018=-é🎫"  # in another case or width the first ones are I, S, K, A and 0
    spoilt = [token[:place] + letter + token[place + 1 :] for place, letter in product((0, 9, 127), foreign)]

    assert set(desk.verdicts(spoilt)) == {"unreadable"}


def test_on_other_fields_signed_and_unsigned(desk, sign, token):
    number = number_of(token)
    signed = [sign(**{"number": number} | damage) for damage in DAMAGES]
    unsigned = [sign(**{"number": number} | damage, said=b"") for damage in DAMAGES]
    wrong_key = [sign(number, key_id=key_id, signed_by=3 - key_id) for key_id in (1, 2)]

    said = desk.verdicts(signed)

    assert [DAMAGES[place] for place, word in enumerate(said) if word != "forged"] == [{}, {"key_id": 2}, {"number": 1}]
    assert [word for word in said if word != "forged"] == ["admitted", "already_admitted", "unknown"]
    assert set(desk.verdicts(unsigned + wrong_key)) == {"forged"}


def test_on_another_events_tokens(app, desk, sign, make_fair, token):
    other = make_fair((-2, 6), slug="Pasar Kriya")
    sign_other = sign_for(app, other.slug, 1)
    genuine, number = other.ticket(), number_of(token)
    event = int.from_bytes(base64.b32decode(genuine)[2:6], "big")
    forged = [
        sign(number, event=event),
        sign_other(number, event=desk.reader.event),
        sign_other(number, key_id=2),
        sign_other(number, flags=1),
        sign_other(number, version=2),
        sign_other(number, said=b""),
        genuine[:-1] + ("A" if genuine[-1] != "A" else "B"),
    ]

    assert desk.verdicts([genuine, genuine.lower(), sign_other(number)]) == ["wrong_event"] * 3
    assert desk.verdicts(forged) == ["forged"] * 7


def test_on_random_tokens(desk):
    dice = random.Random(2026)
    letters = ["".join(dice.choices(BASE32, k=128)) for _time in range(500)]
    heads = [
        struct.pack(HEAD, 1, dice.choice((1, 2)), desk.reader.event, dice.getrandbits(64), 0) for _time in range(500)
    ]
    likely = [base64.b32encode(head + dice.randbytes(64)).decode() for head in heads]

    assert Counter(desk.verdicts(letters + likely)) == {"forged": 1000}


def test_on_rubbish(desk, token):
    dice = random.Random(500)
    alphabets = [
        BASE32,
        BASE32.lower() + "0189=",
        "\0\x01\x7f \t\r\n",
        "é🎫ığş\u212a\u200b\u202e",
        "\ud800\udfff\U0010ffff",
    ]
    noise = ["".join(dice.choices(dice.choice(alphabets), k=dice.randrange(200))) for _time in range(300)]
    other = ["", "0", "' OR 1=1 --", "000201010212", "https://daftar.example.org/verify/" + token, "A" * 5000]
    no_text = [5, 1.5, True, [], [token], {}, {"token": token}]

    assert set(desk.verdicts(noise + other + no_text)) <= {"unreadable", "forged"}
    assert desk.verdict(desk.fair.code_of(token)) == "unreadable"
    assert desk.verdict(token) == "admitted"


def test_on_both_or_neither_of_token_and_code(desk, token):
    code = desk.fair.code_of(token)

    assert desk.verdict(token, code=code) == "unreadable"
    assert desk.verdict(None, code=None) == "unreadable"
    assert desk.verdict(token, code=None) == "admitted"


# ---- Tickets and sessions ---------------------------------------------------------------------------

STATES = {"valid": "", "on_hold": "on_hold", "revoked": "revoked", "replaced": "revoked"}
HOURS = {
    "open": ([(-2, 6)], "admitted"),
    "doors open before it starts": ([(0.4, 6)], "admitted"),
    "too early": ([(1, 5)], "too_early"),
    "between two days": ([(-30, -22), (10, 18)], "too_early"),
    "too late": ([(-9, -1)], "too_late"),
}


@pytest.mark.parametrize("hours", HOURS)
def test_on_every_state_at_every_time(app, make_fair, make_desk, hours):
    sessions, in_time = HOURS[hours]
    fair = make_fair(*sessions)
    sign = sign_for(app, fair.slug, 1)
    tickets = {state: fair.ticket(state=TicketState(state)) for state in STATES}
    desk = make_desk(fair)
    twice = "already_admitted" if in_time == "admitted" else in_time

    for session in (None, *fair.sessions, 999_999, "abc"):
        desk.verdicts([*tickets.values(), *tickets.values(), sign(1), sign(1, flags=1), "A"], session=session)
        desk.verdicts([fair.code_of(token) for token in tickets.values()], "code", session=session)

    said = desk.verdicts([*tickets.values(), sign(1), sign(1, flags=1), "A"])
    assert said == [refused or twice for refused in STATES.values()] + ["unknown", "forged", "unreadable"]
    assert desk.verdict(fair.ticket()) == in_time
    assert desk.verdict(fair.ticket(), session=999_999) == "wrong_session"


def test_on_sessions_that_overlap(make_fair, make_desk):
    fair = make_fair((-2, 3), (-1, 4))
    desk, token = make_desk(fair), fair.ticket()
    first, second = fair.sessions

    assert [desk.verdict(token, session=session) for session in (None, first, second, second, None)] == [
        "admitted",
        "already_admitted",
        "admitted",
        "already_admitted",
        "already_admitted",
    ]


def test_on_a_ticket_that_changes_between_two_scans(desk, token):
    said = [desk.verdict(token)]
    for state in (TicketState.ON_HOLD, TicketState.VALID, TicketState.REVOKED, TicketState.REPLACED):
        desk.fair.change(token, state=state)
        said += [desk.verdict(token), desk.verdict(desk.fair.code_of(token), "code")]

    assert said == ["admitted"] + ["on_hold"] * 2 + ["already_admitted"] * 2 + ["revoked"] * 4


# ---- Spoken codes -----------------------------------------------------------------------------------


def test_on_every_wrong_character_of_a_code(desk, token):
    code = desk.fair.code_of(token)
    wrong = [
        code[:place] + letter + code[place + 1 :]
        for place in range(12)
        for letter in CROCKFORD.replace(code[place], "")
    ]

    assert Counter(desk.verdicts(wrong, "code")) == {"unreadable": 12 * 31}


def test_on_every_swap_of_two_characters_of_a_code(desk, token):
    code = desk.fair.code_of(token)
    swapped = []
    for first, second in combinations(range(12), 2):
        letters = list(code)
        letters[first], letters[second] = letters[second], letters[first]
        if letters[first] != letters[second]:
            swapped.append("".join(letters))

    assert len(swapped) > 11
    assert set(desk.verdicts(swapped, "code")) == {"unreadable"}


def test_on_codes_however_they_are_typed(desk, token):
    code = desk.fair.code_of(token)
    groups = [code[:4], code[4:8], code[8:]]
    as_seen = code.lower().replace("1", "l").replace("0", "o")
    typed = [code, code.lower(), as_seen, " ".join(groups), "-".join(groups), "–".join(groups), f"  {code}\r\n"]
    other = ["", " ", code[:11], code + "0", code[:11] + "U", code[:11] + "*", code[:11] + "ı", code[:11] + "\0", token]

    assert desk.verdicts(typed, "code") == ["admitted"] + ["already_admitted"] * 6
    assert set(desk.verdicts(other, "code")) == {"unreadable"}
    assert desk.verdict(token) == "already_admitted"


def test_on_well_formed_codes_that_nobody_has(desk, make_fair):
    other = make_fair((-2, 6), slug="Pasar Kriya")
    dice = random.Random(11)
    drawn = ["".join(dice.choices(CROCKFORD, k=11)) for _time in range(18)]
    whole = [code + letter for code in drawn for letter in CROCKFORD if reader.read_code(code + letter)]

    assert len(whole) == 18  # exactly one check character holds
    assert desk.verdicts([*whole, other.code_of(other.ticket()), "0" * 12], "code") == ["unknown"] * 20
