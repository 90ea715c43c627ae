"""A way in without e-mail, as it happens: a desk makes the link, a phone opens it and stays signed in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from eventreg.businesses import service
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.factories.people import make_person

pytestmark = pytest.mark.environ(EVENTREG_ENV="demo")


@pytest.fixture
def desk(app, live_server, page: Page) -> Page:
    """The organiser's browser."""
    with app.app_context(), unit_of_work():
        service.ensure_categories()
        make_person("panitia@demo.test", "Panitia", Role.ORGANISER)
    page.goto(live_server.run("people", "sign-in-link", "panitia@demo.test").strip())
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/staff/"))
    return page


def test_a_business_is_registered_and_its_owners_phone_comes_in(desk: Page, new_context: Callable[..., BrowserContext]):
    desk.goto("/staff/businesses/new")
    desk.locator("[name=name]").fill("Rajut Tini")
    desk.locator("[name=owner_name]").fill("Tini")
    desk.locator("[name=phone]").fill("0800 0000 0001")
    desk.locator("[name=category]").select_option("rajut")
    desk.locator("[name=elsewhere]").fill("Wiradesa")
    desk.locator("[name=purposes]").first.check()
    desk.locator("[name=way][value=paper]").check()
    desk.locator("main form .btn-wide").last.click()
    desk.locator("a[href$='/link']").click()
    desk.locator("main form .btn").first.click()
    link = desk.locator("#link").input_value()
    chat = desk.locator("main a[href^='https://wa.me/']").get_attribute("href")
    assert chat
    assert chat.startswith("https://wa.me/6280000000001?text=")

    phone = new_context(viewport={"width": 360, "height": 740}).new_page()
    phone.goto(link)
    expect(phone.locator("main")).to_contain_text("Tini")
    phone.locator("main form button").first.click()
    phone.wait_for_url("**/me/")
    expect(phone.locator("main")).to_contain_text("Rajut Tini")

    phone.goto("/me/")
    expect(phone.locator("main")).to_contain_text("Rajut Tini")
    stranger = new_context().new_page()
    answer = stranger.goto(link)
    assert answer is not None
    assert answer.status == 410
