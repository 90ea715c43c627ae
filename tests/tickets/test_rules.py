"""The token and the spoken code, against the vectors that other readers use and against every kind of damage."""

import base64
import json
import secrets
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eventreg.core import signing
from eventreg.tickets import rules
from eventreg.tickets.rules import CROCKFORD, TokenVerdict, Unreadable

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "tokens.json").read_text())
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

EVENT, OTHER_EVENT = 7, 9
KEYS = {EVENT: {1: bytes(range(32)), 200: bytes(range(1, 33))}, OTHER_EVENT: {1: bytes(range(2, 34))}}
PUBLIC = {event: {key_id: signing.public_key(seed) for key_id, seed in keys.items()} for event, keys in KEYS.items()}

numbers = st.binary(min_size=8, max_size=8)
own_keys = st.sampled_from(sorted(KEYS[EVENT]))
codes = st.binary(min_size=11, max_size=11).map(lambda drawn: rules.new_code(lambda length: drawn[:length]))


def issue(number: bytes, key_id: int = 1, event: int = EVENT) -> str:
    return rules.encode(key_id, event, number, lambda message: signing.sign(KEYS[event][key_id], message))


def verdict_on(text: str, public: dict[int, dict[int, bytes]] = PUBLIC, event: int = EVENT) -> str:
    """What a door says of a scanned token before it looks the ticket up."""
    try:
        token = rules.decode(text)
    except Unreadable as refusal:
        return refusal.code
    return rules.judge(token, event_id=event, keys_of=lambda e: public.get(e, {}), verify=signing.verify)


# ---- Token ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS["tokens"], ids=lambda vector: vector["about"])
def test_tokens_get_the_verdicts_of_the_vectors(vector):
    public: dict[int, dict[int, bytes]] = {}
    for key in VECTORS["keys"]:
        public.setdefault(key["event"], {})[key["key_id"]] = bytes.fromhex(key["public"])

    assert verdict_on(vector["token"], public, VECTORS["event"]) == vector["verdict"]


def test_a_token_has_the_published_layout():
    number = bytes.fromhex("0123456789abcdef")

    raw = base64.b32decode(issue(number, key_id=200))

    head = bytes([1, 200]) + bytes([0, 0, 0, EVENT]) + number + bytes([0, 0])
    assert raw[:16] == head
    assert raw[16:] == signing.sign(KEYS[EVENT][200], b"eventreg-ticket-v1\0" + head)


@given(numbers, own_keys, st.booleans())
def test_an_issued_token_is_read_back_and_genuine(number, key_id, lower):
    text = issue(number, key_id)

    token = rules.decode(text.lower() if lower else text)

    assert len(text) == 128
    assert set(text) <= set(BASE32)
    assert (token.version, token.key_id, token.event, token.number, token.flags) == (1, key_id, EVENT, number, 0)
    assert verdict_on(text.lower() if lower else text) == TokenVerdict.GENUINE


@given(numbers, st.integers(0, 127), st.sampled_from(BASE32))
def test_a_token_changed_in_any_character_is_forged(number, place, letter):
    text = issue(number)
    assume(text[place] != letter)

    assert verdict_on(text[:place] + letter + text[place + 1 :]) == TokenVerdict.FORGED


@given(numbers, st.integers(0, 127), st.characters())
def test_a_letter_from_elsewhere_is_unreadable(number, place, letter):
    assume(letter not in BASE32 + BASE32.lower())
    text = issue(number)

    assert verdict_on(text[:place] + letter + text[place + 1 :]) == "unreadable"


@given(numbers, st.integers(0, 127), st.text(min_size=1, max_size=80))
def test_a_token_cut_or_lengthened_is_unreadable(number, length, more):
    text = issue(number)

    assert verdict_on(text[:length]) == "unreadable"
    assert verdict_on(text + more) == "unreadable"
    assert verdict_on(more + text) == "unreadable"


@given(st.text(max_size=300) | st.text(BASE32, min_size=128, max_size=128))
def test_noise_is_never_genuine_and_never_an_error(text):
    assert verdict_on(text) in {"unreadable", TokenVerdict.FORGED}
    assert verdict_on(rules.token_from_scan(text)) in {"unreadable", TokenVerdict.FORGED}


@given(numbers)
def test_another_events_ticket_is_believed_only_by_that_events_keys(number):
    genuine = issue(number, event=OTHER_EVENT)

    assert verdict_on(genuine) == TokenVerdict.WRONG_EVENT
    assert verdict_on(genuine, {EVENT: PUBLIC[EVENT]}) == TokenVerdict.FORGED  # no such event
    assert verdict_on(genuine, PUBLIC | {OTHER_EVENT: PUBLIC[EVENT]}) == TokenVerdict.FORGED


def test_a_wrong_version_or_flag_is_forged_even_when_the_signature_holds():
    token = rules.decode(issue(bytes(8)))

    for damage in ({"version": 2}, {"flags": 1}):
        fields = {name: getattr(token, name) for name in ("version", "key_id", "event", "number", "flags")} | damage
        message = rules.Token(**fields, signature=b"").message
        signed = rules.Token(**fields, signature=signing.sign(KEYS[EVENT][1], message))
        verdict = rules.judge(signed, event_id=EVENT, keys_of=PUBLIC.__getitem__, verify=signing.verify)
        assert signing.verify(PUBLIC[EVENT][1], signed.signature, message)
        assert verdict is TokenVerdict.FORGED


def test_a_ticket_number_of_another_length_is_never_issued():
    with pytest.raises(ValueError, match="8 bytes"):
        issue(bytes(7))


@pytest.mark.parametrize(
    "scanned",
    [
        "{token}",
        "HTTPS://DAFTAR.EXAMPLE.ORG/T/{token}",
        "https://daftar.example.org/t/{token}",
        "http://127.0.0.1:8000/t/{token}",
    ],
)
def test_the_token_is_found_in_what_a_camera_reads(scanned):
    token = issue(secrets.token_bytes(8))

    assert rules.token_from_scan(scanned.format(token=token)) == token


@pytest.mark.parametrize(
    "scanned",
    [
        "  {token}\r\n",
        "https://daftar.example.org/t/{token}\n",
        "https://daftar.example.org/verify/{token}",
        "https://daftar.example.org/t/{token}/x",
        "javascript:/t/{token}",
        "x https://daftar.example.org/t/{token}",
        "https://daftar.example.org/t/",
        "000201010212…6304",
    ],
)
def test_another_address_or_space_around_is_not_a_ticket(scanned):
    token = issue(secrets.token_bytes(8))

    assert verdict_on(rules.token_from_scan(scanned.format(token=token))) == "unreadable"


# ---- Spoken code ------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=lambda vector: vector["about"])
def test_codes_read_as_the_vectors_say(vector):
    if vector["reads"] is None:
        with pytest.raises(Unreadable):
            rules.read_code(vector["typed"])
    else:
        assert rules.read_code(vector["typed"]) == vector["reads"]


@given(codes)
def test_a_code_is_read_however_it_is_typed(code):
    grouped = rules.group_code(code)
    as_seen = code.lower().replace("1", "l").replace("0", "o")

    assert len(code) == 12
    assert set(code) <= set(CROCKFORD)
    assert grouped == f"{code[:4]} {code[4:8]} {code[8:]}"
    for typed in (code, grouped, grouped.replace(" ", "-"), f" {grouped.lower()}\n", as_seen, code.replace("1", "I")):
        assert rules.read_code(typed) == code
    assert rules.read_code(grouped.replace(" ", "\u2013")) == code  # the dash that phones put
    assert rules.read_code(grouped.replace(" ", "\u00a0")) == code


@given(codes)
def test_every_single_wrong_character_is_detected(code):
    for place in range(12):
        for letter in CROCKFORD.replace(code[place], ""):
            with pytest.raises(Unreadable):
                rules.read_code(code[:place] + letter + code[place + 1 :])


@given(codes)
def test_every_swap_of_two_different_characters_is_detected(code):
    for first in range(12):
        for second in range(first + 1, 12):
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if code[first] != code[second]:
                with pytest.raises(Unreadable):
                    rules.read_code("".join(swapped))


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_unreadable(typed):
    try:
        code = rules.read_code(typed)
    except Unreadable:
        return
    assert rules.read_code(code) == code


@pytest.mark.parametrize("foreign", ["ſ", "ı", "K", "\uff21", "\u0660"])  # upper() or isdigit() make some of them ours
def test_a_foreign_letter_is_never_taken_for_one_of_ours(foreign):
    with pytest.raises(Unreadable):
        rules.read_code(foreign + rules.new_code(secrets.token_bytes)[1:])


def test_codes_draw_from_all_32_characters():
    drawn = {character for _ in range(300) for character in rules.new_code(secrets.token_bytes)}

    assert drawn == set(CROCKFORD)
