"""Every way to spoil a token has its verdict at the door, and none breaks the server."""

import base64
import random

import pytest

from eventreg.core import signing
from eventreg.tickets import queries as tickets
from eventreg.tickets import rules
from eventreg.tickets import service as ticket_service

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def all_verdicts(phone, tokens):
    found = []
    for start in range(0, len(tokens), 500):
        found += phone.verdicts(*(phone.scan(token) for token in tokens[start : start + 500]))
    return found


def test_a_token_with_any_one_character_changed_is_forged(phone, token):
    changed = [
        token[:place] + letter + token[place + 1 :]
        for place in range(128)
        for letter in random.Random(place).sample([letter for letter in ALPHABET if letter != token[place]], 2)
    ]

    assert set(all_verdicts(phone, changed)) == {"forged"}
    assert phone.shows(token) == "admitted"


@pytest.mark.sqlite_only
def test_a_token_of_another_length_is_unreadable(phone, token):
    cut = [token[:length] for length in range(128)] + [token + "A", token * 2]

    assert set(all_verdicts(phone, cut)) == {"unreadable"}


@pytest.mark.sqlite_only
def test_a_token_with_a_foreign_letter_is_unreadable(phone, token):
    spoilt = [letter + token[1:] for letter in "018 =-é0\0🎫"]

    assert set(all_verdicts(phone, spoilt)) == {"unreadable"}


@pytest.mark.sqlite_only
def test_random_tokens_are_forged(phone):
    dice = random.Random(2026)
    letters = ["".join(dice.choices(ALPHABET, k=128)) for _number in range(500)]
    plausible = [
        base64.b32encode(b"\x01\x01" + dice.randbytes(4) + dice.randbytes(8) + b"\0\0" + dice.randbytes(64)).decode()
        for _number in range(500)
    ]

    assert set(all_verdicts(phone, letters + plausible)) == {"forged"}


@pytest.fixture
def resign(app, fair, token):
    """Signs a token's bytes anew with the event's own key: what only the server could do."""
    with app.app_context():
        ticket = tickets.get_by_token(token)
        private = ticket_service._cipher().decrypt(tickets.key_of(ticket).private_encrypted)

    def sign(**changes):
        read = rules.decode(token)
        parts = {
            name: changes.get(name, getattr(read, name)) for name in ("version", "key_id", "event", "number", "flags")
        }
        message = rules.Token(**parts, signature=b"").message
        body = message[len(rules.CONTEXT) :]
        return base64.b32encode(body + signing.sign(private, message)).decode()

    return sign


def test_the_ticket_page_does_not_know_an_event_beyond_all_numbers(client, resign):
    assert client.get(f"/t/{resign(event=4_294_967_295)}").status_code == 404


def test_a_signed_token_with_other_fields(phone, token, resign):
    assert resign() == token
    assert {
        "flags": phone.shows(resign(flags=1)),
        "version": phone.shows(resign(version=2)),
        "key": phone.shows(resign(key_id=9)),
        "event": phone.shows(resign(event=4_294_967_295)),
        "number": phone.shows(resign(number=b"12345678")),
    } == {"flags": "forged", "version": "forged", "key": "forged", "event": "forged", "number": "unknown"}
