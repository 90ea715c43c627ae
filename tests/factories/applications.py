"""Applications, made as owners make them: with a product and a photo."""

from typing import Any

from eventreg.applications import service
from eventreg.applications.models import Application
from eventreg.applications.service import Details
from eventreg.businesses import service as businesses
from eventreg.businesses.models import Product
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.files import read_image
from tests.factories.businesses import make_business, make_product, picture
from tests.factories.consents import agree
from tests.factories.people import actor_of, make_person


def make_shown_product(business: Any, person: Any) -> Product:
    """A product with a photo; the test holds the unit of work."""
    photo = businesses.keep_photo(read_image(picture()), person.id, now=clock.now())
    return make_product(business, person, photo_key=photo.key)


def make_application(event_id: int, *, email: str = "", helpers: tuple[str, ...] = (), **business: Any) -> Application:
    """A sent application of a new business; the test holds the unit of work."""
    person = make_person(email, "Sri Wahyuni")
    made = make_business(person, **business)
    shown = make_shown_product(made, person)
    agree(person.id)
    db.session.flush()
    details = Details(motivation="Kami membuat batik tulis sendiri.", helpers=helpers, products=[shown])
    return service.submit(event_id, made.id, details, actor=actor_of(person), now=clock.now())
