"""The board of those who work at the booths, and the page of an exhibitor."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.applications.rules import Status
from eventreg.businesses.models import Business
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events import queries as events
from eventreg.events.models import Event
from eventreg.onsite.models import LoadingSlot
from eventreg.onsite.rules import Way
from tests.factories.onsite import make_fair_at_work
from tests.factories.people import sign_in
from tests.support.visitor import soup


@pytest.fixture
def fair(app):
    """Codes and addresses of two exhibitors of the fair `pekan-batik`."""
    with app.app_context(), unit_of_work():
        _event, made = make_fair_at_work(2)
        return [(one.code, one.applicant.email) for one in made]


def test_an_exhibitor_finds_the_page_of_their_booth(client, fair):
    (own, email), (foreign, _email) = fair
    sign_in(client, email)

    assert "A-01" in client.get(f"/me/applications/{own}/at-the-fair").text
    assert f"/me/applications/{own}/at-the-fair" in client.get(f"/me/applications/{own}").text
    assert client.get(f"/me/applications/{foreign}/at-the-fair").status_code == 404


def test_whoever_is_only_offered_a_booth_has_no_page_yet(app, client):
    with app.app_context(), unit_of_work():
        _event, [one] = make_fair_at_work(1)
        one.status, code, email = Status.OFFERED, one.code, one.applicant.email
        one.deadline_at = clock.now() + timedelta(days=1)
    sign_in(client, email)

    assert client.get(f"/me/applications/{code}/at-the-fair").status_code == 404
    assert "at-the-fair" not in client.get(f"/me/applications/{code}").text


def test_the_board_is_for_those_who_work_there(client, fair):
    path = "/staff/events/pekan-batik/at-the-booths"
    assert "2 peserta pameran punya stan" in sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER).get(path).text
    assert sign_in(client, "kurator@contoh.id", Role.CURATOR).get(path).status_code == 403


def test_while_the_fair_runs_whoever_works_there_finds_the_board_on_its_overview(app, client, fair):
    overview, board = "/staff/events/pekan-batik/", "/staff/events/pekan-batik/at-the-booths"

    def ways():
        return [a["href"] for a in soup(client.get(overview)).select("main a.btn")]

    sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)
    assert board not in ways()
    with app.app_context(), unit_of_work():
        event = events.get_public("pekan-batik")
        event.starts_at = clock.now() - timedelta(hours=1)
    assert board in ways()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", ["handing", "loading/gate?way=in"])
def test_who_is_written_otherwise_than_typed_is_found(app, client, fair, page):
    with app.app_context(), unit_of_work():
        business = db.session.scalars(select(Business).order_by(Business.id)).first()
        now, event_id = clock.now(), db.session.scalars(select(Event.id)).one()
        db.session.add(LoadingSlot(event_id=event_id, way=Way.IN, starts_at=now, ends_at=now + timedelta(hours=1)))
        business.name, business.owner_name = "Batik Oey Soe Tjoen", "Hj. Muhammad Djoenaedi"
    volunteer, joined = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER), "&" if "?" in page else "?"
    for typed in ("uy su cun", "moh junaidi"):
        shown = volunteer.get(f"/staff/events/pekan-batik/at-the-booths/{page}{joined}q={typed}").text
        assert "Batik Oey Soe Tjoen" in shown, typed
    assert "Oey" not in volunteer.get(f"/staff/events/pekan-batik/at-the-booths/{page}{joined}q=wijaya").text
