"""An owner with a business, and somebody who has nothing to do with it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Flask

from eventreg.core.db import unit_of_work
from tests.factories.businesses import load_regions, make_business, make_product
from tests.factories.people import make_person, sign_in
from tests.support.visitor import Visitor


@pytest.fixture
def lintang(app: Flask) -> SimpleNamespace:
    """Sri's business Batik Lintang with one product, by ids and addresses."""
    with app.app_context(), unit_of_work():
        load_regions()
        person = make_person("sri@demo.test", "Sri")
        business = make_business(person, name="Batik Lintang", nib="9120103344556")
        product = make_product(business, person, name="Kain buketan", price=1_500_000)
        page = f"/me/businesses/{business.id}"
        return SimpleNamespace(
            id=business.id,
            person_id=person.id,
            product_id=product.id,
            url=page,
            identity_url=f"{page}/profile/identity",
            place_url=f"{page}/profile/place",
            owner_url=f"{page}/profile/owner",
            new_product_url=f"{page}/products/new",
            product_url=f"{page}/products/{product.id}/edit",
            removal_url=f"{page}/products/{product.id}/removal",
        )


@pytest.fixture
def sri(visitor: Callable[..., Visitor]) -> Visitor:
    return sign_in(visitor(), "sri@demo.test")


@pytest.fixture
def stranger(visitor: Callable[..., Visitor]) -> Visitor:
    return sign_in(visitor(), "orang-lain@demo.test")
