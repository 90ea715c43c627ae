"""The profile and its products, as their owner sees them."""

import pytest

from eventreg.accounts.queries import find_person
from eventreg.businesses import queries
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Actor
from tests.factories.businesses import KAUMAN, make_business, make_product
from tests.factories.people import make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

PROFILE = {
    "name": "Batik Lintang Pesisir",
    "owner_name": "Sri",
    "phone": "0812-3456-7890",
    "category": "batik-tulis",
    "region": KAUMAN,
    "elsewhere": "",
    "nib": "",
}


def value(page, name: str) -> str:
    found = soup(page).select_one(f"[name={name}]")
    return str(found.get("value", "")) if found else ""


def chosen(page, name: str) -> str:
    found = soup(page).select_one(f"[name={name}] option[selected]")
    return str(found["value"]) if found else ""


def error(page, name: str) -> str:
    found = soup(page).select_one(f"#{name}-error")
    return found.get_text(strip=True) if found else ""


@pytest.fixture
def products(app, lintang):
    """What the business offers now."""

    def look() -> list[tuple[str, int, str]]:
        with app.app_context():
            business = queries.get_own(lintang.id, Actor(person_id=lintang.person_id))
            return [
                (product.name, product.price, product.photo.key if product.photo else "")
                for product in business.products
            ]

    return look


# ---- The profile ---------------------------------------------------------------------------------


def test_a_first_profile_leads_back_to_where_it_was_needed(app, lintang, stranger):
    answer = stranger.post("/me/businesses/new?next=/events/pekan-batik/apply", **PROFILE)

    assert (answer.status_code, answer.location) == (302, "/events/pekan-batik/apply")
    with app.app_context():
        person = find_person("orang-lain@demo.test")
        assert person
        [business] = queries.own_businesses(person.id)
        assert (business.name, business.place, business.phone) == ("Batik Lintang Pesisir", "Kauman", "+6281234567890")


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/\\example.com"])
def test_a_profile_never_leads_to_another_site(lintang, stranger, target):
    assert stranger.post("/me/businesses/new", next=target, **PROFILE).location == "/me/"


def test_an_error_keeps_what_was_typed_and_says_how_many_digits(lintang, stranger):
    page = stranger.post("/me/businesses/new", **{**PROFILE, "nib": "912010334455"})

    assert page.status_code == 422
    assert "13" in error(page, "nib")
    assert "12" in error(page, "nib")
    assert value(page, "nib") == "912010334455"
    assert value(page, "phone") == "0812-3456-7890"
    assert (chosen(page, "category"), chosen(page, "region")) == ("batik-tulis", KAUMAN)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"owner_name": ""}, "owner_name"),
        ({"phone": "0285 421234"}, "phone"),
        ({"category": ""}, "category"),
        ({"category": "batik"}, "category"),
        ({"region": ""}, "region"),
        ({"region": "33.75.02"}, "region"),
        ({"elsewhere": "Wiradesa"}, "elsewhere"),
        ({"nib": "belum ada"}, "nib"),
    ],
)
def test_every_error_stands_at_its_field_and_in_the_summary(lintang, stranger, changes, field):
    page = stranger.post("/me/businesses/new", **{**PROFILE, **changes})

    assert page.status_code == 422
    assert error(page, field)
    assert [link["href"] for link in soup(page).select(".errors a")] == [f"#{field}"]


def test_a_place_outside_the_list_is_told_in_words(app, lintang, sri):
    answer = sri.post(lintang.place_url, region="", elsewhere="Wiradesa, Kab. Pekalongan", address="")
    assert answer.status_code == 302

    assert value(sri.get(lintang.place_url), "elsewhere") == "Wiradesa, Kab. Pekalongan"


def test_without_a_list_of_regions_the_place_is_asked_in_words(app, visitor):
    with app.app_context(), unit_of_work():
        make_business(make_person())
    owner = sign_in(visitor(), "baru@demo.test")

    page = owner.get("/me/businesses/new")
    assert soup(page).select_one("[name=region]") is None
    assert error(owner.post("/me/businesses/new", **{**PROFILE, "region": ""}), "elsewhere")
    assert owner.post("/me/businesses/new", **{**PROFILE, "elsewhere": "Wiradesa"}).status_code == 302


def test_a_profile_opens_with_what_was_told_and_takes_changes(lintang, sri):
    page = sri.get(lintang.identity_url)
    assert (value(page, "name"), value(page, "nib")) == ("Batik Lintang", "9120103344556")
    assert value(sri.get(lintang.owner_url), "phone") == "0812 3456 7890"
    assert soup(page).select_one("[name=nib]")["inputmode"] == "numeric"

    answer = sri.post(lintang.identity_url, name="Batik Lintang Pesisir", category="batik-tulis", nib="")
    assert answer.location == f"{lintang.url}#profile-identity"
    assert "Batik Lintang Pesisir" in sri.get(lintang.url).text


def test_a_profile_is_read_in_english_too(lintang, visitor):
    page = sign_in(visitor(language="en"), "sri@demo.test").get(lintang.url)

    assert "Hand-drawn batik" in page.text


# ---- Others' businesses --------------------------------------------------------------------------


def test_what_belongs_to_others_is_not_found(lintang, stranger, products):
    before = products()

    assert stranger.get(lintang.url).status_code == 404
    assert stranger.post(f"{lintang.url}/confirmation").status_code == 404
    for url in (lintang.identity_url, lintang.owner_url, lintang.new_product_url, lintang.product_url):
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, **PROFILE).status_code == 404
    assert stranger.post(lintang.removal_url).status_code == 404
    assert products() == before


def test_a_product_is_found_in_its_own_business_alone(app, lintang, sri):
    with app.app_context(), unit_of_work():
        other = make_business(make_person("sri@demo.test")).id

    assert sri.get(f"/me/businesses/{other}/products/{lintang.product_id}/edit").status_code == 404


def test_who_is_not_signed_in_is_asked_to(lintang, client):
    answer = client.get(lintang.url)

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


# ---- Products ------------------------------------------------------------------------------------


def test_a_product_is_added_changed_and_removed(lintang, sri, products):
    sri.post(lintang.new_product_url, name="Sarung ATBM", price="Rp250.000", story="")
    assert products() == [("Kain buketan", 1_500_000, ""), ("Sarung ATBM", 250_000, "")]

    assert value(sri.get(lintang.product_url), "price") == "Rp1.500.000"
    sri.post(lintang.product_url, name="Kain buketan halus", price="1.750.000", story="")
    page = sri.get(lintang.url)
    assert "Kain buketan halus" in page.text
    assert "Rp1.750.000" in page.text

    sri.post(lintang.removal_url)
    assert products() == [("Sarung ATBM", 250_000, "")]
    assert sri.get(lintang.product_url).status_code == 404


def test_a_refused_price_keeps_the_story(lintang, sri, products):
    page = sri.post(lintang.new_product_url, name="Sarung", price="150rb", story="Ditenun tiga minggu")

    assert page.status_code == 422
    assert error(page, "price")
    assert value(page, "price") == "150rb"
    assert "Ditenun tiga minggu" in page.text
    assert len(products()) == 1


# ---- Queries -------------------------------------------------------------------------------------


def test_three_products_ask_the_database_as_often_as_one(app, lintang, sri):
    with asked(app) as for_one:
        sri.get(lintang.url)
    with app.app_context(), unit_of_work():
        person = make_person("sri@demo.test")
        business = queries.get_own(lintang.id, Actor(person_id=person.id))
        for _ in range(2):
            make_product(business, person)

    with asked(app) as for_three:
        assert len(soup(sri.get(lintang.url)).select("#products .file")) == 3
    assert len(for_three) == len(for_one)


def test_more_businesses_ask_the_database_as_often_as_one(app, lintang):
    with app.app_context(), asked(app) as for_one:
        own = queries.own_businesses(lintang.person_id)
        assert [(b.category.name_id, b.place, len(b.products)) for b in own]
    with app.app_context(), unit_of_work():
        person = make_person("sri@demo.test")
        for _ in range(2):
            make_product(make_business(person), person)

    with app.app_context(), asked(app) as for_three:
        own = queries.own_businesses(lintang.person_id)
        assert len([(b.category.name_id, b.place, len(b.products)) for b in own]) == 3
    assert len(for_three) == len(for_one)
