"""A phone's page: its name, taking it off the door, and whose data it held."""

from datetime import timedelta

import pytest

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.door.models import DoorDevice
from tests.factories.people import sign_in
from tests.support.visitor import soup

MINUTE = timedelta(minutes=1)


@pytest.fixture
def supervisor(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


@pytest.fixture
def url(fair, phone):
    return f"/staff/events/{fair.slug}/door/devices/{phone.id}"


def told(app, phone, **facts):
    with app.app_context(), unit_of_work():
        device = db.session.get(DoorDevice, phone.id)
        for name, value in facts.items():
            setattr(device, name, value)


def names(page):
    return [cell.b.text for cell in soup(page).select("tbody [data-at=name]")]


@pytest.mark.databases("sqlite", "postgresql")
def test_a_phone_held_what_was_there_when_it_read_its_list_and_what_it_was_shown(app, fair, phone, supervisor, url):
    now = clock.now()
    fair.ticket("Dewi", issued_at=now - 30 * MINUTE)
    late, shown = fair.ticket("Sesudah"), fair.ticket("Ditunjukkan")
    for token in (late, shown):
        fair.change(token, issued_at=now - 5 * MINUTE)
    told(app, phone, list_at=now - 10 * MINUTE)
    phone.send(phone.scan(shown))

    page = supervisor.get(f"{url}/people")
    file = supervisor.post(f"{url}/people.csv").get_data(as_text=True)

    assert names(page) == names(supervisor.get(f"{url}/people/list")) == ["Dewi", "Ditunjukkan"]
    assert soup(supervisor.get(url)).select_one("#held .num").text == "2"
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == ["Dewi", "Ditunjukkan"]
    assert names(supervisor.get(f"{url}/people?q=dewi")) == ["Dewi"]
    assert "with these words" in supervisor.get(f"{url}/people?q=Sesudah").text
    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="door_device.people_exported").one()
        assert entry.states == {"people": "2"}


@pytest.mark.sqlite_only
def test_one_that_never_told_is_taken_to_know_all_until_its_last_contact(app, fair, phone, supervisor, url):
    now = clock.now()
    fair.ticket("Dewi", issued_at=now - 30 * MINUTE)
    fair.ticket("Sesudah", issued_at=now - 5 * MINUTE)
    told(app, phone, last_contact_at=now - 10 * MINUTE)

    assert names(supervisor.get(f"{url}/people")) == ["Dewi"]


@pytest.mark.sqlite_only
def test_a_long_list_comes_in_pages(app, fair, phone, supervisor, url):
    for number in range(52):
        fair.ticket(f"Orang {number:02}")
    told(app, phone, list_at=clock.now())

    first, second = supervisor.get(f"{url}/people"), supervisor.get(f"{url}/people?page=2")

    assert (len(names(first)), names(second)) == (50, ["Orang 50", "Orang 51"])


@pytest.mark.sqlite_only
def test_a_phone_gets_a_name_by_which_it_is_found(fair, phone, supervisor, url):
    assert supervisor.post(f"{url}/label", label="  HP   Andi ").status_code == 302
    assert supervisor.post(f"{url}/label", label="x" * 61).status_code == 422

    assert soup(supervisor.get(url)).h1.text == "HP Andi"
    assert "HP Andi" in supervisor.get(f"/staff/events/{fair.slug}/door/").text


@pytest.mark.sqlite_only
def test_a_revoked_phone_leads_to_writing_its_loss_down(visitor, phone, supervisor, url):
    page = supervisor.post(f"{url}/revocation", follow=True)
    admin = sign_in(visitor(language="en"), "admin@demo.test", Role.ADMINISTRATOR)

    assert "Taken off the door" in page.text
    assert f"the phone's number, {phone.id}" in soup(page).text
    assert soup(admin.get(url)).select_one(f"a[href$='/incidents/new?device={phone.id}']")
