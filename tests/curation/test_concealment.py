"""Who reviews without seeing names finds none on any way in: pages, JSON, tables, PDF, names of files.

Every address of the app is asked, whoever added it; the same ones tell names once the phase is over, and organisers
always.
"""

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from eventreg.applications import service as applications
from eventreg.applications.models import Objection
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.curation import assigning
from eventreg.curation.models import Curation, Meeting, PendingDecision
from eventreg.curation.rules import Others
from tests.factories.applications import make_application
from tests.factories.curation import make_curation, make_review, phase
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.security.others import make_others, values_for
from tests.support.routes import Route, routes

DAY = timedelta(days=1)
ORGANISER = "panitia-kurasi@contoh.id"
PHONE, NIB = "+6281277766655", "9876501234567"
# what tells who applies; each stands nowhere else
TELLING = ("zlatoust", "qwzelda", "81277766655", "8127-7766-655", "812-7776-6655", NIB, "jalan brwxtz", "wqzjtk.kain")
BLIND = {"kurator": (Role.CURATOR, False), "komite-acara": (Role.COMMITTEE, True)}  # everywhere, for this event
LISTS = {"applications.staff_list", "applications.staff_show"}


class Hidden:
    """A fair with applicants in every state, reviewed without names by curators and the committee."""

    def __init__(self, app: Any) -> None:
        self.app, now = app, clock.now()
        self.others = make_others(app)
        with app.app_context(), unit_of_work():
            event = make_event(title="Pekan Tertutup", quota=2, objection_days=7, visitors_open=True)
            self.slug, self.event_id = event.slug, event.id
            made = [make_application(event.id, name=f"Zlatoust {number}") for number in range(5)]
            for number, one in enumerate(made):
                self._name(one, number)
            self.codes = [one.code for one in made]
            self.key = made[0].files[0].key
            committee = actor_of(make_person("hakim@contoh.id", "Hakim", Role.COMMITTEE))
            verdicts = {1: Status.ACCEPTED, 2: Status.ACCEPTED, 3: Status.WAITLISTED, 4: Status.REJECTED}
            for number, verdict in verdicts.items():
                applications.decide(
                    event.id, [made[number].id], verdict, actor=committee, reason="Penuh", now=now - 2 * DAY
                )
            rejected = made[4]
            db.session.add(Objection(application_id=rejected.id, text="Mohon", at=now, by_id=rejected.applicant_id))
            reviewing: dict[str, Any] = {"reviewers": [Role.CURATOR, Role.COMMITTEE], "shows_others": Others.ALWAYS}
            make_curation(event, phases=[phase("Tanpa nama", now - DAY, **reviewing)])
            for name, (role, at_event) in BLIND.items():
                person = make_person(f"{name}@contoh.id", name.title(), role, event_id=event.id if at_event else None)
                make_review(made[1], person)
            make_person(ORGANISER, "Ratna", Role.ORGANISER)
            assigning.hand_out(event.id, actor=committee, now=now)
            db.session.add(PendingDecision(application_id=made[0].id, verdict=Status.ACCEPTED, reason="Baik", at=now))
            db.session.add(Meeting(event_id=event.id, number=1, began_at=now))

    def _name(self, application: Any, number: int) -> None:
        business, person = application.business, application.applicant
        person.name, person.phone = f"Qwzelda {number}", PHONE[:-1] + str(number) if number else PHONE
        business.owner_name, business.phone, business.nib = person.name, PHONE, NIB[:-1] + str(7 - number)
        business.address, business.brand = "Jalan Brwxtz 3", "Zlatoust"
        business.channels = {"instagram": "https://www.instagram.com/wqzjtk.kain"}
        application.products = list(business.products)
        application.products[0].name = "Kain Zlatoust"
        application.files = [application.products[0].photo]
        application.answers = application.answers | {"motivation": "Saya Qwzelda dari Zlatoust."}

    def end_phase(self) -> None:
        with self.app.app_context(), unit_of_work():
            curation = db.session.scalars(db.select(Curation).where(Curation.event_id == self.event_id)).one()
            curation.phases[0].ends_at = clock.now() - timedelta(minutes=1)

    def paths(self) -> Iterator[tuple[Route, str]]:
        """Every address that is read or taken home, with the fair's own things in it."""
        for route in routes(self.app, "GET", "POST"):
            if route.method == "POST" and not any(word in route.rule.rule for word in ("export", "xlsx", "pdf")):
                continue
            usual = self._values(route)
            codes = self.codes[:2] if "code" in route.parameters else [""]
            for code in codes:
                yield route, route.path({**usual, **({"code": code} if code else {})})
            if route.endpoint in {"applications.staff_list", "curation.ranking_list"}:
                yield route, route.path(usual) + "?q=Zlato&all=1"
            if route.endpoint == "applications.new_decision":
                yield route, route.path(usual) + "?verdict=rejected&code=" + self.codes[0]

    def _values(self, route: Route) -> Mapping[str, Any]:
        try:
            usual = dict(values_for(route, self.others))
        except KeyError:
            usual = {}
        if "slug" in usual or "slug" in route.parameters:
            usual["slug"] = self.slug
        if route.endpoint.startswith("curation.") and "number" in route.parameters:
            usual["number"] = 1
        if "key" in route.parameters:
            usual["key"] = self.key
        return usual

    def telling(self, visitor: Any, *, among: Collection[str] = ()) -> Mapping[str, str]:
        """Endpoint → an address of it that tells who applies; of these endpoints, or of all."""
        found = {}
        for route, path in self.paths():
            if route.endpoint in {"accounts.sign_out", "static"} or (among and route.endpoint not in among):
                continue
            answer = visitor.get(path) if route.method == "GET" else visitor.post(path)
            words = next((word for word in TELLING if word in told(answer)), None)
            if words:
                found[route.endpoint] = f"{path}: {words}"
        return found


def told(answer: Any) -> str:
    """All that an answer tells, its headers too, without case."""
    heads: str = " ".join(value for name, value in answer.headers if name not in {"Set-Cookie", "Location"})
    if answer.headers.get("Content-Type", "").startswith("image/"):
        return heads.lower()
    data = answer.data
    if data[:5] == b"%PDF-":
        pages = pypdfium2.PdfDocument(data)
        return (heads + " ".join(page.get_textpage().get_text_range() for page in pages)).lower()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b" ".join(name.encode() + archive.read(name) for name in archive.namelist())
    text: str = data.decode("utf-8", "replace")
    return (heads + text).lower()


@pytest.fixture
def hidden(app):
    return Hidden(app)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", BLIND)
def test_whoever_reviews_without_names_finds_none(hidden, visitor, name):
    reader = sign_in(visitor(), f"{name}@contoh.id")

    assert hidden.telling(reader) == {}

    hidden.end_phase()
    assert set(hidden.telling(reader, among=LISTS)) == LISTS


@pytest.mark.sqlite_only
def test_an_organiser_sees_names_always(hidden, visitor):
    organiser = sign_in(visitor(), ORGANISER)

    wanted = LISTS | {"applications.staff_waiting", "applications.staff_objections", "curation.ranking_list"}

    assert set(hidden.telling(organiser, among=wanted)) == wanted


@pytest.mark.sqlite_only
def test_who_organises_too_is_not_blind(hidden, visitor):
    with hidden.app.app_context(), unit_of_work():
        make_person("kurator@contoh.id", "Kurator", Role.ORGANISER)
    reader = sign_in(visitor(), "kurator@contoh.id")

    assert set(hidden.telling(reader, among=LISTS)) == LISTS
