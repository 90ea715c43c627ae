"""What no page of ours sends is no reason to break: NUL, ids that no database holds, names of fields that none uses."""

import io

import pytest

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.factories.businesses import make_business
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in

HUGE = ["2147483648", "9" * 20, "9" * 4000]
ROUTES_BY_ID = [
    "/me/businesses/{}/edit",
    "/me/businesses/{}/products/new",
    "/me/businesses/1/products/{}/edit",
    "/staff/outbox/{}",
    "/staff/events/pameran/door/devices/{}/revocation",
    "/staff/events/pameran/door/pairings/{}",
]
ROUTES_BY_NAME = [
    "/me/applications/{}",
    "/staff/applications/{}",
    "/staff/covers/{}",
    "/photos/{}/small",
    "/t/{}",
    "/sign-in/{}",
    "/events/{}/",
    "/events/{}.ics",
]
SEARCHES = [
    "/events/?q={0}&category={0}&month={0}",
    "/staff/events/?q={0}",
    "/staff/events/pameran/applications/?q={0}&category={0}&sort={0}",
    "/staff/outbox/?q={0}",
    "/staff/events/pameran/decisions/new?code={0}&verdict=accepted",
]


@pytest.fixture
def insider(app, visitor):
    """Somebody who may open every page, with a business and an event."""
    insider = sign_in(visitor(), "ratna@contoh.id", Role.ADMINISTRATOR, Role.COMMITTEE)
    with app.app_context(), unit_of_work():
        make_business(make_person("ratna@contoh.id"))
        make_event(title="Pameran")
    return insider


def test_an_id_that_no_database_holds_is_no_page(insider):
    pages = [route.format(number) for route in ROUTES_BY_ID for number in HUGE]

    assert [page for page in pages if insider.get(page).status_code != 404] == []


@pytest.mark.databases("postgresql")
def test_a_file_whose_name_holds_nul_is_taken(visitor):
    organiser = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)

    sent = organiser.post("/staff/import/", file=(io.BytesIO(b"Nama;WA\nBatik;0812\n"), "daf\0tar.csv"))

    assert "daftar.csv" in organiser.get(sent.location).text


def test_an_address_with_nul_is_no_page(insider):
    pages = [route.format(name) for route in ROUTES_BY_NAME for name in ("%00", "a%00b")]

    assert [page for page in pages if insider.get(page).status_code != 404] == []


def test_nul_in_a_search_finds_what_would_be_found_without(insider):
    pages = [route.format("%00") for route in SEARCHES]

    assert [page for page in pages if insider.get(page).status_code not in {200, 404}] == []
    assert "Pameran" in insider.get("/events/?q=pam%00eran").text


@pytest.mark.sqlite_only
def test_a_name_reads_as_it_is_kept_whatever_turns_the_direction_of_writing(insider):
    insider.post(
        "/me/businesses/new",
        name="Batik \u202egnatniL\u202c",
        owner_name="\u2066Sri\u2069",
        phone="0812 3456 7890",
        category="batik-tulis",
        elsewhere="Wiradesa",
    )

    page = insider.get("/me/").text

    assert "Batik gnatniL" in page
    assert "\u202e" not in page


def test_nul_in_a_form_is_left_out(insider):
    insider.post(
        "/me/businesses/new",
        name="Batik\0Lintang",
        owner_name="Sri\0",
        phone="0812 3456 7890",
        category="batik-tulis",
        elsewhere="Wiradesa\0",
    )

    assert "BatikLintang" in insider.get("/me/").text


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["helpers-²", "helpers-" + "9" * 5000, "new_products-²-name", "a\0b"])
def test_names_that_no_form_uses_are_left_out(insider, name):
    assert insider.post("/events/pameran/apply", **{name: "x"}).status_code == 422
