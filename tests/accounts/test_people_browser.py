"""An invitation to the staff pages, as it looks on a phone, at a desk and on paper."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.browser.people import open_as
from tests.factories.people import make_person


@pytest.mark.parametrize(("width", "medium"), [(360, "screen"), (360, "print"), (1280, "screen"), (1280, "print")])
def test_the_address_of_an_invitation_stays_in_its_card(app: Flask, new_context, live_server, width, medium):
    with app.app_context(), unit_of_work():
        make_person("ratna@contoh.id", "Ratna", Role.ADMINISTRATOR)
    page = open_as(app, new_context(viewport={"width": width, "height": 740}), "ratna@contoh.id")
    page.goto("/staff/people/new")
    page.locator("[name=email]").fill("wulan@contoh.id")
    page.locator("[name=name]").fill("Wulan")
    page.locator("[name=role][value=curator]").check()
    page.locator("form:has([name=email]) button").click()
    address = page.locator("[data-address]")
    expect(address).to_contain_text("/sign-in/invitation/")

    page.emulate_media(media=medium)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card, text = page.locator(".card:has([data-address])").bounding_box(), address.bounding_box()
    assert card
    assert text
    assert text["x"] + text["width"] <= card["x"] + card["width"]
