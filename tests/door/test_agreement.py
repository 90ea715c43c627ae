"""The server and a reader that was written from the published protocol alone give the same verdict on everything."""

import base64
import json
import random
import string
import struct
from collections import Counter
from collections.abc import Iterable
from itertools import combinations, product
from pathlib import Path

import pytest

from eventreg.core import clock, signing
from eventreg.core.db import db, unit_of_work
from eventreg.door import queries
from eventreg.door.protocol import LONGEST_RAW
from eventreg.door.rules import MOST_SCANS, MOST_WRONG_CODES
from eventreg.tickets.models import EventKey
from eventreg.tickets.rules import TicketState
from tests.tickets import reader

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "tokens.json").read_text())
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Both:
    """One door, asked twice: the server by its API, the reader by what the API tells of tickets and sessions."""

    def __init__(self, app, fair):
        self.app, self.fair, self.phone = app, fair, fair.phone()
        self.reader = reader.Door(event=self.event, key=self.key, tickets=[], sessions=self.sessions())

    @property
    def event(self):
        with self.app.app_context():
            return queries.get_event(self.fair.slug).id

    def key(self, event, key_id):
        return self.keys.get((event, key_id))

    def sessions(self):
        told = self.phone.get("door/device").get_json()["sessions"]
        return [reader.Session(session["id"], moment(session["opens_at"]), moment(session["ends_at"])) for session in told]

    def look_up(self):
        listed = self.phone.get(f"events/{self.fair.slug}/door/list").get_json()["tickets"]
        self.reader.tickets = [
            reader.Ticket(number=int(ticket["number"], 16), code=ticket["code"], state=ticket["state"])
            for ticket in listed
        ]
        with self.app.app_context():
            self.keys = {(key.event_id, key.key_id): key.public for key in db.session.query(EventKey)}

    def say(self, shown: Iterable[object], field: str = "token", most: int = MOST_SCANS, **fields) -> list[str]:
        """The verdicts on what is shown one after another, on which both agree."""
        self.look_up()
        shown, said = list(shown), []
        for start in range(0, len(shown), most):
            if field == "code" and start:
                self.phone = self.fair.phone()  # the last one has guessed enough
            scans = [self.phone.scan(**{field: text}, **fields) for text in shown[start : start + most]]
            said += self.phone.verdicts(*scans)
        session = fields.get("session")
        read = [self.reader.verdict(**{field: text}, now=clock.now(), session=session) for text in shown]
        assert [row for row in zip(shown, said, read, strict=True) if row[1] != row[2]] == []
        return said

    def codes(self, typed: Iterable[object], **fields) -> list[str]:
        return self.say(typed, "code", MOST_WRONG_CODES, **fields)


moment = clock.datetime.fromisoformat if hasattr(clock, "datetime") else None


def give_keys(app, fair, *key_ids):
    """The private keys, by key id, that the event has from now on."""
    privates = {key_id: signing.new_private_key() for key_id in key_ids}
    cipher = signing.FieldCipher(app.extensions["settings"].field_keys)
    with app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        for key_id, private in privates.items():
            db.session.add(
                EventKey(
                    event_id=event.id,
                    key_id=key_id,
                    public=signing.public_key(private),
                    private_encrypted=cipher.encrypt(private),
                    created_at=clock.now(),
                )
            )
    return privates
