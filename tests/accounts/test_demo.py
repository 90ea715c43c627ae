"""Made-up people: listed with their way in where the demo runs, and nowhere else."""

import re

import pytest

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.factories.people import make_person
from tests.support.visitor import soup

demo = pytest.mark.environ(EVENTREG_ENV="demo")


@pytest.fixture
def made_up(app):
    with app.app_context(), unit_of_work():
        make_person("admin@demo.test", "Ratna", Role.ADMINISTRATOR)
        make_person("sri@demo.test", "Sri")
        make_person("nyata@contoh.id", "Orang Nyata", Role.ORGANISER)


@demo
def test_the_page_lists_them_with_their_roles(made_up, english):
    page = soup(english().get("/sign-in"))

    rows = [" ".join(row.span.get_text(" ").split()) for row in page.select("section li")]
    assert rows == ["Ratna Administrator · admin@demo.test", "Sri Business owner · sri@demo.test"]


@demo
def test_their_link_and_code_stand_on_the_page(made_up, english):
    sri = english()
    page = soup(sri.post("/sign-in", email="sri@demo.test", follow=True))
    code, link = re.search(r"\d{6}", page.select_one(".note").text), page.select_one(".note a")["href"]
    assert code

    assert sri.post("/sign-in/code", code=code[0]).location == "/me/"
    assert english().get(link.removeprefix("http://localhost:8000")).status_code == 410


@demo
def test_others_read_their_mail(made_up, english):
    page = english().post("/sign-in", email="nyata@contoh.id", follow=True)

    assert not soup(page).select(".note")


@demo
def test_a_demo_may_sign_in_all_day(made_up, english):
    visitor = english()
    for _ in range(70):
        assert visitor.post("/sign-in", email="sri@demo.test").status_code == 302


def test_outside_the_demo_nobody_is_listed(made_up, english):
    visitor = english()
    assert "demo.test" not in visitor.get("/sign-in").text

    page = visitor.post("/sign-in", email="sri@demo.test", follow=True)

    assert not soup(page).select(".note")
