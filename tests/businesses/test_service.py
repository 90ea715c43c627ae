"""What a business keeps, on both databases."""

import pytest
from sqlalchemy import select

from eventreg.businesses import queries, service
from eventreg.businesses.categories import DEFAULT
from eventreg.businesses.models import Category, Region
from eventreg.businesses.rules import NibTooShort, ProductDetails, RegionMalformed
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.files import read_image
from eventreg.core.i18n import Language
from eventreg.core.phone import NotAMobileNumber
from tests.factories.businesses import KAUMAN, load_regions, make_business, make_product, picture
from tests.factories.people import actor_of, make_person


@pytest.fixture
def context(app):
    with app.app_context():
        yield


def trail(action: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).filter_by(action=action)))


# ---- Profiles ------------------------------------------------------------------------------------


def test_a_profile_is_kept_tidy(context):
    with unit_of_work():
        load_regions()
        person = make_person()
        business_id = make_business(
            person,
            name=" Batik  Lintang ",
            nib="9120-1033-44556",
            phone="0812-3456-7890",
            region_code=KAUMAN,
            elsewhere="",
        ).id

    business = queries.get_own(business_id, actor_of(person))
    assert (business.name, business.nib, business.phone) == ("Batik Lintang", "9120103344556", "+6281234567890")
    assert (business.place, business.category.code) == ("Kauman", "batik-tulis")
    assert business_id in queries.business_ids_of(person.id)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"nib": "912010334455"}, NibTooShort),
        ({"phone": "0285 421234"}, NotAMobileNumber),
        ({"phone": "0800 0000 0021"}, NotAMobileNumber),  # made-up numbers are for demo data alone
        ({"category_code": "batik"}, service.CategoryUnknown),  # a group, not a craft
        ({"category_code": "perahu"}, service.CategoryUnknown),
        ({"region_code": "33.75.02", "elsewhere": ""}, service.RegionUnknown),  # a district
        ({"region_code": "99.99.99.9999", "elsewhere": ""}, service.RegionUnknown),
    ],
)
def test_a_wrong_profile_is_not_kept(context, changes, refusal):
    with unit_of_work():
        load_regions()
        service.ensure_categories()
        person = make_person()
    with pytest.raises(refusal), unit_of_work():
        make_business(person, **changes)

    assert queries.own_businesses(person.id) == []


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_made_up_numbers_are_for_demo_data(context):
    with unit_of_work():
        assert make_business(make_person(), phone="0800 0000 0021").phone == "+6280000000021"


def test_the_trail_names_fields_and_no_values(context):
    with unit_of_work():
        person = make_person()
        business = make_business(person, name="Batik Rahasia", phone="081234567890")
        changes = {"name": "Batik Rahasia", "nib": "9120103344556", "phone": "081299998888"}
        service.edit_profile(business.id, changes, actor=actor_of(person), now=clock.now())
        service.edit_profile(business.id, changes, actor=actor_of(person), now=clock.now())

    [entry] = trail("business.changed")
    assert entry.fields == ["nib", "phone"]
    assert entry.actor_id == person.id
    assert not any("Rahasia" in str(vars(entry)) for entry in db.session.scalars(select(AuditEntry)))


def test_nobody_changes_what_belongs_to_others(context):
    with unit_of_work():
        owner, stranger = make_person(), make_person()
        business = make_business(owner, name="Batik Lintang")
        product = make_product(business, owner)
    other = actor_of(stranger)

    for deed in (
        lambda: service.edit_profile(business.id, {"name": "X"}, actor=other, now=clock.now()),
        lambda: service.add_product(business.id, ProductDetails("Kain"), actor=other, now=clock.now()),
        lambda: service.edit_product(business.id, product.id, ProductDetails("Kain"), actor=other, now=clock.now()),
        lambda: service.remove_product(business.id, product.id, actor=other, now=clock.now()),
    ):
        with pytest.raises(NotFound), unit_of_work():
            deed()
    assert [product.name for product in queries.get_own(business.id, actor_of(owner)).products] == [product.name]


# ---- Products ------------------------------------------------------------------------------------


def test_a_removed_product_is_kept_but_no_longer_offered(context):
    with unit_of_work():
        person = make_person()
        business = make_business(person)
        product, other = make_product(business, person), make_product(business, person)
        assert business.products == [product, other]
        service.remove_product(business.id, product.id, actor=actor_of(person), now=clock.now())
        assert business.products == [other]

    with pytest.raises(NotFound):
        queries.get_own_product(business.id, product.id, actor_of(person))
    assert [entry.subject_id for entry in trail("product.removed")] == [product.id]


def test_a_picture_of_somebody_else_cannot_be_shown(context):
    with unit_of_work():
        owner, stranger = make_person(), make_person()
        key = service.keep_photo(read_image(picture()), owner.id, now=clock.now()).key
        business = make_business(stranger)

    with pytest.raises(service.PhotoUnknown), unit_of_work():
        make_product(business, stranger, photo_key=key)
    with pytest.raises(service.PhotoUnknown), unit_of_work():
        service.resolve_photo(key, None, stranger.id, now=clock.now())


def test_a_picture_comes_by_key_or_with_the_form(context):
    with unit_of_work():
        person = make_person()
        first = service.resolve_photo("", read_image(picture()), person.id, now=clock.now())

        assert service.resolve_photo(first.key, None, person.id, now=clock.now()) is first
        assert service.resolve_photo(first.key, read_image(picture()), person.id, now=clock.now()) is not first
        assert service.resolve_photo("", None, person.id, now=clock.now()) is None


# ---- Categories and regions ----------------------------------------------------------------------


def test_the_categories_are_made_once_and_what_the_council_renamed_stays(context):
    with unit_of_work():
        service.ensure_categories()
        db.session.scalar(select(Category).filter_by(code="rajut")).name_id = "Rajutan"
    with unit_of_work():
        service.ensure_categories()

    assert db.session.scalar(select(Category).filter_by(code="rajut")).name_id == "Rajutan"
    made = [name for _, members in queries.category_choices(Language.EN) for _, name in members]
    assert made == [craft.name_en for crafts in DEFAULT.values() for craft in crafts]
    assert [group for group, _ in queries.category_choices(Language.ID)][:2] == ["Batik", "Tekstil cetak"]


def test_regions_are_loaded_again_without_doubling(context):
    with unit_of_work():
        load_regions()
    with unit_of_work():
        service.load_regions([("33.75.02.1004", "Kauman Baru", "village")])
        load_regions()

    assert len(db.session.scalars(select(Region)).all()) == 33
    districts = dict(queries.region_choices())
    assert list(districts) == ["Pekalongan Barat", "Pekalongan Selatan", "Pekalongan Timur", "Pekalongan Utara"]
    assert (KAUMAN, "Kauman") in districts["Pekalongan Timur"]


def test_districts_of_several_cities_are_told_apart(context):
    with unit_of_work():
        load_regions()
        service.load_regions(
            [
                ("33.26", "Kabupaten Pekalongan", "city"),
                ("33.26.13", "Wiradesa", "district"),
                ("33.26.13.2001", "Kauman", "village"),
            ]
        )

    assert dict(queries.region_choices())["Wiradesa, Kabupaten Pekalongan"] == [("33.26.13.2001", "Kauman")]


def test_a_row_of_another_level_loads_nothing(context):
    with pytest.raises(RegionMalformed), unit_of_work():
        service.load_regions([("33", "Jawa Tengah", "province"), ("33.75", "Kota Pekalongan", "village")])

    assert db.session.scalars(select(Region)).all() == []
