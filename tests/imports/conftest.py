"""Staff who import, and files as they send them."""

from io import BytesIO

import pytest

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from eventreg.imports import applying, service
from tests.factories.businesses import load_regions
from tests.factories.people import actor_of, make_person, sign_in

HEAD = "Nama Usaha;Nama Pemilik;No HP/WA;NIB;Kelurahan;Jenis usaha;NIK\n"
FIRST = "Batik Lintang;Sri;0812 1111 0001;9120103344556;Kauman;Batik tulis;\n"
EMAIL = "panitia@contoh.id"
BY_POSITION = {"0": "name", "1": "owner_name", "2": "phone", "3": "nib", "4": "region", "5": "category", "6": "nik"}


@pytest.fixture
def council(app):
    """The lists that a council has, and an organiser."""
    from eventreg.businesses.service import ensure_categories

    with app.app_context(), unit_of_work():
        load_regions()
        ensure_categories()
        make_person(EMAIL, "Ratna", Role.ORGANISER)
    return app


@pytest.fixture
def panitia(visitor, council):
    return sign_in(visitor(), EMAIL, Role.ORGANISER)


def actor():
    """The organiser; needs an app context."""
    from eventreg.accounts.queries import find_person

    return actor_of(find_person(EMAIL), with_roles=True)


def take_in(text, *, event_id=None, mapping=BY_POSITION, craft="batik-tulis"):
    """Send a table, match it and look at its rows; the file's number. Needs an app context."""
    now, who = clock.now(), actor()
    with unit_of_work():
        number = service.receive(event_id, "daftar.csv", text.encode(), actor=who, now=now).id
    from eventreg.imports.queries import get_import

    wanted = mapping | ({service.CRAFT: craft} if craft and event_id is None else {})
    fates = service.plan(get_import(number, who), wanted, now=now)
    with unit_of_work():
        service.keep_plan(number, wanted, fates, actor=who, now=now)
    return number


def fates(number):
    """What becomes of each row."""
    from eventreg.imports.queries import get_import

    return [fate["fate"] for fate in get_import(number, actor()).fates]


def apply(number):
    """Write the next rows."""
    with unit_of_work():
        applying.apply_some(number, on_paper=True, actor=actor(), now=clock.now())


def upload(text, name="daftar.csv"):
    return (BytesIO(text.encode()), name)
