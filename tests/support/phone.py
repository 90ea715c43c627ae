"""A phone at the door as others may write one: it speaks the protocol of docs/door.md, with and without signal.

It keeps every scan until it was answered, decides by itself where no answer comes, and hands in what it decided.
"""

import base64
import contextlib
import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any
from urllib.parse import urlsplit

from eventreg.core import clock, signing
from eventreg.door import admission
from eventreg.door.admission import Attempt, Entitlement, Shown, Span
from eventreg.door.rules import Direction, Verdict
from eventreg.door.stays import Passing
from eventreg.events.rules import Entries
from eventreg.tickets import rules as ticket_rules
from eventreg.tickets.rules import TicketState, TokenVerdict

Json = dict[str, Any]
PATIENCE_S = 10
BATCH = 50


class NoAnswer(Exception):
    """The server couldn't be reached, or didn't answer, or was too busy: the same may be sent again."""


@dataclass
class Kept:
    """A scan on the phone: what it sends, and what it was told. `shown`: the verdict that the volunteer saw."""

    scan: Json
    shown: str = ""
    by_itself: bool = False
    answers: list[Json] = field(default_factory=list)


class FieldPhone:
    """One phone: `servers` are the addresses of app processes, any of which may be dead."""

    def __init__(self, servers: Sequence[str], key: str, slug: str, gate: str, random: Random) -> None:
        self.servers, self.key, self.slug, self.gate, self.random = servers, key, slug, gate, random
        self.made: dict[str, Kept] = {}  # everything that was ever scanned, by id
        self.waiting: list[str] = []  # ids of those that wait for their answer, oldest first
        self.tickets: dict[str, Entitlement] = {}
        self.passings: dict[str, list[Passing]] = {}
        self.spans: list[Span] = []
        self.keys: dict[int, bytes] = {}
        self.event_number = 0
        self.at_once = BATCH

    # ---- With signal -------------------------------------------------------------------------------

    def read_the_door(self) -> None:
        """Before the gates open: the event, its keys and the whole list."""
        told = self._call("GET", "/api/v1/door/device")
        self.event_number = told["event"]["number"]
        self.keys = {one["key_id"]: base64.b64decode(one["public"]) for one in told["keys"]}
        self.spans = [self._span(one) for one in told["sessions"]]
        for one in self._call("GET", f"/api/v1/events/{self.slug}/door/list")["tickets"]:
            self.tickets[one["number"]] = Entitlement(
                state=TicketState(one["state"]),
                confirmed=one["confirmed"],
                sessions=None if one["sessions"] is None else frozenset(one["sessions"]),
                category=one["gate_category"],
                party=one["party"],
            )

    @staticmethod
    def _span(told: Json) -> Span:
        opens, starts, ends = (datetime.fromisoformat(told[name]) for name in ("opens_at", "starts_at", "ends_at"))
        return Span(told["id"], opens, starts, ends, Entries(told["entries"]))

    def scan(self, token: str, *, signal: bool, **fields: Any) -> Kept:
        """What a volunteer does: hold a ticket before the camera, and look at the verdict."""
        scan = {
            "id": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "token": token,
            "gate": self.gate,
            "direction": "in",
            "at": clock.now().isoformat(),
            "offset_ms": 0,
            **fields,
        }
        kept = self.made[scan["id"]] = Kept(scan)
        self.waiting.append(scan["id"])  # first, before anything else
        if signal:
            with contextlib.suppress(NoAnswer):
                kept.shown = self._send([scan["id"]])[0]["verdict"]
                self._remember(kept)
                return kept
        kept.by_itself, kept.shown = True, self._decide(scan)
        scan["offline_verdict"] = kept.shown
        self._remember(kept)
        return kept

    def hand_in(self, *, twice: bool = False) -> None:
        """Send what waits, in batches; `twice`: as if the answers had been lost. Raises NoAnswer."""
        while self.waiting:
            batch = self.waiting[: self.at_once]
            try:
                if twice:
                    self._send(batch, forget=True)
                self._send(batch)
            except NoAnswer:
                self.at_once = max(1, self.at_once // 2)  # what takes too long as a whole is sent in parts
                raise
            self.at_once = BATCH

    def send_and_hang_up(self) -> None:
        """The network goes while the request is on its way: the server may have read all of it, or a part."""
        if not self.waiting:
            return
        body = self._body(self.waiting[:BATCH])
        connection = self._connection()
        with contextlib.suppress(OSError, HTTPException):
            connection.putrequest("POST", f"/api/v1/events/{self.slug}/door/scans")
            for name, value in self._headers(body).items():
                connection.putheader(name, value)
            whole = self.random.random() < 0.5
            connection.endheaders(body if whole else body[: self.random.randrange(1, len(body))])
        connection.close()

    # ---- Without signal ----------------------------------------------------------------------------

    def _decide(self, scan: Json) -> str:
        if scan["direction"] == "undo":
            return "undone"
        try:
            token = ticket_rules.decode(ticket_rules.token_from_scan(scan["token"]))
        except ticket_rules.Unreadable:
            return "unreadable"
        said = ticket_rules.judge(token, event_id=self.event_number, keys_of=self._keys_of, verify=signing.verify)
        held = self.tickets.get(token.number.hex()) if said is TokenVerdict.GENUINE else None
        attempt = Attempt(datetime.fromisoformat(scan["at"]), scan["id"], Direction(scan["direction"]), gate=self.gate)
        known = self.passings.get(token.number.hex(), [])
        return admission.decide(
            self.spans, admission.Gate(), Shown(token=said, ticket=held), attempt, known
        ).verdict.value

    def _keys_of(self, event: int) -> dict[int, bytes]:
        return self.keys if event == self.event_number else {}

    def _remember(self, kept: Kept) -> None:
        """The phone knows what it let through itself."""
        scan = kept.scan
        if kept.shown == "undone":
            for passings in self.passings.values():
                passings[:] = [one for one in passings if one.scan_id != scan["undoes"]]
        if kept.shown not in {Verdict.ADMITTED, Verdict.LEFT}:
            return
        number = ticket_rules.decode(scan["token"]).number.hex()
        known = self.passings.setdefault(number, [])
        moment, direction = datetime.fromisoformat(scan["at"]), Direction(scan["direction"])
        session = next(span.id for span in self.spans if span.is_open(moment))
        known.append(Passing(len(self.made), scan["id"], moment, kept.by_itself, direction, session, self.gate))

    # ---- HTTP --------------------------------------------------------------------------------------

    def _send(self, ids: Sequence[str], *, forget: bool = False) -> list[Json]:
        """The answers to these scans; what was answered no longer waits, unless its answer is to be forgotten."""
        told = self._call("POST", f"/api/v1/events/{self.slug}/door/scans", self._body(ids))["results"]
        assert [one["id"] for one in told] == list(ids), "answered one by one, in their order"
        for one in told:
            self.made[one["id"]].answers.append(one)
        if not forget:
            self.waiting = [scan_id for scan_id in self.waiting if scan_id not in set(ids)]
        return list(told)

    def _body(self, ids: Sequence[str]) -> bytes:
        return json.dumps({"scans": [self.made[scan_id].scan for scan_id in ids]}).encode()

    def _headers(self, body: bytes | None) -> dict[str, str]:
        length = {"Content-Length": str(len(body)), "Content-Type": "application/json"} if body else {}
        return {"Authorization": f"Bearer {self.key}", **length}

    def _connection(self) -> HTTPConnection:
        return HTTPConnection(urlsplit(self.random.choice(self.servers)).netloc, timeout=PATIENCE_S)

    def _call(self, method: str, path: str, body: bytes | None = None) -> Json:
        connection = self._connection()
        try:
            connection.request(method, path, body, self._headers(body))
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException) as error:
            raise NoAnswer from error
        finally:
            connection.close()
        if answer.status >= 500 or answer.status == 429:
            raise NoAnswer
        assert answer.status == 200, text
        told: Json = json.loads(text)
        return told


def until_it_works(act: Callable[[], None], *, patience: timedelta = timedelta(minutes=2)) -> None:
    """Try again as a phone does while servers come and go. Raises NoAnswer when they don't come back."""
    end = clock.now() + patience
    while True:
        try:
            return act()
        except NoAnswer:
            if clock.now() > end:
                raise
            time.sleep(0.1)  # as a phone does; nothing is asserted about when
