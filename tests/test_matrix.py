"""Every route as everybody, with every method, against the frozen table `tests/vectors/permissions.txt`.

The table is read as text, so that code and table are two witnesses: a route that takes another permission, or a role
that holds one more or less, makes the table differ, and a guard that doesn't hold makes the answers differ.
`python scripts/permissions_doc.py --freeze` writes the table anew.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, update
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import IntegerConverter, Rule

from eventreg.accounts.models import SignedInDevice
from eventreg.core import clock, web
from eventreg.core.db import db, unit_of_work
from eventreg.core.files import read_image, save_image
from eventreg.core.permissions import REVIEWING_ROLES, Role
from eventreg.curation.rules import Others
from eventreg.events import queries as events
from eventreg.events.rules import Admission
from eventreg.office.models import EventPapers
from scripts import permissions_doc
from tests.factories.booths import drawn, make_floor, row
from tests.factories.businesses import picture
from tests.factories.catalogue import make_exhibitor
from tests.factories.curation import make_curation, phase
from tests.factories.events import make_event
from tests.factories.people import make_person, new_totp, sign_in
from tests.support.visitor import Visitor

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOBODYS_NUMBER, NOBODYS_NAME = 999_999, "tidak-ada"
GUARDED = ("/sign-in?next=", "/sign-in/second-step?next=")

SIGNED_OUT, HALF, NO_FACTOR, NO_ROLE = "signed out", "half signed in", "without a factor", "without a role"
HALF_WAY = "/sign-in/second-step/"  # open to who is half signed in, and of no use to others
ENROLMENT = tuple(f"/me/account/{part}/" for part in ("factors", "passkeys", "recovery-codes", "totp"))
HERE, THERE = "pameran-di-sini", "pameran-di-sana"


@dataclass(frozen=True)
class Subject:
    """Who asks: `role` everywhere or, `for_one_event`, HERE alone; or one of the four without a role that holds."""

    name: str
    role: Role | None = None
    for_one_event: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the app sees somebody: half a sign-in is none."""
        return self.name not in {SIGNED_OUT, HALF}

    def __str__(self) -> str:
        return self.name


SUBJECTS = [
    *(Subject(name) for name in (SIGNED_OUT, HALF, NO_FACTOR, NO_ROLE)),
    *(Subject(role.value, role) for role in Role),
    *(Subject(f"{role.value} of one event", role, for_one_event=True) for role in Role),
]


@dataclass(frozen=True)
class Entry:
    """A line of the table, for one method of an address."""

    permission: str
    is_everywhere: bool
    who: str

    def admits(self, subject: Subject) -> bool:
        """Whether the route lets this one in; what is seen there is another question."""
        if self.who == "everybody signed in":
            return subject.is_known
        holds = subject.role is not None and subject.role.value in self.who.split()
        return holds and not (self.is_everywhere and subject.for_one_event)


@dataclass
class Table:
    """What is allowed at each address, by method."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: defaultdict(dict))
    routes: int = 0

    @classmethod
    def read(cls) -> "Table":
        table = cls()
        for line in permissions_doc.FROZEN.read_text().splitlines():
            address, methods, needs, who = line.split("  |  ")
            permission, everywhere = needs.removesuffix(" everywhere"), needs.endswith(" everywhere")
            for method in methods.split():
                table.entries[address][method] = Entry(permission, everywhere, who)
            table.routes += 1
        return table

    def find(self, app: Flask, method: str, path: str) -> Entry | None:
        """What the table says of a request; None where the address doesn't know the method.

        Addresses may overlap: /sign-in/again is a form's, and the page of a link called so.
        """
        asked = "GET" if method in {"HEAD", "OPTIONS"} else method
        try:
            rule, _ = app.url_map.bind("localhost").match(path, asked, return_rule=True)
        except MethodNotAllowed:
            return None
        return self.entries[rule.rule].get(asked)


# ---- The table is the code's --------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_nobody_may_more_or_less_than_the_frozen_table_says(app):
    now, then = permissions_doc.frozen(app).splitlines(), permissions_doc.FROZEN.read_text().splitlines()

    changed = [f"- {line}" for line in then if line not in now] + [f"+ {line}" for line in now if line not in then]
    assert changed == [], "if this is meant: python scripts/permissions_doc.py --freeze"


# ---- Every answer is the table's ----------------------------------------------------------------


@pytest.fixture
def house(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Two events: HERE, which some roles are for, and THERE."""
    backdrop = read_image(picture())
    with app.app_context(), unit_of_work():
        for slug in (HERE, THERE):
            event = make_event(title=slug.replace("-", " ").title(), admission=Admission.DRAW)  # it has all pages
            assert event.slug == slug
            open_to_all = phase("Rapat", clock.now(), reviewers=[*REVIEWING_ROLES], shows_names=True, decides=True)
            open_to_all.shows_others = Others.ALWAYS
            make_curation(event, phases=[open_to_all])
            make_floor(event.id, drawn(*row("A", 1)), picture=backdrop)
            make_exhibitor(event.id, "a-01")
            ground = save_image(backdrop, owner_id=None, now=clock.now())
            db.session.add(EventPapers(event_id=event.id, background_id=ground.id))
    app.testing = False  # what breaks is answered as it would be, and told with all the rest
    # refusals are most of the answers; their words, and the page around them, are others' to test
    monkeypatch.setattr(web, "render_template", lambda name, **facts: str(facts["heading"]))
    return app


class Asking:
    """A browser of the subject's, that stays as it is whatever its requests do."""

    def __init__(self, app: Flask, subject: Subject) -> None:
        self.app, self.subject, self.visitor = app, subject, Visitor(app)
        self._come_in(subject)
        self.visitor._csrf_token()
        cookie = self.visitor.client.get_cookie("session")
        assert cookie
        self.cookie = cookie.value
        with app.app_context():
            device = db.session.scalar(db.select(SignedInDevice).order_by(SignedInDevice.id.desc()).limit(1))
            columns = inspect(SignedInDevice).column_attrs.keys()
            self.device = {name: getattr(device, name) for name in columns} if device else {}
        self.token = self.visitor._csrf_token()

    def _come_in(self, subject: Subject) -> None:
        address = "dia@contoh.id"
        if subject.role:
            with self.app.app_context():
                event_id = events.find_id(HERE) if subject.for_one_event else None
            sign_in(self.visitor, address, subject.role, event_id=event_id)
        elif subject.name == NO_ROLE:
            sign_in(self.visitor, address)
        elif subject.name == NO_FACTOR:
            sign_in(self.visitor, address)
            with self.app.app_context(), unit_of_work():
                make_person(address, "", Role.ADMINISTRATOR)
        elif subject.name == HALF:
            sign_in(self.visitor, address)
            with self.app.app_context():
                with unit_of_work():
                    make_person(address, "", Role.ADMINISTRATOR)
                new_totp(address)

    def __call__(self, method: str, path: str) -> Any:
        """The answer; a form's genuine token comes along wherever one is asked for."""
        is_reading = method in {"GET", "HEAD", "OPTIONS"}
        data = None if is_reading else {"csrf_token": self.token}
        answer = self.visitor.client.open(path, method=method, data=data)
        if not is_reading and answer.status_code not in {401, 403, 404, 405}:
            self._restore()
        return answer

    def _restore(self) -> None:
        """Undo what a request did to this very session: signing out, a new secret, a wrong code."""
        self.visitor.client.set_cookie("session", self.cookie)
        if self.device:
            with self.app.app_context(), unit_of_work():
                db.session.execute(
                    update(SignedInDevice).where(SignedInDevice.id == self.device["id"]).values(**self.device)
                )


def questions(rule: Rule, allowed: dict[str, Entry], subject: Subject) -> Iterator[tuple[str, str]]:
    """Every method here; and what is known there, by those whose role is for this event alone."""
    yield from ((method, HERE) for method in METHODS)
    if subject.for_one_event and "slug" in rule.arguments:
        yield from ((method, THERE) for method in allowed)


def address_of(rule: Rule, slug: str) -> str:
    """An address of the rule's: the event is real, everything else is nobody's."""
    values: dict[str, Any] = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        choices = getattr(converter, "items", None)
        usual: Any = NOBODYS_NUMBER if isinstance(converter, IntegerConverter) else NOBODYS_NAME
        values[name] = slug if name == "slug" else sorted(choices)[0] if choices else usual
    built = rule.build(values, append_unknown=False)
    assert built
    return built[1]


def is_guarded(answer: Any) -> bool:
    """Whether the answer leads to the sign-in and back."""
    return bool(answer.status_code == 302 and answer.location.startswith(GUARDED))


def mistake(answer: Any, method: str, entry: Entry | None, subject: Subject, *, is_there: bool) -> str:
    """What is wrong with an answer, or nothing. `is_there`: the address names another event than the subject's."""
    status = answer.status_code
    if status >= 500:
        return f"broke with {status}"
    if method == "OPTIONS":
        return "" if status == 200 else f"{status} instead of 200"
    if entry is None:
        return "" if status == 405 else f"{status} instead of 405"
    if entry.permission in {permissions_doc.DEVICE, permissions_doc.PUBLIC}:
        return mistake_in_public(answer, entry, subject)
    return mistake_at_a_guard(answer, method, entry, subject, is_there=is_there)


def mistake_in_public(answer: Any, entry: Entry, subject: Subject) -> str:
    """The same for routes that ask for no role."""
    status = answer.status_code
    if entry.permission == permissions_doc.DEVICE:
        return "" if status == 401 else f"{status} instead of 401 without a phone's key"
    if subject.name != HALF and answer.request.path.startswith(HALF_WAY) and status == 401:
        return ""
    return f"{status} for a page that is public" if status in {401, 403} or is_guarded(answer) else ""


def mistake_at_a_guard(answer: Any, method: str, entry: Entry, subject: Subject, *, is_there: bool) -> str:
    """The same for routes that take a permission."""
    status = answer.status_code
    if not subject.is_known:
        wanted = is_guarded(answer) if method in {"GET", "HEAD"} else status == 401
        return "" if wanted else f"{status} for somebody who isn't signed in"
    if not entry.admits(subject):
        return "" if status == 403 else f"{status} instead of 403"
    if subject.role is None and f"{answer.request.path}/".startswith(ENROLMENT):
        return "" if status == 403 else f"{status}: a first factor without an invitation"
    if subject.for_one_event and is_there and entry.permission.startswith("staff:"):
        return "" if status in {403, 404} else f"{status} at another event's page"
    return f"{status} for somebody who may" if status in {401, 403} or is_guarded(answer) else ""


# What an address doesn't do is refused before it is asked who is there, so that a few kinds of people stand for all;
# `make test-long` asks all of them everything.
STAND_FOR_ALL = {SIGNED_OUT, HALF, Role.ADMINISTRATOR.value}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.long)], ids=["", "whole"])
@pytest.mark.parametrize("subject", SUBJECTS, ids=str)
def test_every_route_answers_as_the_table_says(house, subject, is_whole, request):
    is_whole = is_whole or subject.name in STAND_FOR_ALL
    table, asks = Table.read(), Asking(house, subject)
    rules = {rule.rule: rule for rule in house.url_map.iter_rules()}
    mistakes, asked = [], 0

    for address, allowed in table.entries.items():
        if address not in rules:
            continue  # the test above says so
        for method, slug in questions(rules[address], allowed, subject):
            path = address_of(rules[address], slug)
            entry = table.find(house, method, path)
            if not is_whole and (entry is None or method == "OPTIONS"):
                continue
            wrong = mistake(asks(method, path), method, entry, subject, is_there=slug == THERE)
            asked += 1
            if wrong:
                mistakes.append(f"{method} {path}: {wrong}")

    request.node.user_properties.append(("matrix", [table.routes, len(METHODS), asked]))
    assert mistakes == [], "\n".join(mistakes)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", Role)
def test_a_role_for_one_event_opens_that_event(house, role):
    """The matrix would be content with 404 everywhere: here the pages are really there."""
    table, asks = Table.read(), Asking(house, Subject(role.value, role, for_one_event=True))
    opened = []
    for rule in house.url_map.iter_rules():
        entry = table.entries[rule.rule].get("GET")
        is_event_page = rule.rule.startswith("/staff/") and rule.arguments == {"slug"} and rule.methods >= {"GET"}
        if is_event_page and entry and entry.admits(asks.subject):
            opened.append(rule.rule)
            assert asks("GET", address_of(rule, HERE)).status_code < 400, rule.rule
            assert asks("GET", address_of(rule, THERE)).status_code in {403, 404}, rule.rule
    assert opened
